from datetime import date
from typing import Any

import pytest

from shared.contract import Access
from shared.contracts.goals.events import (
    GoalAchieved,
    GoalPaused,
    Recovered,
    SuccessDefined,
    SupportAsked,
    WellbeingNoted,
)
from shared.event import Event
from tests.unit.queries.asking import TODAY, ask
from tests.unit.queries.histories import (
    action,
    checked_in,
    chosen,
    drafted,
    goal_set,
    september,
    setback,
    step,
    weighed,
)

SHARED: list[Event] = [
    goal_set("sql"),
    checked_in("sql", september(25)),
    action("sql", "book", september(30)),
    action("sql", "course", date(2026, 10, 5)),
    action("sql", "someday", date(2027, 10, 5)),
    goal_set("lead", due=september(20)),
    goal_set("done"),
    GoalAchieved("done", "ada", september(5), reason="Done"),
    goal_set("rest"),
    GoalPaused("rest", "ada", september(5), until=date(2026, 10, 3)),
]
PRIVATE: list[Event] = [
    SuccessDefined("ada", september(1), "Evenings free", ("family",)),
    drafted("move"),
    step("move", "first", date(2026, 10, 10)),
    step("move", "second", date(2027, 10, 10)),
    weighed("move", "platform"),
    chosen("move", "platform", september(3), review_on=september(28)),
    setback("no", september(5)),
    SupportAsked("no", "ada", september(6), of=("grace",), request="An hour"),
    setback("old", september(1)),
    Recovered("old", "ada", september(2), days=1),
    WellbeingNoted("ada", september(5), 2, 3),
    WellbeingNoted("ada", september(25), 4, 5),
]


def tasks(found: Any) -> list[tuple[str, str]]:
    return [(each["by"], each["task"]) for each in found]


def test_the_goals_on_ones_page_are_those_not_closed_the_one_due_first_at_the_top() -> None:
    page = ask("dashboard", *SHARED)
    assert [each["goal"] for each in page["goals"]] == ["lead", "rest", "sql"]
    assert page["day"] == TODAY.isoformat()


def test_what_is_overdue_is_told_apart_from_what_is_to_do_next_and_from_what_has_time() -> None:
    page = ask("dashboard", *SHARED, *PRIVATE)
    assert tasks(page["overdue"]) == [
        ("2026-09-15", "check_in"),
        ("2026-09-20", "close_goal"),
        ("2026-09-28", "review_decision"),
        ("2026-09-30", "do_action"),
    ]
    assert tasks(page["to_do"]) == [
        ("2026-10-03", "resume_goal"),
        ("2026-10-05", "do_action"),
        ("2026-10-09", "check_in"),
        ("2026-10-10", "take_step"),
    ]
    book = page["overdue"][-1]
    assert (book["goal"], book["action"], book["title"]) == ("sql", "book", "Action book")


def test_one_sees_ones_vision_next_steps_open_setbacks_and_support_asked() -> None:
    page = ask("dashboard", *SHARED, *PRIVATE)
    assert (page["vision"]["success"], page["vision"]["ranked_values"]) == ("Evenings free", ["family"])
    assert [each["step"]["step"] for each in page["next_steps"]] == ["first", "second"]
    assert [(each["setback"], each["days_open"]) for each in page["setbacks"]] == [("no", 26)]
    assert page["support_asked"] == [{"setback": "no", "asked_on": "2026-09-06", "of": ["grace"], "request": "An hour"}]
    assert page["wellbeing"] == {"day": "2026-09-25", "energy": 4, "balance": 5}


@pytest.mark.parametrize("access", [Access.MANAGER, Access.HR])
def test_others_see_the_same_page_whether_or_not_there_is_anything_private(access: Access) -> None:
    page = ask("dashboard", *SHARED, *PRIVATE, by="grace", relation={access})
    assert page == ask("dashboard", *SHARED, by="grace", relation={access})
    assert page.keys() == {"person", "day", "goals", "overdue", "to_do", "momentum"}


def test_an_empty_page_is_an_answer_too() -> None:
    page = ask("dashboard")
    assert (page["goals"], page["overdue"], page["to_do"], page["vision"]) == ([], [], [], None)
    assert page["momentum"]["now"]["score"] == 0

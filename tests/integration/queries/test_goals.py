"""What the queries about goals and teams answer, to whom, on real tables.

zoe ── mo ┬─ ada and bo, of the unit data
          └─ six more, of sales: each noted how they were last month, and so did mo
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest

from shared.contracts.goals.events import (
    Audience,
    CheckedIn,
    GoalAligned,
    GoalKind,
    GoalSet,
    GoalShared,
    GoalUnaligned,
    MeasureDefined,
    MeasureKind,
    ProgressRecorded,
    WellbeingNoted,
)
from shared.contracts.integrations.events import PersonJoined, PersonLeft
from shared.errors import Forbidden, NotFound
from tests.fixtures.organisation import Organisation, organisation_on

HIRED, SET_ON, DUE = date(2020, 1, 1), date(2026, 1, 1), date(2030, 1, 1)
LAST_OF_MONTH = datetime.now(UTC).date().replace(day=1) - timedelta(days=1)
SALES = ["p1", "p2", "p3", "p4", "p5", "p6"]


def joined(person: str, manager: str | None, unit: str) -> PersonJoined:
    return PersonJoined(person=person, effective_on=HIRED, name=person.title(), manager=manager, unit=unit)


def goal_set(goal: str, person: str) -> GoalSet:
    return GoalSet(goal, person, SET_ON, f"Goal {goal}", GoalKind.SKILL, SET_ON, DUE, check_in_every_days=14)


def aligned(goal: str, person: str, parent: str) -> GoalAligned:
    return GoalAligned(goal, person, SET_ON, parent=parent)


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


@pytest.fixture(scope="module")
def acme(module_database: str) -> Iterator[Organisation]:
    """All of it was recorded on the last day of the month before this one."""
    recorded = noon(LAST_OF_MONTH)
    with organisation_on(module_database) as acme:
        acme.tell("integrations", joined("zoe", None, "board"), joined("mo", "zoe", "board"), recorded=recorded)
        acme.tell("integrations", *(joined(person, "mo", "data") for person in ("ada", "bo")), recorded=recorded)
        acme.tell("integrations", *(joined(person, "mo", "sales") for person in (*SALES, "gone")), recorded=recorded)
        acme.tell("integrations", PersonLeft(person="gone", effective_on=date(2026, 2, 1)), recorded=recorded)
        acme.tell(
            "goals",
            goal_set("whole", "zoe"),
            goal_set("data", "mo"),
            goal_set("sql", "ada"),
            goal_set("views", "bo"),
            goal_set("sales", "p1"),
            aligned("data", "mo", "whole"),
            aligned("sql", "ada", "data"),
            aligned("views", "bo", "sql"),
            aligned("sales", "p1", "sql"),
            GoalUnaligned("sales", "p1", SET_ON, parent="sql"),
            GoalShared("data", "mo", SET_ON, Audience.EVERYONE),
            GoalShared("sql", "ada", SET_ON, Audience.UNIT),
            MeasureDefined(
                "sql", "ada", SET_ON, "m", "Share", MeasureKind.PERCENTAGE, Decimal(0), Decimal(100), weight=1
            ),
            ProgressRecorded("sql", "ada", SET_ON, "m", value=Decimal(40)),
            CheckedIn("sql", "ada", SET_ON, confidence=Decimal("0.7"), kept=True),
            recorded=recorded,
        )
        yield acme


def tree(acme: Organisation, by: str, **params: Any) -> dict[str, Any]:
    return {each["goal"]: each for each in acme.ask("alignment", by=by, **params)["goals"]}


def test_a_goal_comes_back_from_its_table_as_it_was_folded(acme: Organisation) -> None:
    goal = acme.ask("goal", by="ada", goal="sql")
    assert (goal["progress"], goal["confidence"], list(goal["parents"])) == ("0.4000", "0.7", ["data"])
    assert goal["measures"][0]["value"] == "40"
    (listed,) = acme.ask("goals", by="zoe", person="ada")["items"]
    assert (listed["title"], listed["due"]) == ("Goal sql", "2030-01-01")


def test_a_tree_goes_up_and_down_across_people_and_names_only_what_the_caller_may_see(acme: Organisation) -> None:
    goals = tree(acme, "ada", goal="sql")
    assert {goal: each["place"] for goal, each in goals.items()} == {
        "data": "above",
        "sql": "start",
        "hidden-1": "below",
        "hidden-2": "above",
    }
    assert goals["data"]["title"] == "Goal data"
    assert goals["hidden-1"] == {"goal": "hidden-1", "place": "below", "hidden": True, "parents": ["sql"]}


def test_a_manager_above_sees_the_whole_tree_by_name(acme: Organisation) -> None:
    goals = tree(acme, "zoe", person="ada")
    assert goals.keys() == {"whole", "data", "sql", "views"}
    assert not any(each["hidden"] for each in goals.values())


def test_goals_that_contribute_to_each_other_do_not_make_an_endless_tree(acme: Organisation) -> None:
    acme.tell(
        "goals",
        goal_set("a", "p5"),
        goal_set("b", "p6"),
        aligned("a", "p5", "b"),
        aligned("b", "p6", "a"),
        recorded=noon(LAST_OF_MONTH),
    )
    assert tree(acme, "mo", person="p5", goal="a").keys() == {"a", "b"}


def test_a_goal_shared_with_the_unit_is_seen_by_the_unit_alone(acme: Organisation) -> None:
    assert acme.ask("goal", by="bo", person="ada", goal="sql")["title"] == "Goal sql"
    with pytest.raises(NotFound):
        acme.ask("goal", by="p1", person="ada", goal="sql")


def note(acme: Organisation, person: str, energy: int, *, recorded: date = LAST_OF_MONTH) -> None:
    acme.tell("goals", WellbeingNoted(person, LAST_OF_MONTH, energy, 4), recorded=noon(recorded))


def of_team(acme: Organisation, lead: str, by: str) -> Any:
    (month,) = acme.ask("wellbeing_of_team", by=by, person=lead, months=1)["months"]
    return month


def test_the_wellbeing_of_a_team_is_shown_from_five_on_and_tells_nothing_by_difference(
    acme: Organisation,
) -> None:
    for person in SALES[:4]:
        note(acme, person, 2)
    note(acme, "gone", 5)
    assert of_team(acme, "mo", by="mo")["withheld"]
    note(acme, SALES[4], 5)
    assert of_team(acme, "mo", by="zoe") | {"people": 5, "energy": 2.6} == of_team(acme, "mo", by="mo")
    note(acme, "mo", 1)
    assert of_team(acme, "zoe", by="zoe") == {
        "month": f"{LAST_OF_MONTH:%Y-%m}",
        "people": None,
        "energy": None,
        "balance": None,
        "withheld": True,
    }
    note(acme, SALES[0], 5, recorded=LAST_OF_MONTH + timedelta(days=1))
    assert of_team(acme, "mo", by="mo")["energy"] == 2.6
    with pytest.raises(Forbidden):
        of_team(acme, "mo", by="p1")

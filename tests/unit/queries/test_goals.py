from datetime import date, timedelta
from typing import Any

import pytest

from services.gateway.goal_audience import NOWHERE, Place, may_see
from services.gateway.goal_summary import check_in_due, health_of, next_action
from services.gateway.queries.goals import GoalUnknown
from services.gateway.query import Caller
from shared.contract import Access
from shared.contracts.goals.events import (
    Audience,
    GoalAbandoned,
    GoalAchieved,
    GoalAdopted,
    GoalKind,
    GoalPaused,
    GoalScope,
    GoalShared,
)
from shared.contracts.goals.health import Health
from shared.errors import Forbidden
from shared.event import Event
from shared.read_models.goals import GOALS
from tests.unit.queries.asking import TODAY, Sql, ask
from tests.unit.queries.histories import YEAR_END, action, checked_in, done, goal_set, measured, progress, september
from tests.unit.read_models.happened import row_after

EVERYONE = GoalShared("sql", "ada", september(2), audience=Audience.EVERYONE)
HER_UNIT = GoalShared("sql", "ada", september(2), audience=Audience.UNIT)
GRACE = GoalShared("sql", "ada", september(2), audience=Audience.PEOPLE, people=("grace",))
OF_UNIT = GoalAdopted("sql", "ada", september(2), scope=GoalScope.UNIT, unit="data")
OF_ORGANISATION = GoalAdopted("sql", "ada", september(2), scope=GoalScope.ORGANISATION)


def placed(**units: str) -> Sql:
    """The directory says that these people are in these units, and nobody below the caller."""
    return lambda _statement, given: [
        {"person": person, "unit": units.get(person), "managed": False} for person in given["people"]
    ]


def goals_of(answer: Any) -> list[str]:
    return [item["goal"] for item in answer["items"]]


# Summary


def test_only_an_open_goal_has_a_health_and_a_check_in_due() -> None:
    is_open = row_after(GOALS, goal_set("sql"))
    assert (health_of(is_open, september(2)), check_in_due(is_open)) == (Health.ON_TRACK, september(15))
    for event in (
        GoalPaused("sql", "ada", september(2)),
        GoalAchieved("sql", "ada", september(2), reason="Done"),
    ):
        row = row_after(GOALS, goal_set("sql"), event)
        assert (health_of(row, september(3)), check_in_due(row)) == (None, None)


def test_health_follows_progress_confidence_and_the_day() -> None:
    row = row_after(GOALS, goal_set("sql"), measured("sql"), checked_in("sql", september(9), "0.9"))
    assert health_of(row, september(9)) is Health.ON_TRACK
    assert health_of(row, september(20)) is Health.AT_RISK
    assert health_of(row, september(9) + timedelta(days=31)) is Health.STALE
    assert health_of(row, YEAR_END + timedelta(days=1)) is Health.OFF_TRACK


def test_the_next_action_is_the_planned_one_due_first_and_one_without_a_day_comes_last() -> None:
    later, sooner, some_day = (
        action("sql", "b", september(20)),
        action("sql", "a", september(10)),
        action("sql", "c", None),
    )
    row = row_after(GOALS, goal_set("sql"), some_day, later, sooner)
    assert [found := next_action(row), found and found.action][1] == "a"
    row = row_after(GOALS, goal_set("sql"), some_day, sooner, done("sql", "a", september(9)))
    assert [found := next_action(row), found and found.action][1] == "c"
    assert next_action(row_after(GOALS, goal_set("sql"))) is None


# The list


def test_goals_are_listed_by_due_date_with_progress_and_health() -> None:
    answer = ask(
        "goals",
        goal_set("later", due=date(2027, 6, 30)),
        goal_set("sql"),
        measured("sql"),
        progress("sql", september(20), 10),
        goal_set("hers", person="grace"),
    )
    assert goals_of(answer) == ["sql", "later"]
    assert answer["items"][0] | {"progress": "0.5000", "health": "on_track", "due": "2026-12-31"} == answer["items"][0]
    assert answer["next"] is None


def test_goals_are_filtered_by_status_kind_and_health() -> None:
    story: list[Event] = [
        goal_set("sql"),
        goal_set("lead", kind=GoalKind.POSITION),
        goal_set("old"),
        GoalAbandoned("old", "ada", september(9), lessons="Not mine"),
        checked_in("sql", september(20), "0.1"),
    ]
    assert goals_of(ask("goals", *story, status="abandoned")) == ["old"]
    assert goals_of(ask("goals", *story, kind="position")) == ["lead"]
    assert goals_of(ask("goals", *story, health="off_track")) == ["sql"]
    assert goals_of(ask("goals", *story, status="open", kind="skill", health="on_track")) == []


def test_goals_come_by_pages() -> None:
    story = [goal_set(f"goal-{n}") for n in range(5)]
    first = ask("goals", *story, limit=3)
    second = ask("goals", *story, limit=3, cursor=first["next"])
    assert goals_of(first) + goals_of(second) == [f"goal-{n}" for n in range(5)]
    assert second["next"] is None


def test_a_colleague_may_not_list_goals() -> None:
    with pytest.raises(Forbidden):
        ask("goals", goal_set("sql"), by="grace", relation=set())


# One goal


def test_the_owner_sees_everything_about_a_goal() -> None:
    events = [goal_set("sql"), measured("sql"), progress("sql", september(5), 5), action("sql", "book", None), GRACE]
    answer = ask("goal", *events, goal="sql")
    assert answer["measures"][0] | {"value": "5", "reached": "0.25"} == answer["measures"][0]
    assert (answer["progress"], answer["health"], answer["shared_with"]) == ("0.2500", "on_track", ["grace"])
    assert answer["next_action"]["action"] == "book"
    assert answer["elapsed"].startswith("0.24")


@pytest.mark.parametrize("access", [Access.MANAGER, Access.HR])
def test_managers_and_hr_see_a_goal_that_is_not_shared(access: Access) -> None:
    assert ask("goal", goal_set("sql"), goal="sql", by="grace", relation={access})["title"] == "Goal sql"


@pytest.mark.parametrize("opened", [EVERYONE, GRACE, HER_UNIT, OF_UNIT, OF_ORGANISATION])
def test_those_to_whom_a_goal_is_open_see_it_but_not_who_else_does(opened: Event) -> None:
    sql = placed(ada="data", grace="data")
    answer = ask("goal", goal_set("sql"), opened, goal="sql", by="grace", relation=set(), sql=sql)
    assert answer["title"] == "Goal sql"
    assert not {"shared_with", "audiences"} & answer.keys()


@pytest.mark.parametrize("opened", [[], [HER_UNIT], [OF_UNIT], [GRACE]])
def test_to_anyone_else_a_goal_does_not_exist(opened: list[Event]) -> None:
    sql = placed(ada="data", alan="sales")
    with pytest.raises(GoalUnknown):
        ask("goal", goal_set("sql"), *opened, goal="sql", by="alan", relation=set(), sql=sql)
    with pytest.raises(GoalUnknown):
        ask("goal", goal_set("sql"), goal="other")


def test_an_audience_may_not_look_at_a_goal_as_it_was() -> None:
    with pytest.raises(GoalUnknown):
        ask("goal", goal_set("sql"), EVERYONE, goal="sql", by="grace", relation=set(), now=False)
    assert ask("goal", goal_set("sql"), EVERYONE, goal="sql", now=False)["goal"] == "sql"


# Audience


def test_a_goal_is_seen_by_its_owner_those_above_and_hr_alone_until_it_is_opened() -> None:
    row = row_after(GOALS, goal_set("sql"))
    places = {"ada": Place("data"), "grace": Place("data")}
    assert may_see(row, Caller("acme", "ada", frozenset()), places)
    assert may_see(row, Caller("acme", "grace", frozenset({"hr"})), places)
    assert may_see(row, Caller("acme", "grace", frozenset()), {"ada": Place("data", managed=True)})
    assert not may_see(row, Caller("acme", "grace", frozenset({"employee"})), places)


def test_nobody_without_a_unit_is_of_the_same_unit() -> None:
    row = row_after(GOALS, goal_set("sql"), HER_UNIT)
    assert not may_see(row, Caller("acme", "grace", frozenset()), {"ada": NOWHERE, "grace": NOWHERE})
    assert not may_see(row, Caller("acme", "grace", frozenset()), {})


def test_a_machine_sees_no_goal_whatever_its_audience() -> None:
    assert not may_see(row_after(GOALS, goal_set("sql"), EVERYONE), Caller("acme", None, frozenset()), {})


def test_the_day_asked_about_decides_the_health() -> None:
    assert ask("goal", goal_set("sql"), goal="sql", today=TODAY)["health"] == "on_track"
    assert ask("goal", goal_set("sql"), goal="sql", today=TODAY + timedelta(days=2))["health"] == "stale"

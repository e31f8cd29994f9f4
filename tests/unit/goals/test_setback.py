from datetime import UTC, date, datetime
from typing import Any

import pytest

from services.goals import setback
from services.goals.setback import (
    SETBACK,
    AlreadyRecovered,
    NothingAdapted,
    NotOnesOwn,
    RecoveredTooEarly,
    SetbackExists,
    SetbackUnknown,
    StepsWithoutPlan,
)
from shared.aggregate import Aggregate, Decision
from shared.contracts.goals.events import (
    CourseAdapted,
    GoalKind,
    GoalSet,
    LessonDrawn,
    PlanDrafted,
    Recovered,
    SetbackKind,
    SetbackRecorded,
    StepAdded,
    StepKind,
    SupportAsked,
)
from tests.unit.given import given

DAY = date(2026, 9, 1)
TODAY: dict[str, Any] = {"effective_on": None, "now": datetime(2026, 9, 1, 9, tzinfo=UTC)}
NO: dict[str, Any] = {"setback": "no", "person": "ada", "on": DAY}

RECORD: dict[str, Any] = {
    "identity": "no",
    "person": "ada",
    "kind": SetbackKind.REJECTION,
    "impact": 4,
    "description": "Passed over",
    "goals": ["sql"],
    "unknown_goals": frozenset(),
    **TODAY,
}
ADAPT: dict[str, Any] = {
    "change": "More projects first",
    "goals": ["sql"],
    "plan": None,
    "steps": [],
    "unknown_goals": frozenset(),
    "unknown_steps": frozenset(),
    **TODAY,
}
ASK: dict[str, Any] = {"of": ["grace"], "request": "An hour", **TODAY}

RECORDED = SetbackRecorded(**NO, kind=SetbackKind.REJECTION, impact=4, description="Passed over", goals=("sql",))
RECOVERED = Recovered(setback="no", person="ada", on=date(2026, 9, 11), days=10)


def test_a_setback_is_recorded_once() -> None:
    given(SETBACK).when(setback.record_setback, **RECORD).then(RECORDED)
    given(SETBACK, RECORDED).when(setback.record_setback, **RECORD).then()


def test_an_id_that_is_taken_is_refused_for_another_setback() -> None:
    other = RECORD | {"kind": SetbackKind.CONFLICT}
    outcome = given(SETBACK, RECORDED).when(setback.record_setback, **other)
    outcome.then_refused(SetbackExists, field="setback")


def test_a_setback_touches_ones_own_goals_only() -> None:
    strange = RECORD | {"unknown_goals": frozenset({"theirs"})}
    given(SETBACK).when(setback.record_setback, **strange).then_refused(NotOnesOwn, field="goals")


def test_lessons_are_drawn_also_after_the_recovery() -> None:
    lesson = LessonDrawn(**NO, lesson="Ask first")
    for history in ([RECORDED], [RECORDED, RECOVERED]):
        given(SETBACK, *history).when(setback.draw_lesson, lesson="Ask first", **TODAY).then(lesson)


def test_the_course_is_adapted_by_goals_or_by_steps_of_a_plan() -> None:
    by_goal = CourseAdapted(**NO, change="More projects first", goals=("sql",))
    given(SETBACK, RECORDED).when(setback.adapt_course, **ADAPT).then(by_goal)
    steps = ADAPT | {"goals": [], "plan": "move", "steps": ["pipeline"]}
    by_step = CourseAdapted(**NO, change="More projects first", plan="move", steps=("pipeline",))
    given(SETBACK, RECORDED).when(setback.adapt_course, **steps).then(by_step)


@pytest.mark.parametrize(
    ("said", "error", "field"),
    [
        ({"goals": []}, NothingAdapted, "goals"),
        ({"steps": ["pipeline"]}, StepsWithoutPlan, "plan"),
        ({"unknown_goals": frozenset({"sql"})}, NotOnesOwn, "goals"),
        ({"plan": "move", "steps": ["x"], "unknown_steps": frozenset({"x"})}, NotOnesOwn, "steps"),
    ],
)
def test_an_adaptation_names_what_changed_and_ones_own_only(said: dict[str, Any], error: Any, field: str) -> None:
    given(SETBACK, RECORDED).when(setback.adapt_course, **ADAPT | said).then_refused(error, field=field)


def test_support_is_asked_of_people() -> None:
    asked = SupportAsked(**NO, of=("grace",), request="An hour")
    given(SETBACK, RECORDED).when(setback.ask_for_support, **ASK).then(asked)


@pytest.mark.parametrize(("decide", "said"), [(setback.adapt_course, ADAPT), (setback.ask_for_support, ASK)])
def test_after_the_recovery_there_is_nothing_to_adapt_or_to_ask_for(decide: Decision, said: dict[str, Any]) -> None:
    given(SETBACK, RECORDED, RECOVERED).when(decide, **said).then_refused(AlreadyRecovered, field="setback")


@pytest.mark.parametrize(
    ("decide", "said"),
    [
        (setback.draw_lesson, {"lesson": "Ask first", **TODAY}),
        (setback.adapt_course, ADAPT),
        (setback.ask_for_support, ASK),
        (setback.recover, {"note": None, **TODAY}),
    ],
)
def test_nothing_follows_a_setback_that_was_never_recorded(decide: Decision, said: dict[str, Any]) -> None:
    given(SETBACK).when(decide, **said).then_refused(SetbackUnknown, field="setback")


def test_one_recovers_once_and_the_days_are_measured() -> None:
    later = {"note": None, "effective_on": None, "now": datetime(2026, 9, 11, 9, tzinfo=UTC)}
    given(SETBACK, RECORDED).when(setback.recover, **later).then(RECOVERED)
    given(SETBACK, RECORDED, RECOVERED).when(setback.recover, **later).then()


def test_nobody_recovers_before_the_setback() -> None:
    outcome = given(SETBACK, RECORDED).when(setback.recover, note=None, **TODAY | {"effective_on": date(2026, 8, 1)})
    outcome.then_refused(RecoveredTooEarly, field="effective_on")


class Recorded:
    """A goal and a plan with one step, of ada; in memory."""

    dates = {"starts_on": DAY, "due": date(2027, 1, 1), "check_in_every_days": 14}
    plan = {"plan": "move", "person": "ada", "on": DAY}
    streams: dict[str, list[Any]] = {
        "goal-sql": [GoalSet(goal="sql", person="ada", on=DAY, title="SQL", kind=GoalKind.SKILL, **dates)],
        "career_plan-move": [
            PlanDrafted(**plan, to_role="engineer", horizon=date(2028, 1, 1)),
            StepAdded(**plan, step="pipeline", kind=StepKind.PROJECT, title="Build", by=date(2027, 1, 1)),
        ],
    }

    def state(self, aggregate: Aggregate[Any], identity: str) -> Any:
        return aggregate.fold(self.streams.get(aggregate.stream(identity), []))


def test_what_is_somebody_elses_or_does_not_exist_is_not_ones_own() -> None:
    goals = {"goals": ["sql", "other"]}
    assert setback.touched(Recorded(), goals | {"person": "ada"}) == {"unknown_goals": {"other"}}
    assert setback.touched(Recorded(), goals | {"person": "eve"}) == {"unknown_goals": {"sql", "other"}}


@pytest.mark.parametrize(
    ("person", "plan", "unknown"),
    [
        ("ada", "move", {"other"}),
        ("eve", "move", {"pipeline", "other"}),
        ("ada", "nowhere", {"pipeline", "other"}),
        ("ada", None, {"pipeline", "other"}),
    ],
)
def test_steps_are_ones_own_in_ones_own_plan_only(person: str, plan: str | None, unknown: set[str]) -> None:
    payload = {"person": person, "goals": [], "plan": plan, "steps": ["pipeline", "other"]}
    assert setback.adapted(Recorded(), payload)["unknown_steps"] == unknown

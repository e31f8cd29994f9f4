"""A setback: something went wrong, and the person gets over it in their own order and time.

- It names goals that it touched, and the course is adapted by changing goals or steps; all of them the person's own.
- Until the person has recovered they may adapt their course and ask for support; lessons may come later, too.
- One recovers once, not before the setback, and the days that it took are measured.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from services.goals.career_plan import CAREER_PLAN
from services.goals.goal import GOAL
from shared.aggregate import Aggregate, Streams
from shared.contracts.days import day_of
from shared.contracts.goals.events import (
    CourseAdapted,
    LessonDrawn,
    Recovered,
    SetbackKind,
    SetbackRecorded,
    SupportAsked,
)
from shared.errors import RuleViolation, require
from shared.event import Event


@dataclass(frozen=True)
class Setback:
    """What the rules need to know of a setback. Before it is recorded, it has no id."""

    id: str = ""
    person: str = ""
    kind: SetbackKind = SetbackKind.OTHER
    on: date = date.min
    recovered_on: date | None = None


def evolve(setback: Setback, event: Event) -> Setback:
    """The setback after `event`."""
    match event:
        case SetbackRecorded():
            return Setback(id=event.setback, person=event.person, kind=event.kind, on=event.on)
        case Recovered():
            return replace(setback, recovered_on=event.on)
    return setback


class SetbackExists(RuleViolation):
    """The id is that of another setback."""

    def __init__(self, setback: str) -> None:
        super().__init__(
            f"There is a setback {setback} already. Choose another id, or leave it out to be given one.",
            fields={"setback": ["Is taken."]},
        )


class SetbackUnknown(RuleViolation):
    """The setback was never recorded."""

    def __init__(self) -> None:
        super().__init__("There is no such setback. Record it first.", fields={"setback": ["Was never recorded."]})


class AlreadyRecovered(RuleViolation):
    """The person has already got over it."""

    def __init__(self, on: date) -> None:
        super().__init__(
            f"You recovered from it on {on}. Record a new setback if there is one.",
            fields={"setback": [f"Was got over on {on}."]},
        )


class NotOnesOwn(RuleViolation):
    """Goals or steps are named that do not exist or are somebody else's."""

    def __init__(self, field: str, ids: frozenset[str]) -> None:
        listed = ", ".join(sorted(ids))
        super().__init__(
            f"There is nothing of yours called {listed}. Name your own {field} only.",
            fields={field: [f"Not your own: {listed}."]},
        )


class NothingAdapted(RuleViolation):
    """Neither a goal nor a step is named as changed."""

    def __init__(self) -> None:
        message = "Name at least one goal or step that changed."
        super().__init__(message, fields={"goals": [message], "steps": [message]})


class StepsWithoutPlan(RuleViolation):
    """Steps are named, but not the plan that they belong to."""

    def __init__(self) -> None:
        message = "Name the career plan that the steps belong to."
        super().__init__(message, fields={"plan": [message]})


class RecoveredTooEarly(RuleViolation):
    """The recovery would lie before the setback."""

    def __init__(self, recovered_on: date, on: date) -> None:
        super().__init__(
            f"The recovery on {recovered_on} would lie before the setback on {on}.",
            fields={"effective_on": [f"Must not be before {on}."]},
        )


def record_setback(
    setback: Setback,
    *,
    identity: str,
    person: str,
    kind: SetbackKind,
    impact: int,
    description: str,
    goals: Sequence[str],
    unknown_goals: frozenset[str],
    effective_on: date | None,
    now: datetime,
) -> list[Event]:
    """Record a setback with its impact from 1 to 5; `unknown_goals` are those of `goals` not the person's own."""
    if setback.id:
        require((setback.person, setback.kind) == (person, kind), SetbackExists(identity))
        return []
    require(not unknown_goals, NotOnesOwn("goals", unknown_goals))
    return [
        SetbackRecorded(
            setback=identity,
            person=person,
            on=day_of(effective_on, now),
            kind=kind,
            impact=impact,
            description=description,
            goals=tuple(goals),
        )
    ]


def draw_lesson(setback: Setback, *, lesson: str, effective_on: date | None, now: datetime) -> list[Event]:
    """Say what was learnt."""
    require(setback.id, SetbackUnknown())
    on = day_of(effective_on, now)
    return [LessonDrawn(setback=setback.id, person=setback.person, on=on, lesson=lesson)]


def adapt_course(
    setback: Setback,
    *,
    change: str,
    goals: Sequence[str],
    plan: str | None,
    steps: Sequence[str],
    unknown_goals: frozenset[str],
    unknown_steps: frozenset[str],
    effective_on: date | None,
    now: datetime,
) -> list[Event]:
    """Say which goals or steps were changed because of it; the unknown ones are those not the person's own."""
    _require_not_recovered(setback)
    require(goals or steps, NothingAdapted())
    require(plan or not steps, StepsWithoutPlan())
    require(not unknown_goals, NotOnesOwn("goals", unknown_goals))
    require(not unknown_steps, NotOnesOwn("steps", unknown_steps))
    return [
        CourseAdapted(
            setback=setback.id,
            person=setback.person,
            on=day_of(effective_on, now),
            change=change,
            goals=tuple(goals),
            plan=plan if steps else None,
            steps=tuple(steps),
        )
    ]


def ask_for_support(
    setback: Setback, *, of: Sequence[str], request: str, effective_on: date | None, now: datetime
) -> list[Event]:
    """Ask people for support."""
    _require_not_recovered(setback)
    on = day_of(effective_on, now)
    return [SupportAsked(setback=setback.id, person=setback.person, on=on, of=tuple(of), request=request)]


def recover(setback: Setback, *, note: str | None, effective_on: date | None, now: datetime) -> list[Event]:
    """Say that one is back on one's feet."""
    require(setback.id, SetbackUnknown())
    if setback.recovered_on is not None:
        return []
    on = day_of(effective_on, now)
    require(on >= setback.on, RecoveredTooEarly(on, setback.on))
    days = (on - setback.on).days
    return [Recovered(setback=setback.id, person=setback.person, on=on, days=days, note=note)]


def _require_not_recovered(setback: Setback) -> None:
    require(setback.id, SetbackUnknown())
    if setback.recovered_on is not None:
        raise AlreadyRecovered(setback.recovered_on)


SETBACK = Aggregate("setback", Setback(), evolve)


def touched(streams: Streams, payload: Mapping[str, Any]) -> Mapping[str, Any]:
    """For `record_setback`: which of the goals named are not the person's own."""
    return {"unknown_goals": _not_own_goals(streams, payload)}


def adapted(streams: Streams, payload: Mapping[str, Any]) -> Mapping[str, Any]:
    """For `adapt_course`: which of the goals and of the steps named are not the person's own."""
    steps = frozenset(payload["steps"])
    if payload["plan"]:
        plan = streams.state(CAREER_PLAN, payload["plan"])
        steps -= plan.steps.keys() if plan.person == payload["person"] else set()
    return {"unknown_goals": _not_own_goals(streams, payload), "unknown_steps": steps}


def _not_own_goals(streams: Streams, payload: Mapping[str, Any]) -> frozenset[str]:
    goals, person = payload["goals"], payload["person"]
    return frozenset(goal for goal in goals if streams.state(GOAL, goal).person != person)

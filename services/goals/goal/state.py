"""What the rules need to know of a goal, and how events change it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from shared.aggregate import Aggregate
from shared.contracts.goals.changes import given
from shared.contracts.goals.events import (
    ActionCompleted,
    ActionDropped,
    ActionPlanned,
    Audience,
    CheckedIn,
    GoalAbandoned,
    GoalAchieved,
    GoalAdopted,
    GoalAligned,
    GoalKind,
    GoalMissed,
    GoalPaused,
    GoalRefined,
    GoalResumed,
    GoalScope,
    GoalSet,
    GoalShared,
    GoalStatus,
    GoalUnaligned,
    GoalUnshared,
    MeasureDefined,
    MeasureDropped,
    MeasureKind,
    MeasureRevised,
    ProgressRecorded,
)
from shared.contracts.goals.progress import fraction_reached, weighted_progress
from shared.contracts.goals.standing import ActionStatus
from shared.event import Event

CLOSED = frozenset({GoalStatus.ACHIEVED, GoalStatus.MISSED, GoalStatus.ABANDONED})


@dataclass(frozen=True)
class Measure:
    """One way in which progress counts: where it stands, and since which day."""

    kind: MeasureKind
    from_value: Decimal
    to_value: Decimal
    weight: int
    value: Decimal
    on: date | None = None
    dropped: bool = False
    skill: str | None = None


@dataclass(frozen=True)
class Goal:
    """What the rules need to know of a goal. Before it is set, it has no status."""

    id: str = ""
    person: str = ""
    status: GoalStatus | None = None
    kind: GoalKind = GoalKind.OTHER
    scope: GoalScope = GoalScope.PERSON
    unit: str | None = None
    starts_on: date = date.min
    due: date = date.max
    check_in_every_days: int = 14
    parents: frozenset[str] = frozenset()
    measures: Mapping[str, Measure] = field(default_factory=dict)
    actions: Mapping[str, ActionStatus] = field(default_factory=dict)
    rhythm_from: date = date.min
    confidence: Decimal | None = None
    audiences: frozenset[Audience] = frozenset()
    shared_with: frozenset[str] = frozenset()

    @property
    def progress(self) -> Decimal | None:
        """Progress from 0 to 1 over the measures that count, or None where there are none."""
        return weighted_progress(
            (m.weight, fraction_reached(m.from_value, m.to_value, m.value))
            for m in self.measures.values()
            if not m.dropped
        )


def evolve(goal: Goal, event: Event) -> Goal:
    """The goal after `event`."""
    match event:
        case GoalSet():
            return Goal(
                id=event.goal,
                person=event.person,
                status=GoalStatus.OPEN,
                kind=event.kind,
                starts_on=event.starts_on,
                due=event.due,
                check_in_every_days=event.check_in_every_days,
                rhythm_from=event.on,
            )
        case GoalRefined():
            return replace(goal, **given(event, "kind", "starts_on", "due", "check_in_every_days"))
        case GoalAdopted():
            return replace(goal, scope=event.scope, unit=event.unit)
        case GoalAligned():
            return replace(goal, parents=goal.parents | {event.parent})
        case GoalUnaligned():
            return replace(goal, parents=goal.parents - {event.parent})
        case CheckedIn():
            latest = event.on >= goal.rhythm_from
            return replace(goal, rhythm_from=event.on, confidence=event.confidence) if latest else goal
        case MeasureDefined() | MeasureRevised() | MeasureDropped() | ProgressRecorded():
            return _with_measure(goal, event)
        case ActionPlanned() | ActionCompleted() | ActionDropped():
            return replace(goal, actions={**goal.actions, event.action: _ACTION_STATUS[type(event)]})
        case GoalShared() | GoalUnshared():
            return _with_audience(goal, event)
    return _with_status(goal, event)


_ACTION_STATUS: Mapping[type[Event], ActionStatus] = {
    ActionPlanned: ActionStatus.PLANNED,
    ActionCompleted: ActionStatus.COMPLETED,
    ActionDropped: ActionStatus.DROPPED,
}


def _with_status(goal: Goal, event: Event) -> Goal:
    match event:
        case GoalPaused():
            return replace(goal, status=GoalStatus.PAUSED)
        case GoalResumed():
            resumed = replace(goal, status=GoalStatus.OPEN, **given(event, "due"))
            return replace(resumed, rhythm_from=event.on, confidence=None)
        case GoalAchieved():
            return replace(goal, status=GoalStatus.ACHIEVED)
        case GoalMissed():
            return replace(goal, status=GoalStatus.MISSED)
        case GoalAbandoned():
            return replace(goal, status=GoalStatus.ABANDONED)
    return goal


def _with_measure(goal: Goal, event: MeasureDefined | MeasureRevised | MeasureDropped | ProgressRecorded) -> Goal:
    if isinstance(event, MeasureDefined):
        ends = event.from_value, event.to_value
        measure = Measure(event.kind, *ends, weight=event.weight, value=event.from_value, skill=event.skill)
    elif event.measure in goal.measures:
        measure = _changed(goal.measures[event.measure], event)
    else:
        return goal
    return replace(goal, measures={**goal.measures, event.measure: measure})


def _changed(measure: Measure, event: MeasureRevised | MeasureDropped | ProgressRecorded) -> Measure:
    match event:
        case MeasureRevised():
            revised = replace(measure, **given(event, "from_value", "to_value", "weight"))
            return revised if measure.on else replace(revised, value=revised.from_value)
        case MeasureDropped():
            return replace(measure, dropped=True)
        case ProgressRecorded() if measure.on is None or event.on >= measure.on:
            return replace(measure, value=event.value, on=event.on)
    return measure


def _with_audience(goal: Goal, event: GoalShared | GoalUnshared) -> Goal:
    shared = isinstance(event, GoalShared)
    if event.audience is Audience.PEOPLE:
        people = frozenset(event.people)
        return replace(goal, shared_with=goal.shared_with | people if shared else goal.shared_with - people)
    audience = {event.audience}
    return replace(goal, audiences=goal.audiences | audience if shared else goal.audiences - audience)


GOAL = Aggregate("goal", Goal(), evolve)

"""Goals: one row a goal, as its owner, their managers and its audience see it.

Progress is stored as computed. Health is not, since it depends on the day of the question: it is computed from
the row by `shared.contracts.goals.health`.
"""

from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
from msgspec.structs import replace

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
from shared.event import Envelope
from shared.projecting.read_model import ReadModel, Row


class Measure(msgspec.Struct, frozen=True):
    """A measure that counts: where it stands, and since which day; None before the first report.

    With a `skill`, it follows the person's effective level in it.
    """

    measure: str
    title: str | None
    kind: MeasureKind
    from_value: Decimal
    to_value: Decimal
    weight: int
    value: Decimal
    since: date | None = None
    skill: str | None = None

    @property
    def reached(self) -> Decimal:
        """The share of the way that is covered, from 0 to 1."""
        return fraction_reached(self.from_value, self.to_value, self.value)


class Action(msgspec.Struct, frozen=True):
    """Something to do for the goal; `since` is the day on which it got its status."""

    action: str
    title: str | None
    due: date | None
    status: ActionStatus
    since: date


class GoalRow(Row, frozen=True, kw_only=True):
    """A goal. Texts are None once its owner is forgotten.

    `progress` and `confidence` are from 0 to 1; without measures there is no progress, and before the first
    check-in (or since the goal was resumed) no confidence. The next check-in is due `check_in_every_days` after
    `rhythm_from`; `working_since` is the day on which it was set or last resumed.
    """

    goal: str
    person: str
    title: str | None
    description: str | None
    kind: GoalKind
    scope: GoalScope = GoalScope.PERSON
    unit: str | None = None
    status: GoalStatus = GoalStatus.OPEN
    starts_on: date
    due: date
    check_in_every_days: int
    template: str | None
    set_on: date
    working_since: date
    rhythm_from: date
    last_heard_on: date
    progress: Decimal | None = None
    confidence: Decimal | None = None
    check_in_note: str | None = None
    in_the_way: str | None = None
    measures: tuple[Measure, ...] = ()
    actions: tuple[Action, ...] = ()
    parents: tuple[str, ...] = ()
    audiences: tuple[Audience, ...] = ()
    shared_with: tuple[str, ...] = ()
    paused_until: date | None = None
    pause_reason: str | None = None
    closed_on: date | None = None
    closing_reason: str | None = None
    lessons: str | None = None


GOALS = ReadModel(
    "goals",
    GoalRow,
    version=2,
    source="goals",
    key=("goal",),
    indexes=[("person",)],
)
"""Goals by id."""


@GOALS.starts(GoalSet)
def was_set(e: GoalSet, _at: Envelope) -> GoalRow:
    """A new goal, open."""
    return GoalRow(
        goal=e.goal,
        person=e.person,
        title=e.title,
        description=e.description,
        kind=e.kind,
        starts_on=e.starts_on,
        due=e.due,
        check_in_every_days=e.check_in_every_days,
        template=e.template,
        set_on=e.on,
        working_since=e.on,
        rhythm_from=e.on,
        last_heard_on=e.on,
    )


@GOALS.on(GoalRefined)
def was_refined(row: GoalRow, e: GoalRefined, _at: Envelope) -> GoalRow:
    """What was given replaces what was there."""
    return replace(row, **given(e, "title", "description", "kind", "starts_on", "due", "check_in_every_days"))


@GOALS.on(GoalAdopted)
def was_adopted(row: GoalRow, e: GoalAdopted, _at: Envelope) -> GoalRow:
    """The goal of a unit or of the organisation."""
    return replace(row, scope=e.scope, unit=e.unit)


# Alignment and sharing


@GOALS.on(GoalAligned)
def was_aligned(row: GoalRow, e: GoalAligned, _at: Envelope) -> GoalRow:
    """One parent more."""
    return replace(row, parents=_with(row.parents, e.parent))


@GOALS.on(GoalUnaligned)
def was_unaligned(row: GoalRow, e: GoalUnaligned, _at: Envelope) -> GoalRow:
    """One parent less."""
    return replace(row, parents=_without(row.parents, e.parent))


@GOALS.on(GoalShared)
def was_shared(row: GoalRow, e: GoalShared, _at: Envelope) -> GoalRow:
    """A wider audience."""
    if e.audience is Audience.PEOPLE:
        return replace(row, shared_with=_with(row.shared_with, *e.people))
    return replace(row, audiences=_with(row.audiences, e.audience))


@GOALS.on(GoalUnshared)
def was_unshared(row: GoalRow, e: GoalUnshared, _at: Envelope) -> GoalRow:
    """A narrower audience."""
    if e.audience is Audience.PEOPLE:
        return replace(row, shared_with=_without(row.shared_with, *e.people))
    return replace(row, audiences=_without(row.audiences, e.audience))


# Measures and progress


@GOALS.on(MeasureDefined)
def measure_defined(row: GoalRow, e: MeasureDefined, _at: Envelope) -> GoalRow:
    """One measure more, standing where it begins."""
    measure = Measure(e.measure, e.title, e.kind, e.from_value, e.to_value, e.weight, e.from_value, skill=e.skill)
    return _measured(row, (*(each for each in row.measures if each.measure != e.measure), measure))


@GOALS.on(MeasureRevised)
def measure_revised(row: GoalRow, e: MeasureRevised, _at: Envelope) -> GoalRow:
    """The measure on another scale. Where nothing was reported yet, it stands where it now begins."""

    def revised(measure: Measure) -> Measure:
        measure = replace(measure, **given(e, "title", "from_value", "to_value", "weight"))
        return measure if measure.since else replace(measure, value=measure.from_value)

    return _measured(row, tuple(revised(each) if each.measure == e.measure else each for each in row.measures))


@GOALS.on(MeasureDropped)
def measure_dropped(row: GoalRow, e: MeasureDropped, _at: Envelope) -> GoalRow:
    """One measure less."""
    return _measured(row, tuple(each for each in row.measures if each.measure != e.measure))


@GOALS.on(ProgressRecorded)
def progress_recorded(row: GoalRow, e: ProgressRecorded, _at: Envelope) -> GoalRow:
    """Where a measure stands, unless a later day is known already."""
    heard = e.on if e.on > row.last_heard_on else row.last_heard_on
    for index, measure in enumerate(row.measures):
        if measure.measure == e.measure and (measure.since is None or e.on >= measure.since):
            standing = replace(measure, value=e.value, since=e.on)
            measures = (*row.measures[:index], standing, *row.measures[index + 1 :])
            return replace(row, measures=measures, progress=_progress(measures), last_heard_on=heard)
    return row if heard == row.last_heard_on else replace(row, last_heard_on=heard)


# Actions and check-ins


@GOALS.on(ActionPlanned)
def action_planned(row: GoalRow, e: ActionPlanned, _at: Envelope) -> GoalRow:
    """One action more."""
    action = Action(e.action, e.title, e.due, ActionStatus.PLANNED, e.on)
    return replace(row, actions=(*(each for each in row.actions if each.action != e.action), action))


@GOALS.on(ActionCompleted)
def action_completed(row: GoalRow, e: ActionCompleted, _at: Envelope) -> GoalRow:
    """The action is done."""
    return _with_action(row, e.action, ActionStatus.COMPLETED, e.on)


@GOALS.on(ActionDropped)
def action_dropped(row: GoalRow, e: ActionDropped, _at: Envelope) -> GoalRow:
    """The action will not be done."""
    return _with_action(row, e.action, ActionStatus.DROPPED, e.on)


@GOALS.on(CheckedIn)
def checked_in(row: GoalRow, e: CheckedIn, _at: Envelope) -> GoalRow:
    """What the last check-in said, unless a later one is known already."""
    if e.on < row.rhythm_from:
        return row
    return replace(
        row,
        confidence=e.confidence,
        check_in_note=e.note,
        in_the_way=e.in_the_way,
        rhythm_from=e.on,
        last_heard_on=max(row.last_heard_on, e.on),
    )


# Pausing and closing


@GOALS.on(GoalPaused)
def was_paused(row: GoalRow, e: GoalPaused, _at: Envelope) -> GoalRow:
    """Resting."""
    return replace(row, status=GoalStatus.PAUSED, paused_until=e.until, pause_reason=e.reason)


@GOALS.on(GoalResumed)
def was_resumed(row: GoalRow, e: GoalResumed, _at: Envelope) -> GoalRow:
    """Open again: the rhythm begins anew, and what was felt before the pause no longer speaks."""
    return replace(
        row,
        status=GoalStatus.OPEN,
        due=e.due or row.due,
        paused_until=None,
        pause_reason=None,
        confidence=None,
        working_since=e.on,
        rhythm_from=e.on,
        last_heard_on=max(row.last_heard_on, e.on),
    )


@GOALS.on(GoalAchieved)
def was_achieved(row: GoalRow, e: GoalAchieved, _at: Envelope) -> GoalRow:
    """Closed: reached."""
    return replace(row, status=GoalStatus.ACHIEVED, closed_on=e.on, closing_reason=e.reason)


@GOALS.on(GoalMissed)
def was_missed(row: GoalRow, e: GoalMissed, _at: Envelope) -> GoalRow:
    """Closed: not reached."""
    return replace(row, status=GoalStatus.MISSED, closed_on=e.on, closing_reason=e.reason, lessons=e.lessons)


@GOALS.on(GoalAbandoned)
def was_abandoned(row: GoalRow, e: GoalAbandoned, _at: Envelope) -> GoalRow:
    """Closed: given up."""
    return replace(row, status=GoalStatus.ABANDONED, closed_on=e.on, lessons=e.lessons)


def _measured(row: GoalRow, measures: tuple[Measure, ...]) -> GoalRow:
    return replace(row, measures=measures, progress=_progress(measures))


def _progress(measures: tuple[Measure, ...]) -> Decimal | None:
    return weighted_progress([(each.weight, each.reached) for each in measures])


def _with_action(row: GoalRow, action: str, status: ActionStatus, since: date) -> GoalRow:
    changed = (replace(each, status=status, since=since) if each.action == action else each for each in row.actions)
    return replace(row, actions=tuple(changed))


def _with(known: tuple[Any, ...], *added: Any) -> tuple[Any, ...]:
    return (*known, *(each for each in added if each not in known))


def _without(known: tuple[Any, ...], *removed: Any) -> tuple[Any, ...]:
    return tuple(each for each in known if each not in removed)

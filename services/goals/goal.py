"""A goal: someone commits to an outcome, reports progress on its measures, and closes it once.

- Progress is computed from weighted measures, never typed in beside them. A report of an earlier day does not
  replace a later one. A goal that is paused takes no progress.
- It contributes to any number of other goals, of a person, a unit or the organisation, never to itself: neither
  directly nor by way of others.
- It is achieved when its measures say so, or for a stated reason. Achieved, missed and abandoned are final.
- Saying the same again changes nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from shared.aggregate import Aggregate, Streams
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
    day_of,
)
from shared.contracts.goals.progress import fraction_reached, weighted_progress
from shared.errors import RuleViolation, require
from shared.event import Event

CLOSED = frozenset({GoalStatus.ACHIEVED, GoalStatus.MISSED, GoalStatus.ABANDONED})


# State


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


class ActionStatus(StrEnum):
    """Where an action stands."""

    PLANNED = "planned"
    COMPLETED = "completed"
    DROPPED = "dropped"


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


# Evolve


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
            return replace(goal, **_given(event, "kind", "starts_on", "due", "check_in_every_days"))
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
            resumed = replace(goal, status=GoalStatus.OPEN, **_given(event, "due"))
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
        measure = Measure(event.kind, *ends, weight=event.weight, value=event.from_value)
    elif event.measure in goal.measures:
        measure = _changed(goal.measures[event.measure], event)
    else:
        return goal
    return replace(goal, measures={**goal.measures, event.measure: measure})


def _changed(measure: Measure, event: MeasureRevised | MeasureDropped | ProgressRecorded) -> Measure:
    match event:
        case MeasureRevised():
            revised = replace(measure, **_given(event, "from_value", "to_value", "weight"))
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


def _given(event: Event, *names: str) -> dict[str, Any]:
    return {name: value for name in names if (value := getattr(event, name)) is not None}


# Decisions: setting and wording


class GoalExists(RuleViolation):
    """The id is that of another goal."""

    def __init__(self, goal: str) -> None:
        super().__init__(
            f"There is a goal {goal} already. Choose another id, or leave it out to be given one.",
            fields={"goal": ["Is taken."]},
        )


class GoalDatesReversed(RuleViolation):
    """A goal would be due before it starts."""

    def __init__(self, starts_on: date, due: date) -> None:
        super().__init__(
            f"The goal would be due on {due}, before it starts on {starts_on}. Move one of the two.",
            fields={"due": [f"Must not be before {starts_on}."]},
        )


class GoalNotOpen(RuleViolation):
    """The goal is closed, paused, or was never set, and so takes no such change."""

    def __init__(self, goal: Goal) -> None:
        where = f"is {goal.status}" if goal.status else "was never set"
        advice = "Resume it first." if goal.status is GoalStatus.PAUSED else "Set a new goal instead."
        super().__init__(f"The goal {goal.id} {where}. {advice}", fields={"goal": [f"It {where}."]})


def set_goal(
    goal: Goal,
    *,
    identity: str,
    person: str,
    title: str,
    description: str | None,
    kind: GoalKind,
    starts_on: date | None,
    due: date,
    check_in_every_days: int,
    template: str | None,
    measures: Sequence[Mapping[str, Any]],
    parents: Sequence[str],
    parent_goals: Mapping[str, Goal],
    effective_on: date | None,
    now: datetime,
) -> list[Event]:
    """Commit to an outcome, with its measures (fields of `define_measure`) and the goals that it contributes to."""
    on = day_of(effective_on, now)
    begins = starts_on or on
    if goal.status is not None:
        same = (goal.person, goal.kind, goal.due) == (person, kind, due)
        require(same, GoalExists(identity))
        return []
    require(begins <= due, GoalDatesReversed(begins, due))
    events: list[Event] = [
        GoalSet(
            goal=identity,
            person=person,
            on=on,
            title=title,
            description=description,
            kind=kind,
            starts_on=begins,
            due=due,
            check_in_every_days=check_in_every_days,
            template=template,
        )
    ]
    for measure in measures:
        events += define_measure(GOAL.fold(events), **measure, effective_on=effective_on, now=now)
    for parent in parents:
        above = parent_goals.get(parent, GOAL.initial)
        require(above.status not in {None, *CLOSED}, ParentNotOpen("parents", parent, above.status))
        events.append(GoalAligned(goal=identity, person=person, on=on, parent=parent))
    return events


def refine_goal(
    goal: Goal,
    *,
    title: str | None,
    description: str | None,
    kind: GoalKind | None,
    starts_on: date | None,
    due: date | None,
    check_in_every_days: int | None,
    effective_on: date | None,
    now: datetime,
) -> list[Event]:
    """Word or date the goal anew; None leaves as it is."""
    _require_not_closed(goal)
    proposed = {"kind": kind, "starts_on": starts_on, "due": due, "check_in_every_days": check_in_every_days}
    changed = _differing(goal, proposed)
    if not (changed or title or description):
        return []
    begins, ends = starts_on or goal.starts_on, due or goal.due
    require(begins <= ends, GoalDatesReversed(begins, ends))
    on = day_of(effective_on, now)
    return [GoalRefined(goal=goal.id, person=goal.person, on=on, title=title, description=description, **changed)]


def adopt_goal_for_unit(goal: Goal, *, unit: str, effective_on: date | None, now: datetime) -> list[Event]:
    """Make it the goal of a unit."""
    return _adopt(goal, GoalScope.UNIT, unit, day_of(effective_on, now))


def adopt_goal_for_organisation(goal: Goal, *, effective_on: date | None, now: datetime) -> list[Event]:
    """Make it the goal of the whole organisation."""
    return _adopt(goal, GoalScope.ORGANISATION, None, day_of(effective_on, now))


def _adopt(goal: Goal, scope: GoalScope, unit: str | None, on: date) -> list[Event]:
    _require_not_closed(goal)
    if (goal.scope, goal.unit) == (scope, unit):
        return []
    return [GoalAdopted(goal=goal.id, person=goal.person, on=on, scope=scope, unit=unit)]


# Decisions: alignment


class ParentNotOpen(RuleViolation):
    """The goal above does not exist or is closed."""

    def __init__(self, field: str, parent: str, status: GoalStatus | None) -> None:
        where = f"is {status}" if status else "does not exist"
        super().__init__(
            f"The goal {parent} {where}: name one that is open as a parent.",
            fields={field: [f"{parent} {where}."]},
        )


class AlignmentCycle(RuleViolation):
    """The goal would contribute to itself."""

    def __init__(self, goal: str, parent: str) -> None:
        super().__init__(
            f"The goal {goal} would contribute to itself, since {parent} is or contributes to {goal}.",
            fields={"parent": [f"Must not be {goal} or below it."]},
        )


def align_goal(
    goal: Goal,
    *,
    parent: str,
    parent_goal: Goal,
    ancestors: frozenset[str],
    effective_on: date | None,
    now: datetime,
) -> list[Event]:
    """Put the goal under `parent`, whose state is `parent_goal` and above which are `ancestors`."""
    _require_not_closed(goal)
    if parent in goal.parents:
        return []
    require(parent_goal.status not in {None, *CLOSED}, ParentNotOpen("parent", parent, parent_goal.status))
    require(goal.id not in {parent, *ancestors}, AlignmentCycle(goal.id, parent))
    return [GoalAligned(goal=goal.id, person=goal.person, on=day_of(effective_on, now), parent=parent)]


def unalign_goal(goal: Goal, *, parent: str, effective_on: date | None, now: datetime) -> list[Event]:
    """Take the goal from under `parent`."""
    _require_not_closed(goal)
    if parent not in goal.parents:
        return []
    return [GoalUnaligned(goal=goal.id, person=goal.person, on=day_of(effective_on, now), parent=parent)]


# Decisions: measures and progress


class MeasureEndsUnfit(RuleViolation):
    """The two ends of a measure do not fit its kind."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"The measure cannot count: {message}", fields={field: [message]})


class MeasureExists(RuleViolation):
    """The id is that of another measure of the goal."""

    def __init__(self, measure: str) -> None:
        super().__init__(
            f"The goal has another measure {measure}. Revise that one, or choose another id.",
            fields={"measure": ["Is taken."]},
        )


class UnknownMeasure(RuleViolation):
    """The goal has no such measure, or it was dropped."""

    def __init__(self, measure: str) -> None:
        super().__init__(
            f"The goal has no measure {measure}. Define it first.", fields={"measure": ["Is not a measure of it."]}
        )


class ValueOffScale(RuleViolation):
    """The value is not on the measure's scale."""

    def __init__(self, value: Decimal, scale: str) -> None:
        super().__init__(f"{value} is not on the scale of this measure: {scale}.", fields={"value": [scale]})


def define_measure(
    goal: Goal,
    *,
    measure: str,
    title: str,
    kind: MeasureKind,
    from_value: Decimal | None,
    to_value: Decimal | None,
    weight: int,
    effective_on: date | None,
    now: datetime,
) -> list[Event]:
    """Say how progress is measured, under an id that is new to the goal or was dropped."""
    _require_not_closed(goal)
    begin, end = _ends(kind, from_value, to_value)
    known = goal.measures.get(measure)
    if known and not known.dropped:
        same = (known.kind, known.from_value, known.to_value, known.weight) == (kind, begin, end, weight)
        require(same, MeasureExists(measure))
        return []
    return [
        MeasureDefined(
            goal=goal.id,
            person=goal.person,
            on=day_of(effective_on, now),
            measure=measure,
            title=title,
            kind=kind,
            from_value=begin,
            to_value=end,
            weight=weight,
        )
    ]


def _ends(kind: MeasureKind, begin: Decimal | None, end: Decimal | None) -> tuple[Decimal, Decimal]:
    if kind is MeasureKind.NUMBER:
        if begin is None:
            raise MeasureEndsUnfit("from_value", "A number needs a value to begin from.")
        if end is None or begin == end:
            raise MeasureEndsUnfit("to_value", "A number needs a value to reach, other than where it begins.")
        return begin, end
    require(begin is None or begin == 0, MeasureEndsUnfit("from_value", f"A {kind} begins at 0."))
    if kind is MeasureKind.MILESTONE:
        if end is None or end < 1 or end % 1:
            raise MeasureEndsUnfit("to_value", "A milestone needs the number of stages, 1 or more.")
        return Decimal(0), end
    full = Decimal(100 if kind is MeasureKind.PERCENTAGE else 1)
    require(end is None or end == full, MeasureEndsUnfit("to_value", f"A {kind} ends at {full}."))
    return Decimal(0), full


def revise_measure(
    goal: Goal,
    *,
    measure: str,
    title: str | None,
    from_value: Decimal | None,
    to_value: Decimal | None,
    weight: int | None,
    effective_on: date | None,
    now: datetime,
) -> list[Event]:
    """Word, scale or weight a measure anew; None leaves as it is, and so does where it stands."""
    _require_not_closed(goal)
    known = _measure_of(goal, measure)
    changed = _differing(known, {"from_value": from_value, "to_value": to_value, "weight": weight})
    if not (changed or title):
        return []
    begin, end = _ends(
        known.kind,
        known.from_value if from_value is None else from_value,
        known.to_value if to_value is None else to_value,
    )
    if known.on:
        _require_on_scale(replace(known, from_value=begin, to_value=end), known.value)
    on = day_of(effective_on, now)
    return [MeasureRevised(goal=goal.id, person=goal.person, on=on, measure=measure, title=title, **changed)]


def drop_measure(
    goal: Goal, *, measure: str, reason: str | None, effective_on: date | None, now: datetime
) -> list[Event]:
    """Let a measure no longer count."""
    _require_not_closed(goal)
    require(measure in goal.measures, UnknownMeasure(measure))
    if goal.measures[measure].dropped:
        return []
    on = day_of(effective_on, now)
    return [MeasureDropped(goal=goal.id, person=goal.person, on=on, measure=measure, reason=reason)]


def record_progress(
    goal: Goal, *, measure: str, value: Decimal, note: str | None, effective_on: date | None, now: datetime
) -> list[Event]:
    """Say where a measure stands."""
    require(goal.status is GoalStatus.OPEN, GoalNotOpen(goal))
    known = _measure_of(goal, measure)
    _require_on_scale(known, value)
    on = day_of(effective_on, now)
    if (known.on, known.value) == (on, value) and note is None:
        return []
    return [ProgressRecorded(goal=goal.id, person=goal.person, on=on, measure=measure, value=value, note=note)]


def _measure_of(goal: Goal, measure: str) -> Measure:
    known = goal.measures.get(measure)
    if known is None or known.dropped:
        raise UnknownMeasure(measure)
    return known


def _require_on_scale(measure: Measure, value: Decimal) -> None:
    if measure.kind is MeasureKind.NUMBER:
        return
    require(0 <= value <= measure.to_value, ValueOffScale(value, f"0 to {measure.to_value}"))
    whole = measure.kind is MeasureKind.PERCENTAGE or value % 1 == 0
    require(whole, ValueOffScale(value, f"a whole number from 0 to {measure.to_value}"))


# Decisions: actions and check-ins


class ActionExists(RuleViolation):
    """The action was already completed or dropped."""

    def __init__(self, action: str, status: ActionStatus) -> None:
        super().__init__(
            f"The action {action} is {status}. Plan another under another id.",
            fields={"action": [f"Is {status}."]},
        )


class UnknownAction(RuleViolation):
    """The goal has no such action."""

    def __init__(self, action: str) -> None:
        super().__init__(
            f"The goal has no action {action}. Plan it first.", fields={"action": ["Is not an action of it."]}
        )


def plan_action(
    goal: Goal, *, action: str, title: str, due: date | None, effective_on: date | None, now: datetime
) -> list[Event]:
    """Plan something to do for the goal, under an id that is new to it."""
    _require_not_closed(goal)
    if action in goal.actions:
        status = goal.actions[action]
        require(status is ActionStatus.PLANNED, ActionExists(action, status))
        return []
    on = day_of(effective_on, now)
    return [ActionPlanned(goal=goal.id, person=goal.person, on=on, action=action, title=title, due=due)]


def complete_action(goal: Goal, *, action: str, effective_on: date | None, now: datetime) -> list[Event]:
    """Say that an action was done."""
    if not _still_to_do(goal, action, ActionStatus.COMPLETED):
        return []
    return [ActionCompleted(goal=goal.id, person=goal.person, on=day_of(effective_on, now), action=action)]


def drop_action(
    goal: Goal, *, action: str, reason: str | None, effective_on: date | None, now: datetime
) -> list[Event]:
    """Say that an action will not be done."""
    if not _still_to_do(goal, action, ActionStatus.DROPPED):
        return []
    on = day_of(effective_on, now)
    return [ActionDropped(goal=goal.id, person=goal.person, on=on, action=action, reason=reason)]


def _still_to_do(goal: Goal, action: str, wanted: ActionStatus) -> bool:
    """Whether the action waits to become `wanted`; False where it is so already."""
    _require_not_closed(goal)
    require(action in goal.actions, UnknownAction(action))
    status = goal.actions[action]
    require(status in {ActionStatus.PLANNED, wanted}, ActionExists(action, status))
    return status is not wanted


def check_in(
    goal: Goal,
    *,
    confidence: Decimal,
    note: str | None,
    in_the_way: str | None,
    effective_on: date | None,
    now: datetime,
) -> list[Event]:
    """Look at the goal. The rhythm is kept where the last check-in is no longer ago than was agreed."""
    require(goal.status is GoalStatus.OPEN, GoalNotOpen(goal))
    on = day_of(effective_on, now)
    if (goal.rhythm_from, goal.confidence) == (on, confidence) and not (note or in_the_way):
        return []
    kept = (on - goal.rhythm_from).days <= goal.check_in_every_days
    return [
        CheckedIn(
            goal=goal.id,
            person=goal.person,
            on=on,
            confidence=confidence,
            kept=kept,
            note=note,
            in_the_way=in_the_way,
        )
    ]


# Decisions: pausing and closing


class ProgressIncomplete(RuleViolation):
    """The measures do not say that the goal is achieved, and no reason was given."""

    def __init__(self, progress: Decimal | None) -> None:
        stands = "It has no measures" if progress is None else f"Its measures stand at {progress:.0%}"
        super().__init__(
            f"{stands}. Record the progress that is missing, or state the reason why it is achieved.",
            fields={"reason": ["Is needed while the measures do not say so."]},
        )


class PauseEndsBefore(RuleViolation):
    """A pause would end before it begins."""

    def __init__(self, until: date, on: date) -> None:
        super().__init__(
            f"The pause would end on {until}, before it begins on {on}.",
            fields={"until": [f"Must not be before {on}."]},
        )


def pause_goal(
    goal: Goal, *, until: date | None, reason: str | None, effective_on: date | None, now: datetime
) -> list[Event]:
    """Let work on the goal rest."""
    if goal.status is GoalStatus.PAUSED:
        return []
    _require_not_closed(goal)
    on = day_of(effective_on, now)
    require(until is None or until >= on, PauseEndsBefore(until or on, on))
    return [GoalPaused(goal=goal.id, person=goal.person, on=on, until=until, reason=reason)]


def resume_goal(goal: Goal, *, due: date | None, effective_on: date | None, now: datetime) -> list[Event]:
    """Go on with the goal, with another due date where one is given."""
    if goal.status is GoalStatus.OPEN:
        return []
    _require_not_closed(goal)
    require(due is None or due >= goal.starts_on, GoalDatesReversed(goal.starts_on, due or goal.due))
    return [GoalResumed(goal=goal.id, person=goal.person, on=day_of(effective_on, now), due=due)]


def achieve_goal(goal: Goal, *, reason: str | None, effective_on: date | None, now: datetime) -> list[Event]:
    """Close the goal as achieved, because its measures say so or for a stated reason."""
    if goal.status is GoalStatus.ACHIEVED:
        return []
    _require_not_closed(goal)
    require(goal.progress == 1 or reason, ProgressIncomplete(goal.progress))
    on = day_of(effective_on, now)
    return [GoalAchieved(goal=goal.id, person=goal.person, on=on, progress=goal.progress, reason=reason)]


def miss_goal(
    goal: Goal, *, reason: str | None, lessons: str | None, effective_on: date | None, now: datetime
) -> list[Event]:
    """Close the goal as missed."""
    if goal.status is GoalStatus.MISSED:
        return []
    _require_not_closed(goal)
    return [
        GoalMissed(
            goal=goal.id,
            person=goal.person,
            on=day_of(effective_on, now),
            progress=goal.progress,
            reason=reason,
            lessons=lessons,
        )
    ]


def abandon_goal(goal: Goal, *, lessons: str, effective_on: date | None, now: datetime) -> list[Event]:
    """Give the goal up, with what was learnt."""
    if goal.status is GoalStatus.ABANDONED:
        return []
    _require_not_closed(goal)
    on = day_of(effective_on, now)
    return [GoalAbandoned(goal=goal.id, person=goal.person, on=on, lessons=lessons, progress=goal.progress)]


# Decisions: sharing


class AudienceUnclear(RuleViolation):
    """People are named for an audience that is not people, or none for one that is."""

    def __init__(self, audience: Audience) -> None:
        message = "Name the people." if audience is Audience.PEOPLE else f"Leave out for the audience {audience}."
        super().__init__(f"It is not clear who is meant. {message}", fields={"people": [message]})


def share_goal(
    goal: Goal, *, audience: Audience, people: Sequence[str], effective_on: date | None, now: datetime
) -> list[Event]:
    """Open the goal to an audience. A closed goal may be shared, too."""
    require(goal.status is not None, GoalNotOpen(goal))
    require((audience is Audience.PEOPLE) == bool(people), AudienceUnclear(audience))
    added = tuple(person for person in people if person not in goal.shared_with)
    if not added and (people or audience in goal.audiences):
        return []
    on = day_of(effective_on, now)
    return [GoalShared(goal=goal.id, person=goal.person, on=on, audience=audience, people=added)]


def unshare_goal(
    goal: Goal, *, audience: Audience, people: Sequence[str], effective_on: date | None, now: datetime
) -> list[Event]:
    """Close the goal to an audience that it was opened to."""
    require(goal.status is not None, GoalNotOpen(goal))
    require((audience is Audience.PEOPLE) == bool(people), AudienceUnclear(audience))
    removed = tuple(person for person in people if person in goal.shared_with)
    if not removed and (people or audience not in goal.audiences):
        return []
    on = day_of(effective_on, now)
    return [GoalUnshared(goal=goal.id, person=goal.person, on=on, audience=audience, people=removed)]


def _require_not_closed(goal: Goal) -> None:
    require(goal.status in {GoalStatus.OPEN, GoalStatus.PAUSED}, GoalNotOpen(goal))


def _differing(state: object, proposed: Mapping[str, Any]) -> dict[str, Any]:
    return {n: value for n, value in proposed.items() if value is not None and value != getattr(state, n)}


GOAL = Aggregate("goal", Goal(), evolve)


# Facts


def lineage(streams: Streams, payload: Mapping[str, Any]) -> Mapping[str, Any]:
    """For `align_goal`: the proposed parent's state, and the ids of all the goals above it."""
    parent_goal = streams.state(GOAL, payload["parent"])
    ancestors: set[str] = set()
    waiting = set(parent_goal.parents)
    while waiting:
        above = waiting.pop()
        ancestors.add(above)
        waiting |= streams.state(GOAL, above).parents - ancestors
    return {"parent_goal": parent_goal, "ancestors": frozenset(ancestors)}


def proposed_parents(streams: Streams, payload: Mapping[str, Any]) -> Mapping[str, Any]:
    """For `set_goal`: the states of the goals that it is to contribute to, by id."""
    return {"parent_goals": {parent: streams.state(GOAL, parent) for parent in payload["parents"]}}

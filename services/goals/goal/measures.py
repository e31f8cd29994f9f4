"""How progress towards a goal is measured, and where it stands."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from services.goals.goal.openness import GoalNotOpen, require_not_closed
from services.goals.goal.state import Goal, Measure
from shared.contracts.days import day_of
from shared.contracts.goals.changes import differing
from shared.contracts.goals.events import (
    GoalStatus,
    MeasureDefined,
    MeasureDropped,
    MeasureKind,
    MeasureRevised,
    ProgressRecorded,
)
from shared.errors import RuleViolation, require
from shared.event import Event

_HIGHEST_LEVEL = 5


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


class NotASkillLevel(RuleViolation):
    """A measure that counts a skill is no number from 0 to 5."""

    def __init__(self) -> None:
        message = "A measure of a skill is a number, and both ends are levels from 0 to 5."
        super().__init__(message, fields={"skill": [message]})


class MeasureFollowsSkill(RuleViolation):
    """The measure stands where its skill does, and is recorded by nobody."""

    def __init__(self, skill: str) -> None:
        super().__init__(
            f"This measure follows the skill {skill}: claim it, or have it assessed, and the measure moves with it.",
            fields={"measure": ["Follows a skill."]},
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
    skill: str | None = None,
    effective_on: date | None,
    now: datetime,
) -> list[Event]:
    """Say how progress is measured, under an id that is new to the goal or was dropped."""
    require_not_closed(goal)
    begin, end = _ends(kind, from_value, to_value)
    _require_skill_level(skill, kind, begin, end)
    known = goal.measures.get(measure)
    if known and not known.dropped:
        same = (known.kind, known.from_value, known.to_value, known.weight, known.skill) == (
            kind,
            begin,
            end,
            weight,
            skill,
        )
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
            skill=skill,
        )
    ]


def _require_skill_level(skill: str | None, kind: MeasureKind, begin: Decimal, end: Decimal) -> None:
    fits = kind is MeasureKind.NUMBER and 0 <= begin <= _HIGHEST_LEVEL and 0 <= end <= _HIGHEST_LEVEL
    require(skill is None or fits, NotASkillLevel())


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
    require_not_closed(goal)
    known = _measure_of(goal, measure)
    changed = differing(known, {"from_value": from_value, "to_value": to_value, "weight": weight})
    if not (changed or title):
        return []
    begin, end = _ends(
        known.kind,
        known.from_value if from_value is None else from_value,
        known.to_value if to_value is None else to_value,
    )
    _require_skill_level(known.skill, known.kind, begin, end)
    if known.on:
        _require_on_scale(replace(known, from_value=begin, to_value=end), known.value)
    on = day_of(effective_on, now)
    return [MeasureRevised(goal=goal.id, person=goal.person, on=on, measure=measure, title=title, **changed)]


def drop_measure(
    goal: Goal, *, measure: str, reason: str | None, effective_on: date | None, now: datetime
) -> list[Event]:
    """Let a measure no longer count."""
    require_not_closed(goal)
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
    if known.skill is not None:
        raise MeasureFollowsSkill(known.skill)
    _require_on_scale(known, value)
    on = day_of(effective_on, now)
    if (known.on, known.value) == (on, value) and note is None:
        return []
    return [ProgressRecorded(goal=goal.id, person=goal.person, on=on, measure=measure, value=value, note=note)]


def follow_skill(goal: Goal, *, measure: str, value: Decimal, effective_on: date | None, now: datetime) -> list[Event]:
    """Have a measure stand where the skill does that it counts; one of no skill stays where it is."""
    require(goal.status is GoalStatus.OPEN, GoalNotOpen(goal))
    known = _measure_of(goal, measure)
    if known.skill is None or known.value == value:
        return []
    on = day_of(effective_on, now)
    return [ProgressRecorded(goal=goal.id, person=goal.person, on=on, measure=measure, value=value)]


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

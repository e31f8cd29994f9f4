"""What the goals service publishes: goals, visions, career plans, setbacks and wellbeing.

`on` is the day on which it was true, in the person's calendar, which may be before the day it was recorded.
In events that change something (`GoalRefined`, `MeasureRevised`, `PlanRevised`, `StepRevised`), None means
unchanged. Texts and feelings are `Personal`; ids, kinds, dates and the numbers that statistics need are not.
"""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

import msgspec

from shared.event import Event, Personal, Subject, by_type

GoalId = str
MeasureId = str
ActionId = str
PlanId = str
StepId = str
OptionId = str
SetbackId = str
PersonId = str
UnitId = str
RoleId = str


class GoalKind(StrEnum):
    """What sort of outcome a goal is about."""

    POSITION = "position"
    SKILL = "skill"
    PROJECT = "project"
    RELATIONSHIP = "relationship"
    WORK_LIFE_BALANCE = "work_life_balance"
    OTHER = "other"


class GoalScope(StrEnum):
    """Whose goal it is, besides the person's who answers for it."""

    PERSON = "person"
    UNIT = "unit"
    ORGANISATION = "organisation"


class GoalStatus(StrEnum):
    """Where a goal stands. The last three are final."""

    OPEN = "open"
    PAUSED = "paused"
    ACHIEVED = "achieved"
    MISSED = "missed"
    ABANDONED = "abandoned"


class MeasureKind(StrEnum):
    """How a measure counts: from a number to another, per cent, stages out of many, or no and yes."""

    NUMBER = "number"
    PERCENTAGE = "percentage"
    MILESTONE = "milestone"
    YES_NO = "yes_no"


class Audience(StrEnum):
    """To whom a goal is shown besides its owner, the managers above, and HR."""

    PEOPLE = "people"
    UNIT = "unit"
    EVERYONE = "everyone"


class StepKind(StrEnum):
    """What sort of move a step of a career plan is."""

    PROJECT = "project"
    PROMOTION = "promotion"
    LATERAL_MOVE = "lateral_move"
    NEW_EMPLOYER = "new_employer"
    LEARNING = "learning"
    MENTORING = "mentoring"


class PlanOutcome(StrEnum):
    """How a career plan ended."""

    REACHED = "reached"
    DROPPED = "dropped"


class Verdict(StrEnum):
    """What happened after a decision, against what was expected of it."""

    BETTER = "better"
    AS_EXPECTED = "as_expected"
    WORSE = "worse"


class SetbackKind(StrEnum):
    """What sort of setback it was."""

    REJECTION = "rejection"
    MISSED_TARGET = "missed_target"
    ROLE_LOST = "role_lost"
    CONFLICT = "conflict"
    OVERLOAD = "overload"
    OTHER = "other"


class Limits(msgspec.Struct, frozen=True):
    """What a person will not go beyond in a role; None or empty means no limit."""

    weekly_hours_at_most: Decimal | None = None
    travel_days_a_month_at_most: int | None = None
    locations: tuple[str, ...] = ()


class Risk(msgspec.Struct, frozen=True):
    """What might go wrong with an option; likelihood and impact from 1 (low) to 5 (high)."""

    description: str
    likelihood: int
    impact: int


class GoalEvent(Event, frozen=True):
    """Something happened to a goal of `person`."""

    goal: GoalId
    person: Subject
    on: date


class GoalSet(GoalEvent, frozen=True):
    """Someone committed to an outcome, or was given one from a template."""

    title: Personal[str]
    kind: GoalKind
    starts_on: date
    due: date
    check_in_every_days: int
    description: Personal[str] = None
    template: str | None = None


class GoalRefined(GoalEvent, frozen=True):
    """The goal was worded or dated anew."""

    title: Personal[str] = None
    description: Personal[str] = None
    kind: GoalKind | None = None
    starts_on: date | None = None
    due: date | None = None
    check_in_every_days: int | None = None


class GoalAdopted(GoalEvent, frozen=True):
    """A unit, or the whole organisation, made the goal its own; `person` goes on answering for it."""

    scope: GoalScope
    unit: UnitId | None = None


class GoalAligned(GoalEvent, frozen=True):
    """The goal was put under a parent that it contributes to."""

    parent: GoalId


class GoalUnaligned(GoalEvent, frozen=True):
    """The goal no longer contributes to that parent."""

    parent: GoalId


class MeasureDefined(GoalEvent, frozen=True):
    """It was said how progress is measured: from one value to another, which may be the smaller.

    With a `skill`, it counts the person's effective level in it, and stands where that does.
    """

    version = 2

    measure: MeasureId
    title: Personal[str]
    kind: MeasureKind
    from_value: Decimal
    to_value: Decimal
    weight: int
    skill: str | None = None


class MeasureRevised(GoalEvent, frozen=True):
    """A measure was worded, scaled or weighted anew; what it stood at remains."""

    measure: MeasureId
    title: Personal[str] = None
    from_value: Decimal | None = None
    to_value: Decimal | None = None
    weight: int | None = None


class MeasureDropped(GoalEvent, frozen=True):
    """A measure no longer counts."""

    measure: MeasureId
    reason: Personal[str] = None


class ProgressRecorded(GoalEvent, frozen=True):
    """A measure stood at `value` on that day. A later report of an earlier day does not replace it."""

    measure: MeasureId
    value: Decimal
    note: Personal[str] = None


class ActionPlanned(GoalEvent, frozen=True):
    """Something to do for the goal was planned."""

    action: ActionId
    title: Personal[str]
    due: date | None = None


class ActionCompleted(GoalEvent, frozen=True):
    """A planned action was done."""

    action: ActionId


class ActionDropped(GoalEvent, frozen=True):
    """A planned action will not be done."""

    action: ActionId
    reason: Personal[str] = None


class CheckedIn(GoalEvent, frozen=True):
    """The owner looked at the goal: confidence from 0 to 1, and whether the agreed rhythm was `kept`."""

    confidence: Decimal
    kept: bool
    note: Personal[str] = None
    in_the_way: Personal[str] = None


class GoalPaused(GoalEvent, frozen=True):
    """Work on the goal rests, until a day or until further notice."""

    until: date | None = None
    reason: Personal[str] = None


class GoalResumed(GoalEvent, frozen=True):
    """Work on the goal goes on, with a new due date where one was agreed."""

    due: date | None = None


class GoalAchieved(GoalEvent, frozen=True):
    """The goal was reached: at this progress (None without measures), or for this reason."""

    progress: Decimal | None = None
    reason: Personal[str] = None


class GoalMissed(GoalEvent, frozen=True):
    """The goal was not reached."""

    progress: Decimal | None = None
    reason: Personal[str] = None
    lessons: Personal[str] = None


class GoalAbandoned(GoalEvent, frozen=True):
    """The goal was given up, and this was learnt."""

    lessons: Personal[str]
    progress: Decimal | None = None


class GoalShared(GoalEvent, frozen=True):
    """The goal was opened to an audience; `people` are those added, where the audience is people."""

    audience: Audience
    people: tuple[PersonId, ...] = ()


class GoalUnshared(GoalEvent, frozen=True):
    """The goal was closed to an audience; `people` are those removed, where the audience is people."""

    audience: Audience
    people: tuple[PersonId, ...] = ()


class SuccessDefined(Event, frozen=True):
    """Someone said anew what success means to them. Values are ranked, the dearest first."""

    private = True

    person: Subject
    on: date
    success: Personal[str]
    values: Personal[tuple[str, ...]] = ()
    desired_roles: Personal[tuple[RoleId, ...]] = ()
    limits: Personal[Limits] = None


class PlanEvent(Event, frozen=True):
    """Something happened to a career plan of `person`."""

    private = True

    plan: PlanId
    person: Subject
    on: date


class PlanDrafted(PlanEvent, frozen=True):
    """Someone planned the way to a role, from where they are, by the day `horizon`."""

    to_role: RoleId
    horizon: date
    from_role: RoleId | None = None
    title: Personal[str] = None


class PlanRevised(PlanEvent, frozen=True):
    """The plan got another beginning, end or horizon, for this reason."""

    reason: Personal[str]
    to_role: RoleId | None = None
    horizon: date | None = None
    from_role: RoleId | None = None
    title: Personal[str] = None


class StepAdded(PlanEvent, frozen=True):
    """A step was put into the plan, to be taken by a day, and what it needs."""

    step: StepId
    kind: StepKind
    title: Personal[str]
    by: date
    needs: Personal[tuple[str, ...]] = ()


class StepRevised(PlanEvent, frozen=True):
    """A step was worded or dated anew."""

    step: StepId
    kind: StepKind | None = None
    title: Personal[str] = None
    by: date | None = None
    needs: Personal[tuple[str, ...]] = None


class StepSupported(PlanEvent, frozen=True):
    """A mentor agreed to help with a step of the plan."""

    step: StepId
    mentorship: str
    mentor: str


class StepTaken(PlanEvent, frozen=True):
    """A step was taken, with this outcome."""

    step: StepId
    outcome: Personal[str] = None


class StepDropped(PlanEvent, frozen=True):
    """A step will not be taken."""

    step: StepId
    reason: Personal[str] = None


class OptionWeighed(PlanEvent, frozen=True):
    """An option was weighed, or weighed anew; effort and reversibility from 1 (little, hard to undo) to 5."""

    option: OptionId
    title: Personal[str]
    effort: int
    reversibility: int
    benefits: Personal[tuple[str, ...]] = ()
    risks: Personal[tuple[Risk, ...]] = ()


class OptionChosen(PlanEvent, frozen=True):
    """A decision: this option over the others then open, why, and what would show it to be wrong."""

    option: OptionId
    reasons: Personal[str]
    would_show_it_wrong: Personal[str]
    over: tuple[OptionId, ...] = ()
    review_on: date | None = None


class DecisionReviewed(PlanEvent, frozen=True):
    """A chosen option was looked at again: what was expected of it against what happened."""

    option: OptionId
    expected: Personal[str]
    happened: Personal[str]
    verdict: Verdict


class PlanClosed(PlanEvent, frozen=True):
    """The plan came to its end: its role was reached, or it was dropped."""

    outcome: PlanOutcome
    note: Personal[str] = None


class SetbackEvent(Event, frozen=True):
    """Something happened in getting over a setback of `person`."""

    private = True

    setback: SetbackId
    person: Subject
    on: date


class SetbackRecorded(SetbackEvent, frozen=True):
    """Something went wrong: how hard it hit, from 1 to 5, and the goals it touched."""

    kind: SetbackKind
    impact: Personal[int]
    description: Personal[str]
    goals: tuple[GoalId, ...] = ()


class LessonDrawn(SetbackEvent, frozen=True):
    """Something was learnt from it."""

    lesson: Personal[str]


class CourseAdapted(SetbackEvent, frozen=True):
    """Goals, or steps of a career plan, were changed because of it."""

    change: Personal[str]
    goals: tuple[GoalId, ...] = ()
    plan: PlanId | None = None
    steps: tuple[StepId, ...] = ()


class SupportAsked(SetbackEvent, frozen=True):
    """These people were asked for support."""

    of: tuple[PersonId, ...]
    request: Personal[str]


class Recovered(SetbackEvent, frozen=True):
    """The person was back on their feet, this many days after the setback."""

    days: int
    note: Personal[str] = None


class WellbeingNoted(Event, frozen=True):
    """How someone was that day, energy and balance from 1 (low) to 5. The last note of a day counts."""

    private = True

    person: Subject
    on: date
    energy: Personal[int]
    balance: Personal[int]
    note: Personal[str] = None


EVENTS: Mapping[str, type[Event]] = by_type(
    GoalSet,
    GoalRefined,
    GoalAdopted,
    GoalAligned,
    GoalUnaligned,
    MeasureDefined,
    MeasureRevised,
    MeasureDropped,
    ProgressRecorded,
    ActionPlanned,
    ActionCompleted,
    ActionDropped,
    CheckedIn,
    GoalPaused,
    GoalResumed,
    GoalAchieved,
    GoalMissed,
    GoalAbandoned,
    GoalShared,
    GoalUnshared,
    SuccessDefined,
    PlanDrafted,
    PlanRevised,
    StepAdded,
    StepRevised,
    StepSupported,
    StepTaken,
    StepDropped,
    OptionWeighed,
    OptionChosen,
    DecisionReviewed,
    PlanClosed,
    SetbackRecorded,
    LessonDrawn,
    CourseAdapted,
    SupportAsked,
    Recovered,
    WellbeingNoted,
)
"""Every event of the service, by the name under which it is stored."""


def _without_skill(measure: dict[str, Any]) -> dict[str, Any]:
    return {**measure, "skill": None}


UPCASTERS: Mapping[tuple[str, int], Callable[[dict[str, Any]], dict[str, Any]]] = {
    ("MeasureDefined", 1): _without_skill,
}
"""By type name and old version, what lifts the stored fields to the next version."""

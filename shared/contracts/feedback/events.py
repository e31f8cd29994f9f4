"""What the feedback service publishes: requests, feedback, consent, who saw what, and review cycles.

A request concerns two people and is recorded about each, as decision record 9 says: `person` is whom this record is
about, `other` the other one, `side` which of the two `person` is. Words stand in the record about whoever said them.

A review cycle is about nobody; what happens in it to a reviewee is about the reviewee, and what is asked of a rater
is about the rater. An anonymous answer is recorded when the cycle closes, with all others, as decision record 10
says: `ReviewSubmitted` holds the digest of its single-use token and nothing of what was said, `GroupAnswered` what a
group said, in an order that follows from the words alone.

`on` is the day on which it was true, which may be before the day it was recorded. Levels are 0 to 5. In `...Extended`,
None means unchanged.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import msgspec

from shared.event import Event, Personal, Subject, by_type

PersonId = str
RequestId = str
FeedbackId = str
GoalId = str
LearningId = str
SkillId = str
CycleId = str
ItemId = str


class RequestSide(StrEnum):
    """Which of the two somebody is in a request: who asked for feedback, or who was asked for it."""

    REQUESTER = "requester"
    ASKED = "asked"


class FeedbackKind(StrEnum):
    """What feedback is meant to do."""

    PRAISE = "praise"
    CONSTRUCTIVE = "constructive"
    BOTH = "both"


class FeedbackVisibility(StrEnum):
    """To whom feedback is shown, besides its author."""

    RECIPIENT = "recipient"
    RECIPIENT_AND_MANAGER = "recipient_and_manager"
    EVERYONE = "everyone"


class ActionKind(StrEnum):
    """What somebody did about feedback: set a goal, took up learning, or something else."""

    GOAL = "goal"
    LEARNING = "learning"
    OTHER = "other"


class ConsentField(StrEnum):
    """What of theirs somebody may let others see."""

    SKILL_PROFILE = "skill_profile"
    GOALS = "goals"
    PLAN = "plan"
    FEEDBACK_SUMMARY = "feedback_summary"
    CAREER_HISTORY = "career_history"


class Audience(StrEnum):
    """Whom somebody lets see it: one person, their managers, a unit, or everyone in the organisation."""

    PERSON = "person"
    MANAGER = "manager"
    UNIT = "unit"
    EVERYONE = "everyone"


class Perspective(StrEnum):
    """From where somebody sees the reviewee, by the directory. Self and manager answer by name."""

    SELF = "self"
    MANAGER = "manager"
    PEER = "peer"
    REPORT = "report"
    EXTERNAL = "external"


class ReviewGroup(StrEnum):
    """Under what answers are shown: a perspective, or several small anonymous ones together as others."""

    SELF = "self"
    MANAGER = "manager"
    PEER = "peer"
    REPORT = "report"
    EXTERNAL = "external"
    OTHERS = "others"


class ItemKind(StrEnum):
    """What a review asks: to rate a skill, or a question to rate or answer in words."""

    SKILL = "skill"
    QUESTION = "question"


class SkillRating(msgspec.Struct, frozen=True):
    """A skill at a level from 0 to 5."""

    skill: SkillId
    level: int


class ReviewItem(msgspec.Struct, frozen=True):
    """Something that a review asks. The id of a skill's item is that of the skill."""

    item: ItemId
    kind: ItemKind
    text: str


class Rater(msgspec.Struct, frozen=True):
    """Somebody who is to answer about a reviewee, and from which perspective."""

    rater: PersonId
    perspective: Perspective


class ItemRating(msgspec.Struct, frozen=True):
    """An item rated at a level from 0 to 5."""

    item: ItemId
    level: int


class ItemComment(msgspec.Struct, frozen=True):
    """Words on an item; None is the person as a whole."""

    item: ItemId | None
    text: str


class ItemLevels(msgspec.Struct, frozen=True):
    """The levels from 0 to 5 at which a group rated an item, in ascending order, whoever gave them."""

    item: ItemId
    levels: tuple[int, ...]


class ItemComments(msgspec.Struct, frozen=True):
    """What a group said on an item (None: on the person as a whole), in alphabetical order, whoever said it."""

    item: ItemId | None
    texts: tuple[str, ...]


class FeedbackRequested(Event, frozen=True):
    """Someone asked people for feedback about themself, on these skills, a goal or questions, until the day `due`."""

    private = True

    request: RequestId
    person: Subject
    of: tuple[PersonId, ...]
    on: date
    due: date
    perspective: Perspective | None = None
    skills: tuple[SkillId, ...] = ()
    goal: GoalId | None = None
    questions: Personal[tuple[str, ...]] = None
    message: Personal[str] = None


class RequestEvent(Event, frozen=True):
    """Something happened to a request between `person`, who is on `side`, and `other`; recorded about both."""

    private = True

    request: RequestId
    person: Subject
    side: RequestSide
    other: PersonId
    on: date


class FeedbackAskedOf(RequestEvent, frozen=True):
    """Someone was asked for feedback about `other`. Recorded about the asked; `FeedbackRequested` has the words."""

    due: date
    perspective: Perspective | None = None
    skills: tuple[SkillId, ...] = ()
    goal: GoalId | None = None


class RequestReminded(RequestEvent, frozen=True):
    """The requester reminded the asked."""


class RequestAnswered(RequestEvent, frozen=True):
    """The asked gave the feedback that they were asked for."""

    feedback: FeedbackId


class RequestDeclined(RequestEvent, frozen=True):
    """The asked declined. The reason stands in the record about them."""

    reason: Personal[str] = None


class RequestWithdrawn(RequestEvent, frozen=True):
    """The requester took it back."""


class RequestExpired(RequestEvent, frozen=True):
    """The day passed until which it could be answered."""


class FeedbackEvent(Event, frozen=True):
    """Something happened to a feedback about `person`, its recipient."""

    private = True

    feedback: FeedbackId
    person: Subject
    on: date


class FeedbackGiven(FeedbackEvent, frozen=True):
    """Someone told the person what they did well or could do better; may be taken back until that moment (UTC)."""

    author: PersonId
    kind: FeedbackKind
    visibility: FeedbackVisibility
    withdrawable_until: datetime
    situation: Personal[str] = None
    behaviour: Personal[str] = None
    impact: Personal[str] = None
    suggestion: Personal[str] = None
    ratings: tuple[SkillRating, ...] = ()
    goal: GoalId | None = None
    request: RequestId | None = None


class FeedbackWithdrawn(FeedbackEvent, frozen=True):
    """Its author took it back."""


class FeedbackAcknowledged(FeedbackEvent, frozen=True):
    """The recipient has read it, and maybe said thanks."""

    note: Personal[str] = None


class FeedbackReflectedOn(FeedbackEvent, frozen=True):
    """The recipient wrote down what they make of it."""

    reflection: Personal[str]


class ActionTaken(FeedbackEvent, frozen=True):
    """The recipient did something about it: `goal` and `learning` are ids of theirs."""

    kind: ActionKind
    goal: GoalId | None = None
    learning: LearningId | None = None
    note: Personal[str] = None


class ConsentEvent(Event, frozen=True):
    """Something happened to what the person lets others see; `to` is the id of the person or unit, where it is one."""

    private = True

    person: Subject
    field: ConsentField
    audience: Audience
    on: date
    to: str | None = None


class ConsentGiven(ConsentEvent, frozen=True):
    """The person lets the audience see it, until the end of that day where one is set."""

    until: date | None = None


class ConsentRevoked(ConsentEvent, frozen=True):
    """The person does not let the audience see it any more."""


class AccessRecorded(Event, frozen=True):
    """Somebody saw `what` of the person on that day; recorded once a day."""

    private = True

    person: Subject
    by: PersonId
    what: str
    on: date


class CycleEvent(Event, frozen=True):
    """Something happened to a review cycle."""

    cycle: CycleId
    on: date


class CycleOpened(CycleEvent, frozen=True):
    """A review cycle began: what is asked about whom, and until when raters are nominated and answers taken.

    No anonymous group of fewer than `least` answers is shown.
    """

    name: str
    items: tuple[ReviewItem, ...]
    reviewees: tuple[PersonId, ...]
    nominations_due: date
    answers_due: date
    least: int


class RevieweesAdded(CycleEvent, frozen=True):
    """More people are reviewed in the cycle."""

    reviewees: tuple[PersonId, ...]


class CycleExtended(CycleEvent, frozen=True):
    """There is more time."""

    nominations_due: date | None = None
    answers_due: date | None = None


class CycleClosed(CycleEvent, frozen=True):
    """No answer is taken any more; those that may be shown were recorded with this."""


class CycleCancelled(CycleEvent, frozen=True):
    """The cycle was given up; the anonymous answers were destroyed unread."""

    reason: str | None = None


class ReviewEvent(Event, frozen=True):
    """Something happened to the review of `person` in a cycle."""

    cycle: CycleId
    person: Subject
    on: date


class ReviewStarted(ReviewEvent, frozen=True):
    """The person is reviewed in the cycle, and may nominate raters."""

    nominations_due: date
    answers_due: date


class RatersNominated(ReviewEvent, frozen=True):
    """The person said whom they would like to be reviewed by, in place of whom they said before."""

    raters: tuple[Rater, ...]


class RatersApproved(ReviewEvent, frozen=True):
    """A manager or HR settled who reviews the person."""

    raters: tuple[Rater, ...]
    by: PersonId


class RaterReplaced(ReviewEvent, frozen=True):
    """A manager or HR put one rater in the place of another, whose answer counts no more."""

    rater: PersonId
    replacement: Rater
    by: PersonId


class NominationDeclined(ReviewEvent, frozen=True):
    """A rater will not review the person; an answer of theirs counts no more."""

    rater: PersonId


class ReviewSubmitted(ReviewEvent, frozen=True):
    """An answer about the person came in.

    Self and manager answer by name, and what they say last counts: `author`, `ratings` and `comments` are theirs. Of
    an anonymous answer that counts there is the digest of its token, which tells nobody but its rater anything.
    """

    sealed = True

    group: ReviewGroup
    author: PersonId | None = None
    token: str | None = None
    ratings: Personal[tuple[ItemRating, ...]] = None
    comments: Personal[tuple[ItemComment, ...]] = None


class GroupAnswered(ReviewEvent, frozen=True):
    """What an anonymous group of `answers` raters, at least as many as the cycle says, answered about the person."""

    sealed = True

    group: ReviewGroup
    answers: int
    ratings: Personal[tuple[ItemLevels, ...]] = None
    comments: Personal[tuple[ItemComments, ...]] = None


class RatingsCalibrated(ReviewEvent, frozen=True):
    """HR changed how the manager `rater` rated an item, for a stated reason; the original stays on record."""

    sealed = True

    rater: PersonId
    item: ItemId
    by: PersonId
    from_level: Personal[int] = None
    to_level: Personal[int] = None
    why: Personal[str] = None


class ReportReleased(ReviewEvent, frozen=True):
    """The person may see the report of their review."""

    by: PersonId


class ReviewAskEvent(Event, frozen=True):
    """Something happened to what a cycle asks of the rater `person`: an answer about `reviewee`."""

    private = True

    cycle: CycleId
    reviewee: PersonId
    person: Subject
    on: date


class ReviewAskedOf(ReviewAskEvent, frozen=True):
    """The rater is to answer from this perspective, until the day `due`."""

    perspective: Perspective
    due: date


class ReviewNoLongerAskedOf(ReviewAskEvent, frozen=True):
    """The rater need not answer any more."""


class ReviewDeclined(ReviewAskEvent, frozen=True):
    """The rater will not answer."""

    reason: Personal[str] = None


EVENTS: Mapping[str, type[Event]] = by_type(
    FeedbackRequested,
    FeedbackAskedOf,
    RequestReminded,
    RequestAnswered,
    RequestDeclined,
    RequestWithdrawn,
    RequestExpired,
    FeedbackGiven,
    FeedbackWithdrawn,
    FeedbackAcknowledged,
    FeedbackReflectedOn,
    ActionTaken,
    ConsentGiven,
    ConsentRevoked,
    AccessRecorded,
    CycleOpened,
    RevieweesAdded,
    CycleExtended,
    CycleClosed,
    CycleCancelled,
    ReviewStarted,
    RatersNominated,
    RatersApproved,
    RaterReplaced,
    NominationDeclined,
    ReviewSubmitted,
    GroupAnswered,
    RatingsCalibrated,
    ReportReleased,
    ReviewAskedOf,
    ReviewNoLongerAskedOf,
    ReviewDeclined,
)
"""Every event of the service, by the name under which it is stored."""

UPCASTERS: Mapping[tuple[str, int], Callable[[dict[str, Any]], dict[str, Any]]] = {}
"""By type name and old version, what lifts the stored fields to the next version. No event has grown yet."""

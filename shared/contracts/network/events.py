"""What the network service publishes: connections, mentoring, introductions, opportunities and gatherings.

An event is about one person at most, and much here concerns two or three. What concerns several is therefore
recorded several times in the one stream, once about each: `person` is whom this record is about, `other` the other
one, and `acted` or `side` says who of them did it. So whatever is asked about somebody, as of any moment, follows
from the events about them, and forgetting one of them leaves the other's record whole. Words, ratings, and the ids of
a private career plan stand only in the record about the person whose they are; in the other's they are left out.

Opportunities and gatherings are about nobody; who is invited to them, asks for them or goes to them is a person.

`on` is the day on which it was true, which may be before the day it was recorded. In `...Revised`, None means
unchanged.
"""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

import msgspec

from shared.event import Event, Personal, Subject, by_type

PersonId = str
MentorshipId = str
IntroductionId = str
OpportunityId = str
GatheringId = str
PlanId = str
StepId = str
UnitId = str
RoleId = str
SkillId = str


class InteractionKind(StrEnum):
    """How two people had to do with each other."""

    MEETING = "meeting"
    CALL = "call"
    MESSAGE = "message"
    COLLABORATION = "collaboration"
    ADVICE = "advice"
    SOCIAL = "social"
    OTHER = "other"


class Help(StrEnum):
    """Whether help was given or received, as the person sees it whom the record is about."""

    NONE = "none"
    GIVEN = "given"
    RECEIVED = "received"
    BOTH = "both"


class MentoringSide(StrEnum):
    """Which of the two somebody is in a mentorship."""

    MENTOR = "mentor"
    MENTEE = "mentee"


class IntroductionSide(StrEnum):
    """Who of the three somebody is: who asks, who is asked to introduce them, and to whom."""

    ASKER = "asker"
    VIA = "via"
    TO = "to"


class OpportunityKind(StrEnum):
    """What sort of chance it is: a role to move to, a project to join, or a gig beside one's work."""

    ROLE = "role"
    PROJECT = "project"
    GIG = "gig"


class Visibility(StrEnum):
    """To whom an opportunity is shown, besides its poster and HR."""

    EVERYONE = "everyone"
    NETWORK = "network"
    INVITED = "invited"


class GatheringKind(StrEnum):
    """What sort of gathering it is."""

    INDUSTRY_EVENT = "industry_event"
    MEET_UP = "meet_up"
    FORUM = "forum"


class SkillWanted(msgspec.Struct, frozen=True):
    """A skill that an opportunity calls for, at a level from 0 to 5."""

    skill: SkillId
    level: int


class BetweenTwo(Event, frozen=True):
    """Something between `person` and `other`, recorded about `person`; `acted` says whether it was they who did it."""

    private = True

    person: Subject
    other: PersonId
    on: date
    acted: bool


class ConnectionInvited(BetweenTwo, frozen=True):
    """One invited the other to connect, with these words."""

    message: Personal[str] = None


class ConnectionInvitationWithdrawn(BetweenTwo, frozen=True):
    """Whoever had invited the other took it back."""


class ConnectionAccepted(BetweenTwo, frozen=True):
    """The invited one accepted: the two are connected."""


class ConnectionDeclined(BetweenTwo, frozen=True):
    """The invited one declined."""


class ConnectionEnded(BetweenTwo, frozen=True):
    """One of the two ended their connection."""

    reason: Personal[str] = None


class InteractionNoted(BetweenTwo, frozen=True):
    """The two had to do with each other on that day, and one of them noted it."""

    kind: InteractionKind
    help: Help = Help.NONE
    note: Personal[str] = None


class MentoringOffered(Event, frozen=True):
    """Someone offered to mentor up to `capacity` people at a time, on these topics: skill ids or words."""

    person: Subject
    on: date
    topics: Personal[tuple[str, ...]]
    capacity: int
    about: Personal[str] = None


class MentoringOfferRevised(Event, frozen=True):
    """The offer got other topics, another capacity, or other words."""

    person: Subject
    on: date
    topics: Personal[tuple[str, ...]] = None
    capacity: int | None = None
    about: Personal[str] = None


class MentoringOfferWithdrawn(Event, frozen=True):
    """The offer no longer stands; mentorships that run go on."""

    person: Subject
    on: date


class MentoringEvent(BetweenTwo, frozen=True):
    """Something happened in a mentorship, in which `person` is on `side`."""

    mentorship: MentorshipId
    side: MentoringSide


class MentoringRequested(MentoringEvent, frozen=True):
    """The mentee asked the mentor, on these topics and for this reason, maybe for a step of their career plan."""

    topics: Personal[tuple[str, ...]] = None
    why: Personal[str] = None
    plan: PlanId | None = None
    step: StepId | None = None
    despite_reporting_line: bool = False


class MentoringRequestWithdrawn(MentoringEvent, frozen=True):
    """The mentee took the request back."""


class MentoringAgreed(MentoringEvent, frozen=True):
    """The mentor agreed: the mentorship runs. Repeats to the mentee the step that the request was made for."""

    plan: PlanId | None = None
    step: StepId | None = None
    despite_reporting_line: bool = False


class MentoringDeclined(MentoringEvent, frozen=True):
    """The mentor declined."""

    reason: Personal[str] = None


class SessionHeld(MentoringEvent, frozen=True):
    """The two met as mentor and mentee, for this many hours, and one of them noted it."""

    hours: Decimal | None = None
    note: Personal[str] = None


class MentoringCompleted(MentoringEvent, frozen=True):
    """The mentorship came to its good end."""


class MentoringRated(MentoringEvent, frozen=True):
    """One of the two said what the completed mentorship was worth to them, from 1 to 5; recorded about them only."""

    rating: Personal[int]
    comment: Personal[str] = None


class MentoringEnded(MentoringEvent, frozen=True):
    """One of the two ended the mentorship before it was complete."""

    reason: Personal[str] = None


class IntroductionEvent(Event, frozen=True):
    """Something happened to the introduction of `asker` to `to` through `via`; `person` is the one on `side`."""

    private = True

    introduction: IntroductionId
    person: Subject
    side: IntroductionSide
    asker: PersonId
    via: PersonId
    to: PersonId
    on: date


class IntroductionRequested(IntroductionEvent, frozen=True):
    """Someone asked to be introduced. Recorded about the two who know of it so far: asker and via."""

    why: Personal[str] = None


class IntroductionRequestWithdrawn(IntroductionEvent, frozen=True):
    """The asker took the request back. Recorded about asker and via."""


class IntroductionMade(IntroductionEvent, frozen=True):
    """The introduction was made. Recorded about all three."""

    words: Personal[str] = None


class IntroductionDeclined(IntroductionEvent, frozen=True):
    """Whoever was asked to introduce would not. Recorded about asker and via; the third never hears of it."""

    reason: Personal[str] = None


class OpportunityEvent(Event, frozen=True):
    """Something happened to an opportunity."""

    opportunity: OpportunityId
    on: date


class OpportunityPosted(OpportunityEvent, frozen=True):
    """An opportunity was posted: what it is, when, what it calls for, and who may see it.

    `role` and `unit` are ids. `hours` are those of a week. It is open until the end of the day `closes_on`.
    """

    posted_by: PersonId
    kind: OpportunityKind
    title: str
    visibility: Visibility
    description: str | None = None
    role: RoleId | None = None
    unit: UnitId | None = None
    skills: tuple[SkillWanted, ...] = ()
    hours: Decimal | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    closes_on: date | None = None


class OpportunityRevised(OpportunityEvent, frozen=True):
    """The opportunity was worded, dated or opened anew."""

    title: str | None = None
    visibility: Visibility | None = None
    description: str | None = None
    role: RoleId | None = None
    unit: UnitId | None = None
    skills: tuple[SkillWanted, ...] | None = None
    hours: Decimal | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    closes_on: date | None = None


class OpportunityFilled(OpportunityEvent, frozen=True):
    """Somebody got it; `ChosenForOpportunity` says who."""


class OpportunityClosed(OpportunityEvent, frozen=True):
    """It was closed without anybody getting it."""

    reason: str | None = None


class OpportunityReopened(OpportunityEvent, frozen=True):
    """It is open again, until the end of the day `closes_on` where one is set."""

    closes_on: date | None = None


class ReachEvent(Event, frozen=True):
    """Something happened between a person and an opportunity."""

    private = True

    opportunity: OpportunityId
    person: Subject
    on: date


class InvitedToOpportunity(ReachEvent, frozen=True):
    """The poster invited the person."""

    by: PersonId


class UninvitedFromOpportunity(ReachEvent, frozen=True):
    """The poster took the invitation back."""

    by: PersonId


class Referred(ReachEvent, frozen=True):
    """Someone referred the person for it, with these words about them."""

    by: PersonId
    words: Personal[str] = None


class InterestExpressed(ReachEvent, frozen=True):
    """The person would like it."""

    message: Personal[str] = None


class InterestWithdrawn(ReachEvent, frozen=True):
    """The person would not like it any more."""

    reason: Personal[str] = None


class InterestTurnedDown(ReachEvent, frozen=True):
    """The poster told the person that it will not be them."""

    reason: Personal[str] = None


class ChosenForOpportunity(ReachEvent, frozen=True):
    """The person got it."""


class GatheringEvent(Event, frozen=True):
    """Something happened to a gathering."""

    gathering: GatheringId
    on: date


class GatheringAnnounced(GatheringEvent, frozen=True):
    """A gathering was announced, for those days; no more than `capacity` may join, where one is set."""

    announced_by: PersonId
    kind: GatheringKind
    title: str
    starts_on: date
    ends_on: date
    description: str | None = None
    place: str | None = None
    topics: tuple[str, ...] = ()
    capacity: int | None = None


class GatheringRevised(GatheringEvent, frozen=True):
    """The gathering was worded, dated or sized anew."""

    title: str | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    description: str | None = None
    place: str | None = None
    topics: tuple[str, ...] | None = None
    capacity: int | None = None


class GatheringCancelled(GatheringEvent, frozen=True):
    """The gathering will not take place."""

    reason: str | None = None


class AttendanceEvent(Event, frozen=True):
    """Something happened between a person and a gathering."""

    gathering: GatheringId
    person: Subject
    on: date


class Joined(AttendanceEvent, frozen=True):
    """The person means to come."""


class LeftGathering(AttendanceEvent, frozen=True):
    """The person will not come after all."""


class Attended(AttendanceEvent, frozen=True):
    """The person was there, and brought this home."""

    takeaway: Personal[str] = None


EVENTS: Mapping[str, type[Event]] = by_type(
    ConnectionInvited,
    ConnectionInvitationWithdrawn,
    ConnectionAccepted,
    ConnectionDeclined,
    ConnectionEnded,
    InteractionNoted,
    MentoringOffered,
    MentoringOfferRevised,
    MentoringOfferWithdrawn,
    MentoringRequested,
    MentoringRequestWithdrawn,
    MentoringAgreed,
    MentoringDeclined,
    SessionHeld,
    MentoringCompleted,
    MentoringRated,
    MentoringEnded,
    IntroductionRequested,
    IntroductionRequestWithdrawn,
    IntroductionMade,
    IntroductionDeclined,
    OpportunityPosted,
    OpportunityRevised,
    OpportunityFilled,
    OpportunityClosed,
    OpportunityReopened,
    InvitedToOpportunity,
    UninvitedFromOpportunity,
    Referred,
    InterestExpressed,
    InterestWithdrawn,
    InterestTurnedDown,
    ChosenForOpportunity,
    GatheringAnnounced,
    GatheringRevised,
    GatheringCancelled,
    Joined,
    LeftGathering,
    Attended,
)
"""Every event of the service, by the name under which it is stored."""

UPCASTERS: Mapping[tuple[str, int], Callable[[dict[str, Any]], dict[str, Any]]] = {}
"""By type name and old version, what lifts the stored fields to the next version. No event has grown yet."""

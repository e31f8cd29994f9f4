"""A mentor: someone offers to mentor up to so many people at a time, and has all their mentorships in one stream.

- The capacity is never less than the number of mentorships that run. Those go on when the offer is withdrawn.
- Anybody may be asked; to agree, one has to offer, and to have room.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from shared.aggregate import Aggregate
from shared.contracts.days import day_of
from shared.contracts.goals.changes import differing, given
from shared.contracts.network.events import (
    MentoringAgreed,
    MentoringCompleted,
    MentoringDeclined,
    MentoringEnded,
    MentoringEvent,
    MentoringOffered,
    MentoringOfferRevised,
    MentoringOfferWithdrawn,
    MentoringRated,
    MentoringRequested,
    MentoringRequestWithdrawn,
    MentoringSide,
)
from shared.contracts.network.standing import MentorshipStatus
from shared.errors import RuleViolation, require
from shared.event import Event


@dataclass(frozen=True)
class Mentorship:
    """What the rules need to know of one mentorship. `rated` are the sides that said what it was worth."""

    mentee: str
    status: MentorshipStatus
    since: date
    plan: str | None = None
    step: str | None = None
    despite_reporting_line: bool = False
    rated: frozenset[MentoringSide] = frozenset()


@dataclass(frozen=True)
class Mentor:
    """What the rules need to know of a mentor. Without an offer, the capacity is 0."""

    capacity: int = 0
    topics: tuple[str, ...] | None = None
    about: str | None = None
    withdrawn: bool = False
    mentorships: Mapping[str, Mentorship] = field(default_factory=dict)

    @property
    def running(self) -> int:
        """How many mentorships run."""
        return sum(each.status is MentorshipStatus.RUNNING for each in self.mentorships.values())


_STATUS: Mapping[type[Event], MentorshipStatus] = {
    MentoringRequestWithdrawn: MentorshipStatus.WITHDRAWN,
    MentoringAgreed: MentorshipStatus.RUNNING,
    MentoringDeclined: MentorshipStatus.DECLINED,
    MentoringCompleted: MentorshipStatus.COMPLETED,
    MentoringEnded: MentorshipStatus.ENDED,
}


def evolve(mentor: Mentor, event: Event) -> Mentor:
    """The mentor after `event`."""
    match event:
        case MentoringOffered():
            offered = replace(mentor, capacity=event.capacity, topics=event.topics, about=event.about)
            return replace(offered, withdrawn=False)
        case MentoringOfferRevised():
            return replace(mentor, **given(event, "capacity", "topics", "about"))
        case MentoringOfferWithdrawn():
            return replace(mentor, capacity=0, topics=None, about=None, withdrawn=True)
        case MentoringEvent():
            return _with_mentorship(mentor, event)
    return mentor


def _with_mentorship(mentor: Mentor, event: MentoringEvent) -> Mentor:
    """Of the two records of what happened, the one about the mentee has it all."""
    known = mentor.mentorships.get(event.mentorship)
    match event:
        case MentoringRequested():
            if event.side is MentoringSide.MENTOR:
                return mentor
            known = Mentorship(
                mentee=event.person,
                status=MentorshipStatus.REQUESTED,
                since=event.on,
                plan=event.plan,
                step=event.step,
                despite_reporting_line=event.despite_reporting_line,
            )
        case MentoringRated() if known:
            known = replace(known, rated=known.rated | {event.side})
        case _ if known and type(event) in _STATUS:
            known = replace(known, status=_STATUS[type(event)], since=event.on)
    return replace(mentor, mentorships={**mentor.mentorships, event.mentorship: known}) if known else mentor


class NoOffer(RuleViolation):
    """The person does not offer mentoring."""

    def __init__(self) -> None:
        super().__init__(
            "You do not offer mentoring. Offer it first, and say how many people you can take on.",
            fields={"person": ["Does not offer mentoring."]},
        )


class CapacityBelowRunning(RuleViolation):
    """More mentorships run than the capacity would allow."""

    def __init__(self, running: int) -> None:
        super().__init__(
            f"You mentor {running} already. Name a capacity of at least that, or complete a mentorship first.",
            fields={"capacity": [f"Must be at least {running}."]},
        )


def offer_mentoring(
    mentor: Mentor,
    *,
    person: str,
    topics: Sequence[str],
    capacity: int,
    about: str | None,
    effective_on: date | None,
    now: datetime,
) -> list[Event]:
    """Offer mentoring, in place of an offer made before."""
    if (mentor.topics, mentor.capacity, mentor.about) == (tuple(topics), capacity, about):
        return []
    require(capacity >= mentor.running, CapacityBelowRunning(mentor.running))
    on = day_of(effective_on, now)
    return [MentoringOffered(person=person, on=on, topics=tuple(topics), capacity=capacity, about=about)]


def revise_mentoring_offer(
    mentor: Mentor,
    *,
    person: str,
    topics: Sequence[str] | None,
    capacity: int | None,
    about: str | None,
    effective_on: date | None,
    now: datetime,
) -> list[Event]:
    """Change the offer. None means unchanged."""
    require(mentor.capacity, NoOffer())
    proposed = {"topics": None if topics is None else tuple(topics), "capacity": capacity, "about": about}
    changes = differing(mentor, proposed)
    if not changes:
        return []
    require((capacity or mentor.capacity) >= mentor.running, CapacityBelowRunning(mentor.running))
    return [MentoringOfferRevised(person=person, on=day_of(effective_on, now), **changes)]


def withdraw_mentoring_offer(mentor: Mentor, *, person: str, effective_on: date | None, now: datetime) -> list[Event]:
    """Offer mentoring no longer."""
    if mentor.withdrawn:
        return []
    require(mentor.capacity, NoOffer())
    return [MentoringOfferWithdrawn(person=person, on=day_of(effective_on, now))]


MENTOR = Aggregate("mentor", Mentor(), evolve)

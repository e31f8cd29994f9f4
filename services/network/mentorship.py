"""A mentorship: two people meet as mentor and mentee, and bring it to a good end.

- Either may note sessions while it runs, complete it, or end it before. Each rates a completed one, once.

What happens in it is recorded about each of the two; the words only about the one whose they are. How it comes about
is in `mentoring_request`. All mentorships of a mentor are in the stream of the mentor, which keeps their number.
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from services.network.mentor import Mentor, Mentorship
from shared.contracts.days import day_of
from shared.contracts.network.events import (
    MentoringCompleted,
    MentoringEnded,
    MentoringEvent,
    MentoringRated,
    MentoringSide,
    SessionHeld,
)
from shared.contracts.network.standing import MentorshipStatus
from shared.errors import RuleViolation, require
from shared.event import Event


class MentorshipUnknown(RuleViolation):
    """There is no such mentorship, or none of the person's in that part."""

    def __init__(self) -> None:
        super().__init__(
            "You have no such mentorship in which that is yours to do.",
            fields={"mentorship": ["Is unknown, or somebody else's to do."]},
        )


class MentorshipElsewhere(RuleViolation):
    """The mentorship is not where such a thing can be done to it."""

    def __init__(self, status: MentorshipStatus) -> None:
        super().__init__(
            f"The mentorship is {status}, so that is not possible.", fields={"mentorship": [f"Is {status}."]}
        )


class BeforeItBegan(RuleViolation):
    """The session would lie before the mentorship."""

    def __init__(self, since: date) -> None:
        super().__init__(
            f"The mentorship began on {since}. Give a day since then.",
            fields={"effective_on": [f"Must not be before {since}."]},
        )


def hold_session(
    mentor: Mentor,
    *,
    person: str,
    identity: str,
    mentorship: str,
    hours: Decimal | None,
    note: str | None,
    effective_on: date | None,
    now: datetime,
) -> list[Event]:
    """Note a session, on a day since the mentorship began."""
    known, side = own(mentor, identity, mentorship, person)
    require(known.status is MentorshipStatus.RUNNING, MentorshipElsewhere(known.status))
    on = day_of(effective_on, now)
    require(on >= known.since, BeforeItBegan(known.since))
    mine, theirs = _both(identity, known, side)
    return [
        SessionHeld(mentorship=mentorship, on=on, acted=True, hours=hours, note=note, **mine),
        SessionHeld(mentorship=mentorship, on=on, acted=False, hours=hours, **theirs),
    ]


def complete_mentoring(
    mentor: Mentor,
    *,
    person: str,
    identity: str,
    mentorship: str,
    rating: int,
    comment: str | None,
    effective_on: date | None,
    now: datetime,
) -> list[Event]:
    """Complete the mentorship, where the other has not done so, and rate it, from 1 to 5, once."""
    known, side = own(mentor, identity, mentorship, person)
    require(known.status in {MentorshipStatus.RUNNING, MentorshipStatus.COMPLETED}, MentorshipElsewhere(known.status))
    if side in known.rated:
        return []
    on = day_of(effective_on, now)
    mine, _ = _both(identity, known, side)
    rated = MentoringRated(mentorship=mentorship, on=on, acted=True, rating=rating, comment=comment, **mine)
    if known.status is MentorshipStatus.COMPLETED:
        return [rated]
    return [*about_both(MentoringCompleted, identity, mentorship, known, side, on), rated]


def end_mentoring(
    mentor: Mentor,
    *,
    person: str,
    identity: str,
    mentorship: str,
    reason: str,
    effective_on: date | None,
    now: datetime,
) -> list[Event]:
    """End the mentorship before it is complete."""
    known, side = own(mentor, identity, mentorship, person)
    if known.status is MentorshipStatus.ENDED:
        return []
    require(known.status is MentorshipStatus.RUNNING, MentorshipElsewhere(known.status))
    on = day_of(effective_on, now)
    return about_both(MentoringEnded, identity, mentorship, known, side, on, reason=reason)


def mentor_in(payload: Mapping[str, Any]) -> str:
    """The mentor whose stream a command goes to. They need not have offered anything yet."""
    mentor: str = payload["mentor"]
    return mentor


def own(
    mentor: Mentor, identity: str, mentorship: str, person: str, only: MentoringSide | None = None
) -> tuple[Mentorship, MentoringSide]:
    """The mentorship and the side on which the person is in it. Raises `MentorshipUnknown`, also for a wrong side."""
    known = mentor.mentorships.get(mentorship)
    if known is None or person not in {identity, known.mentee}:
        raise MentorshipUnknown
    side = MentoringSide.MENTOR if person == identity else MentoringSide.MENTEE
    require(only in {None, side}, MentorshipUnknown())
    return known, side


def _both(identity: str, known: Mentorship, side: MentoringSide) -> tuple[dict[str, Any], dict[str, Any]]:
    """Whom the two records are about: first the one on `side`, then the other."""
    of_mentor = {"person": identity, "other": known.mentee, "side": MentoringSide.MENTOR}
    of_mentee = {"person": known.mentee, "other": identity, "side": MentoringSide.MENTEE}
    return (of_mentor, of_mentee) if side is MentoringSide.MENTOR else (of_mentee, of_mentor)


def about_both(
    event_type: type[MentoringEvent],
    identity: str,
    mentorship: str,
    known: Mentorship,
    side: MentoringSide,
    on: date,
    **words: Any,
) -> list[Event]:
    """The event about the one on `side`, who acted, with their words, and about the other, without."""
    mine, theirs = _both(identity, known, side)
    return [
        event_type(mentorship=mentorship, on=on, acted=True, **mine, **words),
        event_type(mentorship=mentorship, on=on, acted=False, **theirs),
    ]

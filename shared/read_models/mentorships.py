"""Mentorships: two rows each, one about the mentor and one about the mentee.

A row holds what its `person` said, and nothing that the other did: what they were asked, and why, stands in the row
of the mentee, whose `other` the mentor is.
"""

from datetime import date
from decimal import Decimal

import msgspec
from msgspec.structs import replace

from shared.contracts.network.events import (
    MentoringAgreed,
    MentoringCompleted,
    MentoringDeclined,
    MentoringEnded,
    MentoringEvent,
    MentoringRated,
    MentoringRequested,
    MentoringRequestWithdrawn,
    MentoringSide,
    SessionHeld,
)
from shared.contracts.network.standing import MentorshipStatus
from shared.event import Envelope
from shared.projecting.read_model import Key, ReadModel, Row


class Session(msgspec.Struct, frozen=True):
    """A time that they met; the note is the person's own, None where the other wrote it down."""

    held_on: date
    hours: Decimal | None
    note: str | None


class MentorshipRow(Row, frozen=True):
    """What `person`, who is on `side`, has of a mentorship with `other`. `since` is the day of its status.

    `reason` is why the person themself declined or ended it; rating (1 to 5) and comment are their own, too.
    """

    mentor: str
    mentorship: str
    person: str
    other: str
    side: MentoringSide
    status: MentorshipStatus
    since: date
    requested_on: date
    topics: tuple[str, ...] | None = None
    why: str | None = None
    plan: str | None = None
    step: str | None = None
    despite_reporting_line: bool = False
    sessions: tuple[Session, ...] = ()
    hours: Decimal = Decimal(0)
    reason: str | None = None
    rating: int | None = None
    comment: str | None = None


MENTORSHIPS = ReadModel(
    "mentorships",
    MentorshipRow,
    version=1,
    source="network",
    key=("mentor", "mentorship", "person"),
    indexes=[("person", "status"), ("other", "status")],
)
"""Mentorships by mentor, id, and person. The id alone is unique only among those of one mentor."""


def _row(e: MentoringEvent, _at: Envelope) -> Key:
    mentor = e.person if e.side is MentoringSide.MENTOR else e.other
    return mentor, e.mentorship, e.person


@MENTORSHIPS.folds_into(MentoringRequested, key=_row)
def was_requested(_row: MentorshipRow | None, e: MentoringRequested, _at: Envelope) -> MentorshipRow:
    """A request waits for an answer."""
    return MentorshipRow(
        mentor=e.person if e.side is MentoringSide.MENTOR else e.other,
        mentorship=e.mentorship,
        person=e.person,
        other=e.other,
        side=e.side,
        status=MentorshipStatus.REQUESTED,
        since=e.on,
        requested_on=e.on,
        topics=e.topics,
        why=e.why,
        plan=e.plan,
        step=e.step,
        despite_reporting_line=e.despite_reporting_line,
    )


@MENTORSHIPS.on(MentoringAgreed, key=_row)
def was_agreed(row: MentorshipRow, e: MentoringAgreed, _at: Envelope) -> MentorshipRow:
    """It runs."""
    return replace(row, status=MentorshipStatus.RUNNING, since=e.on, despite_reporting_line=e.despite_reporting_line)


@MENTORSHIPS.on(MentoringRequestWithdrawn, key=_row)
def was_withdrawn(row: MentorshipRow, e: MentoringRequestWithdrawn, _at: Envelope) -> MentorshipRow:
    """Asked for no longer."""
    return replace(row, status=MentorshipStatus.WITHDRAWN, since=e.on)


@MENTORSHIPS.on(MentoringDeclined, key=_row)
def was_declined(row: MentorshipRow, e: MentoringDeclined, _at: Envelope) -> MentorshipRow:
    """It never began, and why, if the person said so."""
    return replace(row, status=MentorshipStatus.DECLINED, since=e.on, reason=e.reason)


@MENTORSHIPS.on(MentoringCompleted, key=_row)
def was_completed(row: MentorshipRow, e: MentoringCompleted, _at: Envelope) -> MentorshipRow:
    """It came to its good end."""
    return replace(row, status=MentorshipStatus.COMPLETED, since=e.on)


@MENTORSHIPS.on(MentoringEnded, key=_row)
def was_ended(row: MentorshipRow, e: MentoringEnded, _at: Envelope) -> MentorshipRow:
    """It ended before, and why, if the person said so."""
    return replace(row, status=MentorshipStatus.ENDED, since=e.on, reason=e.reason)


@MENTORSHIPS.on(SessionHeld, key=_row)
def session_held(row: MentorshipRow, e: SessionHeld, _at: Envelope) -> MentorshipRow:
    """One session more."""
    session = Session(e.on, e.hours, e.note)
    return replace(row, sessions=(*row.sessions, session), hours=row.hours + (e.hours or 0))


@MENTORSHIPS.on(MentoringRated, key=_row)
def was_rated(row: MentorshipRow, e: MentoringRated, _at: Envelope) -> MentorshipRow:
    """What it was worth to the person."""
    return replace(row, rating=e.rating, comment=e.comment)

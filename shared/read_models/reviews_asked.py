"""Reviews asked of raters: one row for each answer that a cycle expects, or expected, of somebody.

Whether an anonymous one was given is not in here, and nowhere else.
"""

from datetime import date
from enum import StrEnum

from msgspec.structs import replace

from shared.contracts.feedback.events import (
    Perspective,
    ReviewAskedOf,
    ReviewDeclined,
    ReviewNoLongerAskedOf,
)
from shared.event import Envelope
from shared.projecting.read_model import ReadModel, Row


class AskStatus(StrEnum):
    """Whether an answer is expected."""

    ASKED = "asked"
    DECLINED = "declined"
    OVER = "over"


class ReviewAskedRow(Row, frozen=True, kw_only=True):
    """What a cycle asks of `person` about `reviewee`. `since` is the day of its status, `reason` why they declined."""

    cycle: str
    reviewee: str
    person: str
    perspective: Perspective
    asked_on: date
    due: date
    status: AskStatus = AskStatus.ASKED
    since: date
    reason: str | None = None


REVIEWS_ASKED = ReadModel(
    "reviews_asked",
    ReviewAskedRow,
    version=1,
    source="feedback",
    key=("cycle", "reviewee", "person"),
    indexes=[("person", "status")],
)
"""What is asked of raters, by cycle, reviewee and rater."""


@REVIEWS_ASKED.starts(ReviewAskedOf)
def was_asked(e: ReviewAskedOf, _at: Envelope) -> ReviewAskedRow:
    """An answer is expected."""
    return ReviewAskedRow(
        cycle=e.cycle,
        reviewee=e.reviewee,
        person=e.person,
        perspective=e.perspective,
        asked_on=e.on,
        due=e.due,
        since=e.on,
    )


@REVIEWS_ASKED.on(ReviewDeclined)
def was_declined(row: ReviewAskedRow, e: ReviewDeclined, _at: Envelope) -> ReviewAskedRow:
    """The rater will not answer."""
    return replace(row, status=AskStatus.DECLINED, since=e.on, reason=e.reason)


@REVIEWS_ASKED.on(ReviewNoLongerAskedOf)
def no_longer_asked(row: ReviewAskedRow, e: ReviewNoLongerAskedOf, _at: Envelope) -> ReviewAskedRow:
    """The rater need not answer any more."""
    return replace(row, status=AskStatus.OVER, since=e.on)

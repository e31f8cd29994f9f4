"""Review cycles: one row each, about nobody. What happens in one to a reviewee is in `reviews`."""

from datetime import date, datetime

from msgspec.structs import replace

from shared.contracts.feedback.events import (
    CycleCancelled,
    CycleClosed,
    CycleExtended,
    CycleOpened,
    RevieweesAdded,
    ReviewItem,
)
from shared.contracts.feedback.standing import CycleStatus
from shared.contracts.goals.changes import given
from shared.event import Envelope
from shared.projecting.read_model import ReadModel, Row


class ReviewCycleRow(Row, frozen=True, kw_only=True):
    """A cycle with what it asks. No anonymous group of fewer than `fewest` answers is shown.

    It ended on `ended_on`, which was known from `ended_at` (UTC); a cancelled one for `reason`.
    """

    cycle: str
    name: str
    status: CycleStatus = CycleStatus.OPEN
    items: tuple[ReviewItem, ...]
    reviewees: tuple[str, ...]
    opened_on: date
    nominations_due: date
    answers_due: date
    fewest: int
    ended_on: date | None = None
    ended_at: datetime | None = None
    reason: str | None = None


REVIEW_CYCLES = ReadModel(
    "review_cycles",
    ReviewCycleRow,
    version=1,
    source="feedback",
    key=("cycle",),
    person=None,
    indexes=[("opened_on", "cycle")],
)
"""Review cycles by id."""


@REVIEW_CYCLES.starts(CycleOpened)
def was_opened(e: CycleOpened, _at: Envelope) -> ReviewCycleRow:
    """It runs."""
    return ReviewCycleRow(
        cycle=e.cycle,
        name=e.name,
        items=e.items,
        reviewees=e.reviewees,
        opened_on=e.on,
        nominations_due=e.nominations_due,
        answers_due=e.answers_due,
        fewest=e.least,
    )


@REVIEW_CYCLES.on(RevieweesAdded)
def reviewees_added(row: ReviewCycleRow, e: RevieweesAdded, _at: Envelope) -> ReviewCycleRow:
    """More people, each once."""
    return replace(row, reviewees=tuple(dict.fromkeys((*row.reviewees, *e.reviewees))))


@REVIEW_CYCLES.on(CycleExtended)
def was_extended(row: ReviewCycleRow, e: CycleExtended, _at: Envelope) -> ReviewCycleRow:
    """More time."""
    return replace(row, **given(e, "nominations_due", "answers_due"))


@REVIEW_CYCLES.on(CycleClosed)
def was_closed(row: ReviewCycleRow, e: CycleClosed, at: Envelope) -> ReviewCycleRow:
    """No answers any more."""
    return replace(row, status=CycleStatus.CLOSED, ended_on=e.on, ended_at=at.recorded)


@REVIEW_CYCLES.on(CycleCancelled)
def was_cancelled(row: ReviewCycleRow, e: CycleCancelled, at: Envelope) -> ReviewCycleRow:
    """Given up."""
    return replace(row, status=CycleStatus.CANCELLED, ended_on=e.on, ended_at=at.recorded, reason=e.reason)

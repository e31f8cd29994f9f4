"""Reviews: one row for each reviewee of a cycle, with their raters and what was answered by name.

What was answered without a name is not in here: `review_groups` holds it, in groups and apart from the raters.
"""

from collections.abc import Sequence
from datetime import date

import msgspec
from msgspec.structs import replace

from shared.contracts.feedback.events import (
    ItemComment,
    ItemRating,
    NominationDeclined,
    Rater,
    RaterReplaced,
    RatersApproved,
    RatersNominated,
    RatingsCalibrated,
    ReportReleased,
    ReviewEvent,
    ReviewGroup,
    ReviewStarted,
    ReviewSubmitted,
)
from shared.event import Envelope
from shared.projecting.read_model import Key, ReadModel, Row


class NamedAnswer(msgspec.Struct, frozen=True):
    """What the reviewee or a manager answered last; the levels are as they gave them."""

    author: str
    shown_as: ReviewGroup
    answered_on: date
    ratings: tuple[ItemRating, ...]
    comments: tuple[ItemComment, ...]


class Calibration(msgspec.Struct, frozen=True):
    """HR put another level in the place of that which the manager `rater` gave to an item, and why."""

    rater: str
    item: str
    by: str
    calibrated_on: date
    from_level: int | None
    to_level: int | None
    why: str | None


class ReviewRow(Row, frozen=True, kw_only=True):
    """The review of `person` in a cycle. Until raters are `settled_on` a day, there are nominated ones only."""

    cycle: str
    person: str
    started_on: date | None = None
    nominated: tuple[Rater, ...] = ()
    nominated_on: date | None = None
    raters: tuple[Rater, ...] = ()
    settled_on: date | None = None
    settled_by: str | None = None
    answers: tuple[NamedAnswer, ...] = ()
    calibrations: tuple[Calibration, ...] = ()
    released_on: date | None = None
    released_by: str | None = None


REVIEWS = ReadModel(
    "reviews",
    ReviewRow,
    version=1,
    source="feedback",
    key=("cycle", "person"),
    indexes=[("person",)],
)
"""Reviews by cycle and reviewee."""


@REVIEWS.folds_into(ReviewStarted)
def was_started(row: ReviewRow | None, e: ReviewStarted, _at: Envelope) -> ReviewRow:
    """The person is reviewed."""
    return replace(_found(row, e), started_on=e.on)


@REVIEWS.folds_into(RatersNominated)
def raters_nominated(row: ReviewRow | None, e: RatersNominated, _at: Envelope) -> ReviewRow:
    """These in place of those before."""
    return replace(_found(row, e), nominated=e.raters, nominated_on=e.on)


@REVIEWS.folds_into(RatersApproved)
def raters_approved(row: ReviewRow | None, e: RatersApproved, _at: Envelope) -> ReviewRow:
    """It is settled who answers."""
    return replace(_found(row, e), raters=e.raters, settled_on=e.on, settled_by=e.by)


@REVIEWS.folds_into(RaterReplaced)
def rater_replaced(row: ReviewRow | None, e: RaterReplaced, _at: Envelope) -> ReviewRow:
    """One in the place of another."""
    row = _without(_found(row, e), e.rater)
    raters = sorted((*row.raters, e.replacement), key=lambda each: each.rater)
    return replace(row, raters=tuple(raters))


@REVIEWS.folds_into(NominationDeclined)
def nomination_declined(row: ReviewRow | None, e: NominationDeclined, _at: Envelope) -> ReviewRow:
    """One less."""
    row = _without(_found(row, e), e.rater)
    return replace(row, nominated=tuple(each for each in row.nominated if each.rater != e.rater))


def _by_name(e: ReviewSubmitted, _at: Envelope) -> Sequence[Key]:
    return [] if e.author is None else [(e.cycle, e.person)]


@REVIEWS.folds_each(ReviewSubmitted, keys=_by_name)
def was_answered_by_name(row: ReviewRow | None, _key: Key, e: ReviewSubmitted, _at: Envelope) -> ReviewRow:
    """What they say last counts; what was calibrated before is void with what they said before."""
    row = _found(row, e)
    author = e.author or ""
    answer = NamedAnswer(author, e.group, e.on, e.ratings or (), e.comments or ())
    others = [each for each in row.answers if each.author != author]
    calibrations = tuple(each for each in row.calibrations if each.rater != author)
    answers = sorted((*others, answer), key=lambda each: each.author)
    return replace(row, answers=tuple(answers), calibrations=calibrations)


@REVIEWS.folds_into(RatingsCalibrated)
def was_calibrated(row: ReviewRow | None, e: RatingsCalibrated, _at: Envelope) -> ReviewRow:
    """One change more; all of them stay."""
    row = _found(row, e)
    calibration = Calibration(e.rater, e.item, e.by, e.on, e.from_level, e.to_level, e.why)
    return replace(row, calibrations=(*row.calibrations, calibration))


@REVIEWS.folds_into(ReportReleased)
def was_released(row: ReviewRow | None, e: ReportReleased, _at: Envelope) -> ReviewRow:
    """The person may see it."""
    return replace(_found(row, e), released_on=e.on, released_by=e.by)


def _found(row: ReviewRow | None, e: ReviewEvent) -> ReviewRow:
    return row or ReviewRow(cycle=e.cycle, person=e.person)


def _without(row: ReviewRow, rater: str) -> ReviewRow:
    return replace(row, raters=tuple(each for each in row.raters if each.rater != rater))

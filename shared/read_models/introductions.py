"""Introductions: one row for each of those who know of one: asker and via at once, the third when it was made.

A row holds the words of its `person` only: why the asker would like it stands in the row of the asker.
"""

from collections.abc import Mapping
from datetime import date

from msgspec.structs import replace

from shared.contracts.network.events import (
    IntroductionDeclined,
    IntroductionEvent,
    IntroductionMade,
    IntroductionRequested,
    IntroductionRequestWithdrawn,
    IntroductionSide,
)
from shared.contracts.network.standing import IntroductionStatus
from shared.event import Envelope
from shared.projecting.read_model import ReadModel, Row


class IntroductionRow(Row, frozen=True):
    """What `person`, who is on `side`, has of the introduction of `asker` to `introduced_to` through `via`.

    `words` are the person's own: why they asked, with what they introduced, or why they declined.
    """

    introduction: str
    person: str
    side: IntroductionSide
    asker: str
    via: str
    introduced_to: str
    status: IntroductionStatus
    since: date
    words: str | None = None


INTRODUCTIONS = ReadModel(
    "introductions",
    IntroductionRow,
    version=1,
    source="network",
    key=("introduction", "person"),
    indexes=[("person", "status"), ("via", "status")],
)
"""Introductions by id and person."""

_STATUS: Mapping[type[IntroductionEvent], IntroductionStatus] = {
    IntroductionRequested: IntroductionStatus.REQUESTED,
    IntroductionRequestWithdrawn: IntroductionStatus.WITHDRAWN,
    IntroductionMade: IntroductionStatus.MADE,
    IntroductionDeclined: IntroductionStatus.DECLINED,
}


@INTRODUCTIONS.starts(IntroductionRequested)
def was_requested(e: IntroductionRequested, _at: Envelope) -> IntroductionRow:
    """A request waits for an answer."""
    return _row(e, e.why)


@INTRODUCTIONS.folds_into(IntroductionMade)
def was_made(row: IntroductionRow | None, e: IntroductionMade, _at: Envelope) -> IntroductionRow:
    """Introduced; the third hears of it."""
    return _moved(row or _row(e, None), e, e.words)


@INTRODUCTIONS.on(IntroductionDeclined)
def was_declined(row: IntroductionRow, e: IntroductionDeclined, _at: Envelope) -> IntroductionRow:
    """Not introduced."""
    return _moved(row, e, e.reason)


@INTRODUCTIONS.on(IntroductionRequestWithdrawn)
def was_withdrawn(row: IntroductionRow, e: IntroductionRequestWithdrawn, _at: Envelope) -> IntroductionRow:
    """Asked for no longer."""
    return _moved(row, e, None)


def _row(e: IntroductionEvent, words: str | None) -> IntroductionRow:
    return IntroductionRow(e.introduction, e.person, e.side, e.asker, e.via, e.to, _STATUS[type(e)], e.on, words)


def _moved(row: IntroductionRow, e: IntroductionEvent, words: str | None) -> IntroductionRow:
    return replace(row, status=_STATUS[type(e)], since=e.on, words=words or row.words)

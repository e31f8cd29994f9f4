"""Exchanges: whom each person has asked for feedback, who has given them any, and what they are asked for themself.

What anonymous raters answered is no part of it.
"""

from collections.abc import Mapping
from datetime import date

import msgspec
from msgspec.structs import replace

from shared.contracts.feedback.events import (
    FeedbackAskedOf,
    FeedbackGiven,
    FeedbackRequested,
    FeedbackWithdrawn,
    RequestAnswered,
    RequestDeclined,
    RequestEvent,
    RequestExpired,
    RequestSide,
    RequestWithdrawn,
    ReviewAskedOf,
    ReviewAskEvent,
    ReviewDeclined,
    ReviewNoLongerAskedOf,
)
from shared.contracts.feedback.load import weighs
from shared.contracts.recommendations.events import EventRef
from shared.event import Envelope
from shared.projecting.read_model import ReadModel, Row


class Passed(msgspec.Struct, frozen=True):
    """When something passed between the person and somebody else last, and the position of the event that says so."""

    on: date
    position: int

    @property
    def evidence(self) -> tuple[EventRef, ...]:
        """The event."""
        return (EventRef("feedback", self.position),)


class Given(Passed, frozen=True, kw_only=True):
    """Feedback that the person was given by its author."""

    by: str


class Ask(Passed, frozen=True, kw_only=True):
    """Something that the person is asked for until the day `due`."""

    due: date


class ExchangeRow(Row, frozen=True):
    """Whom the person asked last when, by person; who declined last when; feedback by id; and what waits for them."""

    person: str
    asked: Mapping[str, Passed] = {}
    declined: Mapping[str, Passed] = {}
    given: Mapping[str, Given] = {}
    asks: Mapping[str, Ask] = {}

    def asked_on(self, day: date) -> int:
        """How much the person is asked for on that day."""
        return sum(weighs(ask.on, ask.due, day) for ask in self.asks.values())


EXCHANGES = ReadModel("exchanges", ExchangeRow, version=1, source="feedback", key=("person",))
"""Exchanges by person."""


@EXCHANGES.folds_into(FeedbackRequested)
def requested(row: ExchangeRow | None, e: FeedbackRequested, at: Envelope) -> ExchangeRow:
    """The person asked others."""
    row = row or ExchangeRow(e.person)
    return replace(row, asked={**row.asked, **dict.fromkeys(e.of, Passed(e.on, at.position))})


@EXCHANGES.folds_into(FeedbackAskedOf)
def asked_of(row: ExchangeRow | None, e: FeedbackAskedOf, at: Envelope) -> ExchangeRow:
    """Somebody asks the person."""
    row = row or ExchangeRow(e.person)
    return replace(row, asks={**row.asks, e.request: Ask(e.on, at.position, due=e.due)})


@EXCHANGES.on(RequestAnswered)
def answered(row: ExchangeRow, e: RequestAnswered, _at: Envelope) -> ExchangeRow:
    """One ask less."""
    return _without(row, e)


@EXCHANGES.on(RequestDeclined)
def declined(row: ExchangeRow, e: RequestDeclined, at: Envelope) -> ExchangeRow:
    """One ask less, or a no to the person."""
    if e.side is RequestSide.REQUESTER:
        return replace(row, declined={**row.declined, e.other: Passed(e.on, at.position)})
    return _without(row, e)


@EXCHANGES.on(RequestWithdrawn)
def withdrawn(row: ExchangeRow, e: RequestWithdrawn, _at: Envelope) -> ExchangeRow:
    """One ask less; whom the person asked before may be asked again."""
    if e.side is RequestSide.REQUESTER:
        return replace(row, asked={who: when for who, when in row.asked.items() if who != e.other})
    return _without(row, e)


@EXCHANGES.on(RequestExpired)
def expired(row: ExchangeRow, e: RequestExpired, _at: Envelope) -> ExchangeRow:
    """One ask less."""
    return _without(row, e)


@EXCHANGES.folds_into(FeedbackGiven)
def given(row: ExchangeRow | None, e: FeedbackGiven, at: Envelope) -> ExchangeRow:
    """The person was told something."""
    row = row or ExchangeRow(e.person)
    return replace(row, given={**row.given, e.feedback: Given(e.on, at.position, by=e.author)})


@EXCHANGES.on(FeedbackWithdrawn)
def taken_back(row: ExchangeRow, e: FeedbackWithdrawn, _at: Envelope) -> ExchangeRow:
    """It was taken back."""
    return replace(row, given={name: said for name, said in row.given.items() if name != e.feedback})


@EXCHANGES.folds_into(ReviewAskedOf)
def review_asked_of(row: ExchangeRow | None, e: ReviewAskedOf, at: Envelope) -> ExchangeRow:
    """A review asks the person for an answer."""
    row = row or ExchangeRow(e.person)
    return replace(row, asks={**row.asks, _review(e): Ask(e.on, at.position, due=e.due)})


@EXCHANGES.on(ReviewNoLongerAskedOf)
def review_no_longer_asked_of(row: ExchangeRow, e: ReviewNoLongerAskedOf, _at: Envelope) -> ExchangeRow:
    """One ask less."""
    return _without_ask(row, _review(e))


@EXCHANGES.on(ReviewDeclined)
def review_declined(row: ExchangeRow, e: ReviewDeclined, _at: Envelope) -> ExchangeRow:
    """One ask less."""
    return _without_ask(row, _review(e))


def _without(row: ExchangeRow, e: RequestEvent) -> ExchangeRow:
    return _without_ask(row, e.request) if e.side is RequestSide.ASKED else row


def _without_ask(row: ExchangeRow, ask: str) -> ExchangeRow:
    return replace(row, asks={name: each for name, each in row.asks.items() if name != ask})


def _review(e: ReviewAskEvent) -> str:
    return f"{e.cycle}/{e.reviewee}"

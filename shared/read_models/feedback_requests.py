"""Requests for feedback: two rows for each person asked, one about them and one about who asks.

A row holds the words of its `person` only: what was asked stands in the row of the requester, why the asked declined
in that of the asked.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from msgspec.structs import replace

from shared.contracts.feedback.events import (
    FeedbackAskedOf,
    FeedbackRequested,
    Perspective,
    RequestAnswered,
    RequestDeclined,
    RequestEvent,
    RequestExpired,
    RequestReminded,
    RequestSide,
    RequestWithdrawn,
)
from shared.contracts.feedback.standing import RequestStatus
from shared.event import Envelope
from shared.projecting.read_model import Key, ReadModel, Row


class FeedbackRequestRow(Row, frozen=True, kw_only=True):
    """What `person`, who is on `side`, has of a request between them and `other`. `since` is the day of its status.

    `reminded` are the days of the reminders, `feedback` is the id of what answered it, `reason` why it was declined.
    """

    request: str
    person: str
    side: RequestSide
    other: str
    status: RequestStatus = RequestStatus.OPEN
    since: date
    asked_on: date
    due: date
    perspective: Perspective | None
    skills: tuple[str, ...]
    goal: str | None
    questions: tuple[str, ...] = ()
    message: str | None = None
    reminded: tuple[date, ...] = ()
    feedback: str | None = None
    reason: str | None = None


FEEDBACK_REQUESTS = ReadModel(
    "feedback_requests",
    FeedbackRequestRow,
    version=1,
    source="feedback",
    key=("request", "person", "side", "other"),
    indexes=[("person", "status"), ("other", "status")],
)
"""Requests by id, person, side and other. The id alone is unique only in what is asked of one person."""


def _to_each(e: FeedbackRequested, _at: Envelope) -> Sequence[Key]:
    return [(e.request, e.person, RequestSide.REQUESTER, asked) for asked in e.of]


@FEEDBACK_REQUESTS.folds_each(FeedbackRequested, keys=_to_each)
def was_requested(_row: FeedbackRequestRow | None, key: Key, e: FeedbackRequested, _at: Envelope) -> FeedbackRequestRow:
    """Somebody asked, in these words."""
    row = _row_of(key, e)
    return replace(row, questions=e.questions or (), message=e.message)


def _asked_of(e: FeedbackAskedOf, _at: Envelope) -> Sequence[Key]:
    return [(e.request, e.person, RequestSide.ASKED, e.other)]


@FEEDBACK_REQUESTS.folds_each(FeedbackAskedOf, keys=_asked_of)
def was_asked(_row: FeedbackRequestRow | None, key: Key, e: FeedbackAskedOf, _at: Envelope) -> FeedbackRequestRow:
    """Somebody is asked."""
    return _row_of(key, e)


@FEEDBACK_REQUESTS.on(RequestReminded)
def was_reminded(row: FeedbackRequestRow, e: RequestReminded, _at: Envelope) -> FeedbackRequestRow:
    """Once more."""
    return replace(row, reminded=(*row.reminded, e.on))


@FEEDBACK_REQUESTS.on(RequestAnswered)
def was_answered(row: FeedbackRequestRow, e: RequestAnswered, _at: Envelope) -> FeedbackRequestRow:
    """There is feedback."""
    return replace(_settled(row, e), feedback=e.feedback)


@FEEDBACK_REQUESTS.on(RequestDeclined)
def was_declined(row: FeedbackRequestRow, e: RequestDeclined, _at: Envelope) -> FeedbackRequestRow:
    """There will be none, and why, if the person said so."""
    return replace(_settled(row, e), reason=e.reason)


@FEEDBACK_REQUESTS.on(RequestWithdrawn)
def was_withdrawn(row: FeedbackRequestRow, e: RequestWithdrawn, _at: Envelope) -> FeedbackRequestRow:
    """Asked for no longer."""
    return _settled(row, e)


@FEEDBACK_REQUESTS.on(RequestExpired)
def has_expired(row: FeedbackRequestRow, e: RequestExpired, _at: Envelope) -> FeedbackRequestRow:
    """Its day has passed."""
    return _settled(row, e)


_STATUS: Mapping[type[RequestEvent], RequestStatus] = {
    RequestAnswered: RequestStatus.ANSWERED,
    RequestDeclined: RequestStatus.DECLINED,
    RequestWithdrawn: RequestStatus.WITHDRAWN,
    RequestExpired: RequestStatus.EXPIRED,
}


def _settled(row: FeedbackRequestRow, e: RequestEvent) -> FeedbackRequestRow:
    return replace(row, status=_STATUS[type(e)], since=e.on)


def _row_of(key: Key, e: FeedbackRequested | FeedbackAskedOf) -> FeedbackRequestRow:
    request, person, side, other = key
    return FeedbackRequestRow(
        request=request,
        person=person,
        side=side,
        other=other,
        since=e.on,
        asked_on=e.on,
        due=e.due,
        perspective=e.perspective,
        skills=e.skills,
        goal=e.goal,
    )

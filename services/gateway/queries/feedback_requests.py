"""Requests for feedback between a person and others."""

from collections.abc import Iterable, Mapping
from typing import Any

from services.gateway.paging import Paged, page
from services.gateway.people_here import Others, others, shown
from services.gateway.query import Answer, Asked, OfPerson, query
from shared.contract import Access, choice
from shared.contracts.feedback.events import RequestSide
from shared.contracts.feedback.standing import RequestStatus
from shared.read_models.feedback_requests import FEEDBACK_REQUESTS, FeedbackRequestRow

Written = Mapping[tuple[str, str, str], FeedbackRequestRow]
"""The other side's rows of requests: by request, who wrote it, and to whom."""


class RequestsOf(OfPerson, Paged):
    """Which requests of the person, the caller."""

    side = choice(
        RequestSide,
        load_default=None,
        metadata={"description": "`requester`: what one asked others; `asked`: what others asked one."},
    )
    status = choice(RequestStatus, load_default=None)


@query(
    "feedback_requests",
    access={Access.SELF},
    params=RequestsOf,
    reads=(FEEDBACK_REQUESTS,),
    example={"person": "ada", "side": "requester", "status": "open"},
)
def feedback_requests(asked: Asked) -> Answer:
    """The requests for feedback that one made or was asked, those that something happened to last at the top."""
    side, status = asked.params["side"], asked.params["status"]
    rows = [row for row in asked.rows(FEEDBACK_REQUESTS) if side in {None, row.side} and status in {None, row.status}]
    known = others(asked, {row.other for row in rows}, asked.moment.today)
    written = _written(asked, rows)
    return page(
        rows,
        lambda row: (row.since.isoformat(), row.request, row.side.value, row.other),
        asked.params,
        shown=lambda row: _shown(row, known, written),
        descending=True,
    )


def _written(asked: Asked, rows: Iterable[FeedbackRequestRow]) -> Written:
    theirs = asked.rows_of(FEEDBACK_REQUESTS, sorted({row.other for row in rows}))
    return {(row.request, row.person, row.other): row for of_one in theirs.values() for row in of_one}


def _shown(row: FeedbackRequestRow, known: Others, written: Written) -> Mapping[str, Any]:
    """The words of either side: what was asked by the one, why it was declined by the other."""
    there = written.get((row.request, row.other, row.person))
    requester, asked = (row, there) if row.side is RequestSide.REQUESTER else (there, row)
    return {
        "request": row.request,
        "side": row.side,
        "other": shown(row.other, known),
        "status": row.status,
        "since": row.since,
        "asked_on": row.asked_on,
        "due": row.due,
        "perspective": row.perspective,
        "skills": row.skills,
        "goal": row.goal,
        "reminded": row.reminded,
        "feedback": row.feedback,
        "questions": requester.questions if requester else (),
        "message": requester.message if requester else None,
        "reason": asked.reason if asked else None,
    }

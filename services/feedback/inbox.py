"""An inbox: all the feedback that is asked of one person, by people and by review cycles.

- What is open in it is the person's load, which is limited, so that nobody drowns in what others want to know.
- A request is open until it is answered, declined, withdrawn or expired; an answer that a cycle asks for is expected
  until the day it is due, unless the rater declines or is replaced.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from shared.aggregate import Aggregate, Streams
from shared.contracts.feedback.anonymity import ANONYMOUS
from shared.contracts.feedback.events import (
    FeedbackAskedOf,
    Perspective,
    RequestAnswered,
    RequestDeclined,
    RequestEvent,
    RequestExpired,
    RequestReminded,
    RequestSide,
    RequestWithdrawn,
    ReviewAskedOf,
    ReviewDeclined,
    ReviewNoLongerAskedOf,
)
from shared.contracts.feedback.load import weighs
from shared.contracts.feedback.standing import RequestStatus
from shared.event import Event


@dataclass(frozen=True)
class Asked:
    """A request for feedback about `requester`; `reminded` are the days of the reminders."""

    requester: str
    on: date
    due: date
    status: RequestStatus = RequestStatus.OPEN
    reminded: tuple[date, ...] = ()


@dataclass(frozen=True)
class ReviewAsked:
    """An answer that a cycle expects; not any more, where it is not `open`."""

    on: date
    due: date
    perspective: Perspective
    open: bool = True
    declined: bool = False


@dataclass(frozen=True)
class Inbox:
    """What the rules need to know of what is asked of a person: requests and reviews, both by id."""

    person: str = ""
    requests: Mapping[str, Asked] = field(default_factory=dict)
    reviews: Mapping[str, ReviewAsked] = field(default_factory=dict)

    def load(self, today: date) -> int:
        """How many requests and anonymous reviews wait for the person."""
        requests = (each for each in self.requests.values() if each.status is RequestStatus.OPEN)
        reviews = (each for each in self.reviews.values() if each.open and each.perspective in ANONYMOUS)
        waiting = [(each.on, each.due) for each in requests] + [(each.on, each.due) for each in reviews]
        return sum(weighs(on, due, today) for on, due in waiting)

    def reviewing(self, reviewee: str) -> frozenset[str]:
        """The cycles that expect an answer about `reviewee`."""
        waiting = (identity.split("/") for identity, review in self.reviews.items() if review.open)
        return frozenset(cycle for cycle, person in waiting if person == reviewee)


_OUTCOMES: Mapping[type[Event], RequestStatus] = {
    RequestAnswered: RequestStatus.ANSWERED,
    RequestDeclined: RequestStatus.DECLINED,
    RequestWithdrawn: RequestStatus.WITHDRAWN,
    RequestExpired: RequestStatus.EXPIRED,
}


def evolve(inbox: Inbox, event: Event) -> Inbox:
    """The inbox after `event`."""
    match event:
        case FeedbackAskedOf():
            asked = Asked(event.other, event.on, event.due)
            return replace(inbox, person=event.person, requests={**inbox.requests, event.request: asked})
        case RequestEvent() if event.side is RequestSide.ASKED and event.request in inbox.requests:
            return _with_request(inbox, event)
        case ReviewAskedOf():
            review = ReviewAsked(event.on, event.due, event.perspective)
            reviews = {**inbox.reviews, review_id(event.cycle, event.reviewee): review}
            return replace(inbox, person=event.person, reviews=reviews)
        case ReviewNoLongerAskedOf() | ReviewDeclined():
            return _without_review(inbox, event)
    return inbox


def _with_request(inbox: Inbox, event: RequestEvent) -> Inbox:
    asked = inbox.requests[event.request]
    if isinstance(event, RequestReminded):
        asked = replace(asked, reminded=(*asked.reminded, event.on))
    else:
        asked = replace(asked, status=_OUTCOMES.get(type(event), asked.status))
    return replace(inbox, requests={**inbox.requests, event.request: asked})


def _without_review(inbox: Inbox, event: ReviewNoLongerAskedOf | ReviewDeclined) -> Inbox:
    identity = review_id(event.cycle, event.reviewee)
    review = inbox.reviews.get(identity)
    if review is None:
        return inbox
    closed = replace(review, open=False, declined=isinstance(event, ReviewDeclined))
    return replace(inbox, reviews={**inbox.reviews, identity: closed})


INBOX = Aggregate("inbox", Inbox(), evolve)


def review_id(cycle: str, reviewee: str) -> str:
    """The id of the review of somebody in a cycle. No id has a slash in it."""
    return f"{cycle}/{reviewee}"


def request_in(payload: Mapping[str, Any]) -> str:
    """What stands for the inboxes of all who are asked until they are told apart: the request, if it has an id."""
    return payload["request"] or ""


def asked_in(payload: Mapping[str, Any]) -> str:
    """Whose inbox a command of the requester is about: that of whom they asked."""
    asked: str = payload["of"]
    return asked


def answerer_in(payload: Mapping[str, Any]) -> str:
    """Whose inbox a command of the asked is about: their own."""
    person: str = payload["person"]
    return person


def inboxes(streams: Streams, _payload: Mapping[str, Any]) -> Mapping[str, Any]:
    """For decisions that depend on what is asked of people: the directory's `record` and `inbox_of`, by person."""
    return {"record": streams.person, "inbox_of": lambda person: streams.state(INBOX, person)}

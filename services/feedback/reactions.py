"""What the feedback service does because something happened in it.

- A request lapses after the day on which it was due, and is answered by the feedback that names it.
- Reviewees are told of their review, and raters of what is asked of them, and when it no longer is.
- A rater who declines is taken out of the review.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from services.feedback.inbox import review_id
from services.feedback.review import REVIEW
from services.feedback.review_cycle import REVIEW_CYCLE
from shared.contracts.feedback.events import (
    CycleCancelled,
    CycleClosed,
    CycleEvent,
    CycleOpened,
    FeedbackAskedOf,
    FeedbackGiven,
    Rater,
    RaterReplaced,
    RatersApproved,
    ReviewDeclined,
    RevieweesAdded,
)
from shared.contracts.feedback.standing import CycleStatus
from shared.event import Envelope
from shared.reacting.reaction import Known, Order, Reactions

REACTIONS = Reactions()
"""The reactions of the service."""


@REACTIONS.to(FeedbackAskedOf, of="feedback")
def expire(e: FeedbackAskedOf, _at: Envelope, _known: Known) -> Iterable[Order]:
    """A request lapses the day after it was due."""
    payload = {"person": e.person, "request": e.request}
    return [Order("feedback.expire_request", payload, due=e.due + timedelta(days=1))]


@REACTIONS.to(FeedbackGiven, of="feedback")
def settle(e: FeedbackGiven, _at: Envelope, _known: Known) -> Iterable[Order]:
    """Feedback that names a request answers it."""
    if e.request is None:
        return []
    payload = {"person": e.author, "request": e.request, "feedback": e.feedback}
    return [Order("feedback.settle_request", {**payload, "effective_on": e.on.isoformat()})]


@REACTIONS.to(CycleOpened, of="feedback")
def start(e: CycleOpened, _at: Envelope, _known: Known) -> Iterable[Order]:
    """Reviewees are told."""
    return _start(e.cycle, e.reviewees)


@REACTIONS.to(RevieweesAdded, of="feedback")
def start_more(e: RevieweesAdded, _at: Envelope, _known: Known) -> Iterable[Order]:
    """Those who are added are told, too."""
    return _start(e.cycle, e.reviewees)


@REACTIONS.to(RatersApproved, of="feedback")
def ask(e: RatersApproved, _at: Envelope, known: Known) -> Iterable[Order]:
    """Raters are asked."""
    return [order for rater in e.raters for order in _ask(e.cycle, e.person, rater, known)]


@REACTIONS.to(RaterReplaced, of="feedback")
def ask_another(e: RaterReplaced, _at: Envelope, known: Known) -> Iterable[Order]:
    """The replacement is asked, the other one not any more."""
    return [_unask(e.cycle, e.person, e.rater), *_ask(e.cycle, e.person, e.replacement, known)]


@REACTIONS.to(ReviewDeclined, of="feedback")
def drop(e: ReviewDeclined, _at: Envelope, _known: Known) -> Iterable[Order]:
    """Who declines is not a rater any more."""
    return [Order("feedback.drop_rater", {"person": e.reviewee, "cycle": e.cycle, "rater": e.person})]


@REACTIONS.to(CycleClosed, CycleCancelled, of="feedback")
def unask(e: CycleEvent, _at: Envelope, known: Known) -> Iterable[Order]:
    """Nobody needs to answer to a cycle that is over, whether they have or not."""
    cycle = REVIEW_CYCLE.fold(known.of_stream("feedback", REVIEW_CYCLE.stream(e.cycle)))
    for person in sorted(cycle.reviewees):
        review = REVIEW.fold(known.of_stream("feedback", REVIEW.stream(review_id(e.cycle, person))))
        for rater in review.raters:
            yield _unask(e.cycle, person, rater)


def _start(cycle: str, reviewees: Iterable[str]) -> Iterable[Order]:
    return [Order("feedback.start_review", {"person": person, "cycle": cycle}) for person in reviewees]


def _ask(cycle: str, reviewee: str, rater: Rater, known: Known) -> Iterable[Order]:
    """Who is no rater any more, or of a cycle that is over by now, is not asked."""
    state = REVIEW_CYCLE.fold(known.of_stream("feedback", REVIEW_CYCLE.stream(cycle)))
    review = REVIEW.fold(known.of_stream("feedback", REVIEW.stream(review_id(cycle, reviewee))))
    if state.status is not CycleStatus.OPEN or rater.rater not in review.raters:
        return []
    asked = {"perspective": rater.perspective.value, "due": state.answers_due.isoformat()}
    return [Order("feedback.ask_review", {**_review_of(cycle, reviewee, rater.rater), **asked})]


def _unask(cycle: str, reviewee: str, rater: str) -> Order:
    return Order("feedback.unask_review", _review_of(cycle, reviewee, rater))


def _review_of(cycle: str, reviewee: str, rater: str) -> Mapping[str, Any]:
    return {"person": rater, "cycle": cycle, "reviewee": reviewee}

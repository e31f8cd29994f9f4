"""What review cycles ask of a rater: told to them once raters are settled, until they decline or need not answer."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from services.feedback.inbox import Inbox, review_id
from services.feedback.review_cycle import REVIEW_CYCLE, ReviewCycle, require_open
from shared.aggregate import Streams
from shared.contracts.days import day_of
from shared.contracts.feedback.events import (
    Perspective,
    ReviewAskedOf,
    ReviewDeclined,
    ReviewNoLongerAskedOf,
)
from shared.errors import RuleViolation
from shared.event import Event


class ReviewNotAsked(RuleViolation):
    """No answer about that person is expected of the rater, or not any more."""

    def __init__(self) -> None:
        super().__init__("You are not asked to review them.", fields={"reviewee": ["Is not reviewed by you."]})


def ask_review(
    inbox: Inbox,
    *,
    person: str,
    cycle: str,
    reviewee: str,
    perspective: Perspective,
    due: date,
    effective_on: date | None,
    now: datetime,
) -> list[Event]:
    """Ask a rater for an answer about `reviewee`."""
    known = inbox.reviews.get(review_id(cycle, reviewee))
    if known is not None and known.open and known.perspective is perspective:
        return []
    on = day_of(effective_on, now)
    return [
        ReviewAskedOf(cycle=cycle, reviewee=reviewee, person=person, on=on, perspective=perspective, due=due),
    ]


def unask_review(
    inbox: Inbox, *, person: str, cycle: str, reviewee: str, effective_on: date | None, now: datetime
) -> list[Event]:
    """Tell the rater that no answer is needed any more."""
    known = inbox.reviews.get(review_id(cycle, reviewee))
    if known is None or not known.open:
        return []
    return [ReviewNoLongerAskedOf(cycle=cycle, reviewee=reviewee, person=person, on=day_of(effective_on, now))]


def decline_review(
    inbox: Inbox,
    *,
    person: str,
    cycle: str,
    reviewee: str,
    reason: str | None,
    within: ReviewCycle,
    effective_on: date | None,
    now: datetime,
) -> list[Event]:
    """Decline to answer about `reviewee`."""
    known = inbox.reviews.get(review_id(cycle, reviewee))
    if known is not None and known.declined:
        return []
    require_open(within)
    if known is None or not known.open:
        raise ReviewNotAsked
    on = day_of(effective_on, now)
    return [ReviewDeclined(cycle=cycle, reviewee=reviewee, person=person, on=on, reason=reason)]


def asking_cycle(streams: Streams, payload: Mapping[str, Any]) -> Mapping[str, Any]:
    """For `decline_review`: the cycle it is `within`."""
    return {"within": streams.state(REVIEW_CYCLE, payload["cycle"])}

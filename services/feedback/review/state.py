"""What the rules need to know of the review of one person in a cycle, and how events change it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from services.feedback.inbox import INBOX, review_id
from services.feedback.review_cycle import REVIEW_CYCLE, ReviewCycle, require_open
from shared.aggregate import Aggregate, Streams
from shared.contracts.feedback.anonymity import ANONYMOUS
from shared.contracts.feedback.events import (
    NominationDeclined,
    Perspective,
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
from shared.errors import RuleViolation, require
from shared.event import Event


@dataclass(frozen=True)
class Review:
    """The review of `person`: who is to answer, by perspective, and how managers rated which item, as calibrated.

    `raters` are those approved; nobody is until `settled`.
    """

    person: str = ""
    started: bool = False
    nominated: Mapping[str, Perspective] = field(default_factory=dict)
    raters: Mapping[str, Perspective] = field(default_factory=dict)
    settled: bool = False
    levels: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    released: bool = False

    @property
    def anonymous(self) -> Mapping[str, Perspective]:
        """The raters who answer without their name."""
        return {rater: each for rater, each in self.raters.items() if each in ANONYMOUS}


def evolve(review: Review, event: Event) -> Review:
    """The review after `event`."""
    if not isinstance(event, ReviewEvent):
        return review
    review = replace(review, person=event.person)
    match event:
        case ReviewStarted():
            return replace(review, started=True)
        case RatersNominated():
            return replace(review, nominated=_by_rater(event.raters))
        case RatersApproved():
            return replace(review, raters=_by_rater(event.raters), settled=True)
        case RaterReplaced():
            new = {event.replacement.rater: event.replacement.perspective}
            return replace(review, raters={**without(review.raters, event.rater), **new})
        case NominationDeclined():
            nominated, raters = without(review.nominated, event.rater), without(review.raters, event.rater)
            return replace(review, nominated=nominated, raters=raters)
        case ReviewSubmitted() if event.group is ReviewGroup.MANAGER and event.author is not None:
            rated = {each.item: each.level for each in event.ratings or ()}
            return replace(review, levels={**review.levels, event.author: rated})
        case RatingsCalibrated() if event.to_level is not None:
            rated = {**review.levels.get(event.rater, {}), event.item: event.to_level}
            return replace(review, levels={**review.levels, event.rater: rated})
        case ReportReleased():
            return replace(review, released=True)
    return review


def without(raters: Mapping[str, Perspective], rater: str) -> dict[str, Perspective]:
    """The raters but one."""
    return {each: perspective for each, perspective in raters.items() if each != rater}


def _by_rater(raters: Iterable[Rater]) -> dict[str, Perspective]:
    return {each.rater: each.perspective for each in raters}


class NotReviewed(RuleViolation):
    """The cycle is not about that person."""

    def __init__(self, person: str) -> None:
        super().__init__(
            f"{person} is not reviewed in this cycle. HR can add them to it.", fields={"person": ["Is not reviewed."]}
        )


def require_running(within: ReviewCycle, person: str) -> None:
    """Raise unless the cycle is open and about `person`."""
    require_open(within)
    require(person in within.reviewees, NotReviewed(person))


def review_in(payload: Mapping[str, Any]) -> str:
    """The id of the review that a command about a reviewee is about."""
    return review_id(payload["cycle"], payload["person"])


def cycle_in(payload: Mapping[str, Any]) -> str:
    """What stands for the reviews of many until they are told apart: the cycle."""
    cycle: str = payload["cycle"]
    return cycle


def surroundings(streams: Streams, payload: Mapping[str, Any]) -> Mapping[str, Any]:
    """For decisions on a review: the cycle it is `within`, the directory's `record`, and `inbox_of` somebody."""
    return {
        "within": streams.state(REVIEW_CYCLE, payload["cycle"]),
        "record": streams.person,
        "inbox_of": lambda person: streams.state(INBOX, person),
    }


REVIEW = Aggregate("review", Review(), evolve)

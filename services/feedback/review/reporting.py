"""The report of a review: managers' ratings are calibrated once the cycle is closed, then the person may see it.

- A rating is changed with a stated reason, by somebody else than the reviewee; the original stays on record.
- After the release, nothing is changed any more.
"""

from datetime import date, datetime

from services.feedback.review.raters import OwnReview
from services.feedback.review.state import NotReviewed, Review
from services.feedback.review_cycle import CycleUnknown, ReviewCycle
from shared.contracts.days import day_of
from shared.contracts.feedback.events import RatingsCalibrated, ReportReleased
from shared.contracts.feedback.standing import CycleStatus
from shared.errors import RuleViolation, require
from shared.event import Event


class CycleNotClosed(RuleViolation):
    """Answers are still coming in, or never will."""

    def __init__(self, status: CycleStatus) -> None:
        super().__init__(
            f"The review cycle is {status}. That is for a cycle that is closed.", fields={"cycle": [f"Is {status}."]}
        )


class ReportIsOut(RuleViolation):
    """The person may have seen the report."""

    def __init__(self) -> None:
        super().__init__("The report was released; it stays as it is.", fields={"person": ["Has the report."]})


class NothingToCalibrate(RuleViolation):
    """The manager did not rate the item."""

    def __init__(self, rater: str, item: str) -> None:
        super().__init__(
            f"{rater} did not rate {item} as a manager. Name a rating that there is.",
            fields={"rater": [f"Did not rate {item}."], "item": [f"Was not rated by {rater}."]},
        )


def calibrate_rating(
    review: Review,
    *,
    person: str,
    cycle: str,
    actor: str,
    rater: str,
    item: str,
    level: int,
    why: str,
    within: ReviewCycle,
    effective_on: date | None,
    now: datetime,
) -> list[Event]:
    """Change how a manager rated an item."""
    _require_closed(within, person)
    require(actor != person, OwnReview())
    before = review.levels.get(rater, {}).get(item)
    require(before is not None, NothingToCalibrate(rater, item))
    if before == level:
        return []
    require(not review.released, ReportIsOut())
    return [
        RatingsCalibrated(
            cycle=cycle,
            person=person,
            on=day_of(effective_on, now),
            rater=rater,
            item=item,
            by=actor,
            from_level=before,
            to_level=level,
            why=why,
        )
    ]


def release_report(
    review: Review,
    *,
    person: str,
    cycle: str,
    actor: str,
    within: ReviewCycle,
    effective_on: date | None,
    now: datetime,
) -> list[Event]:
    """Let the person see the report."""
    _require_closed(within, person)
    if review.released:
        return []
    return [ReportReleased(cycle=cycle, person=person, on=day_of(effective_on, now), by=actor)]


def _require_closed(within: ReviewCycle, person: str) -> None:
    require(within.id, CycleUnknown())
    require(within.status is CycleStatus.CLOSED, CycleNotClosed(within.status))
    require(person in within.reviewees, NotReviewed(person))

"""Whether people get to hear how they do: how much feedback they received lately, and never what it said. Pure.

Feedback counts where whoever asks may see it: a count of what was said to somebody alone would tell of it. A review
counts once, on the day on which its report was released, however many answered in it.
"""

from collections.abc import Iterable
from datetime import date, timedelta

import msgspec

from services.gateway.feedback_audience import sees
from shared.read_models.feedback import FeedbackRow
from shared.read_models.reviews import ReviewRow

DAYS = 90
"""Feedback of so many days counts."""


class Heard(msgspec.Struct, frozen=True):
    """How often somebody received feedback in the last 90 days, and when they did so last, in these days or before."""

    received: int = 0
    last_on: date | None = None
    reviewed_on: date | None = None

    def lately(self, today: date) -> bool:
        """Whether they heard anything in the last 90 days, by feedback or by a review."""
        return self.received > 0 or (self.reviewed_on is not None and _recent(self.reviewed_on, today))


def heard(
    feedback: Iterable[FeedbackRow], reviews: Iterable[ReviewRow], today: date, *, viewer: str | None, managed: bool
) -> Heard:
    """What one person has heard until `today`, as `viewer` may know; `managed` says whether they stand above."""
    days = [
        row.given_on
        for row in feedback
        if row.given_on <= today
        and sees(
            viewer,
            recipient=row.person,
            author=row.author,
            visibility=row.visibility,
            managed=managed,
            consented=False,
        )
    ]
    released = [row.released_on for row in reviews if row.released_on and row.released_on <= today]
    return Heard(sum(_recent(day, today) for day in days), max(days, default=None), max(released, default=None))


def _recent(day: date, today: date) -> bool:
    return today - timedelta(days=DAYS) < day <= today

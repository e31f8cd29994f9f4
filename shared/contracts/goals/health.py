"""The health of a goal that is being worked on. Pure, from plain values, so that any read model can ask.

A goal lags by the share of its time that has gone, less its progress (both from 0 to 1). The first line that
holds gives its health:

1. on track   where progress is complete
2. off track  where the due date has passed
3. stale      where nothing was heard of it for more than N days, 30 unless said otherwise
4. off track  where it lags by more than 0.30, or the last confidence was below 0.3
5. at risk    where it lags by more than 0.10, or the last confidence was below 0.6
6. on track   otherwise

Without measures there is no progress to lag, and confidence alone speaks; without a check-in, progress alone.
Goals that are paused or closed have no health.
"""

from datetime import date
from decimal import Decimal
from enum import StrEnum

STALE_AFTER_DAYS = 30

_LAG_OFF_TRACK, _LAG_AT_RISK = Decimal("0.30"), Decimal("0.10")
_CONFIDENCE_OFF_TRACK, _CONFIDENCE_AT_RISK = Decimal("0.3"), Decimal("0.6")


class Health(StrEnum):
    """How an open goal is doing."""

    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    OFF_TRACK = "off_track"
    STALE = "stale"


def elapsed(starts_on: date, due: date, today: date) -> Decimal:
    """The share of a goal's time that has gone on `today`: from 0 to 1, and 1 on the due date."""
    if today >= due:
        return Decimal(1)
    if today <= starts_on:
        return Decimal(0)
    return Decimal((today - starts_on).days) / (due - starts_on).days


def health(
    *,
    progress: Decimal | None,
    confidence: Decimal | None,
    starts_on: date,
    due: date,
    last_heard_on: date,
    today: date,
    stale_after_days: int = STALE_AFTER_DAYS,
) -> Health:
    """How an open goal is doing on `today`, by the formula above.

    `progress` (0 to 1) is None without measures, `confidence` (0 to 1) is None before the first check-in, and
    `last_heard_on` is the day of the last progress or check-in, or that on which the goal was set.
    """
    if progress is not None and progress >= 1:
        return Health.ON_TRACK
    if today > due:
        return Health.OFF_TRACK
    if (today - last_heard_on).days > stale_after_days:
        return Health.STALE
    lag = Decimal(0) if progress is None else elapsed(starts_on, due, today) - progress
    sure = Decimal(1) if confidence is None else confidence
    if lag > _LAG_OFF_TRACK or sure < _CONFIDENCE_OFF_TRACK:
        return Health.OFF_TRACK
    if lag > _LAG_AT_RISK or sure < _CONFIDENCE_AT_RISK:
        return Health.AT_RISK
    return Health.ON_TRACK

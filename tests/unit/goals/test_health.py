from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.contracts.goals.health import Health, elapsed, health

STARTS, DUE = date(2026, 1, 1), date(2026, 4, 11)
"""A hundred days."""

days = st.dates(date(2020, 1, 1), date(2040, 1, 1))
shares = st.none() | st.decimals(0, 1, places=4)


def of_goal(day: int = 50, progress: str | None = "0.5", confidence: str | None = "0.8", **facts: Any) -> Health:
    today = STARTS + timedelta(days=day)
    plain: dict[str, Any] = {
        "progress": None if progress is None else Decimal(progress),
        "confidence": None if confidence is None else Decimal(confidence),
        "starts_on": STARTS,
        "due": DUE,
        "last_heard_on": today,
        "today": today,
    }
    return health(**plain | facts)


@pytest.mark.parametrize(
    ("progress", "expected"),
    [
        ("0.50", Health.ON_TRACK),
        ("0.40", Health.ON_TRACK),
        ("0.39", Health.AT_RISK),
        ("0.20", Health.AT_RISK),
        ("0.19", Health.OFF_TRACK),
    ],
)
def test_health_follows_from_progress_against_elapsed_time(progress: str, expected: Health) -> None:
    assert of_goal(progress=progress) is expected


@pytest.mark.parametrize(
    ("confidence", "expected"),
    [
        (None, Health.ON_TRACK),
        ("0.6", Health.ON_TRACK),
        ("0.59", Health.AT_RISK),
        ("0.3", Health.AT_RISK),
        ("0.29", Health.OFF_TRACK),
    ],
)
def test_low_confidence_speaks_where_progress_does_not(confidence: str | None, expected: Health) -> None:
    assert of_goal(confidence=confidence) is expected
    assert of_goal(confidence=confidence, progress=None) is expected


@pytest.mark.parametrize(("silent", "expected"), [(30, Health.ON_TRACK), (31, Health.STALE)])
def test_a_goal_unheard_of_for_more_than_thirty_days_is_stale(silent: int, expected: Health) -> None:
    heard = STARTS + timedelta(days=50 - silent)
    assert of_goal(last_heard_on=heard) is expected
    assert of_goal(last_heard_on=heard, stale_after_days=60) is Health.ON_TRACK


def test_a_goal_past_its_due_date_is_off_track_and_not_merely_stale() -> None:
    assert of_goal(day=100, progress="0.99") is Health.ON_TRACK
    assert of_goal(day=101, progress="0.99") is Health.OFF_TRACK
    assert of_goal(day=200, progress="0.99", last_heard_on=STARTS) is Health.OFF_TRACK


def test_complete_progress_is_on_track_whatever_else() -> None:
    assert of_goal(day=200, progress="1", confidence="0", last_heard_on=STARTS) is Health.ON_TRACK


@given(days, days, days)
def test_elapsed_time_is_a_share_and_all_of_it_from_the_due_date_on(starts: date, due: date, today: date) -> None:
    share = elapsed(starts, due, today)
    assert 0 <= share <= 1
    assert share == 1 or today < due


@given(shares, shares, days, days, days, days)
def test_any_goal_has_a_health(
    progress: Decimal | None, confidence: Decimal | None, starts: date, due: date, heard: date, today: date
) -> None:
    facts = {"starts_on": starts, "due": due, "last_heard_on": heard, "today": today}
    assert health(progress=progress, confidence=confidence, **facts) in Health


RANK = [Health.OFF_TRACK, Health.AT_RISK, Health.ON_TRACK]


@given(st.decimals(0, 1, places=4), st.decimals(0, 1, places=4), st.decimals(0, 1, places=4), st.integers(0, 120))
def test_more_progress_never_makes_health_worse(a: Decimal, b: Decimal, confidence: Decimal, day: int) -> None:
    less, more = sorted((a, b))
    of = [of_goal(day=day, progress=str(p), confidence=str(confidence)) for p in (less, more)]
    assert RANK.index(of[0]) <= RANK.index(of[1])

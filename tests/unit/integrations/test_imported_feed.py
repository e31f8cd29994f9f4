"""A feed does not go back in time, unless it is told to."""

from datetime import date

import pytest

from services.integrations.feed.reconcile import Feed
from services.integrations.imported_feed import COUNTS, IMPORTED_FEED, FeedOutdated, record_import, require_current
from shared.contracts.integrations.events import FeedImported, FeedMode

JUNE, JULY = date(2026, 6, 30), date(2026, 7, 31)


def imported(*days: date, mode: FeedMode = FeedMode.FULL) -> list[FeedImported]:
    return [record_import(Feed("hr", day, mode), dict.fromkeys(COUNTS, 0)) for day in days]


def test_the_newest_day_is_the_latest_that_was_ever_imported() -> None:
    assert IMPORTED_FEED.fold([]).newest is None
    assert IMPORTED_FEED.fold(imported(JULY, JUNE)).newest == JULY


def test_a_full_feed_of_an_earlier_day_is_refused_and_both_days_are_named() -> None:
    with pytest.raises(FeedOutdated, match=r"2026-06-30.*2026-07-31") as refused:
        require_current(IMPORTED_FEED.fold(imported(JULY)), Feed("hr", JUNE))
    assert set(refused.value.fields) == {"as_of", "force"}


def test_a_delta_counts_as_newer_than_a_full_feed_of_an_earlier_day() -> None:
    with pytest.raises(FeedOutdated):
        require_current(IMPORTED_FEED.fold(imported(JULY, mode=FeedMode.DELTA)), Feed("hr", JUNE))


@pytest.mark.parametrize(
    "feed",
    [Feed("hr", JULY), Feed("hr", JUNE, FeedMode.DELTA), Feed("hr", JUNE, force=True)],
    ids=["same day", "delta", "forced"],
)
def test_the_same_day_a_delta_and_what_is_forced_are_taken(feed: Feed) -> None:
    require_current(IMPORTED_FEED.fold(imported(JULY)), feed)


def test_an_import_is_recorded_with_its_day_and_its_counts() -> None:
    record = record_import(Feed("hr", JUNE), {name: number for number, name in enumerate(COUNTS)})
    assert (record.feed, record.as_of, record.mode) == ("hr", JUNE, FeedMode.FULL)
    assert [getattr(record, name) for name in COUNTS] == list(range(len(COUNTS)))

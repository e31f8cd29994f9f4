"""The demo's story goes into real logs, dated as it was told."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date, timedelta

import pytest

from infra.demo.history import history
from infra.demo.seeding import ORGANISATION, seed
from services.integrations.handling import DirectoryHandling
from shared.contracts.integrations import events
from shared.log.codec import Codec
from shared.log.database import connect_pool
from shared.log.feed import Feed
from shared.log.keys import KeyStore
from shared.log.writer import EventLog
from tests.fixtures.logs import MASTER_KEY, GoalsLog
from tests.fixtures.postgres import role_dsn

TODAY = date(2026, 1, 31)
ROLE = "milepost_integrations"


@pytest.fixture
def directory(database: str) -> Iterator[tuple[DirectoryHandling, Feed]]:
    """The directory in the same database as the goals."""
    with ExitStack() as stack:
        pool = stack.enter_context(connect_pool(role_dsn(database, ROLE), schema="integrations", name="test-demo"))
        keys = stack.enter_context(connect_pool(role_dsn(database, ROLE), schema="keys", name="test-demo-keys"))
        feed = Feed("integrations", pool)
        yield DirectoryHandling(EventLog("integrations", pool, KeyStore(keys, MASTER_KEY), Codec(events)), feed), feed


def test_the_whole_year_goes_in_once_dated_as_it_was_told(
    goals_log: GoalsLog, directory: tuple[DirectoryHandling, Feed]
) -> None:
    handling, feed = directory
    carried_out = seed({"goals": goals_log.handling, "integrations": handling}, TODAY)
    assert carried_out == len(list(history(TODAY)))
    for each in (feed, goals_log.feed):
        recorded = [event.recorded.date() for batch in each.batches(ORGANISATION) for event in batch]
        assert recorded == sorted(recorded)
        assert recorded[0] <= TODAY - timedelta(days=350)
        assert TODAY - timedelta(days=30) < recorded[-1] < TODAY
    positions = feed.head(ORGANISATION), goals_log.feed.head(ORGANISATION)
    seed({"goals": goals_log.handling, "integrations": handling}, TODAY)
    assert (feed.head(ORGANISATION), goals_log.feed.head(ORGANISATION)) == positions

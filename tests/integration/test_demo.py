"""The demo's story goes into real logs, dated as it was told."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from infra.demo.history import history
from infra.demo.seeding import ORGANISATION, seed
from infra.seeding import handlings, opened_logs
from shared.config import Settings
from shared.contracts.feedback.tokens import token_key, token_of
from shared.log.feed import Feed
from shared.log.writer import EventLog

TODAY = date(2026, 1, 31)


def test_the_whole_year_goes_in_once_dated_as_it_was_told(database: str, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path).with_postgres(database)
    token = partial(token_of, token_key(settings.master_key()), ORGANISATION)
    with opened_logs(settings) as logs:
        carried_out = seed(handlings(logs, settings), TODAY, settings.master_key())
        assert carried_out == len(list(history(TODAY, token)))
        for source, log in logs.items():
            batches = Feed(source, log.pool).batches(ORGANISATION)
            recorded = [event.recorded.date() for batch in batches for event in batch]
            assert recorded == sorted(recorded)
            assert recorded[0] <= TODAY - timedelta(days=300)
            assert TODAY - timedelta(days=30) < recorded[-1] < TODAY
        reached = heads(logs)
        seed(handlings(logs, settings), TODAY, settings.master_key())
        assert heads(logs) == reached


def heads(logs: Mapping[str, EventLog]) -> Mapping[str, int]:
    return {source: Feed(source, log.pool).head(ORGANISATION) for source, log in logs.items()}

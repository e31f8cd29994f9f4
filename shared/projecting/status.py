"""How far everything has come: each read model in each organisation's log, and each log's way to the broker."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from psycopg import Connection

from shared.log.database import Pool
from shared.log.feed import Feed
from shared.projecting.read_model import ReadModel

_REACHED = "select read_model, organisation, source, position from checkpoints"
_PARKED = "select read_model, organisation, source, count(*) from parked group by 1, 2, 3"
_BUILT = "select name, version, built from read_models"
_UNRELAYED = """
    select organisation, h.position - coalesce(r.position, 0) from heads h left join relayed r using (organisation)
"""


class Standing(msgspec.Struct, frozen=True):
    """How far one read model has folded the log of one organisation.

    `lag_events` have been appended and not folded, the oldest of them `lag_seconds` ago; `parked` wait for somebody.
    """

    read_model: str
    organisation: str
    source: str
    position: int
    head: int
    lag_events: int
    lag_seconds: float
    parked: int


class Version(msgspec.Struct, frozen=True):
    """Which version of a read model this code declares, and which its table was built from, when; None: not yet."""

    read_model: str
    declared: int
    built: int | None
    built_at: datetime | None


class Status(msgspec.Struct, frozen=True):
    """All of it. `relay_lag` counts, by source, the events that the broker has not confirmed; None: not known."""

    standings: Sequence[Standing]
    versions: Sequence[Version]
    events: Mapping[str, int]
    relay_lag: Mapping[str, int | None]
    undeliverable: int

    @property
    def lag_events(self) -> int:
        """The events that the slowest read model of each log lacks."""
        slowest: dict[tuple[str, str], int] = {}
        for each in self.standings:
            log = (each.source, each.organisation)
            slowest[log] = max(slowest.get(log, 0), each.lag_events)
        return sum(slowest.values())

    @property
    def parked(self) -> int:
        """The events that wait for somebody."""
        return sum(each.parked for each in self.standings)


def status(
    pool: Pool,
    feeds: Mapping[str, Feed],
    models: Sequence[ReadModel[Any]],
    relay_lag: Mapping[str, int | None],
    *,
    now: datetime,
) -> Status:
    """The status of `models`, whose logs are read by `feeds` (by source). `now` is the time, in UTC."""
    with pool.connection() as conn:
        reached = {(name, org, source): position for name, org, source, position in conn.execute(_REACHED)}
        parked = {(name, org, source): count for name, org, source, count in conn.execute(_PARKED)}
        built = {name: (version, at) for name, version, at in conn.execute(_BUILT)}
        (undeliverable,) = conn.execute("select count(*) from undeliverable").fetchone() or (0,)
    # The heads are read after the checkpoints, so that no read model seems to be ahead of its log.
    heads = {source: feed.heads() for source, feed in feeds.items()}
    standings = []
    for model in models:
        for organisation, head in sorted(heads[model.source].items()):
            log = (model.name, organisation, model.source)
            position = reached.get(log, 0)
            behind = head - position
            seconds = _seconds_behind(feeds[model.source], organisation, position, now) if behind > 0 else 0.0
            standings.append(Standing(*log, position, head, behind, seconds, parked.get(log, 0)))
    versions = [Version(model.name, model.version, *built.get(model.name, (None, None))) for model in models]
    events = {source: sum(positions.values()) for source, positions in heads.items()}
    return Status(standings, versions, events, relay_lag, undeliverable)


def unrelayed(conn: Connection[Any]) -> int:
    """The events of a service's log that the broker has not confirmed, over a connection as that service."""
    return sum(lag for _, lag in conn.execute(_UNRELAYED))


def _seconds_behind(feed: Feed, organisation: str, position: int, now: datetime) -> float:
    return max(0.0, (now - feed.recorded_at(organisation, position + 1)).total_seconds())

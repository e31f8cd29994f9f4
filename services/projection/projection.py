"""The projection: a projector and a follower for each log, and the read models built from them."""

from collections.abc import Iterable, Sequence
from typing import Any

import structlog

from shared import cloudevent
from shared.bus.message import Delivery
from shared.config import Settings
from shared.log.codec import Codec
from shared.log.database import connect_pool
from shared.log.feed import Feed
from shared.log.keys import KeyStore
from shared.log.stored import StoredEvent
from shared.projecting import undeliverable
from shared.projecting.decoding import EventReader
from shared.projecting.follower import Follower
from shared.projecting.part import Sources
from shared.projecting.projector import Projector
from shared.projecting.read_model import ReadModel
from shared.projecting.rebuild import Progress, Rebuild, outdated
from shared.read_models import ALL, CONTRACTS, ERASURE, SOURCES

_log = structlog.get_logger(__name__)


def _no_progress(_done: int, _of: int) -> None:
    pass


class Projection:
    """Keeps all read models, by the projection's own database role."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.pool = connect_pool(
            settings.dsn("projection"), schema="projection", name="milepost-projection", durable=False
        )
        self._keys_pool = connect_pool(settings.keys_dsn("projection"), schema="keys", name="milepost-projection-keys")
        self._feed_pools = {
            source: connect_pool(
                settings.feed_dsn(source, "projection"), schema=source, name=f"milepost-projection-{source}"
            )
            for source in SOURCES
        }
        self.feeds = {source: Feed(source, pool) for source, pool in self._feed_pools.items()}
        self.reader = EventReader(Codec(*CONTRACTS), KeyStore(self._keys_pool, settings.master_key()))
        self.projectors = {
            source: Projector(
                feed,
                self.pool,
                self.reader,
                models=models_of(source),
                everything=list(ALL.values()),
                erasure=ERASURE,
            )
            for source, feed in self.feeds.items()
        }
        self.followers = [
            Follower(projector, settings.feed_dsn(source, "projection"))
            for source, projector in self.projectors.items()
        ]

    def fold(self, source: str, queue: str, deliveries: Iterable[Delivery]) -> None:
        """Fold the events in these messages; keep aside what is no event of `source`."""
        events: list[StoredEvent] = []
        refused: list[tuple[bytes, str]] = []
        for delivery in deliveries:
            try:
                event = cloudevent.decode(delivery.body)
                if event.source != source:
                    raise cloudevent.NotACloudEvent(f"it comes from {event.source!r}, not from {source!r}")
                events.append(event)
            except cloudevent.NotACloudEvent as error:
                refused.append((delivery.body, str(error)))
        self.projectors[source].apply(events)
        # Last: whatever raises has the whole batch come again, and these would be kept again each time.
        if refused:
            _log.error("messages are no events", queue=queue, count=len(refused), error=refused[0][1])
            with self.pool.connection() as conn:
                undeliverable.keep(conn, queue, refused)

    def build_outdated(self) -> Sequence[str]:
        """Build the tables that are missing, or were built from another declaration. Answers their names."""
        names = [model.name for model in outdated(self.pool, list(ALL.values()))]
        if names:
            _log.info("building read models", read_models=names)
            self.rebuild(names)
        return names

    def rebuild(self, names: Sequence[str], *, workers: int = 0, progress: Progress = _no_progress) -> int:
        """Build read models anew from the logs, and swap them in. Answers the number of events folded."""
        folded = 0
        for source in SOURCES:
            models = [model for model in models_of(source) if model.name in names]
            if models:
                rebuild = Rebuild(
                    self._rebuild_sources(source),
                    self.feeds[source],
                    self.reader,
                    models,
                    workers=workers,
                    progress=progress,
                )
                folded += rebuild.run()
        return folded

    def close(self) -> None:
        """Close all connections."""
        for pool in (self.pool, self._keys_pool, *self._feed_pools.values()):
            pool.close()

    def _rebuild_sources(self, source: str) -> Sources:
        return Sources(
            self._settings.feed_dsn(source, "projection"),
            self._settings.keys_dsn("projection"),
            self._settings.dsn("projection"),
            self._settings.master_key(),
            source,
            "shared.read_models",
        )


def models_of(source: str) -> Sequence[ReadModel[Any]]:
    """The read models that are folded from the log of one service."""
    return [model for model in ALL.values() if model.source == source]

"""Keeping the read models of a schema: a projector and a follower for each log, and the tables built from them."""

from collections.abc import Iterable, Mapping, Sequence
from types import ModuleType
from typing import Any

import structlog

from shared import cloudevent
from shared.bus.message import Delivery
from shared.config import Settings
from shared.event import Event
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

_log = structlog.get_logger(__name__)


def _no_progress(_done: int, _of: int) -> None:
    pass


class KeptReadModels:
    """Keeps the read models of `registry` in the schema of `service`, by that service's own database role.

    `registry` is a module with the read models (`ALL`, by name), the `CONTRACTS` of the events that they fold, the
    `SOURCES` whose logs have them, and `ERASURE`, the event that erases its subject.
    """

    def __init__(self, settings: Settings, service: str, registry: ModuleType) -> None:
        self._settings = settings
        self._service = service
        self._registry = registry.__name__
        self._models: Mapping[str, ReadModel[Any]] = registry.ALL
        erasure: type[Event] = registry.ERASURE
        name = f"milepost-{service}"
        self.pool = connect_pool(settings.dsn(service), schema=service, name=f"{name}-rows", durable=False)
        self._keys_pool = connect_pool(settings.keys_dsn(service), schema="keys", name=f"{name}-rows-keys")
        self._feed_pools = {
            source: connect_pool(settings.feed_dsn(source, service), schema=source, name=f"{name}-{source}")
            for source in registry.SOURCES
        }
        self.feeds = {source: Feed(source, pool) for source, pool in self._feed_pools.items()}
        self.reader = EventReader(Codec(*registry.CONTRACTS), KeyStore(self._keys_pool, settings.master_key()))
        self.projectors = {
            source: Projector(
                feed,
                self.pool,
                self.reader,
                models=self.models_of(source),
                everything=list(self._models.values()),
                erasure=erasure,
            )
            for source, feed in self.feeds.items()
        }
        self.followers = [
            Follower(projector, settings.feed_dsn(source, service)) for source, projector in self.projectors.items()
        ]

    def models_of(self, source: str) -> Sequence[ReadModel[Any]]:
        """The read models that are folded from the log of one service."""
        return [model for model in self._models.values() if model.source == source]

    def fold(self, source: str, queue: str, deliveries: Iterable[Delivery]) -> Sequence[StoredEvent]:
        """Fold the events in these messages, and answer them; keep aside what is no event of `source`."""
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
        return events

    def build_outdated(self) -> Sequence[str]:
        """Build the tables that are missing, or were built from another declaration. Answers their names."""
        names = [model.name for model in outdated(self.pool, list(self._models.values()))]
        if names:
            _log.info("building read models", service=self._service, read_models=names)
            self.rebuild(names)
        return names

    def rebuild(self, names: Sequence[str], *, workers: int = 0, progress: Progress = _no_progress) -> int:
        """Build read models anew from the logs, and swap them in. Answers the number of events folded."""
        folded = 0
        for source in self.feeds:
            models = [model for model in self.models_of(source) if model.name in names]
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
            self._settings.feed_dsn(source, self._service),
            self._settings.keys_dsn(self._service),
            self._settings.dsn(self._service),
            self._settings.master_key(),
            source,
            self._registry,
            self._service,
        )

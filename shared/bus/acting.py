"""The nameko dependency of a service that takes commands and reacts to what happens in others."""

from collections.abc import Callable, Iterable, Sequence
from types import ModuleType
from typing import Any

import eventlet
import structlog

from shared.aggregate import Handler
from shared.bus.batches import PARTITION_HEADER
from shared.bus.dependencies import SETTINGS, Log
from shared.bus.message import Delivery
from shared.commanding.directory import Directory, DirectoryOfLog
from shared.commanding.handling import CommandHandling
from shared.config import Settings
from shared.errors import MilepostError
from shared.log.codec import Codec
from shared.log.database import DatabaseError, Pool, connect_pool
from shared.log.feed import Feed
from shared.log.snapshots import Snapshots
from shared.log.writer import EventLog
from shared.projecting.decoding import EventReader
from shared.reacting.progress import Progress
from shared.reacting.reaction import Reactions
from shared.reacting.reactor import Reactor

SWEEP_SECONDS = 5.0
"""How often the logs are compared with what was reacted to, and timers are looked at."""

DIRECTORY = "integrations"

_log = structlog.get_logger(__name__)

Handling = Callable[[EventLog, Sequence[Handler[Any]], Snapshots, Directory], CommandHandling]


class Acting(Log):
    """The service's commands, carried out on its log, and its reactions.

    `contracts` are those of its own events first, then of the events that it reads. `sources` names the logs of
    others that its reactions look into. `handling` makes the `CommandHandling` where it is one of the service's own.
    """

    def __init__(
        self,
        *contracts: ModuleType,
        handlers: Sequence[Handler[Any]],
        reactions: Reactions,
        sources: Sequence[str] = (),
        handling: Callable[[Settings], Handling] = lambda _settings: CommandHandling,
    ) -> None:
        super().__init__(contracts[0])
        self._contracts = contracts
        self._handlers = handlers
        self._reactions = reactions
        self._sources = sources
        self._handling_for = handling

    def setup(self) -> None:
        """Open the log, and those that it follows."""
        super().setup()
        settings: Settings = self.container.config[SETTINGS]
        service = self.container.service_name
        others = {*self._sources, DIRECTORY} - {service}
        self._pools: dict[str, Pool] = {
            source: connect_pool(settings.feed_dsn(source, service), schema=source, name=f"milepost-{service}-{source}")
            for source in sorted(others)
        }
        feeds = {service: Feed(service, self.log.pool)}
        feeds |= {source: Feed(source, pool) for source, pool in self._pools.items()}
        make = self._handling_for(settings)
        snapshots = Snapshots(self.log.pool, self.log.keys)
        self.handling = make(self.log, self._handlers, snapshots, DirectoryOfLog(feeds[DIRECTORY]))
        reader = EventReader(Codec(*self._contracts), self.log.keys)
        self.reactor = Reactor(self._reactions, self.handling, feeds, reader, Progress(self.log.pool))

    def start(self) -> None:
        """Relay what the log holds, and react to what was missed."""
        super().start()
        self._stopping = eventlet.event.Event()
        self._sweeping = self.container.spawn_managed_thread(self._sweep, identifier="reactions")

    def stop(self) -> None:
        """Stop; what was not reacted to is when the service starts again."""
        self._stopping.send()
        self._sweeping.wait()
        for pool in self._pools.values():
            pool.close()
        super().stop()

    def get_dependency(self, worker_ctx: Any) -> "Acting":
        """Itself: its `handling`, and `told`."""
        return self

    def told(self, source: str, deliveries: Iterable[Delivery]) -> None:
        """React to what happened in `source`, now that these messages tell of it."""
        organisations = {each.headers.get(PARTITION_HEADER) for each in deliveries}
        self.reactor.follow(source, [each for each in organisations if isinstance(each, str)])

    def _sweep(self) -> None:
        while not self._stopping.ready():
            try:
                self.reactor.sweep()
            except (DatabaseError, MilepostError) as error:
                _log.warning("reactions are tried again", service=self.container.service_name, error=str(error))
            with eventlet.Timeout(SWEEP_SECONDS, False):
                self._stopping.wait()

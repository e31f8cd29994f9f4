"""What the service shells are made of: nameko dependencies that open the log and keep the relay running."""

from collections.abc import Sequence
from types import ModuleType
from typing import Any

from nameko.extensions import DependencyProvider

from shared.aggregate import Handler
from shared.bus.relay import Relay
from shared.commanding.handling import CommandHandling
from shared.config import Settings
from shared.log.codec import Codec
from shared.log.database import connect_pool
from shared.log.keys import KeyStore
from shared.log.snapshots import Snapshots
from shared.log.writer import EventLog

SETTINGS = "MILEPOST_SETTINGS"
"""The key under which nameko's configuration holds the `Settings`."""


def open_log(settings: Settings, service: str, contract: ModuleType) -> EventLog:
    """The log of a service, by its own database roles. `close_log` closes its pools."""
    keys = connect_pool(settings.keys_dsn(service), schema="keys", name=f"milepost-{service}-keys")
    pool = connect_pool(settings.dsn(service), schema=service, name=f"milepost-{service}")
    return EventLog(service, pool, KeyStore(keys, settings.master_key()), Codec(contract))


def close_log(log: EventLog) -> None:
    """Close the pools of a log. Nothing that it has appended depends on it."""
    log.pool.close()
    log.keys.close()


class Log(DependencyProvider):
    """The service's event log, kept published by a relay."""

    def __init__(self, contract: ModuleType) -> None:
        self._contract = contract

    def setup(self) -> None:
        """Open the log."""
        settings: Settings = self.container.config[SETTINGS]
        service = self.container.service_name
        self.log = open_log(settings, service, self._contract)
        self._relay = Relay(service, settings.dsn(service), settings.amqp_uri)

    def start(self) -> None:
        """Relay what the log holds."""
        self._running = self.container.spawn_managed_thread(self._relay.run, identifier="relay")

    def stop(self) -> None:
        """Stop relaying and close the log; what was not relayed is when the service starts again."""
        self._relay.stop()
        self._running.wait()
        close_log(self.log)

    def kill(self) -> None:
        """Stop without waiting."""
        self._relay.stop()

    def get_dependency(self, worker_ctx: Any) -> Any:
        """The `EventLog`."""
        return self.log


class Commands(Log):
    """The service's commands, carried out on its log."""

    def __init__(self, contract: ModuleType, handlers: Sequence[Handler[Any]]) -> None:
        super().__init__(contract)
        self._handlers = handlers

    def setup(self) -> None:
        """Open the log and the table of handlers."""
        super().setup()
        self._handling = CommandHandling(self.log, self._handlers, Snapshots(self.log.pool, self.log.keys))

    def get_dependency(self, worker_ctx: Any) -> Any:
        """The `CommandHandling`."""
        return self._handling

"""The relay: from a service's log to the broker, at least once, by one leader among the service's replicas.

It waits for the log's notifications, publishes what lies past `relayed` in batches that the broker confirms, and
moves `relayed` on. With the broker away, commands go on succeeding; the relay catches up when it is back.
"""

import threading
import time
from collections.abc import Iterable, Sequence

import structlog

from shared import cloudevent, metrics
from shared.bus.message import Message
from shared.bus.publisher import ConfirmedPublisher, NotConfirmed
from shared.bus.reconnecting import backoff
from shared.log import notices
from shared.log.database import ConnectionLost, TenantConnection, connect
from shared.log.stored import COLUMNS, StoredEvent

BATCH = 2_000
SWEEP_SECONDS = 5.0
"""How often everything is looked through, in case a notification was lost."""

LINGER_SECONDS = 0.03
"""How long the relay lets appends gather after it is told of one: time for whoever appended to answer first."""

_STANDBY_SECONDS = 1.0
_FIRST_RETRY, _LONGEST_RETRY = 0.2, 15.0

_LEAD = "select pg_try_advisory_lock(hashtext('milepost relay'), hashtext(current_schema()))"
_BEHIND = """
    select h.organisation, coalesce(r.position, 0), h.position
    from heads h left join relayed r using (organisation)
    where h.position > coalesce(r.position, 0) and (%(some)s::text[] is null or h.organisation = any(%(some)s))
"""
_READ = f"select {COLUMNS} from events where organisation = %s and position > %s order by position limit {BATCH}"
_RELAYED = """
    insert into relayed values (%s, %s)
    on conflict (organisation) do update set position = excluded.position
"""

_log = structlog.get_logger(__name__)


class Relay:
    """Publishes the log of `service`, read by `dsn`, to the broker at `broker_uri`."""

    def __init__(self, service: str, dsn: str, broker_uri: str) -> None:
        self._service = service
        self._dsn = dsn
        self._broker_uri = broker_uri
        self._stopping = threading.Event()

    def run(self) -> None:
        """Relay until `stop`. Lost connections are made again, ever more patiently."""
        failures = 0
        while not self._stopping.is_set():
            try:
                with connect(self._dsn, schema=self._service, name=f"milepost-relay-{self._service}") as conn:
                    failures = 0
                    self._lead(conn)
            except (ConnectionLost, NotConfirmed) as error:
                failures += 1
                pause = backoff(failures, first=_FIRST_RETRY, longest=_LONGEST_RETRY)
                _log.warning("relay interrupted", service=self._service, error=str(error), again_in=pause)
                self._stopping.wait(pause)

    def stop(self) -> None:
        """End `run` within a moment."""
        self._stopping.set()

    def _lead(self, conn: TenantConnection) -> None:
        """Become the leader, when no other is, and relay as long as the connections last."""
        while not self._stopping.is_set():
            (leading,) = conn.execute(_LEAD).fetchone() or (False,)
            if leading:
                break
            self._stopping.wait(_STANDBY_SECONDS)
        conn.execute("set synchronous_commit to off")
        notices.listen(conn, self._service)
        with ConfirmedPublisher(self._broker_uri) as publisher:
            self._relay(conn, publisher, None)
            swept = time.monotonic()
            while not self._stopping.is_set():
                told = notices.told(conn, 1.0)
                if time.monotonic() - swept > SWEEP_SECONDS:
                    swept = time.monotonic()
                    self._relay(conn, publisher, None)
                elif told:
                    self._stopping.wait(LINGER_SECONDS)
                    self._relay(conn, publisher, told)

    def _relay(self, conn: TenantConnection, publisher: ConfirmedPublisher, some: Iterable[str] | None) -> None:
        """Publish what `some` organisations, or all, have past `relayed`."""
        parameters = {"some": None if some is None else list(some)}
        while behind := conn.execute(_BEHIND, parameters).fetchall():
            metrics.relay_lag_events.labels(self._service).set(sum(head - position for _, position, head in behind))
            for organisation, position, _head in behind:
                conn.serve(organisation)
                rows = conn.execute(_READ, (organisation, position)).fetchall()
                events = [StoredEvent(self._service, *row) for row in rows]
                publisher.publish(_messages(events))
                conn.execute(_RELAYED, (organisation, events[-1].position))
                metrics.relay_published.labels(self._service).inc(len(events))
            if self._stopping.is_set():
                return
        metrics.relay_lag_events.labels(self._service).set(0)


def _messages(events: Sequence[StoredEvent]) -> list[Message]:
    return [
        Message(
            f"{event.source}.events",
            event.type,
            cloudevent.encode(event),
            {"organisation": event.organisation},
            f"{event.source}/{event.organisation}/{event.position}",
        )
        for event in events
    ]

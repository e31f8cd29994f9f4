"""Taking events by the batch: a nameko entrypoint with one call, and one acknowledgement, for what is there now.

A batch that fails is given to the method again after a pause that doubles each time. It stays in memory meanwhile:
going back to the broker would count against a quorum queue's delivery limit, which drops messages in the end.
"""

import logging
from collections import deque
from collections.abc import Mapping
from functools import partial
from typing import Any

import eventlet
from eventlet.event import Event
from nameko.constants import AMQP_URI_CONFIG_KEY
from nameko.exceptions import ContainerBeingKilled
from nameko.extensions import Entrypoint

from shared.bus.link import LOST, Incoming, Link
from shared.bus.message import Delivery
from shared.bus.reconnecting import Reconnecting, backoff
from shared.bus.rpc_server import ExcInfo

__all__ = ["Delivery", "event_batches"]

FIRST_RETRY = 0.1
LONGEST_RETRY = 30.0
"""Seconds before a batch that failed is tried again: doubling from the first to the longest."""

PARTITION_HEADER = "organisation"

PARTITIONS = "PARTITIONS"
"""The key under which nameko's configuration holds the number of partitions."""

_QUORUM: Mapping[str, Any] = {"x-queue-type": "quorum", "x-single-active-consumer": True}

_log = logging.getLogger(__name__)


class EventBatches(Entrypoint):
    """Decorates a method that takes `list[Delivery]`: the events of a service, as many as there are.

    It consumes `queue`, bound to everything that `source` publishes. With `partitions` (the container's configuration
    has `PARTITIONS` where it is None; 0 is a queue without any), RabbitMQ spreads the events
    by their header `organisation` over the queues `<queue>.0`, `<queue>.1` ... , and of the replicas that consume
    them all, each queue chooses one. A batch holds up to `max_batch` messages; the method is called when one is
    there, or `linger` seconds later. Returning acknowledges the batch; raising has it come again. One call runs at a
    time. `queue_arguments` are added to those of a quorum queue with a single active consumer.
    """

    def __init__(
        self,
        source: str,
        queue: str,
        max_batch: int = 2000,
        linger: float = 0.0,
        partitions: int | None = None,
        queue_arguments: Mapping[str, Any] | None = None,
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self._source = source
        self._queue = queue
        self._max_batch = max_batch
        self._linger = linger
        self._partitions = partitions
        self._arguments = {**_QUORUM, **(queue_arguments or {})}
        self._waiting: deque[Incoming] = deque()
        self._failures = 0
        self._busy = False
        self._timer: Any = None
        self._lingering = False
        self._stopping = False
        self._idle = Event()
        self._consumer: Reconnecting | None = None

    def setup(self) -> None:
        """Prepare to consume."""
        if self._partitions is None:
            self._partitions = int(self.container.config.get(PARTITIONS, 0))
        self._consumer = Reconnecting(
            self.container.config[AMQP_URI_CONFIG_KEY],
            name=f"{self.container.service_name}.{self.method_name} of {self._queue}",
            connected=self._consume,
            drained=self._go_on,
            lost=self._forget,
        )

    def start(self) -> None:
        """Consume; returns once the queues exist."""
        if self._consumer is not None:
            self._consumer.start(self.container)

    def stop(self) -> None:
        """Finish the batch that runs; what waits stays with the broker."""
        self._stopping = True
        self._cancel_timer()
        if self._busy:
            self._idle.wait()
        if self._consumer is not None:
            self._consumer.stop()

    def kill(self) -> None:
        """Stop without finishing anything; the broker delivers it again."""
        self._stopping = True
        self._cancel_timer()
        if self._consumer is not None:
            self._consumer.kill()

    def _consume(self, link: Link) -> None:
        queues = declare(link, self._source, self._queue, self._partitions or 0, self._arguments)
        prefetch = max(1, 2 * self._max_batch // len(queues))
        for queue in queues:
            link.consume(queue, self._waiting.append, prefetch=prefetch)

    def _go_on(self) -> None:
        """Begin the next batch, unless one runs or a pause does."""
        if self._busy or self._stopping or not self._waiting:
            return
        full = len(self._waiting) >= self._max_batch
        if self._lingering and full:
            self._cancel_timer()
        if self._timer is not None:
            return
        if self._linger and not full:
            self._lingering = True
            self._pause(self._linger)
        else:
            self._begin()

    def _begin(self) -> None:
        link = None if self._consumer is None else self._consumer.link
        if link is None or not self._waiting:
            return
        self._busy = True
        count = min(self._max_batch, len(self._waiting))
        taken = [self._waiting.popleft() for _ in range(count)]
        self.container.spawn_managed_thread(partial(self._spawn, link, taken), identifier=self.method_name)

    def _spawn(self, link: Link, taken: list[Incoming]) -> None:
        deliveries = [Delivery(m.body, m.routing_key, m.headers, m.redelivered) for m in taken]
        try:
            handled = partial(self._handle_result, link, taken)
            self.container.spawn_worker(self, (deliveries,), {}, context_data={}, handle_result=handled)
        except ContainerBeingKilled:
            self._ended()

    def _handle_result(
        self, link: Link, taken: list[Incoming], _worker: Any, result: Any, exc_info: ExcInfo | None
    ) -> tuple[Any, ExcInfo | None]:
        if exc_info is None:
            self._failures = 0
            self._acknowledge(link, taken[-1])
        else:
            self._failures += 1
            pause = backoff(self._failures, first=FIRST_RETRY, longest=LONGEST_RETRY)
            _log.warning("%d messages of %s come again in %.1f s", len(taken), self._queue, pause)
            if self._current(link):
                self._waiting.extendleft(message._replace(redelivered=True) for message in reversed(taken))
            self._pause(pause)
        self._ended()
        return result, exc_info

    def _ended(self) -> None:
        self._busy = False
        if self._stopping and not self._idle.ready():
            self._idle.send()
        self._go_on()

    def _acknowledge(self, link: Link, last: Incoming) -> None:
        """Settle everything up to `last`: batches are taken in order and one at a time."""
        if not self._current(link):
            return
        try:
            link.acknowledge(last.tag, multiple=True)
        except LOST as error:
            _log.info("a batch of %s comes again, the broker was lost: %s", self._queue, error)

    def _current(self, link: Link) -> bool:
        return self._consumer is not None and self._consumer.link is link and link.alive

    def _pause(self, seconds: float) -> None:
        if not self._stopping:
            self._timer = eventlet.spawn_after(seconds, self._pause_over)

    def _pause_over(self) -> None:
        self._timer, self._lingering = None, False
        if not self._busy and not self._stopping:
            self._begin()

    def _cancel_timer(self) -> None:
        timer, self._timer, self._lingering = self._timer, None, False
        if timer is not None:
            timer.cancel()

    def _forget(self) -> None:
        """The broker delivers again what it has not been acknowledged."""
        self._waiting.clear()


def declare(
    link: Link, source: str, queue: str, partitions: int = 0, arguments: Mapping[str, Any] | None = None
) -> list[str]:
    """Declare the queues for the events of `source`, and what leads to them; answers their names.

    The embedded broker has one process to serve and needs no partitions: there it is one plain queue.
    """
    channel = link.channel
    exchange = link.declare_events(source)
    names = [queue]
    binding = "#"
    if partitions and link.speaks_amqp:
        names = [f"{queue}.{number}" for number in range(partitions)]
        spread, binding = f"{queue}.partitions", "1"
        channel.exchange_declare(
            exchange=spread,
            type="x-consistent-hash",
            durable=True,
            auto_delete=False,
            arguments={"hash-header": PARTITION_HEADER},
        )
        channel.exchange_bind(destination=spread, source=exchange, routing_key="#")
        exchange = spread
    for name in names:
        channel.queue_declare(queue=name, durable=True, auto_delete=False, arguments=dict(arguments or _QUORUM))
        channel.queue_bind(queue=name, exchange=exchange, routing_key=binding)
    return names


event_batches = EventBatches.decorator

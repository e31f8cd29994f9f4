"""Exchanges, queues and consumers of the embedded broker: AMQP's model, in memory, under one lock."""

import re
import threading
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from time import monotonic
from typing import Any, NamedTuple

from amqp.exceptions import ChannelError, NotFound, PreconditionFailed, error_for_code

_BASIC_RETURN = (60, 50)
_EXCHANGE_DECLARE = (40, 10)
_QUEUE_DECLARE = (50, 10)
_MOST_ROUTES = 10_000


@dataclass(frozen=True)
class Envelope:
    """A message on its way. `expires` is on the monotonic clock, in seconds."""

    body: bytes
    headers: Mapping[str, Any]
    properties: Mapping[str, Any]
    exchange: str = ""
    routing_key: str = ""
    expires: float | None = None

    def addressed(self, exchange: str, routing_key: str) -> "Envelope":
        """The same message with its address, its time to live (`expiration`, in ms) running from now."""
        lifetime = self.properties.get("expiration")
        expires = None if lifetime is None else monotonic() + int(lifetime) / 1000
        return replace(self, exchange=exchange, routing_key=routing_key, expires=expires)


class Waiting(NamedTuple):
    """A message in a queue; `place` is unique there and kept when the message comes back."""

    place: int
    envelope: Envelope
    redelivered: bool


@dataclass(eq=False)
class Consumer:
    """Someone who takes messages of a queue. `prefetch` bounds what it holds unsettled; 0 is no bound."""

    tag: str
    queue: str
    inbox: "Inbox"
    prefetch: int
    receive: Callable[[Waiting], None]
    cancelled: Callable[[], None]
    holding: int = 0

    @property
    def has_room(self) -> bool:
        """Whether it may be sent another message."""
        return not self.prefetch or self.holding < self.prefetch


class Delivery(NamedTuple):
    """A message that has been handed out and not been settled yet."""

    queue: str
    message: Waiting
    consumer: Consumer | None


class Inbox:
    """What is on its way to one connection, and the signal that wakes it."""

    def __init__(self, lock: threading.Lock) -> None:
        self._arrival = threading.Condition(lock)
        self._arrived: deque[tuple[Consumer, Waiting | None]] = deque()
        self._closed = False

    def put(self, consumer: Consumer, message: Waiting | None) -> None:
        """Add a message for `consumer`, or None: that it has been cancelled. The lock is held."""
        self._arrived.append((consumer, message))
        self._arrival.notify()

    def next(self, timeout: float | None) -> tuple[Consumer, Waiting | None] | None:
        """What came first, waiting for it up to `timeout` seconds; None where nothing came."""
        with self._arrival:
            self._arrival.wait_for(lambda: self._arrived or self._closed, timeout)
            return self._arrived.popleft() if self._arrived else None

    def withdraw(self, consumer: Consumer) -> list[Waiting]:
        """Take back what is on its way to `consumer`. The lock is held."""
        taken = [message for whose, message in self._arrived if whose is consumer and message is not None]
        self._arrived = deque(entry for entry in self._arrived if entry[0] is not consumer)
        return taken

    def close(self) -> None:
        """Wake whoever waits, for good. The lock is held."""
        self._arrived.clear()
        self._closed = True
        self._arrival.notify_all()


@dataclass
class _Queue:
    """Messages in order, and who takes them in turn."""

    owner: Inbox | None
    auto_delete: bool
    single_active: bool
    messages: deque[Waiting] = field(default_factory=deque)
    consumers: deque[Consumer] = field(default_factory=deque)
    places: int = 0

    def add(self, envelope: Envelope) -> None:
        self.places += 1
        self.messages.append(Waiting(self.places, envelope, False))

    def restore(self, messages: Iterable[Waiting]) -> None:
        returned = [message._replace(redelivered=True) for message in messages]
        self.messages = deque(sorted([*returned, *self.messages]))

    def pop(self) -> Waiting | None:
        """The first message whose time to live has not passed."""
        while self.messages:
            message = self.messages.popleft()
            if message.envelope.expires is None or message.envelope.expires > monotonic():
                return message
        return None

    def taker(self) -> Consumer | None:
        """Whose turn it is: with a single active consumer always the first."""
        if self.single_active:
            return self.consumers[0] if self.consumers and self.consumers[0].has_room else None
        for _ in range(len(self.consumers)):
            consumer = self.consumers[0]
            self.consumers.rotate(-1)
            if consumer.has_room:
                return consumer
        return None

    def hand_out(self) -> None:
        """Send messages on their way while there are any and somebody has room."""
        while self.messages and (consumer := self.taker()) is not None:
            message = self.pop()
            if message is None:
                return
            consumer.holding += 1
            consumer.inbox.put(consumer, message)


@dataclass
class _Exchange:
    """A kind of routing, its bindings (pattern, queue), and the routes worked out since they last changed."""

    kind: str
    bindings: list[tuple[str, str]] = field(default_factory=list)
    routes: dict[str, list[str]] = field(default_factory=dict)

    def change(self, bindings: Iterable[tuple[str, str]]) -> None:
        self.bindings = list(bindings)
        self.routes.clear()

    def route(self, routing_key: str) -> list[str]:
        if routing_key not in self.routes:
            if len(self.routes) >= _MOST_ROUTES:
                self.routes.clear()
            matches = _MATCHES[self.kind]
            found = {queue: None for pattern, queue in self.bindings if matches(pattern, routing_key)}
            self.routes[routing_key] = list(found)
        return self.routes[routing_key]


class Broker:
    """One virtual host. Safe to use from any thread."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self._exchanges: dict[str, _Exchange] = {f"amq.{kind}": _Exchange(kind) for kind in _MATCHES}
        self._queues: dict[str, _Queue] = {}

    def declare_exchange(self, name: str, kind: str, *, passive: bool = False) -> None:
        """Make an exchange, or with `passive` check that it exists.

        Raises PreconditionFailed where the kind is unknown or another than it has, NotFound where it is missing.
        """
        with self.lock:
            known = self._exchanges.get(name)
            if passive and known is None:
                raise NotFound(f"there is no exchange {name!r}", _EXCHANGE_DECLARE)
            if not passive and kind not in _MATCHES:
                raise PreconditionFailed(f"the embedded broker has no exchange type {kind!r}", _EXCHANGE_DECLARE)
            if not passive and known is not None and known.kind != kind:
                raise PreconditionFailed(f"exchange {name!r} exists with type {known.kind!r}", _EXCHANGE_DECLARE)
            self._exchanges.setdefault(name, _Exchange(kind))

    def delete_exchange(self, name: str) -> None:
        """Remove an exchange with its bindings."""
        with self.lock:
            self._exchanges.pop(name, None)

    def declare_queue(
        self,
        name: str,
        *,
        owner: Inbox | None = None,
        auto_delete: bool = False,
        single_active: bool = False,
        passive: bool = False,
    ) -> tuple[int, int]:
        """Make a queue, or with `passive` check that it exists; answers its messages and consumers.

        One with an `owner` goes when the owner leaves. Raises NotFound where it is missing.
        """
        with self.lock:
            if passive and name not in self._queues:
                raise NotFound(f"there is no queue {name!r}", _QUEUE_DECLARE)
            queue = self._queues.setdefault(name, _Queue(owner, auto_delete, single_active))
            return len(queue.messages), len(queue.consumers)

    def delete_queue(self, name: str) -> int:
        """Remove a queue, telling its consumers; answers how many messages went with it."""
        with self.lock:
            return self._delete_queue(name)

    def purge(self, name: str) -> int:
        """Drop what waits in a queue; answers how many messages that were."""
        with self.lock:
            messages = self._queue(name).messages
            dropped = len(messages)
            messages.clear()
            return dropped

    def bind(self, queue: str, exchange: str, routing_key: str) -> None:
        """Have `exchange` put what matches `routing_key` into `queue`. Raises NotFound if one is missing."""
        with self.lock:
            self._queue(queue)
            bound = self._exchange(exchange)
            bound.change(dict.fromkeys([*bound.bindings, (routing_key, queue)]))

    def unbind(self, queue: str, exchange: str, routing_key: str) -> None:
        """Undo `bind`."""
        with self.lock:
            bound = self._exchange(exchange)
            bound.change(binding for binding in bound.bindings if binding != (routing_key, queue))

    def publish(self, message: Envelope) -> bool:
        """Put a message into every queue that its address leads to; False where there is none."""
        with self.lock:
            routed = self._route(message)
            for queue in routed:
                queue.add(message)
                queue.hand_out()
            return bool(routed)

    def consume(self, consumer: Consumer) -> None:
        """Begin to hand messages to `consumer`. Raises NotFound where its queue is missing."""
        with self.lock:
            queue = self._queue(consumer.queue)
            queue.consumers.append(consumer)
            queue.hand_out()

    def cancel(self, consumer: Consumer) -> None:
        """Hand nothing more to `consumer`; what was on its way goes back."""
        with self.lock:
            queue = self._queues.get(consumer.queue)
            returned = consumer.inbox.withdraw(consumer)
            if queue is None or consumer not in queue.consumers:
                return
            queue.consumers.remove(consumer)
            queue.restore(returned)
            if queue.auto_delete and not queue.consumers:
                self._delete_queue(consumer.queue)
            else:
                queue.hand_out()

    def take(self, name: str) -> Waiting | None:
        """The first message of a queue, if there is one."""
        with self.lock:
            return self._queue(name).pop()

    def settle(self, deliveries: Iterable[Delivery]) -> None:
        """Forget deliveries: they have been dealt with."""
        with self.lock:
            self._release(list(deliveries))

    def requeue(self, deliveries: Iterable[Delivery]) -> None:
        """Put deliveries back to their old places, marked as redelivered."""
        with self.lock:
            returned = list(deliveries)
            for name in {delivery.queue for delivery in returned} & self._queues.keys():
                self._queues[name].restore(d.message for d in returned if d.queue == name)
            self._release(returned)

    def leave(self, inbox: Inbox) -> None:
        """End a connection, with the queues that it owns."""
        with self.lock:
            for name in [name for name, queue in self._queues.items() if queue.owner is inbox]:
                self._delete_queue(name)
            inbox.close()

    def _release(self, deliveries: list[Delivery]) -> None:
        for delivery in deliveries:
            if delivery.consumer is not None:
                delivery.consumer.holding -= 1
        for name in {delivery.queue for delivery in deliveries} & self._queues.keys():
            self._queues[name].hand_out()

    def _delete_queue(self, name: str) -> int:
        queue = self._queues.pop(name, None)
        if queue is None:
            return 0
        for exchange in self._exchanges.values():
            exchange.change(binding for binding in exchange.bindings if binding[1] != name)
        for consumer in queue.consumers:
            consumer.inbox.withdraw(consumer)
            consumer.inbox.put(consumer, None)
        return len(queue.messages)

    def _route(self, message: Envelope) -> list[_Queue]:
        names = [message.routing_key]
        if message.exchange:
            names = self._exchange(message.exchange).route(message.routing_key)
        return [self._queues[name] for name in names if name in self._queues]

    def _queue(self, name: str) -> _Queue:
        try:
            return self._queues[name]
        except KeyError:
            raise NotFound(f"there is no queue {name!r}", _QUEUE_DECLARE) from None

    def _exchange(self, name: str) -> _Exchange:
        try:
            return self._exchanges[name]
        except KeyError:
            raise NotFound(f"there is no exchange {name!r}", _EXCHANGE_DECLARE) from None


def unroutable(exchange: str, routing_key: str) -> ChannelError:
    """What AMQP says of a mandatory message that reaches no queue."""
    text = f"NO_ROUTE: exchange {exchange!r} leads nowhere with {routing_key!r}"
    return error_for_code(312, text, _BASIC_RETURN, ChannelError)


def topic_matches(pattern: str, routing_key: str) -> bool:
    """Whether a topic pattern takes a routing key: `*` stands for one word, `#` for any number, also none."""
    return _topic_expression(pattern).fullmatch(f".{routing_key}") is not None


@cache
def _topic_expression(pattern: str) -> re.Pattern[str]:
    """Over the key with a dot before it, so that each word carries its separator."""
    words = {"*": r"\.[^.]*", "#": r"(?:\.[^.]*)*"}
    return re.compile("".join(words.get(word, rf"\.{re.escape(word)}") for word in pattern.split(".")))


_MATCHES: Mapping[str, Callable[[str, str], bool]] = {
    "direct": lambda pattern, routing_key: pattern == routing_key,
    "fanout": lambda _pattern, _routing_key: True,
    "topic": topic_matches,
}

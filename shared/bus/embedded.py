"""A broker inside the process, spoken to through kombu: what `make run` uses instead of RabbitMQ.

`register()` makes the URI scheme `embedded://` known to kombu; `embedded:///name` is a virtual host of its own.
All connections of the process share exchanges and queues. Nothing polls: `drain_events` sleeps until a message
comes or its timeout ends. Messages live as long as the process, which is enough because the log is the truth.
"""

import threading
from collections.abc import Callable, Mapping
from itertools import count
from typing import Any
from uuid import uuid4

from amqp.exceptions import ConsumerCancelled
from amqp.protocol import queue_declare_ok_t
from kombu import Connection as Client
from kombu.message import Message
from kombu.transport import TRANSPORT_ALIASES, base, virtual
from kombu.transport.pyamqp import Transport as AmqpTransport

from shared.bus.embedded_broker import Broker, Consumer, Delivery, Envelope, Inbox, Waiting, unroutable

SCHEME = "embedded"


def register() -> None:
    """Make `embedded://` a URI that kombu understands. Saying it again changes nothing."""
    TRANSPORT_ALIASES[SCHEME] = f"{__name__}:Transport"


class Channel(base.StdChannel):
    """What kombu and nameko use of an AMQP channel, over the process's own broker."""

    def __init__(self, connection: "Connection") -> None:
        self.connection: Connection | None = connection
        self.no_ack_consumers: set[str] = set()
        self.events: dict[str, set[Callable[..., None]]] = {"basic_return": set()}
        self._broker = connection.broker
        self._inbox = connection.inbox
        self._prefetch = 0
        self._tags = count(1)
        self._consumers: dict[str, Consumer] = {}
        self._unacknowledged: dict[int, Delivery] = {}

    def exchange_declare(self, exchange: str, type: str = "direct", passive: bool = False, **_: Any) -> None:
        """Make an exchange of type direct, fanout or topic, or check that it exists."""
        self._broker.declare_exchange(exchange, type, passive=passive)

    def exchange_delete(self, exchange: str, **_: Any) -> None:
        """Remove an exchange with its bindings."""
        self._broker.delete_exchange(exchange)

    def queue_declare(
        self,
        queue: str = "",
        passive: bool = False,
        exclusive: bool = False,
        auto_delete: bool = False,
        arguments: Mapping[str, Any] | None = None,
        **_: Any,
    ) -> queue_declare_ok_t:
        """Make a queue, or check that it exists. An exclusive one goes with this connection."""
        name = queue or f"amq.gen-{uuid4()}"
        owner = self._inbox if exclusive else None
        single = bool((arguments or {}).get("x-single-active-consumer"))
        ready, consumers = self._broker.declare_queue(
            name, owner=owner, auto_delete=auto_delete, single_active=single, passive=passive
        )
        return queue_declare_ok_t(name, ready, consumers)

    def queue_bind(self, queue: str, exchange: str = "", routing_key: str = "", **_: Any) -> None:
        """Have `exchange` put what matches `routing_key` into `queue`."""
        self._broker.bind(queue, exchange, routing_key)

    def queue_unbind(self, queue: str, exchange: str, routing_key: str = "", **_: Any) -> None:
        """Undo `queue_bind`."""
        self._broker.unbind(queue, exchange, routing_key)

    def queue_purge(self, queue: str, **_: Any) -> int:
        """Drop the messages that wait in `queue`; answers how many."""
        return self._broker.purge(queue)

    def queue_delete(self, queue: str, **_: Any) -> int:
        """Remove `queue`; its consumers learn that they have been cancelled."""
        return self._broker.delete_queue(queue)

    def basic_qos(self, _size: int = 0, prefetch_count: int = 0, _global: bool = False) -> None:
        """Bound the unacknowledged messages of each consumer begun from now on; 0 is no bound."""
        self._prefetch = prefetch_count

    def basic_consume(
        self,
        queue: str,
        consumer_tag: str = "",
        no_ack: bool = False,
        callback: Callable[[Message], None] | None = None,
        on_cancel: Callable[[str], None] | None = None,
        **_: Any,
    ) -> str:
        """Have messages of `queue` given to `callback` by this connection's `drain_events`."""
        tag = consumer_tag or f"ctag-{uuid4()}"

        def receive(message: Waiting) -> None:
            if callback is not None:
                callback(self._received(Delivery(queue, message, consumer), no_ack=no_ack))

        def cancelled() -> None:
            self._consumers.pop(tag, None)
            if on_cancel is None:
                raise ConsumerCancelled(f"the queue {queue!r} has been deleted")
            on_cancel(tag)

        consumer = Consumer(tag, queue, self._inbox, 0 if no_ack else self._prefetch, receive, cancelled)
        self._consumers[tag] = consumer
        if no_ack:
            self.no_ack_consumers.add(tag)
        self._broker.consume(consumer)
        return tag

    def basic_cancel(self, consumer_tag: str, **_: Any) -> None:
        """Stop a consumer. What was on its way to it goes back to the queue."""
        consumer = self._consumers.pop(consumer_tag, None)
        if consumer is not None:
            self._broker.cancel(consumer)

    def basic_get(self, queue: str, no_ack: bool = False) -> Message | None:
        """One message of `queue` now, or None."""
        message = self._broker.take(queue)
        return None if message is None else self._received(Delivery(queue, message, None), no_ack=no_ack)

    def basic_ack(self, delivery_tag: int, multiple: bool = False) -> None:
        """Settle one delivery, or with `multiple` all up to it."""
        tags = [tag for tag in self._unacknowledged if tag <= delivery_tag] if multiple else [delivery_tag]
        self._broker.settle([self._unacknowledged.pop(tag) for tag in tags if tag in self._unacknowledged])

    def basic_reject(self, delivery_tag: int, requeue: bool = False) -> None:
        """Give one delivery back to its queue, or drop it."""
        delivery = self._unacknowledged.pop(delivery_tag, None)
        if delivery is None:
            return
        if requeue:
            self._broker.requeue([delivery])
        else:
            self._broker.settle([delivery])

    def basic_publish(
        self, message: Envelope, exchange: str = "", routing_key: str = "", mandatory: bool = False, **_: Any
    ) -> None:
        """Route a message. With `mandatory`, one that reaches no queue is returned as over AMQP."""
        message = message.addressed(exchange, routing_key)
        if self._broker.publish(message) or not mandatory:
            return
        error = unroutable(exchange, routing_key)
        handlers = self.events["basic_return"]
        if not handlers:
            raise error
        returned = self._received(Delivery("", Waiting(0, message, False), None), no_ack=True)
        for handler in list(handlers):
            handler(error, exchange, routing_key, returned)

    def prepare_message(
        self,
        body: str | bytes,
        priority: int | None = None,
        content_type: str | None = None,
        content_encoding: str | None = None,
        headers: Mapping[str, Any] | None = None,
        properties: Mapping[str, Any] | None = None,
    ) -> Envelope:
        """A message as the broker holds it, its content type among its properties since nameko reads it there."""
        raw = body.encode(content_encoding or "utf-8") if isinstance(body, str) else body
        stated = {"content_type": content_type, "content_encoding": content_encoding, "priority": priority}
        known = {name: value for name, value in stated.items() if value is not None}
        return Envelope(raw, dict(headers or {}), {**known, **(properties or {})})

    def close(self) -> None:
        """End the channel: its consumers stop, and what it has not acknowledged goes back to its old place."""
        if self.connection is None:
            return
        self.connection = None
        for tag in list(self._consumers):
            self.basic_cancel(tag)
        self._broker.requeue(list(self._unacknowledged.values()))
        self._unacknowledged.clear()

    def _received(self, delivery: Delivery, *, no_ack: bool) -> Message:
        tag = next(self._tags)
        envelope = delivery.message.envelope
        if no_ack:
            self._broker.settle([delivery])
        else:
            self._unacknowledged[tag] = delivery
        info = {
            "delivery_tag": tag,
            "redelivered": delivery.message.redelivered,
            "exchange": envelope.exchange,
            "routing_key": envelope.routing_key,
        }
        if delivery.consumer is not None:
            info["consumer_tag"] = delivery.consumer.tag
        return Message(
            body=envelope.body,
            delivery_tag=tag,
            content_type=envelope.properties.get("content_type"),
            content_encoding=envelope.properties.get("content_encoding"),
            delivery_info=info,
            properties=dict(envelope.properties),
            headers=dict(envelope.headers),
            channel=self,
        )


class Connection:
    """One user of the process's broker, with an inbox of what is on its way to it."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.broker = broker = broker_of(client)
        self.inbox = Inbox(broker.lock)
        self.connected = True
        self.channels: list[Channel] = []

    def channel(self) -> Channel:
        """Open a channel."""
        channel = Channel(self)
        self.channels.append(channel)
        return channel

    def drain_events(self, timeout: float | None = None) -> None:
        """Handle one message, waiting for it up to `timeout` seconds (None: for ever).

        Raises TimeoutError (which socket.timeout is) where none came, OSError once the connection is closed.
        """
        arrived = self.inbox.next(timeout)
        if not self.connected:
            raise OSError("the connection to the embedded broker has been closed")
        if arrived is None:
            raise TimeoutError(f"nothing came within {timeout} s")
        consumer, message = arrived
        if message is None:
            consumer.cancelled()
        else:
            consumer.receive(message)

    def close(self) -> None:
        """Close all channels and drop the queues that are exclusive to this connection."""
        self.connected = False
        for channel in self.channels:
            channel.close()
        self.broker.leave(self.inbox)


class Transport(base.Transport):
    """kombu's way in."""

    driver_type = SCHEME
    driver_name = SCHEME
    default_port = 0
    connection_errors = AmqpTransport.connection_errors
    channel_errors = AmqpTransport.channel_errors
    recoverable_connection_errors = AmqpTransport.recoverable_connection_errors
    recoverable_channel_errors = AmqpTransport.recoverable_channel_errors
    implements = virtual.Transport.implements.extend(exchange_type=frozenset(["direct", "topic", "fanout"]))

    def establish_connection(self) -> Connection:
        """Connect to the broker of the URI's virtual host."""
        return Connection(self.client)

    def close_connection(self, connection: Connection) -> None:
        """Close `connection`."""
        connection.close()

    def create_channel(self, connection: Connection) -> Channel:
        """Open a channel on `connection`."""
        return connection.channel()

    def drain_events(self, connection: Connection, timeout: float | None = None, **_: Any) -> None:
        """Handle one message of `connection`."""
        connection.drain_events(timeout)

    def verify_connection(self, connection: Connection) -> bool:
        """Whether `connection` is open."""
        return connection.connected


_brokers: dict[str, Broker] = {}
_brokers_lock = threading.Lock()


def broker_of(client: Client) -> Broker:
    """The broker of a client's virtual host, made when it is first asked for."""
    with _brokers_lock:
        return _brokers.setdefault(client.virtual_host or "/", Broker())

"""One connection to the broker with one channel, used by everything on the bus, over either transport.

Any thread may send and acknowledge; one thread drains. The socket's timeout is set once: py-amqp would otherwise
change it around every read, also under a thread that is writing.
"""

import threading
from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from time import monotonic
from typing import Any, NamedTuple

import kombu
from amqp import spec
from amqp.exceptions import RecoverableConnectionError
from kombu.exceptions import OperationalError
from kombu.transport import pyamqp
from nameko.standalone.events import get_event_exchange

from shared.bus import embedded
from shared.bus.amqp_transport import Transport
from shared.bus.frames import encode
from shared.bus.message import CONTENT_ENCODING, CONTENT_TYPE, Message

TICK = 10.0
"""Longest that `drain` waits, and that the broker may take to accept what is written, in seconds."""

HEARTBEAT = 30
"""Seconds of silence after which each side makes itself heard; after twice that the other is given up."""

LOST: tuple[type[Exception], ...] = (
    *pyamqp.Transport.connection_errors,
    *pyamqp.Transport.channel_errors,
    OperationalError,
)
"""What is raised when the broker cannot be reached, goes away, or closes the channel."""

_MESSAGES_A_WRITE = 200
_CONNECT_TIMEOUT = 5.0


class Incoming(NamedTuple):
    """A message that came; `tag` is what acknowledges it."""

    body: bytes
    headers: Mapping[str, Any]
    properties: Mapping[str, Any]
    routing_key: str
    redelivered: bool
    tag: int


class Link:
    """An open connection and its channel. Making one raises one of `LOST` where the broker cannot be reached.

    `heartbeats` are for links that somebody drains all the time.
    """

    def __init__(self, uri: str, *, heartbeats: bool = True) -> None:
        embedded.register()
        transport = Transport if uri.startswith("amqp://") else None
        beat = HEARTBEAT if heartbeats else 0
        self._client = kombu.Connection(uri, transport=transport, heartbeat=beat, connect_timeout=_CONNECT_TIMEOUT)
        self._client.ensure_connection(max_retries=1, interval_start=0, interval_step=0)
        self._connection: Any = self._client.connection
        self.speaks_amqp = self._client.transport.driver_type == "amqp"
        self._writing = threading.Lock()
        self._last_beat = monotonic()
        if self.speaks_amqp:
            self._socket: Any = self._connection.transport
            self._socket.sock.settimeout(TICK)
        self.channel: Any = self._client.channel()
        self.channel.auto_decode = False

    @property
    def alive(self) -> bool:
        """Whether neither side has closed the connection or the channel, as far as is known."""
        return bool(self._connection.connected) and self.channel.connection is not None

    def declare_events(self, source: str) -> str:
        """Declare the exchange of a service's events, as nameko does; answers its name."""
        exchange: str = get_event_exchange(source, {}).name
        self.channel.exchange_declare(exchange=exchange, type="topic", durable=True, auto_delete=False)
        return exchange

    def consume(
        self, queue: str, receive: Callable[[Incoming], None], *, prefetch: int = 0, no_ack: bool = False
    ) -> str:
        """Have `drain` give the messages of `queue` to `receive`; answers the tag for `cancel`."""

        def arrived(raw: Any) -> None:
            info = raw.delivery_info
            receive(
                Incoming(
                    raw.body or b"",
                    raw.headers or {},
                    raw.properties,
                    info["routing_key"],
                    info["redelivered"],
                    info["delivery_tag"],
                )
            )

        self.channel.basic_qos(0, prefetch, False)
        tag: str = self.channel.basic_consume(queue=queue, callback=arrived, no_ack=no_ack)
        return tag

    def cancel(self, tag: str) -> None:
        """Ask for no more messages of a consumer. Does not wait for the broker's word."""
        with self._writing:
            self.channel.basic_cancel(tag, nowait=True)

    def send(self, messages: Iterable[Message]) -> None:
        """Publish messages; raises one of `LOST`. Returns once they are written, whatever becomes of them."""
        with self._writing:
            if not self.alive:
                raise RecoverableConnectionError("the connection to the broker has been closed")
            if not self.speaks_amqp:
                self._send_embedded(messages)
                return
            frames = encode(messages, self.channel.channel_id, self._connection.frame_max)
            while chunk := b"".join(islice(frames, _MESSAGES_A_WRITE)):
                self._socket.write(chunk)

    def acknowledge(self, tag: int, *, multiple: bool = False) -> None:
        """Settle one message, or with `multiple` all that came until it; raises one of `LOST`."""
        with self._writing:
            self.channel.basic_ack(tag, multiple=multiple)

    def requeue(self, tag: int) -> None:
        """Give one message back to the broker for another try; raises one of `LOST`."""
        with self._writing:
            self.channel.basic_reject(tag, requeue=True)

    def drain(self) -> None:
        """Wait up to `TICK` for something to come, then handle all that has; raises one of `LOST`."""
        try:
            self._connection.drain_events(timeout=None if self.speaks_amqp else TICK)
            while self.alive and self._has_more():
                self._connection.drain_events(timeout=None if self.speaks_amqp else 0)
        except TimeoutError:
            pass
        self._beat()

    def hang_up(self) -> None:
        """Ask for the end of the connection, from any thread; the one that drains sees `alive` turn false."""
        if not self.speaks_amqp:
            self._connection.close()
            return
        with self._writing:
            if self.alive:
                self._connection.send_method(spec.Connection.Close, "BsBB", (0, "", 0, 0))

    def close(self) -> None:
        """End the connection, from the thread that drains."""
        try:
            if self.alive:
                self._connection.close()
        except LOST:
            pass
        finally:
            if self.speaks_amqp:
                self._connection.collect()

    def _has_more(self) -> bool:
        return not self.speaks_amqp or getattr(self._socket, "has_frame", False)

    def _send_embedded(self, messages: Iterable[Message]) -> None:
        for message in messages:
            prepared = self.channel.prepare_message(
                message.body,
                content_type=CONTENT_TYPE,
                content_encoding=CONTENT_ENCODING,
                headers=message.headers,
                properties=message.properties(),
            )
            self.channel.basic_publish(prepared, message.exchange, message.routing_key, mandatory=message.mandatory)

    def _beat(self) -> None:
        if self.speaks_amqp and self.alive and monotonic() - self._last_beat > HEARTBEAT / 4:
            self._last_beat = monotonic()
            with self._writing:
                self._connection.heartbeat_tick()

"""Calling services: many calls at once over one connection, from any thread."""

import threading
from collections.abc import Mapping
from itertools import count
from time import monotonic, time
from typing import Any
from uuid import uuid4

from amqp.exceptions import RecoverableConnectionError

from shared.bus import wire
from shared.bus.link import LOST, Incoming, Link
from shared.bus.message import Message
from shared.errors import DeadlineExceeded, MilepostError, Unavailable

REPLY_QUEUE_EXPIRES = 60_000
"""Milliseconds after which the broker drops a reply queue that nobody reads."""

_STOPPING_TIMEOUT = 5.0


class Reply:
    """The answer to one call, to come."""

    def __init__(self, called: str, deadline: float) -> None:
        self.called_at = monotonic()
        self._called = called
        self._deadline = deadline
        self._settled = threading.Event()
        self._body = b""
        self._error: MilepostError | None = None

    def result(self) -> Any:
        """What the method returned, waiting for it until the call's deadline.

        Raises RemoteError for an error of the service, Unavailable where it cannot be reached and DeadlineExceeded
        where the answer does not come in time.
        """
        if not self._settled.wait(max(0.0, self._deadline - monotonic())):
            raise DeadlineExceeded(f"{self._called} did not answer in time. It may or may not have been done.")
        if self._error is not None:
            raise self._error
        return wire.decode_answer(self._body)

    def arrived(self, body: bytes) -> None:
        """Settle it with the service's reply."""
        self._body = body
        self._settled.set()

    def failed(self, error: MilepostError) -> None:
        """Settle it with an error."""
        self._error = error
        self._settled.set()

    @property
    def overdue(self) -> bool:
        """Whether its deadline has passed."""
        return self._deadline < monotonic()


class RpcClient:
    """A client of all services behind one broker. It connects at the first call and again after a loss."""

    def __init__(self, uri: str, *, name: str = "client") -> None:
        self._uri = uri
        self._name = name
        self._opening = threading.Lock()
        self._session: _Session | None = None

    def call(
        self,
        service: str,
        method: str,
        /,
        *args: Any,
        context: Mapping[str, str] | None = None,
        timeout: float = 10.0,
        **kwargs: Any,
    ) -> Any:
        """Call a method and wait at most `timeout` seconds for its result; see `Reply.result` for what it raises.

        `context` travels beside the arguments: `auth_token`, `call_id_stack`, and `deadline` (Unix seconds, as
        text), which shortens the time limit to what the caller's own caller will wait for.
        """
        return self.call_async(service, method, *args, context=context, timeout=timeout, **kwargs).result()

    def call_async(
        self,
        service: str,
        method: str,
        /,
        *args: Any,
        context: Mapping[str, str] | None = None,
        timeout: float = 10.0,
        **kwargs: Any,
    ) -> Reply:
        """Send a call without waiting for it. Raises Unavailable where the broker cannot be reached."""
        inherited = wire.deadline_of(context or {})
        now = time()
        deadline = now + timeout if inherited is None else min(now + timeout, inherited)
        left = deadline - now
        if left <= 0:
            raise DeadlineExceeded(f"{service}.{method} was not called: the time for it had run out.")
        body = wire.encode_call(args, kwargs)
        headers = wire.headers_of({**(context or {}), wire.DEADLINE: f"{deadline:.6f}"})
        reply = Reply(f"{service}.{method}", monotonic() + left)
        try:
            self._connected().send(reply, f"{service}.{method}", body, headers, expiration=int(left * 1000) + 1)
        except LOST as error:
            raise Unavailable(f"{service}.{method} was not called: the broker is out of reach ({error}).") from error
        return reply

    def close(self) -> None:
        """Close the connection; calls that wait fail with Unavailable. A later call connects anew."""
        with self._opening:
            session, self._session = self._session, None
        if session is not None:
            session.close()

    def _connected(self) -> "_Session":
        session = self._session
        if session is not None and session.alive:
            return session
        with self._opening:
            if self._session is None or not self._session.alive:
                self._session = _Session(self._uri, self._name)
            return self._session


class _Session:
    """One connection, its reply queue, the thread that reads it, and who waits for what."""

    def __init__(self, uri: str, name: str) -> None:
        self._link = link = Link(uri)
        self._identity = str(uuid4())
        self._numbers = count(1)
        self._waiting: dict[str, Reply] = {}
        self._swept = self._heard = monotonic()
        queue = f"rpc.reply-{name}-{self._identity}"
        link.channel.exchange_declare(exchange=wire.EXCHANGE, type="topic", durable=True, auto_delete=False)
        link.channel.queue_declare(
            queue=queue, exclusive=True, auto_delete=False, arguments={"x-expires": REPLY_QUEUE_EXPIRES}
        )
        link.channel.queue_bind(queue=queue, exchange=wire.EXCHANGE, routing_key=self._identity)
        link.channel.events["basic_return"].add(self._returned)
        link.consume(queue, self._arrived, no_ack=True)
        self._reader = threading.Thread(target=self._read, name=f"replies to {name}", daemon=True)
        self._reader.start()

    @property
    def alive(self) -> bool:
        """Whether calls can be sent over it."""
        return self._link.alive and self._reader.is_alive()

    def send(self, reply: Reply, address: str, body: bytes, headers: Mapping[str, Any], expiration: int) -> None:
        """Send a request and have `reply` settled by its answer; raises one of `LOST`."""
        identity = f"{self._identity}:{next(self._numbers)}"
        self._waiting[identity] = reply
        try:
            self._link.send(
                [
                    Message(
                        wire.EXCHANGE,
                        address,
                        body,
                        headers,
                        persistent=False,
                        mandatory=True,
                        correlation_id=identity,
                        reply_to=self._identity,
                        expiration=expiration,
                    )
                ]
            )
        except BaseException:
            self._waiting.pop(identity, None)
            raise
        if not self.alive:
            self._fail_all("the connection to the broker was lost")

    def close(self) -> None:
        """Close the connection and wait for the thread that reads it."""
        try:
            self._link.hang_up()
        except LOST:
            self._link.close()
        self._reader.join(_STOPPING_TIMEOUT)
        self._fail_all("the client was closed")

    def _read(self) -> None:
        reason = "the connection to the broker was closed"
        try:
            while self._link.alive:
                self._link.drain()
                self._forget_overdue()
        except LOST as error:
            reason = f"the connection to the broker was lost ({error})"
        finally:
            self._link.close()
            self._fail_all(reason)

    def _arrived(self, message: Incoming) -> None:
        self._heard = monotonic()
        reply = self._waiting.pop(message.properties.get("correlation_id", ""), None)
        if reply is not None:
            reply.arrived(message.body)

    def _returned(self, _error: Exception, _exchange: str, routing_key: str, message: Any) -> None:
        reply = self._waiting.pop(message.properties.get("correlation_id", ""), None)
        if reply is not None:
            service = routing_key.partition(".")[0]
            reply.failed(Unavailable(f"No service named {service!r} is running at the moment."))

    def _fail_all(self, reason: str) -> None:
        for identity in list(self._waiting):
            reply = self._waiting.pop(identity, None)
            if reply is not None:
                reply.failed(Unavailable(f"The answer cannot come: {reason}. It may or may not have been done."))

    def _forget_overdue(self) -> None:
        """Drop the calls whose answers nobody waits for any more, once in a while.

        Where nothing has come since the first of them was made, the way back may be lost: somebody deleted the
        exchange, and with it the binding of the reply queue, which the broker tells nobody. Then the session ends.
        """
        if monotonic() - self._swept < 1:
            return
        self._swept = monotonic()
        overdue = {identity: reply for identity, reply in list(self._waiting.items()) if reply.overdue}
        for identity in overdue:
            self._waiting.pop(identity, None)
        if overdue and self._heard < min(reply.called_at for reply in overdue.values()):
            raise RecoverableConnectionError("no answer came in time")

"""Answering calls: nameko entrypoints that speak its protocol and cost less.

Stock nameko opens a publisher, persists and confirms each reply. Here replies are transient and leave unconfirmed on
one long-lived channel, requests are taken as many at a time as have come, and `batched_rpc` answers hundreds with
one run of a method. Requests are acknowledged after they have been answered.
"""

import inspect
import logging
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from time import time
from types import TracebackType
from typing import Any

import msgspec
from eventlet.event import Event
from nameko.constants import AMQP_URI_CONFIG_KEY
from nameko.exceptions import ContainerBeingKilled
from nameko.extensions import Entrypoint, SharedExtension

from shared.bus import wire
from shared.bus.link import LOST, Incoming, Link
from shared.bus.message import Message
from shared.bus.reconnecting import Reconnecting
from shared.errors import DeadlineExceeded, MilepostError

PREFETCH = 2000
"""Most requests that a service holds unanswered; the broker keeps the others for its replicas."""

ExcInfo = tuple[type[BaseException], BaseException, TracebackType]

_UNSENT: tuple[type[Exception], ...] = (*LOST, ValueError)

_log = logging.getLogger(__name__)


class Request(msgspec.Struct, frozen=True):
    """One call as a batched method gets it. `deadline` is in Unix seconds; nobody waits for an answer after it."""

    args: list[Any]
    kwargs: dict[str, Any]
    context: Mapping[str, Any]
    deadline: float | None


class _Pending(msgspec.Struct, frozen=True):
    """A request that is to be answered, and the link it came by."""

    request: Request
    message: Incoming
    link: Link


class RpcServer(SharedExtension):
    """The request queue of one service: one connection to consume and one to reply, shared by its methods."""

    def __init__(self) -> None:
        self._methods: dict[str, _Method] = {}
        self._tag = ""
        self.pausing = False
        self._replies: Link | None = None
        self._consumer: Reconnecting | None = None

    def register(self, method: "_Method") -> None:
        """Answer calls of `method`."""
        self._methods[method.method_name] = method

    def setup(self) -> None:
        """Prepare to consume `rpc-<service>`."""
        self._uri = self.container.config[AMQP_URI_CONFIG_KEY]
        self._consumer = Reconnecting(
            self._uri,
            name=f"requests to {self.container.service_name}",
            connected=self._consume,
            drained=self._start_waiting,
            lost=self._lost,
        )

    def start(self) -> None:
        """Consume; returns once the queue exists."""
        if self._methods and self._consumer is not None:
            self._consumer.start(self.container)

    def pause(self) -> None:
        """Take no more requests. Those that run go on; the others return to the queue when the server stops."""
        if self.pausing:
            return
        self.pausing = True
        self._forget_waiting()
        link = None if self._consumer is None else self._consumer.link
        if link is not None and link.alive:
            try:
                link.cancel(self._tag)
            except LOST as error:
                _log.info("the broker was lost while requests were being stopped: %s", error)

    def stop(self) -> None:
        """Close the connections. nameko calls this after the last worker has finished."""
        if self._consumer is not None:
            self._consumer.stop()
        self._close_replies()

    def kill(self) -> None:
        """Stop without finishing anything: the broker gives what was not answered to another replica."""
        if self._consumer is not None:
            self._consumer.kill()
        self._close_replies()

    def answer(self, answered: Sequence[tuple[_Pending, bytes]]) -> None:
        """Send replies, then acknowledge their requests. Where the broker is lost, the requests come again."""
        replies = [
            Message(
                wire.EXCHANGE,
                pending.message.properties["reply_to"],
                body,
                persistent=False,
                correlation_id=pending.message.properties.get("correlation_id", ""),
            )
            for pending, body in answered
            if pending.message.properties.get("reply_to")
        ]
        try:
            self._reply(replies)
        except _UNSENT as error:
            _log.warning("%d replies could not be sent; their requests go back: %s", len(replies), error)
            self._settle([pending for pending, _ in answered], Link.requeue)
        else:
            self._settle([pending for pending, _ in answered], Link.acknowledge)

    def requeue(self, pendings: Sequence[_Pending]) -> None:
        """Give requests back to the broker unanswered."""
        self._settle(pendings, Link.requeue)

    def _consume(self, link: Link) -> None:
        service = self.container.service_name
        queue = f"rpc-{service}"
        link.channel.exchange_declare(exchange=wire.EXCHANGE, type="topic", durable=True, auto_delete=False)
        link.channel.queue_declare(queue=queue, durable=True, exclusive=False, auto_delete=False)
        link.channel.queue_bind(queue=queue, exchange=wire.EXCHANGE, routing_key=f"{service}.*")
        self._tag = link.consume(queue, partial(self._receive, link), prefetch=PREFETCH)

    def _receive(self, link: Link, message: Incoming) -> None:
        if self.pausing:
            return
        context = wire.context_of(message.headers)
        refused = _Pending(Request([], {}, context, None), message, link)
        try:
            method = self._method(message.routing_key)
            call = wire.decode_call(message.body)
            method.check(call)
            request = Request(call.args, call.kwargs, context, wire.deadline_of(context))
        except MilepostError as error:
            self.answer([(refused, wire.encode_error(error))])
        else:
            method.waiting.append(_Pending(request, message, link))

    def _method(self, routing_key: str) -> "_Method":
        service, _, name = routing_key.partition(".")
        if name not in self._methods:
            known = ", ".join(sorted(self._methods))
            raise wire.MethodNotFound(f"The service {service!r} has no method {name!r}. It has: {known}.")
        return self._methods[name]

    def _start_waiting(self) -> None:
        for method in self._methods.values():
            method.start_waiting()

    def _forget_waiting(self) -> None:
        for method in self._methods.values():
            method.waiting.clear()

    def _lost(self) -> None:
        self._forget_waiting()
        self._close_replies()

    def _reply(self, replies: Sequence[Message]) -> None:
        """Send over the connection there is, or a new one where it has been lost since it was last used."""
        if self._replies is not None and self._replies.alive:
            try:
                self._replies.send(replies)
                return
            except LOST as error:
                _log.info("the connection for replies was lost: %s", error)
        self._close_replies()
        self._replies = link = Link(self._uri, heartbeats=False)
        link.send(replies)

    def _close_replies(self) -> None:
        link, self._replies = self._replies, None
        if link is not None:
            link.close()

    @staticmethod
    def _settle(pendings: Sequence[_Pending], settle: Callable[[Link, int], None]) -> None:
        for pending in pendings:
            if not pending.link.alive:
                continue
            try:
                settle(pending.link, pending.message.tag)
            except LOST as error:
                _log.info("a request comes again, the broker was lost before it was settled: %s", error)


class _Method(Entrypoint, ABC):
    """A method that answers calls: requests wait here until it may run for them."""

    server = RpcServer()

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.waiting: deque[_Pending] = deque()
        self._running = 0
        self._idle = Event()

    @property
    @abstractmethod
    def most_running(self) -> int:
        """How many runs of the method there may be at once."""

    @property
    @abstractmethod
    def most_taken(self) -> int:
        """How many requests one run takes."""

    def check(self, call: wire.Call) -> None:
        """Raise IncorrectSignature where the method cannot take these arguments."""

    @abstractmethod
    def spawn(self, taken: Sequence[_Pending]) -> None:
        """Run the method for these requests, in a worker of the container."""

    def setup(self) -> None:
        """Answer calls of this method."""
        self.server.register(self)

    def stop(self) -> None:
        """Take no more requests, and wait for the runs that have begun."""
        self.server.pause()
        if self._running:
            self._idle.wait()

    def start_waiting(self) -> None:
        """Begin runs for what waits, as many as may be."""
        while self.waiting and self._running < self.most_running:
            count = min(self.most_taken, len(self.waiting))
            taken = self._in_time([self.waiting.popleft() for _ in range(count)])
            if taken:
                self._running += 1
                self.container.spawn_managed_thread(partial(self._begin, taken), identifier=self.method_name)

    def _begin(self, taken: Sequence[_Pending]) -> None:
        try:
            self.spawn(taken)
        except ContainerBeingKilled:
            self.server.requeue(taken)
            self.ended()

    def ended(self) -> None:
        """A run has been answered: the next may begin."""
        self._running -= 1
        self.start_waiting()
        if not self._running and not self._idle.ready() and self.server.pausing:
            self._idle.send()

    def _in_time(self, taken: Sequence[_Pending]) -> Sequence[_Pending]:
        """Those whose deadline has not passed; the others are told."""
        now = time()
        late = [pending for pending in taken if (pending.request.deadline or now) < now]
        if not late:
            return taken
        error = wire.encode_error(
            DeadlineExceeded(f"{self.container.service_name}.{self.method_name} was not run: its deadline had passed.")
        )
        self.server.answer([(pending, error) for pending in late])
        return [pending for pending in taken if pending not in late]


class Rpc(_Method):
    """Decorates a method that answers one call a run, in a worker of its own.

    The caller's context, its deadline among it, is the worker context's `data`.
    """

    def __init__(self, expected_exceptions: Any = MilepostError, **options: Any) -> None:
        super().__init__(expected_exceptions=expected_exceptions, **options)

    @property
    def most_running(self) -> int:
        """As many as the container has workers."""
        workers: int = self.container.max_workers
        return workers

    @property
    def most_taken(self) -> int:
        """One."""
        return 1

    def setup(self) -> None:
        """Answer calls of this method."""
        super().setup()
        self._signature = inspect.signature(getattr(self.container.service_cls, self.method_name))

    def check(self, call: wire.Call) -> None:
        """Raise IncorrectSignature where the method cannot take these arguments."""
        try:
            self._signature.bind(None, *call.args, **call.kwargs)
        except TypeError as error:
            raise wire.IncorrectSignature(
                f"{self.container.service_name}.{self.method_name}{_shown(self._signature)}: {error}."
            ) from None

    def spawn(self, taken: Sequence[_Pending]) -> None:
        """Run the method for one request."""
        (pending,) = taken
        request = pending.request
        self.container.spawn_worker(
            self,
            request.args,
            request.kwargs,
            context_data=dict(request.context),
            handle_result=partial(self._handle_result, pending),
        )

    def _handle_result(
        self, pending: _Pending, _worker: Any, result: Any, exc_info: ExcInfo | None
    ) -> tuple[Any, ExcInfo | None]:
        try:
            outcome = result if exc_info is None else exc_info[1]
            body = wire.encode_error(outcome) if exc_info is not None else _encode(self.method_name, outcome)
            self.server.answer([(pending, body)])
        finally:
            self.ended()
        return result, exc_info


class BatchedRpc(_Method):
    """Decorates a method that answers many calls a run: `list[Request]` -> as many results, in the same order.

    A run takes the requests that wait at that moment, up to `max_batch`, and never waits for more. An exception
    among the results is the answer to that one request; one that the method raises is the answer to all. Up to
    `concurrency` runs go on at once. Arguments are as the callers sent them: the method checks them.
    """

    def __init__(
        self,
        max_batch: int = 500,
        concurrency: int = 4,
        expected_exceptions: Any = MilepostError,
        **options: Any,
    ) -> None:
        super().__init__(expected_exceptions=expected_exceptions, **options)
        self._max_batch = max_batch
        self._concurrency = concurrency

    @property
    def most_running(self) -> int:
        """The concurrency it was declared with."""
        return self._concurrency

    @property
    def most_taken(self) -> int:
        """The batch size it was declared with."""
        return self._max_batch

    def spawn(self, taken: Sequence[_Pending]) -> None:
        """Run the method for these requests."""
        self.container.spawn_worker(
            self,
            ([pending.request for pending in taken],),
            {},
            context_data={},
            handle_result=partial(self._handle_result, taken),
        )

    def _handle_result(
        self, taken: Sequence[_Pending], _worker: Any, result: Any, exc_info: ExcInfo | None
    ) -> tuple[Any, ExcInfo | None]:
        try:
            if exc_info is not None:
                outcomes: Sequence[Any] = [exc_info[1]] * len(taken)
            else:
                outcomes = self._each(result, len(taken))
            answers = [self._answer(outcome, raised=exc_info is not None) for outcome in outcomes]
            self.server.answer(list(zip(taken, answers, strict=True)))
        finally:
            self.ended()
        return result, exc_info

    def _each(self, result: Any, count: int) -> Sequence[Any]:
        if isinstance(result, Sequence) and len(result) == count:
            return result
        error = TypeError(f"{self.method_name} was given {count} requests and must return as many results in a list")
        return [error] * count

    def _answer(self, outcome: Any, *, raised: bool) -> bytes:
        if not isinstance(outcome, Exception):
            return _encode(self.method_name, outcome)
        if not raised and not isinstance(outcome, MilepostError):
            _log.error("%s failed for one request", self.method_name, exc_info=outcome)
        return wire.encode_error(outcome)


def _encode(method: str, result: Any) -> bytes:
    try:
        return wire.encode_result(result)
    except (TypeError, ValueError) as error:
        _log.exception("%s returned something that has no form in JSON", method)
        return wire.encode_error(error)


def _shown(signature: inspect.Signature) -> str:
    """The parameters as a caller sees them, without `self`."""
    return str(signature.replace(parameters=list(signature.parameters.values())[1:]))


rpc = Rpc.decorator
batched_rpc = BatchedRpc.decorator

"""Publishing with the broker's word that it has everything: a batch is written, then its confirms are collected."""

from collections.abc import Iterable, Sequence
from time import monotonic
from types import TracebackType
from typing import Self

from shared.bus.link import LOST, Link
from shared.bus.message import Message
from shared.errors import Unavailable

__all__ = ["ConfirmedPublisher", "Message", "NotConfirmed"]

CONFIRM_TIMEOUT = 30.0
"""Seconds without any confirm after which the broker is given up."""

_WRITTEN_AT_ONCE = 500
_MOST_UNCONFIRMED = 4000


class NotConfirmed(Unavailable):
    """The broker did not take all of a batch. Any of it may have arrived; publish the whole batch again."""


class ConfirmedPublisher:
    """A connection that publishes batches; it connects when it is needed and again after a loss.

    For one thread at a time. On the embedded transport publishing is done when it returns, so nothing is confirmed.
    """

    def __init__(self, uri: str) -> None:
        self._uri = uri
        self._link: Link | None = None
        self._confirms = _Confirms()
        self._declared: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def publish(self, messages: Iterable[Message]) -> None:
        """Publish messages, in order; returns once the broker has confirmed every one of them.

        Their exchanges are declared as nameko's event exchanges (topic, durable). Raises NotConfirmed where the
        broker cannot be reached, is lost, refuses a message or keeps silent; ValueError where a routing key, a
        message id or a header's name is longer than AMQP's 255 bytes.
        """
        batch = list(messages)
        if not batch:
            return
        try:
            self._publish(self._connected(), batch)
        except LOST as error:
            self.close()
            raise NotConfirmed(f"The broker was lost while {len(batch)} messages were published: {error}") from error
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Close the connection. The publisher may be used again, and then connects anew."""
        link, self._link = self._link, None
        if link is not None:
            link.close()

    def _connected(self) -> Link:
        if self._link is None or not self._link.alive:
            self.close()
            self._link = link = Link(self._uri, heartbeats=False)
            self._declared = set()
            self._confirms = _Confirms()
            if link.speaks_amqp:
                link.channel.confirm_select()
                link.channel.events["basic_ack"].add(self._confirms.acknowledged)
                link.channel.events["basic_nack"].add(self._confirms.refused)
        return self._link

    def _publish(self, link: Link, batch: Sequence[Message]) -> None:
        for exchange in {message.exchange for message in batch} - self._declared:
            link.channel.exchange_declare(exchange=exchange, type="topic", durable=True, auto_delete=False)
            self._declared.add(exchange)
        for start in range(0, len(batch), _WRITTEN_AT_ONCE):
            part = batch[start : start + _WRITTEN_AT_ONCE]
            link.send(part)
            if link.speaks_amqp:
                self._confirms.published += len(part)
                self._collect(link, _MOST_UNCONFIRMED)
        self._collect(link, 0)
        if refused := self._confirms.take_refused():
            raise NotConfirmed(f"The broker refused {refused} of {len(batch)} messages; see its log for the reason.")

    def _collect(self, link: Link, most_left: int) -> None:
        latest, heard = self._confirms.open, monotonic()
        while self._confirms.open > most_left:
            link.drain()
            if self._confirms.open < latest:
                latest, heard = self._confirms.open, monotonic()
            elif monotonic() - heard > CONFIRM_TIMEOUT:
                raise NotConfirmed(f"The broker confirmed nothing for {CONFIRM_TIMEOUT:.0f} s; {latest} are open.")


class _Confirms:
    """Which delivery tags (1, 2, 3 ... on a channel) have been answered: all up to `_settled`, and `_ahead`."""

    def __init__(self) -> None:
        self.published = 0
        self._settled = 0
        self._ahead: set[int] = set()
        self._refused = 0

    @property
    def open(self) -> int:
        """How many have not been answered."""
        return self.published - self._settled - len(self._ahead)

    def acknowledged(self, tag: int, multiple: bool) -> None:
        """The broker has `tag`, or with `multiple` everything up to it."""
        if multiple:
            self._settled = max(self._settled, tag)
            self._ahead = {ahead for ahead in self._ahead if ahead > self._settled}
        elif tag > self._settled:
            self._ahead.add(tag)
        while self._settled + 1 in self._ahead:
            self._settled += 1
            self._ahead.remove(self._settled)

    def refused(self, tag: int, multiple: bool) -> None:
        """The broker does not take `tag`, or with `multiple` any of the open ones up to it."""
        before = self.open
        self.acknowledged(tag, multiple)
        self._refused += before - self.open

    def take_refused(self) -> int:
        """How many have been refused since this was last asked."""
        refused, self._refused = self._refused, 0
        return refused

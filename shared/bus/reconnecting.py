"""A consumer that is always there: connects, drains, and connects again after every loss, until it is stopped."""

import logging
from collections.abc import Callable
from typing import Any

import eventlet
from eventlet.event import Event

from shared.bus.link import LOST, Link

FIRST_PAUSE = 0.1
LONGEST_PAUSE = 10.0
"""Seconds between attempts to connect: doubling from the first to the longest."""

_log = logging.getLogger(__name__)


def backoff(attempt: int, *, first: float = FIRST_PAUSE, longest: float = LONGEST_PAUSE) -> float:
    """Seconds to wait before attempt number `attempt` (1, 2, 3 ...): doubling, up to `longest`."""
    return min(longest, first * 2.0 ** min(attempt - 1, 30))


class Reconnecting:
    """Runs in a managed thread of a nameko container.

    `connected(link)` declares what it consumes, after each connection; `drained()` is told whenever what had arrived
    has been handled; `lost()` that everything not acknowledged will come again.
    """

    def __init__(
        self,
        uri: str,
        *,
        name: str,
        connected: Callable[[Link], None],
        drained: Callable[[], None],
        lost: Callable[[], None],
    ) -> None:
        self.link: Link | None = None
        self._uri = uri
        self._name = name
        self._connected = connected
        self._drained = drained
        self._lost = lost
        self._stopping = False
        self._ready = Event()
        self._pause = Event()
        self._thread: Any = None

    def start(self, container: Any) -> None:
        """Begin, and return once it consumes for the first time (or has been stopped before)."""
        self._thread = container.spawn_managed_thread(self._run, identifier=self._name)
        self._ready.wait()

    def stop(self) -> None:
        """Hang up and wait until the thread has ended."""
        self._stopping = True
        self._signal(self._pause)
        link = self.link
        if link is not None:
            try:
                link.hang_up()
            except LOST as error:
                _log.info("%s: the broker was lost while hanging up: %s", self._name, error)
        if self._thread is not None:
            self._thread.wait()

    def kill(self) -> None:
        """End the thread where it is."""
        self._stopping = True
        if self._thread is not None:
            self._thread.kill()

    def _run(self) -> None:
        attempt = 0
        try:
            while not self._stopping:
                try:
                    link = Link(self._uri)
                    self._serve(link)
                except LOST as error:
                    if self._stopping:
                        return
                    attempt = 1 if self._served() else attempt + 1
                    pause = backoff(attempt)
                    _log.warning("%s: the broker is out of reach (%s); again in %.1f s", self._name, error, pause)
                    self._wait(pause)
        finally:
            self._signal(self._ready)

    def _serve(self, link: Link) -> None:
        try:
            self._connected(link)
            self.link = link
            self._signal(self._ready)
            while link.alive and not self._stopping:
                link.drain()
                self._drained()
        finally:
            link.close()
            self._lost()

    def _served(self) -> bool:
        served, self.link = self.link is not None, None
        return served

    def _wait(self, seconds: float) -> None:
        with eventlet.Timeout(seconds, False):
            self._pause.wait()

    @staticmethod
    def _signal(event: Event) -> None:
        if not event.ready():
            event.send()

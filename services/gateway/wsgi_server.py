"""The gateway's HTTP interface as a process of its own: waitress, with a fixed number of threads."""

import signal
import socket
import threading
import time
from typing import TYPE_CHECKING, Any

from waitress import create_server, wasyncore

from services.gateway.bodies import LARGEST_BODY
from services.gateway.http import application
from services.gateway.opening import open_gateway
from services.gateway.readiness import checks_of
from shared import logs
from shared.config import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

CONNECTIONS_A_THREAD = 25
"""Connections taken for each thread. One has one request at work at most, so this bounds the queue as well."""

FINISHING_SECONDS = 20.0
"""Longest that requests at work are waited for when the server stops."""

_LARGEST_HEADERS = 64 * 1024
_TICK_SECONDS = 0.05
_log = logs.logger(__name__)


class Server:
    """An HTTP server for one application. Making one takes the address; `run` serves until `stop`."""

    def __init__(self, app: "WSGIApplication", host: str, port: int, threads: int) -> None:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._socket = socket.create_server((host, port), family=family)
        self._connections: dict[int, Any] = {}
        self._waitress: Any = create_server(
            app,
            map=self._connections,
            sockets=[self._socket],
            threads=threads,
            connection_limit=threads * CONNECTIONS_A_THREAD,
            max_request_body_size=LARGEST_BODY,
            max_request_header_size=_LARGEST_HEADERS,
            ident=None,
        )
        self._stopping = threading.Event()

    @property
    def port(self) -> int:
        """The port taken."""
        port: int = self._socket.getsockname()[1]
        return port

    def run(self) -> None:
        """Serve until `stop`; then take no more connections, finish the requests at work, and return."""
        while not self._stopping.is_set():
            self._turn(1.0)
        wasyncore.dispatcher.close(self._waitress)
        deadline = time.monotonic() + FINISHING_SECONDS
        while self._at_work() and time.monotonic() < deadline:
            self._turn(_TICK_SECONDS)
        self._waitress.task_dispatcher.shutdown(cancel_pending=True, timeout=1)
        wasyncore.close_all(self._connections)

    def stop(self) -> None:
        """Have `run` return; from any thread, or from a signal handler."""
        self._stopping.set()
        self._waitress.pull_trigger()

    def _turn(self, seconds: float) -> None:
        wasyncore.loop(timeout=seconds, map=self._connections, use_poll=True, count=1)

    def _at_work(self) -> bool:
        channels = list(self._waitress.active_channels.values())
        return any(channel.requests or channel.total_outbufs_len for channel in channels)


def serve(settings: Settings) -> None:
    """Serve the gateway over HTTP until SIGTERM or SIGINT. To be called in the main thread."""
    opened = open_gateway(settings)
    following = threading.Thread(target=opened.visibility.listen, name="visibility")
    try:
        app = application(opened.gateway, checks=checks_of(opened, settings))
        server = Server(app, settings.http_host, settings.http_port, settings.http_threads)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: server.stop())
        following.start()
        _log.info("serving HTTP", host=settings.http_host, port=server.port, threads=settings.http_threads)
        server.run()
    finally:
        opened.visibility.stop()
        if following.ident is not None:
            following.join()
        opened.close()
    _log.info("stopped serving HTTP")

"""Whether a process is alive, whether it can work, and its metrics: on a port of their own, from a thread."""

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from socketserver import ThreadingMixIn
from typing import TYPE_CHECKING, Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import msgspec

from shared import metrics
from shared.config import Settings
from shared.health import Check, report
from shared.log.database import connect

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

Answer = tuple[str, str, bytes]
"""Status line, content type and body."""


def database_check(dsn: str, schema: str) -> Check:
    """That the database behind `dsn` answers."""

    def probe() -> None:
        with connect(dsn, schema=schema, name="milepost-probe") as conn:
            conn.execute("select 1")

    return Check("database", probe)


def broker_check(settings: Settings) -> Check:
    """That the broker lets us in."""

    def probe() -> None:
        from shared.bus.link import Link

        Link(settings.amqp_uri, heartbeats=False).close()

    return Check("broker", probe)


def probing(checks: Sequence[Check]) -> "WSGIApplication":
    """/healthz, /readyz (503 while one of `checks` fails) and /metrics, as a WSGI application."""

    def alive() -> Answer:
        return _json("200 OK", {"alive": True})

    def ready() -> Answer:
        passed, details = report(checks)
        shown = {name: {"ok": detail["ok"], "seconds": detail["seconds"]} for name, detail in details.items()}
        return _json("200 OK" if passed else "503 Service Unavailable", {"ready": passed, "checks": shown})

    def measured() -> Answer:
        text, content_type = metrics.exposition()
        return "200 OK", content_type, text

    routes: Mapping[str, Callable[[], Answer]] = {"/healthz": alive, "/readyz": ready, "/metrics": measured}

    def application(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        answer = routes.get(environ["PATH_INFO"])
        status, content_type, body = answer() if answer else _json("404 Not Found", {"served": list(routes)})
        start_response(status, [("Content-Type", content_type), ("Content-Length", str(len(body)))])
        return [body]

    return application


@contextmanager
def served(host: str, port: int, checks: Sequence[Check]) -> Iterator[int]:
    """Serve them while the context lasts; gives the port, which is a free one where `port` is 0."""
    server = make_server(host, port, probing(checks), server_class=_Server, handler_class=_Handler)
    threading.Thread(target=server.serve_forever, name="probes", daemon=True).start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Handler(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: probes come every few seconds."""


def _json(status: str, value: Any) -> Answer:
    return status, "application/json", msgspec.json.encode(value)

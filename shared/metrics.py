"""Every metric of the suite, in the names under which Prometheus knows them.

Labels are services, read models, names of commands and queries, and outcomes: never an organisation or a person,
of which there may be any number.
"""

from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, Counter, Gauge, Histogram, generate_latest
from prometheus_client import start_http_server as _start

_FAST = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

commands = Counter(
    "milepost_commands",
    "Commands answered. The outcome is `done`, `repeated`, or the code of the error.",
    ["service", "command", "outcome"],
)
command_seconds = Histogram(
    "milepost_command_seconds",
    "From a command's arrival at its service to its answer.",
    ["service", "command"],
    buckets=_FAST,
)
events_appended = Counter("milepost_events_appended", "Events committed to a log.", ["service"])

relay_published = Counter("milepost_relay_published", "Events that the broker has confirmed.", ["service"])
relay_lag_events = Gauge(
    "milepost_relay_lag_events", "Events committed and not yet confirmed by the broker.", ["service"]
)

projection_applied = Counter(
    "milepost_projection_applied", "Events folded into the read models of a log, live or in a rebuild.", ["source"]
)
projection_lag_seconds = Gauge(
    "milepost_projection_lag_seconds",
    "From the recording of the event last applied to its visibility in the read models.",
    ["source"],
)
projection_batch_seconds = Histogram(
    "milepost_projection_batch_seconds", "One batch: fold, write, commit.", ["source"], buckets=_FAST
)
parked_events = Gauge("milepost_parked_events", "Events that wait for somebody, by read model.", ["read_model"])
gaps_filled = Counter(
    "milepost_gaps_filled", "Events fetched from a log because the broker had not brought them.", ["source"]
)

query_seconds = Histogram("milepost_query_seconds", "One query, SQL included.", ["query"], buckets=_FAST)
queries = Counter("milepost_queries", "Queries answered, by outcome.", ["query", "outcome"])

http_requests = Counter("milepost_http_requests", "HTTP requests answered.", ["method", "route", "status"])
http_seconds = Histogram("milepost_http_seconds", "One HTTP request.", ["method", "route"], buckets=_FAST)
rpc_requests = Counter("milepost_rpc_requests", "RPC requests answered.", ["service", "method", "outcome"])


def exposition() -> tuple[bytes, str]:
    """All metrics as Prometheus reads them, and their content type."""
    return generate_latest(REGISTRY), CONTENT_TYPE_LATEST


def serve(port: int, host: str = "127.0.0.1") -> int:
    """Serve the metrics from a thread of their own, for processes without HTTP, and answer the port.

    Port 0 takes a free one.
    """
    server, _thread = _start(port, addr=host)
    return int(server.server_port)

"""Logs: one event a line, with what it belongs to, for people (console) or for programs (JSON).

Log ids, names of commands, counts and times. Never log a payload, an event's fields or a person's name: logs
outlive an erasure.
"""

import logging
import logging.config
import sys
from typing import Any

import structlog
from structlog.contextvars import bound_contextvars
from structlog.tracebacks import ExceptionDictTransformer
from structlog.typing import Processor

NOISY = {
    "amqp": "WARNING",
    "kombu": "WARNING",
    "yoyo": "WARNING",
    "waitress.queue": "ERROR",
    "nameko": "WARNING",
}
"""Libraries that say at each step what we say once, and the level from which we listen to them."""

_SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.PositionalArgumentsFormatter(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
]


def configure(service: str, level: str = "info", format: str = "console") -> None:
    """Send structlog and the standard library's logging to standard error, as lines of `service`.

    `level` is debug, info, warning or error, `format` is console or json. Call it once, as a process starts.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=_SHARED,
            processors=[
                _of_service(service),
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *_renderers(format),
            ],
        )
    )
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    logging.captureWarnings(True)
    for name, quietest in NOISY.items():
        logging.getLogger(name).setLevel("DEBUG" if level == "debug" else quietest)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )


def logger(name: str) -> structlog.stdlib.BoundLogger:
    """The logger of a module: `logger(__name__).info("relayed", events=12)`."""
    return structlog.stdlib.get_logger(name)


def about(*, organisation: str | None = None, command_id: str | None = None, correlation_id: str | None = None) -> Any:
    """A context whose log lines all say what they belong to: `with about(organisation="acme"): ...`."""
    given = {"organisation": organisation, "command_id": command_id, "correlation_id": correlation_id}
    return bound_contextvars(**{name: value for name, value in given.items() if value is not None})


def _of_service(service: str) -> Processor:
    def add(_logger: Any, _method: str, event: Any) -> Any:
        event["service"] = service
        return event

    return add


def _renderers(format: str) -> list[Processor]:
    # Tracebacks come without the values of local variables, which the libraries would show: they may be personal.
    if format == "json":
        return [
            structlog.processors.ExceptionRenderer(ExceptionDictTransformer(show_locals=False)),
            structlog.processors.EventRenamer("message"),
            structlog.processors.JSONRenderer(),
        ]
    return [
        structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback)
    ]

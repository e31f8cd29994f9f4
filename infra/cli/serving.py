"""`milepost serve`."""

from typing import TYPE_CHECKING

import click

from infra.services import SERVICES

if TYPE_CHECKING:
    from shared.config import Settings


@click.command()
@click.argument("name", type=click.Choice([*SERVICES, "http"]))
def serve(name: str) -> None:
    """Run one service in this process, on a broker and a database that run elsewhere.

    \b
    Its metrics, /healthz and /readyz are at MILEPOST_METRICS_PORT; those of http are at its own port.
    """
    if name == "http":
        from services.gateway import wsgi_server

        wsgi_server.serve(_configured(name))
        return
    import infra.green  # noqa: F401 - makes the standard library green before anything is imported that waits
    from infra.serve import serve as serve_service

    serve_service(name, _configured(name))


def _configured(name: str) -> "Settings":
    from shared import logs
    from shared.config import Settings

    settings = Settings.from_environment()
    if settings.embedded_broker:
        raise click.UsageError(
            "MILEPOST_AMQP_URI is not set: a service in a process of its own needs a broker that others reach. "
            "`milepost run` runs all of them in one process."
        )
    logs.configure(name, settings.log_level, settings.log_format)
    return settings

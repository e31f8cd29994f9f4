"""Reaching the suite: as a client, by its front door, or as its operator, by its database."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import click

from shared.errors import MilepostError

if TYPE_CHECKING:
    from services.projection.projection import Projection
    from shared.client import Milepost
    from shared.config import Settings

F = TypeVar("F", bound=Callable[..., Any])

CLIENT_OPTIONS = (
    click.option(
        "--at", metavar="ADDRESS", help="http://, https:// or amqp:// address; the suite run here if left out."
    ),
    click.option("--token", metavar="TOKEN", help="Whose token to send; that of the suite run here if left out."),
    click.option("--as", "person", metavar="PERSON", help="Ask as this person, by a token of the local key."),
)


class NothingToReach(MilepostError):
    """There is no database that an operator's command could work on."""

    status = 503


def client_options(function: F) -> F:
    """The options that say where the gateway is, and who asks."""
    for option in reversed(CLIENT_OPTIONS):
        function = option(function)
    return function


@contextmanager
def client(at: str | None, token: str | None, person: str | None) -> Iterator["Milepost"]:
    """A client of the gateway: at an address, else over AMQP where that is set, else of the suite run here."""
    from infra.home import Home
    from shared.client import NotRunning, connect
    from shared.config import Settings

    settings = Settings.from_environment()
    address = at or (None if settings.embedded_broker else settings.amqp_uri)
    if person is not None:
        token = _token_of(settings, person)
    if address is None and Home(settings.home).running() is None:
        raise NotRunning(_not_running(settings))
    kept = settings.home / "token"
    if address == settings.amqp_uri and token is None and kept.exists():
        token = kept.read_text().strip()
    with connect(address, token=token, settings=settings) as milepost:
        yield milepost


@contextmanager
def operators_settings() -> Iterator["Settings"]:
    """Settings with the database of the suite: as configured, that of the suite run here, or started for this."""
    from infra.home import Home
    from shared.config import Settings

    settings = Settings.from_environment()
    home = Home(settings.home)
    if settings.postgres_dsn or settings.service_dsns:
        yield settings
    elif running := home.running():
        yield settings.with_postgres(running.postgres)
    elif (pid := home.claimed_by()) is not None:
        raise NothingToReach(f"Milepost is just starting or stopping, as process {pid}. Try again in a moment.")
    elif not (settings.home / "postgres" / "data").exists():
        raise NothingToReach(
            f"There is no Milepost in {settings.home.absolute()}. Start one with `milepost run`, "
            "or set MILEPOST_HOME or MILEPOST_POSTGRES_DSN to where it is."
        )
    else:
        from infra.embedded_postgres import EmbeddedPostgres

        with home.claim(), EmbeddedPostgres(settings.home / "postgres") as postgres:
            yield settings.with_postgres(postgres.dsn)


@contextmanager
def projection(settings: "Settings") -> Iterator["Projection"]:
    """The read models, the logs and the keys, as the projection sees them."""
    from services.projection.projection import Projection
    from shared.log.database import connect

    # A pool would go on trying for a while, and say so again and again.
    connect(settings.dsn("projection"), schema="projection", name="milepost-operator").close()
    opened = Projection(settings)
    try:
        yield opened
    finally:
        opened.close()


def suite_is_running(settings: "Settings") -> bool:
    """Whether somebody keeps the read models up to date, as far as can be told."""
    from infra.home import Home

    return bool(settings.service_dsns) or Home(settings.home).claimed_by() is not None


def _token_of(settings: "Settings", person: str) -> str:
    from services.gateway.tokens import issue

    return issue(settings, settings.organisation, person, seconds=3600)


def _not_running(settings: "Settings") -> str:
    return (
        f"Milepost is not running in {settings.home.absolute()}. Start it with `milepost run`, "
        "set MILEPOST_AMQP_URI to its broker, or say where it is with --at."
    )

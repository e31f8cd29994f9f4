"""The whole suite in one process: every service, the broker, the database and HTTP. It is what `make run` runs.

To be called in a process that `infra.green` has been imported in first.
"""

import logging
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import eventlet
import eventlet.wsgi
from nameko.runners import ServiceRunner

from infra.demo.seeding import ORGANISATION
from infra.embedded_postgres import EmbeddedPostgres
from infra.home import Home, Running
from infra.listening import listen, url_of
from infra.seeding import seed_once
from infra.serve import configuration, service_class, stop, until_stopped
from infra.services import SERVICES
from infra.stopping import interrupt_on_sigterm
from services.gateway.http import application
from services.gateway.opening import open_gateway
from services.gateway.readiness import checks_of
from services.gateway.tokens import ROLES, issue
from shared.config import Settings
from shared.migrations import prepare

TOKEN_SECONDS = 365 * 24 * 3600.0
"""How long the token that a start leaves in the home folder lasts. Each start makes a new one."""

PERSON = "margaret"
"""As whom the demo is looked at: somebody with goals of her own, and a manager."""

FINISHING_SECONDS = 5.0
"""How long requests that are being answered may take, once the process is told to stop."""


@dataclass(frozen=True)
class Started:
    """A suite that takes requests at `http`, and from whoever may read the home folder as `person`."""

    http: str
    organisation: str
    person: str | None


def run(settings: Settings, announce: Callable[[Started], None], progress: Callable[[str], None]) -> None:
    """Run the suite until SIGTERM or Ctrl-C. `announce` is called once it takes requests, `progress` before that.

    Raises `AlreadyRunning` where another process has the home folder, `CannotListen` where the port is taken,
    and what a service dies of.
    """
    interrupt_on_sigterm()
    home = Home(settings.home)
    with ExitStack() as stack:
        stack.enter_context(home.claim())
        listener = stack.enter_context(listen(settings))
        if settings.postgres_dsn is None:
            progress("Starting PostgreSQL")
            postgres = stack.enter_context(EmbeddedPostgres(settings.home / "postgres"))
            settings = settings.with_postgres(postgres.dsn)
        prepare(settings.admin_dsn, settings.passwords())
        # Before the services: they react at once, and what they record then is as of now, after which nothing is past.
        person = _tell_story(settings, progress)
        progress("Starting the services")
        runner = stack.enter_context(_services(settings))
        stack.enter_context(_http(listener, settings))
        started = Started(url_of(listener), settings.organisation, person)
        running = Running(started.http, os.getpid(), settings.admin_dsn)
        stack.enter_context(home.announce(running, _token(settings, started)))
        announce(started)
        until_stopped(runner.wait)
        progress("Stopping")


def _tell_story(settings: Settings, progress: Callable[[str], None]) -> str | None:
    """Have the demo organisation lived through its year; answers the person to look at it as."""
    if settings.organisation != ORGANISATION:
        return None
    seed_once(settings, datetime.now(UTC).date(), progress)
    return PERSON


@contextmanager
def _services(settings: Settings) -> Iterator[ServiceRunner]:
    runner = ServiceRunner(configuration(settings))
    for name in SERVICES:
        runner.add_service(service_class(name))
    try:
        runner.start()
        yield runner
    finally:
        stop(runner)


@contextmanager
def _http(listener: socket.socket, settings: Settings) -> Iterator[None]:
    """Answer HTTP requests on `listener`; in the end those that are at work are finished."""
    opened = open_gateway(settings)
    following = eventlet.spawn(opened.visibility.listen)
    app = application(opened.gateway, checks=checks_of(opened, settings))
    silent = logging.getLogger("eventlet.wsgi")
    silent.setLevel(logging.WARNING)
    serving = eventlet.spawn(eventlet.wsgi.server, listener, app, log=silent, log_output=False, debug=False)
    try:
        yield
    finally:
        with eventlet.Timeout(FINISHING_SECONDS, False):
            serving.kill()
        opened.visibility.stop()
        following.wait()
        opened.close()


def _token(settings: Settings, started: Started) -> str | None:
    """A token for whoever may read the home folder; None where only tokens of the organisation's issuer count."""
    if settings.issuer is not None:
        return None
    return issue(settings, started.organisation, started.person, ROLES, seconds=TOKEN_SECONDS)

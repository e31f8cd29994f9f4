"""One service in this process, as containers run it: on a broker and a database that run elsewhere."""

from collections.abc import Callable
from contextlib import ExitStack
from importlib import import_module

import eventlet
from eventlet.event import Event
from nameko.containers import ServiceContainer
from nameko.runners import ServiceRunner

from infra.probes import broker_check, database_check, served
from infra.services import SERVICES
from infra.stopping import until_told_to_stop
from shared import logs
from shared.bus.batches import PARTITIONS
from shared.bus.dependencies import SETTINGS
from shared.config import Settings

STOP_SECONDS = 20.0
"""How long what runs may take to finish, once the process is told to stop."""

_log = logs.logger(__name__)


def service_class(name: str) -> type:
    """The class of a nameko service."""
    module, _, attribute = SERVICES[name].partition(":")
    service: type = getattr(import_module(module), attribute)
    return service


def configuration(settings: Settings) -> dict[str, object]:
    """What nameko's containers are configured with."""
    return {"AMQP_URI": settings.amqp_uri, SETTINGS: settings, PARTITIONS: settings.partitions}


def serve(name: str, settings: Settings) -> None:
    """Run the service `name` until SIGTERM or Ctrl-C. Raises what it dies of.

    To be called in a process that `infra.green` has been imported in first.
    """
    container = ServiceContainer(service_class(name), configuration(settings))
    schema = "projection" if name == "gateway" else name
    checks = [database_check(settings.dsn(name), schema), broker_check(settings)]
    with ExitStack() as stack:
        if settings.metrics_port is not None:
            stack.enter_context(served(settings.http_host, settings.metrics_port, checks))
        stack.callback(stop, container)
        container.start()
        _log.info("serving", name=name)
        until_stopped(container.wait)


def until_stopped(wait: Callable[[], object]) -> None:
    """Return when somebody ends the process; raise what `wait` raises where that comes first."""
    ended = Event()

    def note(thread: eventlet.greenthread.GreenThread) -> None:
        if not ended.ready():
            try:
                ended.send(thread.wait())
            except Exception as error:
                ended.send_exception(error)

    for each in (until_told_to_stop, wait):
        eventlet.spawn(each).link(note)
    ended.wait()


def stop(stoppable: ServiceContainer | ServiceRunner) -> None:
    """Stop services, waiting for what they have begun; what takes longer than `STOP_SECONDS` is cut short."""
    try:
        with eventlet.Timeout(STOP_SECONDS):
            stoppable.stop()
    except eventlet.Timeout:
        _log.warning("what runs did not finish in time and is ended", seconds=STOP_SECONDS)
        stoppable.kill()

"""`milepost watch`."""

import selectors
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from infra.cli import output
from infra.cli.reach import operators_settings, projection
from infra.cli.reporting import relay_lag

if TYPE_CHECKING:
    from services.projection.projection import Projection
    from shared.config import Settings
    from shared.log.database import TenantConnection
    from shared.log.stored import StoredEvent

LOOK_SECONDS = 1.0
"""How often the lag is looked at while nothing happens."""

_EVENTS_A_STEP = 1_000


@click.command()
@click.option("--organisation", metavar="ORGANISATION", help="MILEPOST_ORGANISATION if left out.")
@click.option(
    "--last", default=10, show_default=True, type=click.IntRange(0), help="Past events of each log to begin with."
)
@click.option("--json", "json_", is_flag=True, help="One JSON object an event.")
def watch(organisation: str | None, last: int, json_: bool) -> None:
    """Show events as they happen, without anything personal, and how far the read models are. Ctrl-C ends it."""
    with operators_settings() as settings, projection(settings) as opened:
        watched = _Watched(settings, opened, organisation or settings.organisation)
        try:
            if json_:
                _watch_for_programs(watched, last)
            else:
                _watch_for_people(watched, last)
        except KeyboardInterrupt:
            return


class _Watched:
    """The logs of one organisation, followed by their notifications."""

    def __init__(self, settings: "Settings", opened: "Projection", organisation: str) -> None:
        self.organisation = organisation
        self._settings = settings
        self._opened = opened

    def events(self, last: int) -> Iterator["StoredEvent | None"]:
        """The `last` events of each log and all that follow; None whenever nothing has come for a while."""
        with ExitStack() as stack, selectors.DefaultSelector() as selector:
            for source in self._opened.feeds:
                conn = stack.enter_context(self._listening(source))
                selector.register(conn.fileno(), selectors.EVENT_READ, conn)
            positions = {source: max(0, head - last) for source, head in self._heads().items()}
            while True:
                news = sorted(self._news(positions), key=lambda event: event.recorded)
                for event in news:
                    positions[event.source] = event.position
                    yield event
                if not news:
                    yield None
                for key, _ in selector.select(LOOK_SECONDS):
                    _consume(key.data)

    def lag(self) -> str:
        """How far the slowest read model of each log is behind, and the relay."""
        from shared.projecting.checkpoints import reached_by_all
        from shared.read_models import ALL

        heads, behind = self._heads(), []
        relays = relay_lag(self._settings, heads)
        with self._opened.pool.connection() as conn:
            for source, head in heads.items():
                models = [model for model in ALL.values() if model.source == source]
                reached = reached_by_all(conn, source, models).get(self.organisation, 0)
                behind.append(f"{source} {head}, read models {max(0, head - reached)} behind{_relay(relays[source])}")
        return " · ".join(behind)

    def _news(self, positions: dict[str, int]) -> Iterator["StoredEvent"]:
        for source, position in positions.items():
            yield from self._opened.feeds[source].after(self.organisation, position, _EVENTS_A_STEP)

    def _heads(self) -> dict[str, int]:
        return {source: feed.head(self.organisation) for source, feed in self._opened.feeds.items()}

    @contextmanager
    def _listening(self, source: str) -> Iterator["TenantConnection"]:
        from shared.log.database import connect

        with connect(self._settings.feed_dsn(source, "projection"), schema=source, name="milepost-watch") as conn:
            conn.execute(f"listen milepost_{source}")
            yield conn


def _watch_for_programs(watched: _Watched, last: int) -> None:
    for event in watched.events(last):
        if event is not None:
            output.as_json(_clear(event))


def _watch_for_people(watched: _Watched, last: int) -> None:
    from rich.live import Live
    from rich.text import Text

    console = output.console()
    with Live(console=console, auto_refresh=False, transient=True) as live:
        for event in watched.events(last):
            if event is not None:
                console.print(Text(_line(event)), soft_wrap=True)
            elif console.is_terminal:
                live.update(Text(watched.lag(), style="dim"), refresh=True)


def _consume(conn: "TenantConnection") -> None:
    """Take the notifications that have come; what they say is found in the log."""
    for _ in conn.notifies(timeout=0):
        pass


def _line(event: "StoredEvent") -> str:
    seconds = max(0.0, (datetime.now(UTC) - event.recorded).total_seconds())
    place = f"{event.source}:{event.position}"
    return f"{_age(seconds):>6}  {place:<18} {event.type:<24} {event.stream}  by {event.actor}"


def _clear(event: "StoredEvent") -> dict[str, Any]:
    return {
        "organisation": event.organisation,
        "source": event.source,
        "position": event.position,
        "type": event.type,
        "stream": event.stream,
        "version": event.stream_version,
        "actor": event.actor,
        "recorded": event.recorded,
        "effective": event.effective,
        "command_id": event.command_id,
    }


def _age(seconds: float) -> str:
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.1f} s"


def _relay(lag: int | None) -> str:
    return f", relay {lag}" if lag else ""

"""`milepost parked`: what the folds could not take, and messages that were no events."""

from typing import Any

import click

from infra.cli import exit_codes, output
from infra.cli.reach import operators_settings, projection
from shared.errors import NotFound

_LONGEST_ERROR = 80


@click.group()
def parked() -> None:
    """See and retry events that wait because a fold could not take them, and drop messages that were no events."""


@parked.command("list")
@click.option("--read-model", "names", multiple=True, help="Only this one; several if repeated.")
@click.option("--json", "json_", is_flag=True, help="Answer in JSON.")
def list_(names: tuple[str, ...], json_: bool) -> None:
    """List what waits, and how many messages were no events."""
    from shared.projecting import undeliverable
    from shared.projecting.parking import listed

    with operators_settings() as settings, projection(settings) as opened, opened.pool.connection() as conn:
        waiting = listed(conn, list(names) or None)
        strange = len(undeliverable.listed(conn))
    if json_:
        output.as_json({"parked": waiting, "undeliverable": strange})
        return
    if waiting:
        output.table(
            ["read model", "organisation", "event", "type", "key", ">attempts", "error"],
            [
                (p.read_model, p.organisation, f"{p.source}:{p.position}", p.type, p.key, p.attempts, _short(p.error))
                for p in waiting
            ],
        )
    click.echo(f"{len(waiting)} events wait, and {strange} messages were no events.")


@parked.command()
@click.option("--read-model", "names", multiple=True, help="Only this one; several if repeated.")
@click.option("--json", "json_", is_flag=True, help="Answer in JSON.")
def retry(names: tuple[str, ...], json_: bool) -> int:
    """Fold what waits, in its order, where the fold takes it now. Exits with 1 where something waits still."""
    from shared.projecting.parking import listed
    from shared.projecting.retrying import Retry
    from shared.read_models import ALL

    with operators_settings() as settings, projection(settings) as opened:
        with opened.pool.connection() as conn:
            waiting = listed(conn, list(names) or None)
        outcome = Retry(opened.pool, opened.feeds, opened.reader, ALL).run(waiting)
    if json_:
        output.as_json(outcome)
    else:
        click.echo(f"{outcome.folded} events were folded, {outcome.waiting} wait still.")
    return exit_codes.REFUSED if outcome.waiting else exit_codes.DONE


@parked.command()
@click.argument("event", metavar="LOG:POSITION", required=False)
@click.option("--organisation", metavar="ORGANISATION", help="MILEPOST_ORGANISATION if left out.")
@click.option("--json", "json_", is_flag=True, help="Answer in JSON.")
def show(event: str | None, organisation: str | None, json_: bool) -> None:
    """Show why an event waits (goals:42); without one, the messages that were no events.

    Personal fields of an event stay encrypted.
    """
    from shared.projecting import undeliverable
    from shared.projecting.parking import listed

    with operators_settings() as settings, projection(settings) as opened:
        with opened.pool.connection() as conn:
            waiting = listed(conn)
            strange = undeliverable.listed(conn)
        if event is None:
            found: Any = [
                {"id": m.id, "queue": m.queue, "received": m.received, "error": m.error, "bytes": len(m.body)}
                for m in strange
            ]
        else:
            found = _event(opened, organisation or settings.organisation, event, waiting)
    if json_:
        output.as_json(found)
    elif event is None:
        output.table(["id", "queue", "received", "error", ">bytes"], [list(each.values()) for each in found])
    else:
        for name, value in found.items():
            click.echo(f"{name:<12} {output.plain(value)}")


@parked.command("discard-undeliverable")
@click.argument("ids", nargs=-1, type=int, required=True)
def discard_undeliverable(ids: tuple[int, ...]) -> None:
    """Forget messages that were no events, by the ids that `milepost parked show` lists."""
    from shared.projecting import undeliverable

    with operators_settings() as settings, projection(settings) as opened, opened.pool.connection() as conn:
        count = undeliverable.discard(conn, ids)
    if not count:
        raise NotFound("There are no such messages. `milepost parked show` lists those there are.")
    click.echo(f"{count} messages are forgotten.")


def _event(opened: Any, organisation: str, event: str, waiting: Any) -> dict[str, Any]:
    source, _, number = event.partition(":")
    if source not in opened.feeds or not number.isdigit():
        raise click.UsageError(f"{event!r} names no event. It is named by its log and position: goals:42.")
    reasons = {
        each.read_model: each.error
        for each in waiting
        if (each.organisation, each.source, each.position) == (organisation, source, int(number))
    }
    if not reasons:
        raise NotFound(f"The event {event} of {organisation} does not wait. `milepost parked list` lists what does.")
    (stored,) = opened.feeds[source].after(organisation, int(number) - 1, 1)
    return {
        "type": f"{stored.type} v{stored.schema_version}",
        "stream": f"{stored.stream} {stored.stream_version}",
        "recorded": stored.recorded,
        "actor": stored.actor,
        "command": stored.command_id,
        "clear fields": stored.data.decode(errors="replace"),
        **reasons,
    }


def _short(error: str) -> str:
    return error if len(error) <= _LONGEST_ERROR else f"{error[:_LONGEST_ERROR]}…"

"""`milepost status`."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from infra.cli import output
from infra.cli.reach import operators_settings, projection

if TYPE_CHECKING:
    from services.projection.projection import Projection
    from shared.config import Settings
    from shared.projecting.status import Status


@click.command()
@click.option("--organisation", metavar="ORGANISATION", help="Only this one.")
@click.option("--json", "json_", is_flag=True, help="Answer in JSON.")
def status(organisation: str | None, json_: bool) -> None:
    """Say how far every read model and the relays have come, and what waits for somebody."""
    with operators_settings() as settings, projection(settings) as opened:
        found = status_of(settings, opened, organisation)
    if json_:
        output.as_json({**_fields(found), "lag_events": found.lag_events, "parked": found.parked})
    else:
        _show(found)


def status_of(settings: "Settings", opened: "Projection", organisation: str | None = None) -> "Status":
    """The status of the suite whose projection is `opened`."""
    import msgspec

    from shared.projecting.status import status as found_by
    from shared.read_models import ALL

    found = found_by(
        opened.pool, opened.feeds, list(ALL.values()), relay_lag(settings, opened.feeds), now=datetime.now(UTC)
    )
    if organisation is None:
        return found
    only = [each for each in found.standings if each.organisation == organisation]
    return msgspec.structs.replace(found, standings=only)


def relay_lag(settings: "Settings", sources: Mapping[str, object]) -> Mapping[str, int | None]:
    """What the relay of each service has yet to publish; None where we may not look into that service's log."""
    from shared.errors import MilepostError
    from shared.log.database import DatabaseError, connect
    from shared.projecting.status import unrelayed

    lags: dict[str, int | None] = {}
    for source in sources:
        try:
            with connect(settings.dsn(source), schema=source, name="milepost-status") as conn:
                lags[source] = unrelayed(conn)
        except (MilepostError, DatabaseError):
            lags[source] = None
    return lags


def _fields(found: "Status") -> Mapping[str, object]:
    import msgspec

    return msgspec.structs.asdict(found)


def _show(found: "Status") -> None:
    built = {each.read_model: each for each in found.versions}
    rows = []
    for each in found.standings:
        version = built[each.read_model]
        shown = f"{version.built}" if version.built == version.declared else f"{version.built} of {version.declared}"
        where = (each.read_model, each.organisation, each.source, shown)
        rows.append((*where, each.position, each.head, each.lag_events, each.lag_seconds, each.parked))
    columns = ["read model", "organisation", "log", ">version", ">position", ">head", ">lag", ">seconds", ">parked"]
    output.table(columns, rows)
    for source, events in found.events.items():
        lag = found.relay_lag[source]
        relay = "the relay's lag is not ours to see" if lag is None else f"{lag} of them not yet with the broker"
        click.echo(f"{source}: {events} events, {relay}")
    if found.undeliverable:
        click.echo(f"{found.undeliverable} messages were no events: milepost parked show")

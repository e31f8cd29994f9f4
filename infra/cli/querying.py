"""`milepost query`."""

from typing import Any

import click

from infra.cli import output
from infra.cli.arguments import pairs, positions
from infra.cli.reach import client, client_options


@click.command()
@click.argument("name")
@click.argument("params", nargs=-1)
@click.option("--as-of", metavar="DAY", help="What was true and known then: 2026-03-01, or a time.")
@click.option("--effective", metavar="DAY", help="What was true then, as far as is known now.")
@click.option("--recorded", metavar="DAY", help="What was known then.")
@click.option("--after", metavar="POSITION", help="Wait for the read models to reach it: goals:42.")
@click.option("--json", "json_", is_flag=True, help="Answer in JSON.")
@client_options
def query(
    name: str,
    params: tuple[str, ...],
    as_of: str | None,
    effective: str | None,
    recorded: str | None,
    after: str | None,
    json_: bool,
    at: str | None,
    token: str | None,
    person: str | None,
) -> None:
    """Ask a query: a name and its parameters as key=value.

    \b
      milepost query dashboard
      milepost query goals person=ada --as-of 2026-03-01
    """
    from infra.cli.showing import show
    from shared.client.answer import plain

    moment = _moment(as_of, effective, recorded)
    with client(at, token, person) as milepost:
        answer: Any = plain(milepost.ask(name, pairs(params), after=positions(after), as_of=moment))
    if json_:
        output.as_json(answer)
    else:
        show(answer)


def _moment(as_of: str | None, effective: str | None, recorded: str | None) -> Any:
    clocks = {name: day for name, day in (("effective", effective), ("recorded", recorded)) if day is not None}
    if as_of is not None and clocks:
        raise click.UsageError("--as-of sets both clocks: give it, or --effective and --recorded.")
    return as_of or clocks or None

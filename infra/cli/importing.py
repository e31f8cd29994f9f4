"""`milepost import`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from infra.cli import output
from infra.cli.importing_skills import skills
from infra.cli.reach import client, client_options

COUNTS = ("joined", "left", "moved", "changed", "rejoined", "units", "left_before", "rejected", "events")
_REJECTIONS_SHOWN = 50


@click.group("import")
def import_() -> None:
    """Bring in what other systems know."""


import_.add_command(skills)


@import_.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--mapping", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="What the columns are.")
@click.option("--feed", default="hr", show_default=True, help="Which feed it is; each has its own people.")
@click.option("--delta", is_flag=True, help="Only what changed is listed; who is missing has not left.")
@click.option("--as-of", metavar="DAY", help="The day that the file describes; today if left out.")
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@click.option("--force", is_flag=True, help="Go on where more people would leave than usual.")
@click.option("--id", "command_id", metavar="ID", help="An id that makes it safe to import the same again.")
@click.option("--json", "json_", is_flag=True, help="Answer in JSON.")
@client_options
def people(
    file: Path,
    mapping: Path | None,
    feed: str,
    delta: bool,
    as_of: str | None,
    dry_run: bool,
    force: bool,
    command_id: str | None,
    json_: bool,
    at: str | None,
    token: str | None,
    person: str | None,
) -> None:
    """Import people from an HR system's export: CSV, TSV, also compressed with gzip.

    The columns are recognised by their names; a mapping file (TOML or JSON) says what cannot be guessed. What is
    wrong costs its row: the rest goes in, and the report names both.
    """
    from services.integrations.feed.columns import read_mapping_file
    from services.integrations.feed.reading import open_feed
    from shared.client.answer import plain

    opened = open_feed(file, read_mapping_file(mapping) if mapping else None)
    payload: dict[str, Any] = {
        "feed": feed,
        "mode": "delta" if delta else "full",
        "rows": list(opened.rows()),
        "dry_run": dry_run,
        "force": force,
    }
    if as_of:
        payload["as_of"] = as_of
    with client(at, token, person) as milepost:
        answer = plain(milepost.execute("integrations.import_people", payload, command_id=command_id))
    report = {**answer, "ignored_columns": list(opened.ignored_columns)}
    if json_:
        output.as_json(report)
    else:
        _show(report, len(payload["rows"]), dry_run)


def _show(report: Mapping[str, Any], rows: int, dry_run: bool) -> None:
    if report.get("differences"):
        for sentence in report["differences"]:
            click.echo(sentence)
        click.echo()
    counted = ", ".join(f"{report[name]} {name.replace('_', ' ')}" for name in COUNTS if report.get(name))
    verdict = "would change" if dry_run else "changed"
    click.echo(f"{rows} rows {verdict}: {counted or 'nothing'}.")
    if report["ignored_columns"]:
        click.echo(f"Columns left unread: {', '.join(report['ignored_columns'])}.")
    rejections = report.get("rejections", [])
    if rejections:
        output.table(
            [">line", "external id", "field", "why it was rejected"],
            [(r["line"], r["external_id"], r["field"], r["reason"]) for r in rejections[:_REJECTIONS_SHOWN]],
        )
    if len(rejections) > _REJECTIONS_SHOWN:
        click.echo(f"... and {len(rejections) - _REJECTIONS_SHOWN} more; --json lists them all.")

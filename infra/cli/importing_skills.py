"""`milepost import skills`."""

import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from infra.cli import output
from infra.cli.reach import client, client_options

if TYPE_CHECKING:
    from rich.progress import TaskID

    from services.skills.framework.parts import Import
    from shared.client import Milepost

COUNTS = ("skills", "relations", "roles", "retired", "rejected", "events")
_REJECTIONS_SHOWN = 50


@click.command()
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--framework", metavar="NAME", help="What to call the framework; its own name if left out.")
@click.option("--release", metavar="RELEASE", help="Which release it is, where its files do not say.")
@click.option("--delta", is_flag=True, help="Only what changed is listed; what is missing is not gone.")
@click.option("--force", is_flag=True, help="Go on where more would be retired than usual.")
@click.option("--grace-until", metavar="DAY", help="Until then nobody is less ready for a role that is revised.")
@click.option("--id", "import_id", metavar="ID", help="An id that makes it safe to import the same again.")
@click.option("--json", "json_", is_flag=True, help="Answer in JSON.")
@client_options
def skills(
    path: Path,
    framework: str | None,
    release: str | None,
    delta: bool,
    force: bool,
    grace_until: str | None,
    import_id: str | None,
    json_: bool,
    at: str | None,
    token: str | None,
    person: str | None,
) -> None:
    """Import a framework of skills and roles from a file or a folder, also compressed with gzip.

    The format is recognised: Milepost's own CSV, 1EdTech CASE 1.1 JSON, ESCO's CSV, O*NET's text. Only what differs
    from the catalogue is recorded. What is wrong costs its row: the rest goes in, and the report names both.
    """
    from services.skills.framework.parts import Import
    from services.skills.framework.recognising import left_unread, read_framework

    options: dict[str, Any] = {"force": force}
    if grace_until:
        options["grace_until"] = grace_until
    found = read_framework(path, framework)
    importing = Import(found, delta=delta, release=release, options=options)
    with client(at, token, person) as milepost:
        _send(milepost, importing, import_id or str(uuid.uuid4()))
    report = {**importing.report(), "ignored_files": left_unread(path, found)}
    if json_:
        output.as_json(report)
    else:
        _show(report)


def _send(milepost: "Milepost", importing: "Import", import_id: str) -> None:
    """Send one part after the other, each under an id of its own, and say how far it has come."""
    from shared.client.answer import plain
    from shared.contracts.skills.commands.frameworks import IMPORT_FRAMEWORK

    with output.bars("{task.description}", "{task.completed} rows") as bars:
        tasks: dict[str, TaskID] = {}
        for number, part in enumerate(importing.parts(), start=1):
            if part.what not in tasks:
                tasks[part.what] = bars.add_task(part.what, total=None)
            importing.answered(
                plain(milepost.execute(IMPORT_FRAMEWORK, part.payload, command_id=f"{import_id}-{number}"))
            )
            bars.advance(tasks[part.what], part.rows)


def _show(report: Mapping[str, Any]) -> None:
    listed, release = report["listed"], f" {report['release']}" if report["release"] else ""
    click.echo(
        f"{report['format']}: {report['framework']}{release} lists {listed['skills']} skills "
        f"and {listed['roles']} roles."
    )
    counted = ", ".join(f"{report[name]} {name}" for name in COUNTS if report[name])
    click.echo(f"Changed: {counted or 'nothing'}.")
    if report["left_out"]:
        click.echo(f"{report['left_out']} rows are left out, as the framework itself says.")
    if report["ignored_files"]:
        click.echo(f"Files left unread: {', '.join(report['ignored_files'])}.")
    rejections = report["rejections"]
    if rejections:
        output.table(
            ["file", ">line", "id", "field", "why it was rejected"],
            [(r["file"], r["line"], r["id"], r["field"], r["reason"]) for r in rejections[:_REJECTIONS_SHOWN]],
        )
    if len(rejections) > _REJECTIONS_SHOWN:
        click.echo(f"... and {len(rejections) - _REJECTIONS_SHOWN} more; --json lists them all.")

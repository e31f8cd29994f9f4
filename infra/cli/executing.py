"""`milepost execute`."""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from infra.cli import exit_codes, output
from infra.cli.arguments import pairs
from infra.cli.reach import client, client_options

if TYPE_CHECKING:
    from shared.client import Milepost

COMMANDS_A_TRIP = 500


@click.command()
@click.argument("name")
@click.argument("fields", nargs=-1)
@click.option("--id", "command_id", metavar="ID", help="An id that makes it safe to give the same command again.")
@click.option("--version", "version", type=int, metavar="N", help="Refuse where the stream has another version.")
@click.option("--json", "json_", is_flag=True, help="Answer in JSON.")
@client_options
def execute(
    name: str,
    fields: tuple[str, ...],
    command_id: str | None,
    version: int | None,
    json_: bool,
    at: str | None,
    token: str | None,
    person: str | None,
) -> int:
    """Give a command: a name and its fields, as key=value or one JSON object.

    \b
      milepost execute goals.set_goal title="Write SQL without help" kind=skill due=2027-06-30
      milepost execute - < commands.jsonl

    With - it reads one command a line, {"command", "payload", "command_id"}, and answers one outcome a line.
    """
    with client(at, token, person) as milepost:
        if name == "-":
            return _execute_lines(milepost, sys.stdin)
        answer = milepost.execute(name, pairs(fields), command_id=command_id, expected_version=version)
        _show(answer, json_)
    return exit_codes.DONE


def _show(answer: Mapping[str, Any], json_: bool) -> None:
    from shared.client.answer import plain

    if json_:
        output.as_json(plain(answer))
        return
    position = ", ".join(f"{source}:{at}" for source, at in answer.get("position", {}).items())
    if "stream" in answer:
        click.echo(f"{answer['stream']} is at version {answer['version']} ({position})")
    else:
        click.echo(f"Done ({position})")


def _execute_lines(milepost: "Milepost", lines: Iterable[str]) -> int:
    """Give the commands of JSON lines; answers 1 where any was refused."""
    from rich.progress import MofNCompleteColumn, TextColumn, TimeElapsedColumn

    from shared.client import Refusal
    from shared.client.answer import plain
    from shared.errors import to_wire

    refused = 0
    columns = (TextColumn("{task.description}"), MofNCompleteColumn(), TimeElapsedColumn())
    with output.bars(*columns) as progress:
        task = progress.add_task("commands", total=None)
        for some in _trips(lines):
            for outcome in milepost.execute_many(some):
                if isinstance(outcome, Refusal):
                    refused += 1
                    output.as_json({"error": to_wire(outcome)})
                else:
                    output.as_json({"answer": plain(outcome)})
            progress.advance(task, len(some))
    if refused:
        output.say(f"{refused} commands were refused; the lines with an error say why.")
    return exit_codes.REFUSED if refused else exit_codes.DONE


def _trips(lines: Iterable[str]) -> Iterator[Sequence[Mapping[str, Any]]]:
    some: list[Mapping[str, Any]] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            command = json.loads(line)
        except ValueError as error:
            raise click.UsageError(f"Line {number} is no JSON: {error}.") from None
        if not isinstance(command, dict):
            raise click.UsageError(f'Line {number} is no command: {{"command": ..., "payload": ...}}.')
        some.append(command)
        if len(some) == COMMANDS_A_TRIP:
            yield some
            some = []
    if some:
        yield some

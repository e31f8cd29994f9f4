"""`milepost audit`: whether what the suite does can be answered for."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from infra.cli import exit_codes, output
from infra.cli.groups_file import groups_in
from infra.cli.reach import client, client_options

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_BY = ("unit", "role", "grade", "location")

_COLUMNS = ("kind", "group", ">people", ">recommended", "95 %", ">of the highest", "95 %", ">taken up", "finding")
_MOST_NAMES = 10

_FINDINGS = {
    "highest": "the highest",
    "not_below": "not below four fifths",
    "perhaps_below": "lower; perhaps by more than a fifth",
    "below": "BELOW four fifths",
    "too_few": "too few to say",
}


@click.group()
def audit() -> None:
    """Check that recommendations reach everybody alike."""


@audit.command()
@click.argument("groups", type=_FILE, required=False)
@click.option("--by", type=click.Choice(_BY), help="Groups as the directory has them; by unit without GROUPS.")
@click.option("--kind", metavar="KIND", help="One kind of recommendation: learning, mentor, next_role ...")
@click.option("--since", metavar="DAY", help="The first day; 90 days up to the last one if left out.")
@click.option("--until", metavar="DAY", help="The last day; today if left out.")
@click.option("--json", "json_", is_flag=True, help="Answer in JSON.")
@client_options
def fairness(
    groups: Path | None,
    by: str | None,
    kind: str | None,
    since: str | None,
    until: str | None,
    json_: bool,
    at: str | None,
    token: str | None,
    person: str | None,
) -> int:
    """Compare how often groups of people are recommended something. It takes the role hr.

    \b
      milepost audit fairness --by grade
      milepost audit fairness groups.csv --kind next_role --since 2026-01-01

    GROUPS is a file with the columns person and group, plain or packed by gzip. People are named by their ids or by
    the HR system's numbers. The file is not kept, nor is anything that it says of anybody. Groups of fewer than ten
    people are shown together only. Exits with 1 where a group is below four fifths of the highest beyond chance.
    """
    from shared.client.answer import plain

    if groups is not None and by is not None:
        raise click.UsageError("GROUPS brings groups of your own, --by takes those of the directory: give either.")
    said = {"by": by, "kind": kind, "since": since, "until": until, "groups": groups and groups_in(groups)}
    with client(at, token, person) as milepost:
        params = {name: value for name, value in said.items() if value is not None}
        answer: Any = plain(milepost.ask("fairness", params))
    if json_:
        output.as_json(answer)
    else:
        _show(answer)
    below = any(group["finding"] == "below" for item in answer["items"] for group in item["groups"])
    return exit_codes.REFUSED if below else exit_codes.DONE


def _show(answer: Mapping[str, Any]) -> None:
    grouped = f"by {answer['by']}" if answer["by"] else "by the groups given"
    click.echo(
        f"Recommendations from {answer['since']} until {answer['until']}, to {answer['people']} people {grouped}"
    )
    if answer["unknown"] or answer["not_here"]:
        click.echo(
            f"Left out: {answer['unknown']} whom the directory does not know, {answer['not_here']} who joined or left "
            "meanwhile."
        )
    if answer["together"]:
        click.echo(f"Shown together, so that none is of fewer than {answer['least']}: {_some(answer['together'])}.")
    spoken = [item for item in answer["items"] if any(group["finding"] != "nobody" for group in item["groups"])]
    if spoken:
        output.table(_COLUMNS, [row for item in spoken for row in _rows(item)])
    if silent := [_worded(item["kind"]) for item in answer["items"] if item not in spoken]:
        click.echo(f"\nNobody was recommended: {', '.join(silent)}.")
    _conclude(spoken)


def _rows(item: Mapping[str, Any]) -> Sequence[Sequence[object]]:
    kinds = [_worded(item["kind"]), *[""] * (len(item["groups"]) - 1)]
    return [(kind, *_cells(group)) for kind, group in zip(kinds, item["groups"], strict=True)]


def _cells(group: Mapping[str, Any]) -> Sequence[object]:
    ratio, rate, accepted = group["ratio"], group["selection"], group["acceptance"]
    return (
        group["name"] or "(together)",
        group["people"],
        _percent(rate["rate"]),
        _between(rate),
        _percent(ratio["of_highest"]) if ratio else "",
        _between(ratio) if ratio else "",
        _percent(accepted["rate"]) if accepted else "-",
        _FINDINGS[group["finding"]],
    )


def _conclude(spoken: Sequence[Mapping[str, Any]]) -> None:
    found = [group["finding"] for item in spoken for group in item["groups"]]
    if set(found) <= {"highest"}:
        click.echo("\nThere is nothing to set against anything: that takes two groups, and recommendations.")
        return
    click.echo(
        f"\nBelow four fifths of the highest rate, beyond chance: {found.count('below')}; perhaps: "
        f"{found.count('perhaps_below')}; too few to say: {found.count('too_few')}.\n"
        "A difference is a question and no answer yet: see what else sets the groups apart."
    )


def _some(names: Sequence[str]) -> str:
    more = len(names) - _MOST_NAMES
    return ", ".join(names[:_MOST_NAMES]) + (f" and {more} more" if more > 0 else "")


def _worded(kind: str) -> str:
    return kind.replace("_", " ")


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def _between(interval: Mapping[str, Any]) -> str:
    return f"{_percent(interval['low'])} to {_percent(interval['high']) if interval['high'] is not None else 'any'}"

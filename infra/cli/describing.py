"""`milepost describe`."""

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

import click

from infra.cli import output
from infra.cli.reach import client, client_options
from shared.errors import NotFound


@click.command()
@click.argument("name", required=False)
@click.option("--json", "json_", is_flag=True, help="Answer in JSON.")
@client_options
def describe(name: str | None, json_: bool, at: str | None, token: str | None, person: str | None) -> None:
    """List every command and query; or with a NAME, say what it takes, who may use it, and give an example."""
    from shared.client.answer import plain

    with client(at, token, person) as milepost:
        described = plain(milepost.describe())
    found = described if name is None else _named(described, name)
    if json_:
        output.as_json(found)
    elif name is None:
        for kind in ("commands", "queries"):
            rows = [(each, about["summary"], ", ".join(about["access"])) for each, about in described[kind].items()]
            output.table([kind, "what it does", "open to"], rows)
    else:
        _show_one(name, found, is_command=name in described["commands"])


def _named(described: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    known: Mapping[str, Any] = {**described["queries"], **described["commands"]}
    if name not in known:
        near = get_close_matches(name, known, n=3)
        hint = f"Did you mean {' or '.join(near)}?" if near else "`milepost describe` lists them all."
        raise NotFound(f"There is no command and no query {name!r}. {hint}")
    found: Mapping[str, Any] = known[name]
    return found


def _show_one(name: str, about: Mapping[str, Any], *, is_command: bool) -> None:
    schema = about["schema"]
    required = schema.get("required", ())
    click.echo(f"{click.style(name, bold=True)}: {about['summary']}\nOpen to: {', '.join(about['access'])}.")
    rows = [
        (field, _kind(of), "yes" if field in required else "", of.get("description", ""))
        for field, of in schema.get("properties", {}).items()
    ]
    if rows:
        output.table(["field", "kind", "required", ""], rows)
    fields = " ".join(f"{key}={_shown(value)}" for key, value in about["example"].items())
    click.echo(f"  milepost {'execute' if is_command else 'query'} {name} {fields}".rstrip())


def _kind(of: Mapping[str, Any]) -> str:
    if "enum" in of:
        return " | ".join(str(each) for each in of["enum"] if each is not None)
    kind = of.get("type", "object")
    kind = kind if isinstance(kind, str) else " or ".join(each for each in kind if each != "null")
    return str(of.get("format", kind))


def _shown(value: Any) -> str:
    import shlex

    return shlex.quote(output.plain(value))

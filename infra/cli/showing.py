"""Showing any answer to people: facts as lines, lists of objects as tables, the rest below their names."""

from collections.abc import Mapping, Sequence
from typing import Any

import click

from infra.cli import output

MOST_COLUMNS = 9
_INDENT = "  "


def show(answer: Any) -> None:
    """Show one answer."""
    if isinstance(answer, Mapping):
        _show_object(answer, depth=0)
    elif _is_table(answer):
        _show_table(answer)
    else:
        click.echo(output.plain(answer))


def _show_object(fields: Mapping[str, Any], depth: int) -> None:
    simple = {name: value for name, value in fields.items() if not _is_nested(value)}
    width = max((len(_worded(name)) for name in simple), default=0)
    for name, value in simple.items():
        click.echo(f"{_INDENT * depth}{_worded(name):<{width}}  {output.plain(value)}")
    for name, value in fields.items():
        if not _is_nested(value):
            continue
        click.echo(f"\n{_INDENT * depth}{click.style(_worded(name), bold=True)}")
        if isinstance(value, Mapping):
            _show_object(value, depth + 1)
        elif _is_prose(value):
            for sentence in value:
                click.echo(f"{_INDENT * (depth + 1)}{sentence}")
        else:
            _show_table(value)


def _show_table(rows: Sequence[Mapping[str, Any]]) -> None:
    names = list(dict.fromkeys(name for row in rows for name in row))
    names.sort(key=lambda name: any(_is_nested(row.get(name)) for row in rows))
    shown = [name for name in names if any(row.get(name) not in (None, [], {}, "") for row in rows)][:MOST_COLUMNS]
    output.table([_worded(name) for name in shown], [[row.get(name) for name in shown] for row in rows])
    if left_out := len(names) - len(shown):
        click.echo(f"({left_out} more columns with --json)")


def _is_nested(value: Any) -> bool:
    return (isinstance(value, Mapping) and bool(value)) or _is_table(value) or _is_prose(value)


def _is_table(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(each, Mapping) for each in value)


def _is_prose(value: Any) -> bool:
    """Whether it is a list of sentences, which a line cannot hold."""
    return isinstance(value, list) and any(isinstance(each, str) and " " in each for each in value)


def _worded(name: str) -> str:
    return name.replace("_", " ")

"""What the command line says: results on standard output, for people or as JSON; everything else on standard error."""

import json
import os
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress, ProgressColumn

_WIDTH_WITHOUT_TERMINAL = 400
"""Columns. Tables are as wide as they need to be, and scripts are better served by lines that do not break."""


def console(*, stderr: bool = False) -> "Console":
    """Where tables go, or progress bars."""
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    return Console(stderr=stderr, highlight=False, width=None if stream.isatty() else _WIDTH_WITHOUT_TERMINAL)


def bars(*columns: "ProgressColumn | str") -> "Progress":
    """Progress bars beside the result; none where nobody looks at them."""
    from rich.progress import Progress

    beside = console(stderr=True)
    return Progress(*columns, console=beside, disable=not beside.is_terminal, transient=True)


def say(text: str) -> None:
    """One line for people, beside the result."""
    click.echo(text, err=True)


def as_json(value: Any) -> None:
    """The result for programs: one JSON document, on one line."""
    import msgspec

    click.echo(msgspec.json.encode(value))


def table(columns: Sequence[str], rows: Sequence[Sequence[object]], title: str | None = None) -> None:
    """The result for people. A column whose name begins with `>` is set flush right."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    shown = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for column in columns:
        name = column.removeprefix(">")
        shown.add_column(name, justify="right" if name != column else "left", overflow="fold")
    for row in rows:
        # As Text, so that square brackets in somebody's title are not taken for markup.
        shown.add_row(*(Text(plain(cell)) for cell in row))
    console().print(shown)


def plain(value: object) -> str:
    """A value in a cell."""
    match value:
        case None:
            return "-"
        case bool():
            return "yes" if value else "no"
        case float():
            return f"{value:.2f}" if abs(value) < 1 else f"{value:.1f}"
        case str():
            return value
        case [*texts] if texts and all(isinstance(each, str) for each in texts):
            return "; ".join(map(str, texts))
        case Mapping() | list() | tuple():
            return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)


def say_error(error: Exception, *, expected: bool) -> None:
    """An error in a line or two: what was wrong, and in which fields."""
    text = str(getattr(error, "message", error)).strip() or type(error).__name__
    if not expected:
        text = f"{type(error).__name__}: {text} (this should not happen; `milepost --debug ...` shows where)"
    click.echo(f"{click.style('error:', fg='red', bold=True)} {text}", err=True)
    fields: Mapping[str, Sequence[str]] = getattr(error, "fields", {})
    for name, messages in fields.items():
        click.echo(f"  {name}: {' '.join(messages)}", err=True)


def forget_standard_output() -> None:
    """Nobody reads any more (`milepost ... | head`): have the interpreter not complain as it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

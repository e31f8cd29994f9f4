"""Reading `key=value` arguments and JSON from the command line."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

import click


def pairs(arguments: Iterable[str]) -> Mapping[str, Any]:
    """The fields that `key=value` arguments, or one JSON object, stand for.

    A value that is JSON is taken as that (`3`, `true`, `null`, `["a"]`); any other is text, and so is one in double
    quotes (`'title="3"'`). A key with dots reaches into an object (`limits.hours=30`).
    """
    fields: dict[str, Any] = {}
    for argument in arguments:
        if argument.lstrip().startswith("{"):
            fields |= _object(argument)
            continue
        key, separator, text = argument.partition("=")
        if not separator or not key:
            raise click.UsageError(f"{argument!r} is neither key=value nor a JSON object.")
        *above, last = key.split(".")
        target = fields
        for name in above:
            target = target.setdefault(name, {})
            if not isinstance(target, dict):
                raise click.UsageError(f"{key!r} reaches into {name!r}, which was given a value of its own.")
        target[last] = value(text)
    return fields


def value(text: str) -> Any:
    """What one value stands for."""
    try:
        return json.loads(text)
    except ValueError:
        return text


def positions(text: str | None) -> Mapping[str, int] | None:
    """Positions in logs, from `goals:42` or `goals:42,integrations:7`."""
    if text is None:
        return None
    found = {}
    for each in text.split(","):
        source, _, number = each.partition(":")
        if not number.isdigit():
            raise click.UsageError(f"{each!r} is no position. Positions are like goals:42, several with commas.")
        found[source] = int(number)
    return found


def _object(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError as error:
        raise click.UsageError(f"This is no JSON: {text} ({error}).") from None
    return dict(found)

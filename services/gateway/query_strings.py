"""Queries in a URL: `?person=ada&limit=20&after=goals:42,integrations:7&as_of=2026-03-01`.

A query string holds text only, while the schemas are strict about JSON's types: whole numbers are read as such
where the schema wants one, and a list is its parameter repeated. What cannot be read so is left to the schema.
"""

import re
from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, fields
from werkzeug.datastructures import MultiDict

from shared.errors import InvalidInput

AFTER, AS_OF = "after", "as_of"
CLOCKS = {f"{AS_OF}.{clock}": clock for clock in ("effective", "recorded")}
RESERVED = frozenset({AFTER, AS_OF, *CLOCKS})
"""Names that mean the same in every query, and are no parameters of any."""

_WHOLE = re.compile(r"-?[0-9]{1,18}\Z", re.ASCII)


def params_of(schema: Schema, given: MultiDict[str, str]) -> Mapping[str, Any]:
    """The parameters of a query, of the types that its schema takes. Raises `InvalidInput` for one given twice."""
    return {name: _value(schema, name, texts) for name, texts in given.lists() if name not in RESERVED}


def after_of(given: MultiDict[str, str]) -> Mapping[str, int] | None:
    """The positions to wait for, or None. Raises `InvalidInput` where they are not of the form goals:42."""
    if AFTER not in given:
        return None
    positions: dict[str, int] = {}
    for each in ",".join(given.getlist(AFTER)).split(","):
        source, _, position = each.strip().partition(":")
        if not source or source in positions or not (_WHOLE.match(position)):
            raise InvalidInput(
                f"`after` gives a position for each log, once: goals:42,integrations:7. {each!r} does not.",
                fields={AFTER: [each]},
            )
        positions[source] = int(position)
    return positions


def as_of_of(given: MultiDict[str, str]) -> Any:
    """The moment asked about as the gateway takes it, or None. Raises `InvalidInput` where two are given."""
    clocks = {clock: _once(name, given.getlist(name)) for name, clock in CLOCKS.items() if name in given}
    if AS_OF not in given:
        return clocks or None
    if clocks:
        message = "Give either as_of or as_of.effective and as_of.recorded, not both."
        raise InvalidInput(message, fields={AS_OF: ["given twice"]})
    return _once(AS_OF, given.getlist(AS_OF))


def _value(schema: Schema, name: str, texts: list[str]) -> Any:
    field = schema.fields.get(name)
    if isinstance(field, fields.List):
        return [_converted(field.inner, text) for text in texts]
    return _converted(field, _once(name, texts))


def _converted(field: fields.Field[Any] | None, text: str) -> Any:
    if isinstance(field, fields.Integer) and _WHOLE.match(text):
        return int(text)
    return text


def _once(name: str, texts: list[str]) -> str:
    if len(texts) > 1:
        raise InvalidInput(f"The parameter {name} is given {len(texts)} times.", fields={name: ["given twice"]})
    return texts[0]

"""What a part of an import is asked to do: the payload of `import_framework`, once it has been found to fit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import msgspec
from marshmallow import Schema, ValidationError

from shared.commanding.request import Request
from shared.contracts.skills.commands.frameworks import (
    IMPORT_FRAMEWORK,
    MOST_ROWS,
    ImportFramework,
    RelationsRow,
    RoleRow,
    SkillRow,
)
from shared.errors import InvalidInput
from shared.pacing import paced
from shared.validation import messages_of

_ROWS: Mapping[str, type[Schema]] = {"skills": SkillRow, "relations": RelationsRow, "roles": RoleRow}
_ROWS_AT_ONCE = 100


@dataclass(frozen=True)
class ImportOrder:
    """A request to import, and its payload; `fingerprint` is a digest of what was asked."""

    request: Request
    fingerprint: bytes
    payload: Mapping[str, Any]

    @property
    def framework(self) -> str:
        """The name of the framework."""
        name: str = self.payload["framework"]
        return name


def read_order(request: Request) -> ImportOrder:
    """The order that a request gives. Raises InvalidInput.

    The rows are taken some at a time: to load thousands of them in one go would hold up everybody else.
    """
    rows = {name: given for name in _ROWS if isinstance(given := request.payload.get(name), list)}
    payload = _loaded({**request.payload, **{name: [] for name in rows}})
    return ImportOrder(
        request=request,
        fingerprint=sha256(msgspec.json.encode([request.command, request.payload], order="sorted")).digest(),
        payload={**payload, **{name: _rows(name, given) for name, given in rows.items()}},
    )


def _loaded(payload: Mapping[str, Any]) -> Mapping[str, Any]:
    try:
        loaded: Mapping[str, Any] = ImportFramework().load(payload)
    except ValidationError as error:
        raise _unfit(messages_of(error)) from error
    return loaded


def _rows(name: str, given: Sequence[Any]) -> Sequence[Mapping[str, Any]]:
    if len(given) > MOST_ROWS:
        raise _unfit({name: [f"Has {len(given)} rows, and at most {MOST_ROWS} are taken."]})
    schema = _ROWS[name](many=True)
    rows: list[Mapping[str, Any]] = []
    for start in paced(range(0, len(given), _ROWS_AT_ONCE), every=1):
        try:
            rows += schema.load(given[start : start + _ROWS_AT_ONCE])
        except ValidationError as error:
            raise _unfit(_renumbered(name, messages_of(error), start)) from error
    return rows


def _renumbered(name: str, messages: Mapping[str, Sequence[str]], start: int) -> dict[str, Sequence[str]]:
    """{"skills.207.line": [...]} for what is wrong with the line of the eighth row from 200 on."""
    found: dict[str, Sequence[str]] = {}
    for path, said in messages.items():
        number, dot, field = path.partition(".")
        found[f"{name}.{start + int(number) if number.isdigit() else number}{dot}{field}"] = said
    return found


def _unfit(fields: Mapping[str, Sequence[str]]) -> InvalidInput:
    return InvalidInput(f"The payload of {IMPORT_FRAMEWORK} does not fit its schema.", fields=fields)

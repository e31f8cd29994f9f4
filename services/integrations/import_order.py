"""What an import is asked to do: the payload of `import_people`, once it has been found to fit its schema."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

import msgspec
from marshmallow import ValidationError

from services.integrations.feed.reconcile import Feed
from services.integrations.feed.row import Rejected, Row, parse_row
from shared.commanding.request import Request
from shared.contracts.integrations.commands import FeedRow, ImportPeople
from shared.errors import InvalidInput
from shared.pacing import paced
from shared.validation import messages_of

_ROWS_AT_ONCE = 100


@dataclass(frozen=True)
class ImportOrder:
    """A request to import, the feed that it is of, and its rows; `fingerprint` is a digest of what was asked."""

    request: Request
    fingerprint: bytes
    feed: Feed
    rows: Sequence[Row | Rejected]
    dry_run: bool


def read_order(request: Request, today: date) -> ImportOrder:
    """The order that a request gives, of `today` where it names no day. Raises InvalidInput.

    The rows are taken some at a time: to load thousands of them in one go would hold up everybody else.
    """
    rows = request.payload.get("rows")
    whole = isinstance(rows, list)
    payload = _loaded({**request.payload, "rows": []} if whole else request.payload)
    return ImportOrder(
        request=request,
        fingerprint=sha256(msgspec.json.encode([request.command, request.payload], order="sorted")).digest(),
        feed=Feed(
            payload["feed"], payload.get("as_of", today), payload["mode"], payload["leaving_limit"], payload["force"]
        ),
        rows=[parse_row(cells) for cells in paced(_cells(rows if isinstance(rows, list) else []))],
        dry_run=payload["dry_run"],
    )


def _loaded(payload: Mapping[str, Any]) -> Mapping[str, Any]:
    try:
        loaded: Mapping[str, Any] = ImportPeople().load(payload)
    except ValidationError as error:
        raise _unfit(messages_of(error)) from error
    return loaded


def _cells(rows: Sequence[Any]) -> Sequence[Mapping[str, Any]]:
    schema = FeedRow(many=True)
    cells: list[Mapping[str, Any]] = []
    for start in paced(range(0, len(rows), _ROWS_AT_ONCE), every=1):
        try:
            cells += schema.load(rows[start : start + _ROWS_AT_ONCE])
        except ValidationError as error:
            raise _unfit(_renumbered(messages_of(error), start)) from error
    return cells


def _renumbered(messages: Mapping[str, Sequence[str]], start: int) -> dict[str, Sequence[str]]:
    """{"rows.207.line": [...]} for what is wrong with the line of the seventh row from 200 on."""
    found: dict[str, Sequence[str]] = {}
    for path, said in messages.items():
        number, dot, field = path.partition(".")
        found[f"rows.{start + int(number) if number.isdigit() else number}{dot}{field}"] = said
    return found


def _unfit(fields: Mapping[str, Sequence[str]]) -> InvalidInput:
    return InvalidInput("The payload of integrations.import_people does not fit its schema.", fields=fields)

"""Parking: where an event waits that a fold could not take, with the events behind it that touch the same key."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

import msgspec
from psycopg import Connection, Cursor

from shared.projecting.folding import Parking
from shared.projecting.read_model import Key

_INSERT = """
    insert into parked (organisation, source, read_model, key, position, type, error)
    select %s, %s, *
    from json_to_recordset(%s) as new (read_model text, key text, position bigint, type text, error text)
    on conflict (organisation, source, read_model, key, position) do update
    set error = excluded.error, attempts = parked.attempts + 1
"""
_LIST = """
    select read_model, organisation, source, key, position, type, error, attempts, parked from parked
    where read_model = any(%s) or %s::text[] is null
    order by organisation, source, position, read_model
"""


class Parked(msgspec.Struct, frozen=True):
    """A parked event, as an operator sees it."""

    read_model: str
    organisation: str
    source: str
    key: str
    position: int
    type: str
    error: str
    attempts: int
    parked: datetime


def key_text(key: Key) -> str:
    """A key as it is stored and shown: a JSON list."""
    return msgspec.json.encode(key).decode()


def blocked_keys(conn: Connection[Any], organisation: str, source: str) -> Cursor[tuple[str, str]]:
    """Read model and key of everything that is parked."""
    return conn.execute(
        "select distinct read_model, key from parked where organisation = %s and source = %s", (organisation, source)
    )


def waiting(read_model: str, keys: Iterable[Key], blocked: Collection[tuple[str, str]]) -> set[Key]:
    """Those of `keys` that wait behind what is parked: `blocked`, read models with keys as `key_text` spells them."""
    return {key for key in keys if (read_model, key_text(key)) in blocked} if blocked else set()


def park(conn: Connection[Any], organisation: str, source: str, parked: Iterable[Parking]) -> None:
    """Have events wait."""
    rows = [
        {
            "read_model": each.read_model,
            "key": key_text(each.key),
            "position": each.position,
            "type": each.type,
            "error": each.error.replace("\0", "\\0"),
        }
        for each in parked
    ]
    conn.execute(_INSERT, (organisation, source, msgspec.json.encode(rows).decode()))


def listed(conn: Connection[Any], read_models: Sequence[str] | None = None) -> Sequence[Parked]:
    """Everything that is parked, of all organisations, by a role that may see them all."""
    return [Parked(*row) for row in conn.execute(_LIST, (read_models, read_models))]

"""Checkpoints: how far each read model has folded the log of each source and organisation."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from psycopg import Connection, Cursor

from shared.projecting.read_model import ReadModel

VISIBLE = "milepost_visible"
"""The channel on which the end of a batch is announced, as JSON [organisation, source, position]."""

_SWAP = 0x6D696C65
"""Advisory lock, also in sql/migrations/0002-batch.sql: held shared while a batch is folded, and alone while a table
is swapped or a person erased."""

_LIVE = """
    select r.name, coalesce(c.position, 0)
    from unnest(%s::text[], %s::integer[]) as wanted (name, version)
    join read_models r using (name, version)
    left join checkpoints c on c.read_model = r.name and c.organisation = %s and c.source = %s
"""
_REACHED_BY_ALL = """
    select organisation, min(position) from checkpoints where source = %s and read_model = any(%s)
    group by organisation having count(*) = cardinality(%s::text[])
"""
_BEGIN = "select live, forgotten, blocked from begin_batch(%s, %s, %s, %s, %s, %s)"
_END = "select end_batch(%s, %s, %s, %s, %s)"

_positions = msgspec.json.Decoder(dict[str, int]).decode
_people = msgspec.json.Decoder(frozenset[str]).decode
_keys = msgspec.json.Decoder(frozenset[tuple[str, str]]).decode


class Began(msgspec.Struct, frozen=True):
    """What has to be known before a batch is folded.

    `live` are the positions of the read models whose table was built from the declaration given, `forgotten` those
    subjects who were erased, `blocked` the keys (as `parking.key_text` spells them) of what is parked.
    """

    live: Mapping[str, int]
    forgotten: frozenset[str]
    blocked: frozenset[tuple[str, str]]


def begin(
    conn: Connection[Any],
    organisation: str,
    source: str,
    models: Sequence[ReadModel[Any]],
    subjects: Collection[str] = (),
    *,
    alone: bool = False,
) -> Began:
    """Begin a batch: hold off every other projector of this source and organisation, until the transaction ends.

    `alone` holds off all projectors of everything.
    """
    names, versions = [model.name for model in models], [model.version for model in models]
    row = conn.execute(_BEGIN, (organisation, source, alone, names, versions, list(subjects))).fetchone()
    assert row is not None
    live, forgotten, blocked = row
    return Began(_positions(live), _people(forgotten), _keys(blocked))


def end(
    conn: Connection[Any], organisation: str, source: str, names: Collection[str], position: int, recorded: datetime
) -> None:
    """End a batch: the read models have folded everything up to `position`, and whoever waits for it is told."""
    conn.execute(_END, (organisation, source, list(names), position, recorded))


def lock_everything(conn: Connection[Any]) -> None:
    """Hold off all projectors until the transaction ends."""
    conn.execute("select pg_advisory_xact_lock(%s)", (_SWAP,))


def live(
    conn: Connection[Any], organisation: str, source: str, models: Sequence[ReadModel[Any]]
) -> Cursor[tuple[str, int]]:
    """Name and position of those of the models whose table was built from this very declaration."""
    names = [model.name for model in models]
    versions = [model.version for model in models]
    return conn.execute(_LIVE, (names, versions, organisation, source))


def reached_by_all(conn: Connection[Any], source: str, models: Sequence[ReadModel[Any]]) -> Mapping[str, int]:
    """For each organisation the position that all of the models have reached; none where one has yet to begin."""
    names = [model.name for model in models]
    rows = conn.execute(_REACHED_BY_ALL, (source, names, names))
    return dict(rows.fetchall())

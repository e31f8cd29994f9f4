"""Checkpoints: how far each read model has folded the log of each source and organisation."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from psycopg import Connection, Cursor

from shared.projecting.read_model import ReadModel

_SWAP = 0x6D696C65
"""Advisory lock: held shared while a batch is folded, and alone while a table is swapped or a person erased."""

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
_MOVE = """
    insert into checkpoints select unnest(%s::text[]), %s, %s, %s, %s
    on conflict (organisation, source, read_model) do update
    set position = excluded.position, recorded = excluded.recorded
    where checkpoints.position < excluded.position
"""


def lock(conn: Connection[Any], organisation: str, source: str, *, alone: bool = False) -> None:
    """Hold off every other projector of this source and organisation, until the transaction ends.

    `alone` holds off all projectors of everything.
    """
    conn.execute("select pg_advisory_xact_lock(%s)" if alone else "select pg_advisory_xact_lock_shared(%s)", (_SWAP,))
    conn.execute("select pg_advisory_xact_lock(%s, hashtext(%s))", (_SWAP, f"{source}/{organisation}"))


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


def move(
    conn: Connection[Any],
    organisation: str,
    source: str,
    names: Sequence[str],
    position: int,
    recorded: datetime,
) -> None:
    """Note that the read models have folded everything up to `position`, never backwards."""
    conn.execute(_MOVE, (list(names), organisation, source, position, recorded))


def reached_by_all(conn: Connection[Any], source: str, models: Sequence[ReadModel[Any]]) -> Mapping[str, int]:
    """For each organisation the position that all of the models have reached; none where one has yet to begin."""
    names = [model.name for model in models]
    rows = conn.execute(_REACHED_BY_ALL, (source, names, names))
    return dict(rows.fetchall())

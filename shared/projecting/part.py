"""One part of a rebuild: the events about a range of people, folded and copied into the new tables."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from importlib import import_module
from typing import Any

import msgspec
from psycopg import Copy

from shared.log.codec import Codec
from shared.log.database import TenantConnection, connect, connect_pool
from shared.log.keys import KeyStore
from shared.log.stored import COLUMNS, StoredEvent
from shared.projecting.decoding import EventReader, broken
from shared.projecting.folding import Parking, Rows, fold
from shared.projecting.read_model import ReadModel
from shared.projecting.table import Table

_BATCH = 2_000

_TYPES = [
    "text",
    "int8",
    "text",
    "int4",
    "text",
    "int2",
    "text",
    "timestamptz",
    "timestamptz",
    "text",
    "text",
    "text",
    "text",
    "json",
    "bytea",
]

_FORGOTTEN = "select person from forgotten where organisation = %s"


class Sources(msgspec.Struct, frozen=True):
    """Where a rebuild reads and writes; small and picklable, so that it can be handed to another process.

    `registry` names the module that holds the read models (`ALL`, by name) and the contracts (`CONTRACTS`), `schema`
    where their tables are.
    """

    feed_dsn: str
    keys_dsn: str
    projection_dsn: str
    master_key: bytes
    source: str
    registry: str
    schema: str = "projection"


class Part(msgspec.Struct, frozen=True):
    """The events of `organisation` up to position `until` about the people from `first` on and before `beyond`.

    With neither, it is the events about nobody.
    """

    organisation: str
    until: int
    first: str | None = None
    beyond: str | None = None


class Built(msgspec.Struct, frozen=True):
    """What became of a part: the number of its events, and those that were parked."""

    events: int
    parked: Sequence[Parking]


def building(name: str) -> str:
    """The name of the table in which a read model is being rebuilt."""
    return f"{name}__rebuilt"


def build(sources: Sources, names: Sequence[str], part: Part) -> Built:
    """Fold a part into the tables that are being built. May run in a process of its own."""
    registry = import_module(sources.registry)
    models: list[ReadModel[Any]] = [registry.ALL[name] for name in names]
    tables = [Table(model, building(model.name)) for model in models]
    with ExitStack() as stack:
        keys_pool = stack.enter_context(
            connect_pool(sources.keys_dsn, schema="keys", name="milepost-rebuild", largest=2)
        )
        reader = EventReader(Codec(*registry.CONTRACTS), KeyStore(keys_pool, sources.master_key))
        feed = stack.enter_context(_connect(sources.feed_dsn, sources.source, part.organisation))
        targets = [
            stack.enter_context(_connect(sources.projection_dsn, sources.schema, part.organisation)) for _ in tables
        ]
        forgotten = {person for (person,) in targets[0].execute(_FORGOTTEN, (part.organisation,))}
        copies = [
            stack.enter_context(target.cursor().copy(table.copy)) for target, table in zip(targets, tables, strict=True)
        ]
        events, parked = 0, list[Parking]()
        for batch in _by_subject(_events(feed, sources.source, part)):
            decoding = reader.read(batch, without=forgotten)
            for table, copy in zip(tables, copies, strict=True):
                fresh: Rows = {}
                parked += broken(table.model, decoding, 0)
                parked += fold(table.model, fresh, decoding.events)
                _copy(copy, table, part.organisation, fresh)
            events += len(batch)
        return Built(events, parked)


def _copy(copy: Copy, table: Table, organisation: str, fresh: Rows) -> None:
    for row in fresh.values():
        if row is not None:
            copy.write_row(table.as_copied(organisation, row))


def _by_subject(events: Iterator[StoredEvent]) -> Iterator[Sequence[StoredEvent]]:
    """Batches that never cut the events about one person in two."""
    batch: list[StoredEvent] = []
    for event in events:
        if len(batch) >= _BATCH and event.subject is not None and event.subject != batch[-1].subject:
            yield batch
            batch = []
        batch.append(event)
    if batch:
        yield batch


def _events(feed: TenantConnection, source: str, part: Part) -> Iterator[StoredEvent]:
    where, parameters = ["organisation = %s", "position <= %s"], [part.organisation, part.until]
    if part.first is None:
        where.append("subject is null")
        order = "position"
    else:
        where.append("subject >= %s")
        parameters.append(part.first)
        order = "subject, position"
    if part.beyond is not None:
        where.append("subject < %s")
        parameters.append(part.beyond)
    query = f"copy (select {COLUMNS} from feed where {' and '.join(where)} order by {order}) to stdout (format binary)"
    # Sorting would write a million rows to disk that the index on subjects has in order already.
    feed.execute("set enable_sort to off")
    with feed.cursor().copy(query, parameters) as copy:
        copy.set_types(_TYPES)
        for row in copy.rows():
            yield StoredEvent(source, *row)


def _connect(dsn: str, schema: str, organisation: str) -> TenantConnection:
    conn = connect(dsn, schema=schema, name="milepost-rebuild")
    conn.serve(organisation)
    conn.execute("set synchronous_commit to off")
    return conn

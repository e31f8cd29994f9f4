"""Rebuilding read models from the log, beside the live tables, which are swapped at the end.

The events of one organisation are read in the order of their subjects, and of positions within a subject: all rows
of a person are complete when the next person begins, so that they can be written at once and memory stays small,
and parts of the log can be folded by several processes. Events that are about nobody come in the order of positions.
What was appended meanwhile is folded before the swap.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from datetime import datetime
from multiprocessing import get_context
from typing import Any

from psycopg import Connection

from shared import metrics
from shared.event import subject_field
from shared.log.database import Pool, connect
from shared.log.feed import Feed
from shared.log.stored import StoredEvent
from shared.projecting import checkpoints, parking, rows
from shared.projecting.decoding import EventReader, broken
from shared.projecting.folding import Parking, fold, keys_touched
from shared.projecting.part import Built, Part, Sources, build, building
from shared.projecting.read_model import ReadModel
from shared.projecting.table import Table

_EVENTS_A_PART = 50_000
_EVENTS_A_STEP = 5_000

Progress = Callable[[int, int], None]
"""Is told how many events have been folded, of how many."""

_BOUNDARIES = """
    select subject from (
        select subject, row_number() over (order by subject) as number from feed
        where organisation = %s and subject is not null and position <= %s
    ) as numbered where number %% %s = 0
"""
_BUILT = """
    insert into read_models values (%s, %s)
    on conflict (name) do update set version = excluded.version, built = clock_timestamp()
"""


def outdated(pool: Pool, models: Sequence[ReadModel[Any]]) -> Sequence[ReadModel[Any]]:
    """Those of the models whose table is missing or was built from another version of the declaration."""
    with pool.connection() as conn:
        built = dict(conn.execute("select name, version from read_models").fetchall())
    return [model for model in models if built.get(model.name) != model.version]


class Rebuild:
    """Rebuilds read models of one source, by `workers` processes or, with none, in this one."""

    def __init__(
        self,
        sources: Sources,
        feed: Feed,
        reader: EventReader,
        models: Sequence[ReadModel[Any]],
        *,
        workers: int = 0,
        progress: Progress = lambda _done, _of: None,
    ) -> None:
        self._sources = sources
        self._feed = feed
        self._reader = reader
        self._tables = [Table(model, building(model.name)) for model in models]
        self._about_nobody = any(subject_field(event_type) is None for model in models for event_type in model.folds)
        self._workers = workers
        self._progress = progress
        self._parked: dict[str, list[Parking]] = {}
        self._reached: dict[str, tuple[int, datetime | None]] = {}

    def run(self) -> int:
        """Build, catch up, swap. Answers the number of events folded. Queries go on reading the old tables."""
        with connect(self._sources.projection_dsn, schema=self._sources.schema, name="milepost-rebuild") as conn:
            conn.execute("select pg_advisory_lock(hashtext('milepost rebuild'))")
            for table in self._tables:
                conn.execute(f"drop table if exists {table.name}")
                conn.execute(table.create())
            heads = self._feed.heads()
            folded = self._build(heads)
            with ThreadPoolExecutor(max(1, self._workers)) as pool:
                list(pool.map(self._finish, self._tables))
            self._reached = {organisation: (head, None) for organisation, head in heads.items()}
            folded += self._catch_up(conn)
            with conn.transaction():
                checkpoints.lock_everything(conn)
                folded += self._catch_up(conn)
                self._swap(conn)
            return folded

    def _build(self, heads: Mapping[str, int]) -> int:
        names = [table.model.name for table in self._tables]
        parts = [part for organisation, head in heads.items() for part in self._parts(organisation, head)]
        done, total = 0, sum(heads.values())
        for part, built in self._each(names, parts):
            done += built.events
            self._parked.setdefault(part.organisation, []).extend(built.parked)
            self._progress(done, total)
        metrics.projection_applied.labels(self._sources.source).inc(done)
        return done

    def _each(self, names: Sequence[str], parts: Sequence[Part]) -> Iterator[tuple[Part, Built]]:
        if self._workers == 0 or len(parts) < 2:
            for part in parts:
                yield part, build(self._sources, names, part)
            return
        with ProcessPoolExecutor(self._workers, mp_context=get_context("spawn")) as pool:
            futures = {pool.submit(build, self._sources, names, part): part for part in parts}
            for future in as_completed(futures):
                yield futures[future], future.result()

    def _finish(self, table: Table) -> None:
        """Index a full table, over a connection of its own: the tables can be indexed side by side."""
        with connect(self._sources.projection_dsn, schema=self._sources.schema, name="milepost-rebuild") as conn:
            conn.execute("set synchronous_commit to off")
            for statement in table.finish():
                conn.execute(statement)

    def _parts(self, organisation: str, head: int) -> Sequence[Part]:
        if head == 0:
            return []
        with self._feed.tenant(organisation) as conn:
            parameters = (organisation, head, _EVENTS_A_PART)
            edges = [subject for (subject,) in conn.execute(_BOUNDARIES, parameters)]
        firsts, beyonds = ["", *dict.fromkeys(edges)], [*dict.fromkeys(edges), None]
        people = [Part(organisation, head, first, beyond) for first, beyond in zip(firsts, beyonds, strict=True)]
        return [*([Part(organisation, head)] if self._about_nobody else []), *people]

    def _catch_up(self, conn: Connection[Any]) -> int:
        """Fold what was appended since the heads were read, into the tables that are being built."""
        folded = 0
        for organisation, head in self._feed.heads().items():
            position = self._reached.get(organisation, (0, None))[0]
            while position < head:
                batch = self._feed.after(organisation, position, _EVENTS_A_STEP)
                self._fold(conn, organisation, batch)
                position = batch[-1].position
                self._reached[organisation] = (position, batch[-1].recorded)
                folded += len(batch)
        return folded

    def _fold(self, conn: Connection[Any], organisation: str, batch: Sequence[StoredEvent]) -> None:
        decoding = self._reader.read(batch)
        conn.execute("select set_config('milepost.organisation', %s, false)", (organisation,))
        waiting = self._parked.setdefault(organisation, [])
        for table in self._tables:
            waiting += broken(table.model, decoding, 0)
            keys = keys_touched(table.model, decoding.events)
            if keys.all:
                before = rows.select(conn, organisation, table, keys.needed)
                after = dict(before)
                blocked = {each.key for each in waiting if each.read_model == table.model.name}
                waiting += fold(table.model, after, decoding.events, blocked)
                rows.write(conn, organisation, table, before, after)

    def _swap(self, conn: Connection[Any]) -> None:
        for table in self._tables:
            name = table.model.name
            for organisation in self._reached:
                conn.execute("select set_config('milepost.organisation', %s, false)", (organisation,))
                erased = conn.execute("select person from forgotten where organisation = %s", (organisation,))
                rows.forget(conn, organisation, table, [person for (person,) in erased])
            conn.execute(f"drop table if exists {name}")
            conn.execute(f"alter table {table.name} rename to {name}")
            conn.execute(_BUILT, (name, table.model.version))
            conn.execute("delete from checkpoints where read_model = %s", (name,))
            conn.execute("delete from parked where read_model = %s", (name,))
        names = [table.model.name for table in self._tables]
        for organisation, (position, recorded) in self._reached.items():
            last = recorded or self._feed.recorded_at(organisation, position)
            checkpoints.end(conn, organisation, self._sources.source, names, position, last)
            parking.park(conn, organisation, self._sources.source, self._parked.get(organisation, ()))

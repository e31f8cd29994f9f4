"""Verifying read models: is every table the fold of the log up to its checkpoint, and nothing else?

The answer does not need the suite to stand still. What a log says up to a position never changes, and the tables are
read in one snapshot together with the checkpoints that they have in it. The log is folded in memory, so many people
at a time, by the folds that the projector uses.
"""

import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import msgspec

from shared.log.database import Pool, TenantConnection, as_tenant
from shared.log.feed import Feed
from shared.log.stored import COLUMNS, StoredEvent
from shared.projecting import checkpoints, parking, rows
from shared.projecting.decoding import EventReader
from shared.projecting.folding import Rows, fold
from shared.projecting.read_model import Key, ReadModel
from shared.projecting.table import Table

Progress = Callable[[int, int], None]
"""Is told how many events have been folded, of how many."""

MISSING = "there is no row"
SURPLUS = "the row should not be there"

_PEOPLE_A_STEP = 500
_EVENTS_A_STEP = 5_000
_ROWS_A_STEP = 2_000
_LOOK_AGAIN_SECONDS = 0.05
_ATTEMPTS = 2

_PEOPLE = "select distinct subject from feed where organisation = %s and subject is not null and position <= %s"
_ABOUT = f"""
    select {COLUMNS} from feed where organisation = %s and subject = any(%s) and position <= %s order by position
"""
_ABOUT_NOBODY = f"""
    select {COLUMNS} from feed
    where organisation = %s and subject is null and position > %s and position <= %s
    order by position limit {_EVENTS_A_STEP}
"""
_FORGOTTEN = "select person from forgotten where organisation = %s"


class Difference(msgspec.Struct, frozen=True):
    """A row that is not what the log says. It is named by its key, what differs by the columns, never by values."""

    read_model: str
    organisation: str
    key: str
    what: str


class VerifiedTable(msgspec.Struct, frozen=True):
    """What became of one read model in one organisation.

    Its table was compared as it stood at `position`, of `head`. `waiting` keys have parked events and were left out.
    """

    read_model: str
    organisation: str
    source: str
    position: int
    head: int
    rows: int
    waiting: int
    differences: Sequence[Difference]


class Verification:
    """Verifies those of the `models` whose tables are built from this very declaration, one organisation at a time."""

    def __init__(self, pool: Pool, reader: EventReader, models: Sequence[ReadModel[Any]]) -> None:
        self._pool = pool
        self._reader = reader
        self._models = models

    def run(
        self,
        feed: Feed,
        organisation: str,
        *,
        patience: float,
        progress: Progress = lambda _done, _of: None,
    ) -> Sequence[VerifiedTable]:
        """Compare the tables that are folded from `feed` with the log, as they stand once they have reached its head.

        They are given `patience` seconds to get there, and are then compared where they are. What differs is looked
        at twice: while somebody is being erased, their key goes a moment before their rows do.
        """
        models = [model for model in self._models if model.source == feed.source]
        head = feed.head(organisation)
        self._wait(models, organisation, feed.source, head, patience)
        tables: Sequence[VerifiedTable] = []
        for _ in range(_ATTEMPTS):
            tables = self._compare(feed, organisation, models, head, progress)
            if not any(table.differences for table in tables):
                break
        return tables

    def _wait(
        self, models: Sequence[ReadModel[Any]], organisation: str, source: str, head: int, patience: float
    ) -> None:
        deadline = time.monotonic() + patience
        with as_tenant(self._pool, organisation) as conn:
            while time.monotonic() < deadline:
                reached = dict(checkpoints.live(conn, organisation, source, models).fetchall())
                if reached and min(reached.values()) >= head:
                    return
                time.sleep(_LOOK_AGAIN_SECONDS)

    def _compare(
        self, feed: Feed, organisation: str, models: Sequence[ReadModel[Any]], head: int, progress: Progress
    ) -> Sequence[VerifiedTable]:
        with self._snapshot(organisation, feed.source, models) as conn:
            reached = dict(checkpoints.live(conn, organisation, feed.source, models).fetchall())
            comparisons = [
                _Comparison(conn, organisation, Table(model), reached[model.name])
                for model in models
                if model.name in reached
            ]
            blocked: dict[str, set[str]] = defaultdict(set)
            for name, key in parking.blocked_keys(conn, organisation, feed.source):
                blocked[name].add(key)
            forgotten = {person for (person,) in conn.execute(_FORGOTTEN, (organisation,))}
            until = max(reached.values(), default=0)
            done = 0
            for group in _groups(feed, organisation, until):
                folded: list[Rows] = [{} for _ in comparisons]
                for batch in group:
                    events = self._reader.read(batch, without=forgotten).events
                    for comparison, expected in zip(comparisons, folded, strict=True):
                        fold(
                            comparison.table.model,
                            expected,
                            [each for each in events if each[1].position <= comparison.position],
                        )
                    done += len(batch)
                    progress(done, until)
                for comparison, expected in zip(comparisons, folded, strict=True):
                    comparison.expect(expected, blocked[comparison.table.model.name])
            return [each.verified(feed.source, max(head, until), blocked) for each in comparisons]

    @contextmanager
    def _snapshot(self, organisation: str, source: str, models: Sequence[ReadModel[Any]]) -> Iterator[TenantConnection]:
        """A transaction that sees one moment, and the tables as they are: none is swapped while it lasts."""
        with as_tenant(self._pool, organisation) as conn:
            live = [name for name, _ in checkpoints.live(conn, organisation, source, models)]
            with conn.transaction():
                conn.execute("set transaction isolation level repeatable read, read only")
                if live:
                    conn.execute(f"lock table {', '.join(live)} in access share mode")
                yield conn


class _Comparison:
    """One table, compared with what it should hold piece by piece, and in the end as a whole."""

    def __init__(self, conn: TenantConnection, organisation: str, table: Table, position: int) -> None:
        self.table = table
        self.position = position
        self._conn = conn
        self._organisation = organisation
        self._seen: set[Key] = set()
        self._found = 0
        self._differences: list[Difference] = []

    def expect(self, expected: Rows, blocked: set[str]) -> None:
        """Compare the rows under the keys of `expected`, but for the keys in `blocked`."""
        keys = list(expected)
        for start in range(0, len(keys), _ROWS_A_STEP):
            some = keys[start : start + _ROWS_A_STEP]
            actual = rows.select(self._conn, self._organisation, self.table, some)
            self._found += sum(row is not None for row in actual.values())
            for key in some:
                self._seen.add(key)
                if parking.key_text(key) not in blocked:
                    self._compare(key, expected[key], actual.get(key))

    def verified(self, source: str, head: int, blocked: Mapping[str, set[str]]) -> VerifiedTable:
        """The result, once every key that the log knows was expected."""
        name = self.table.model.name
        (count,) = self._execute(f"select count(*) from {name} where organisation = %s")
        if count != self._found:
            self._find_surplus(blocked[name])
        waiting = len(blocked[name])
        return VerifiedTable(
            name, self._organisation, source, self.position, head, int(count), waiting, self._differences
        )

    def _find_surplus(self, blocked: set[str]) -> None:
        columns = ", ".join(self.table.types)
        (stored,) = self._execute(
            f"""select coalesce(json_agg(row), '[]') from (
                select {columns} from {self.table.name} where organisation = %s
            ) as row"""
        )
        for row in self.table.decode(stored):
            key = self.table.model.key_of_row(row)
            if key not in self._seen and parking.key_text(key) not in blocked:
                self._note(key, SURPLUS)

    def _compare(self, key: Key, expected: Any, actual: Any) -> None:
        if expected == actual:
            return
        if actual is None:
            self._note(key, MISSING)
        elif expected is None:
            self._note(key, SURPLUS)
        else:
            columns = [name for name in self.table.types if getattr(expected, name) != getattr(actual, name)]
            self._note(key, f"differs in {', '.join(columns)}")

    def _note(self, key: Key, what: str) -> None:
        self._differences.append(Difference(self.table.model.name, self._organisation, parking.key_text(key), what))

    def _execute(self, statement: str) -> Any:
        return self._conn.execute(statement, (self._organisation,)).fetchone()


def _groups(feed: Feed, organisation: str, until: int) -> Iterator[Iterator[Sequence[StoredEvent]]]:
    """All events up to a position, so grouped that no key of a read model occurs in two groups; each in batches."""
    with feed.tenant(organisation) as conn:
        people = sorted(subject for (subject,) in conn.execute(_PEOPLE, (organisation, until)))
    yield _about_nobody(feed, organisation, until)
    for start in range(0, len(people), _PEOPLE_A_STEP):
        yield iter([_events(feed, organisation, _ABOUT, people[start : start + _PEOPLE_A_STEP], until)])


def _about_nobody(feed: Feed, organisation: str, until: int) -> Iterator[Sequence[StoredEvent]]:
    position = 0
    while events := _events(feed, organisation, _ABOUT_NOBODY, position, until):
        yield events
        position = events[-1].position


def _events(feed: Feed, organisation: str, query: str, *parameters: object) -> Sequence[StoredEvent]:
    with feed.tenant(organisation) as conn:
        return [StoredEvent(feed.source, *row) for row in conn.execute(query, (organisation, *parameters))]

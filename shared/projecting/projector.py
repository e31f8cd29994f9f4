"""Keeping read models up to date: batches of events in, rows and checkpoints out, in one transaction.

Exactly once, whatever the broker does: a checkpoint says how far each read model has folded each log; what lies
before it was seen and is dropped, what is missing before an event is fetched from the log itself. A lock keeps two
projectors from folding the same log at once. The transaction need not be durable when it commits
(`synchronous_commit` off): rows and checkpoints are lost together, if at all, and the log still has the events.
"""

import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from psycopg import Connection, DataError, IntegrityError

from shared import metrics
from shared.event import Event
from shared.log.database import Pool, as_tenant
from shared.log.feed import Feed
from shared.log.stored import StoredEvent
from shared.projecting import checkpoints, parking, rows
from shared.projecting.checkpoints import Began
from shared.projecting.decoding import Decoding, EventReader, all_broken, broken
from shared.projecting.folding import Parking, fold, keys_touched
from shared.projecting.read_model import ReadModel
from shared.projecting.table import Table

LARGEST_BATCH = 5_000

_FORGET = "insert into forgotten select %s, unnest(%s::text[]) on conflict do nothing"


class Projector:
    """Folds the log of one source into all of its read models.

    `models` are those of the source; `everything` are those of every source, from all of which the rows of an
    erased person are removed. `erasure` is the event that erases its subject.
    """

    def __init__(
        self,
        feed: Feed,
        pool: Pool,
        reader: EventReader,
        *,
        models: Sequence[ReadModel[Any]],
        everything: Sequence[ReadModel[Any]],
        erasure: type[Event],
    ) -> None:
        self.source = feed.source
        self._feed = feed
        self._pool = pool
        self._reader = reader
        self._models = {model.name: model for model in models}
        self._tables = {model.name: Table(model) for model in models}
        self._erased_from = [Table(model) for model in everything]
        self._erasure = erasure.__name__
        self._reached: dict[str, int] = {}

    def apply(self, events: Iterable[StoredEvent]) -> None:
        """Fold events, of any organisations and in any order, and what is missing before them.

        What lies beyond the head of its log is not folded, whoever brought it: it was forged, or the log was restored
        from a backup that does not have it.
        """
        by_organisation: dict[str, dict[int, StoredEvent]] = defaultdict(dict)
        for event in events:
            if event.position > self._reached.get(event.organisation, 0):
                by_organisation[event.organisation][event.position] = event
        heads = self._feed.heads_of(by_organisation) if by_organisation else {}
        for organisation, by_position in by_organisation.items():
            head = heads.get(organisation, 0)
            ordered = [by_position[position] for position in sorted(by_position) if position <= head]
            for start in range(0, len(ordered), LARGEST_BATCH):
                self._fold_up_to(organisation, ordered[start : start + LARGEST_BATCH])

    def follow(self, organisation: str, head: int) -> int:
        """Fold what the log has up to `head`, from the log itself. Answers the number of events."""
        position = self._reached.get(organisation)
        if position is None:
            position = self._apply(organisation, ())
        folded = 0
        while position is not None and position < head:
            events = self._feed.after(organisation, position, LARGEST_BATCH)
            if not events:
                break
            position = self._apply(organisation, events)
            folded += len(events)
        return folded

    def catch_up(self) -> int:
        """Fold whatever the logs have and nobody has told of. Answers the number of events."""
        with self._pool.connection() as conn:
            reached = checkpoints.reached_by_all(conn, self.source, list(self._models.values()))
        found = 0
        for organisation, head in self._feed.heads().items():
            if reached.get(organisation, 0) < head:
                self._reached.pop(organisation, None)
                found += self.follow(organisation, head)
        if found:
            metrics.gaps_filled.labels(self.source).inc(found)
        return found

    def _fold_up_to(self, organisation: str, events: Sequence[StoredEvent]) -> None:
        """Fold `events`, and first what the log has between the checkpoint and them."""
        position = self._apply(organisation, events)
        if position is not None and position < events[-1].position:
            metrics.gaps_filled.labels(self.source).inc(self.follow(organisation, events[-1].position))

    def _apply(self, organisation: str, events: Sequence[StoredEvent]) -> int | None:
        """Fold those of `events` that continue the checkpoint without a gap; answers the position reached then."""
        try:
            position = self._in_one_transaction(organisation, events, alone=self._erases(events))
        except (DataError, IntegrityError):
            # A row that the database refuses is known only now. Alone, its event can be told from the others.
            position = None
            for event in events:
                position = self._or_park(organisation, event)
        if position is not None:
            self._reached[organisation] = max(position, self._reached.get(organisation, 0))
        return position

    def _or_park(self, organisation: str, event: StoredEvent) -> int | None:
        try:
            return self._in_one_transaction(organisation, [event], alone=self._erases([event]))
        except (DataError, IntegrityError) as error:
            return self._in_one_transaction(organisation, [event], alone=False, refused=str(error))

    def _in_one_transaction(
        self, organisation: str, events: Sequence[StoredEvent], *, alone: bool, refused: str | None = None
    ) -> int | None:
        started = time.perf_counter()
        subjects = {event.subject for event in events if event.subject is not None}
        with as_tenant(self._pool, organisation) as conn, conn.transaction():
            began = checkpoints.begin(
                conn, organisation, self.source, list(self._models.values()), subjects, alone=alone
            )
            if not began.live:
                return None
            lowest = min(began.live.values())
            new = _continuing(lowest, events)
            if not new:
                return lowest
            erased = {event.subject for event in new if event.type == self._erasure and event.subject}
            decoding = self._reader.read(new, without=erased | began.forgotten)
            if refused is not None:
                decoding = all_broken(new, refused)
            self._fold(conn, organisation, decoding, began)
            if erased:
                self._forget(conn, organisation, list(erased))
            last = new[-1]
            checkpoints.end(conn, organisation, self.source, began.live, last.position, last.recorded)
        self._measure(len(new), last.recorded, time.perf_counter() - started)
        return last.position

    def _fold(self, conn: Connection[Any], organisation: str, decoding: Decoding, began: Began) -> None:
        parked: list[Parking] = []
        for name, position in began.live.items():
            model, table = self._models[name], self._tables[name]
            events = [each for each in decoding.events if each[1].position > position]
            parked += broken(model, decoding, position)
            keys = keys_touched(model, events)
            if not keys.all:
                continue
            before = rows.select(conn, organisation, table, keys.needed)
            after = dict(before)
            waiting = parking.waiting(name, keys.all, began.blocked)
            parked += fold(model, after, events, waiting)
            rows.write(conn, organisation, table, before, after)
        if parked:
            parking.park(conn, organisation, self.source, parked)
            for each in parked:
                metrics.parked_events.labels(each.read_model).inc()

    def _forget(self, conn: Connection[Any], organisation: str, people: Sequence[str]) -> None:
        conn.execute(_FORGET, (organisation, people))
        for table in self._erased_from:
            rows.forget(conn, organisation, table, people)

    def _erases(self, events: Iterable[StoredEvent]) -> bool:
        return any(event.type == self._erasure for event in events)

    def _measure(self, count: int, recorded: datetime, seconds: float) -> None:
        behind = (datetime.now(UTC) - recorded).total_seconds()
        metrics.projection_applied.labels(self.source).inc(count)
        metrics.projection_lag_seconds.labels(self.source).set(behind)
        metrics.projection_batch_seconds.labels(self.source).observe(seconds)


def _continuing(position: int, events: Sequence[StoredEvent]) -> Sequence[StoredEvent]:
    """Those of the ordered `events` that follow `position` one by one."""
    new = []
    for event in events:
        if event.position == position + 1:
            new.append(event)
            position += 1
        elif event.position > position:
            break
    return new

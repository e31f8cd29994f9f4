"""Retrying parked events, once what kept a fold from taking them has been put right.

The events that wait under one key are folded in their order, in one transaction with their removal from where they
waited, while the projector of that log is held off. An event that still cannot be taken stays, with those behind it.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
from psycopg import Connection, DataError, IntegrityError

from shared.log.database import Pool, as_tenant
from shared.log.feed import Feed
from shared.log.stored import COLUMNS, StoredEvent
from shared.projecting import checkpoints, rows
from shared.projecting.decoding import EventReader
from shared.projecting.folding import Decoded, Parking, fold, keys_touched
from shared.projecting.parking import Parked, key_text
from shared.projecting.read_model import ReadModel
from shared.projecting.table import Table

KEY_UNKNOWN = "its key could not be told when it was parked, and later events may have passed it: rebuild"
OUTDATED = "the table was built from another version of the read model: rebuild"

_WAITING = """
    select position from parked
    where organisation = %s and source = %s and read_model = %s and key = %s order by position
"""
_EVENTS = f"select {COLUMNS} from feed where organisation = %s and position = any(%s) order by position"
_FORGOTTEN = "select person from forgotten where organisation = %s and person = any(%s)"
_TAKEN = """
    delete from parked
    where organisation = %s and source = %s and read_model = %s and key = %s and position = any(%s)
"""
_STILL_WAITS = """
    update parked set error = %s, attempts = attempts + 1
    where organisation = %s and source = %s and read_model = %s and key = %s and position = %s
"""


class Waiting(msgspec.Struct, frozen=True):
    """What waits together: the events that one read model has parked under one key of one organisation's log."""

    organisation: str
    source: str
    read_model: str
    key: str


class Retried(msgspec.Struct, frozen=True):
    """How many events were folded at last, and how many wait still."""

    folded: int
    waiting: int


class _Refused(msgspec.Struct, frozen=True):
    position: int
    error: str


class Retry:
    """Retries what the read models in `models` (by name) have parked, reading the logs by `feeds` (by source)."""

    def __init__(
        self, pool: Pool, feeds: Mapping[str, Feed], reader: EventReader, models: Mapping[str, ReadModel[Any]]
    ) -> None:
        self._pool = pool
        self._feeds = feeds
        self._reader = reader
        self._tables = {name: Table(model) for name, model in models.items()}

    def run(self, parked: Iterable[Parked]) -> Retried:
        """Retry everything that waits with these events. Read models that are not known any more are left alone."""
        groups = dict.fromkeys(
            Waiting(each.organisation, each.source, each.read_model, each.key)
            for each in parked
            if each.read_model in self._tables and each.source in self._feeds
        )
        outcomes = [self._retry(group) for group in groups]
        return Retried(sum(each.folded for each in outcomes), sum(each.waiting for each in outcomes))

    def _retry(self, group: Waiting) -> Retried:
        try:
            return self._in_one_transaction(group)
        except (DataError, IntegrityError):
            # A row that the database refuses is known only now. One at a time, its event can be told from the others.
            return self._one_by_one(group)

    def _one_by_one(self, group: Waiting) -> Retried:
        folded = 0
        while True:
            try:
                outcome = self._in_one_transaction(group, most=1)
            except (DataError, IntegrityError) as error:
                return Retried(folded, self._note_first(group, str(error)))
            folded += outcome.folded
            if not outcome.folded or not outcome.waiting:
                return Retried(folded, outcome.waiting)

    def _in_one_transaction(self, group: Waiting, most: int | None = None) -> Retried:
        table = self._tables[group.read_model]
        with as_tenant(self._pool, group.organisation) as conn, conn.transaction():
            began = checkpoints.begin(conn, group.organisation, group.source, [table.model])
            positions = _positions(conn, group)
            if positions and not began.live:
                self._note(conn, group, _Refused(positions[0], OUTDATED))
                return Retried(0, len(positions))
            attempted = positions[:most]
            refused = self._fold(conn, group, table, attempted)
            taken = [position for position in attempted if refused is None or position < refused.position]
            conn.execute(_TAKEN, (*msgspec.structs.astuple(group), taken))
            if refused is not None:
                self._note(conn, group, refused)
        return Retried(len(taken), len(positions) - len(taken))

    def _fold(self, conn: Connection[Any], group: Waiting, table: Table, positions: Sequence[int]) -> _Refused | None:
        """Fold the events at `positions` into the row of the group's key; answers the first that it did not take."""
        stored = self._stored(group, positions)
        subjects = [event.subject for event in stored if event.subject is not None]
        forgotten = {person for (person,) in conn.execute(_FORGOTTEN, (group.organisation, subjects))}
        decoding = self._reader.read(stored, without=forgotten)
        refused = [_Refused(event.position, reason) for event, reason in decoding.broken]
        refused += [
            _Refused(each[1].position, KEY_UNKNOWN) for each in decoding.events if not _touches(table, each, group)
        ]
        first = min(refused, key=_position, default=None)
        readable = [each for each in decoding.events if first is None or each[1].position < first.position]
        if not readable:
            return first
        keys = {key_text(key): key for key in keys_touched(table.model, readable).all}
        key = keys.pop(group.key)
        before = rows.select(conn, group.organisation, table, [key])
        after = dict(before)
        parked = [each for each in fold(table.model, after, readable, set(keys.values())) if each.key == key]
        rows.write(conn, group.organisation, table, before, {key: after.get(key)})
        return min(map(_refused, parked), key=_position, default=first)

    def _stored(self, group: Waiting, positions: Sequence[int]) -> Sequence[StoredEvent]:
        with self._feeds[group.source].tenant(group.organisation) as conn:
            found = conn.execute(_EVENTS, (group.organisation, list(positions)))
            return [StoredEvent(group.source, *row) for row in found]

    def _note_first(self, group: Waiting, error: str) -> int:
        """Note why the first event of a group waits still; answers how many wait."""
        with as_tenant(self._pool, group.organisation) as conn:
            positions = _positions(conn, group)
            if positions:
                self._note(conn, group, _Refused(positions[0], error))
            return len(positions)

    def _note(self, conn: Connection[Any], group: Waiting, refused: _Refused) -> None:
        error = refused.error.replace("\0", "\\0")
        conn.execute(_STILL_WAITS, (error, *msgspec.structs.astuple(group), refused.position))


def _positions(conn: Connection[Any], group: Waiting) -> Sequence[int]:
    return [position for (position,) in conn.execute(_WAITING, msgspec.structs.astuple(group))]


def _touches(table: Table, decoded: Decoded, group: Waiting) -> bool:
    return any(key_text(key) == group.key for key in keys_touched(table.model, [decoded]).all)


def _refused(parking: Parking) -> _Refused:
    return _Refused(parking.position, parking.error)


def _position(refused: _Refused) -> int:
    return refused.position

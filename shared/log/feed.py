"""Reading the log of one service: its feed, in the order of positions. Never touches the broker."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime

from shared.log.database import Pool, TenantConnection, as_tenant
from shared.log.stored import COLUMNS, StoredEvent

_HEADS = "select organisation, position from heads"
_HEADS_OF = f"{_HEADS} where organisation = any(%s)"
_HEAD = "select position from heads where organisation = %s"
_RECORDED = "select recorded from feed where organisation = %s and position = %s"
_AFTER = f"""
    select {COLUMNS} from feed where organisation = %s and position > %s order by position limit %s
"""
_BEFORE = f"""
    select {COLUMNS} from feed where organisation = %s and position < %s and recorded <= %s
    order by position desc limit %s
"""
_ABOUT = f"""
    select {COLUMNS} from feed
    where organisation = %s and subject = any(%s) and recorded <= %s and effective <= %s
    order by position
"""
_ABOUT_SINCE = f"""
    select {COLUMNS} from feed where organisation = %s and subject = %s and position > %s order by position
"""
_OF_STREAM = f"""
    select {COLUMNS} from feed where organisation = %s and stream = %s order by stream_version
"""
_ABOUT_BEFORE = f"""
    select {COLUMNS} from feed
    where organisation = %s and subject = %s and position < %s and recorded <= %s and effective <= %s
    and type <> all(%s)
    order by position desc limit %s
"""


class Feed:
    """The feed of the service `source`, by a pool whose role may read it and nothing else of that service."""

    def __init__(self, source: str, pool: Pool) -> None:
        self.source = source
        self.pool = pool

    def heads(self) -> Mapping[str, int]:
        """The last position of every organisation."""
        with self.pool.connection() as conn:
            return dict(conn.execute(_HEADS).fetchall())

    def heads_of(self, organisations: Collection[str]) -> Mapping[str, int]:
        """The last positions of those of the organisations that the log knows."""
        with self.pool.connection() as conn:
            return dict(conn.execute(_HEADS_OF, (list(organisations),)).fetchall())

    def head(self, organisation: str) -> int:
        """The last position of one organisation; 0 where nothing has happened yet."""
        with self.pool.connection() as conn:
            row = conn.execute(_HEAD, (organisation,)).fetchone()
        return 0 if row is None else int(row[0])

    def recorded_at(self, organisation: str, position: int) -> datetime:
        """When the event at `position` was recorded; the beginning of time for position 0."""
        with as_tenant(self.pool, organisation) as conn:
            row = conn.execute(_RECORDED, (organisation, position)).fetchone()
        return datetime.min.replace(tzinfo=UTC) if row is None else row[0]

    def tenant(self, organisation: str) -> AbstractContextManager[TenantConnection]:
        """A connection for queries of another shape on the feed of one organisation."""
        return as_tenant(self.pool, organisation)

    def after(self, organisation: str, position: int, limit: int) -> Sequence[StoredEvent]:
        """Up to `limit` events past `position`, in order and without gaps."""
        return self._fetch(organisation, _AFTER, (organisation, position, limit))

    def before(self, organisation: str, position: int, limit: int, *, recorded: datetime) -> Sequence[StoredEvent]:
        """Up to `limit` events before `position` that were known at `recorded`, newest first."""
        return self._fetch(organisation, _BEFORE, (organisation, position, recorded, limit))

    def about(
        self, organisation: str, people: Sequence[str], *, effective: datetime, recorded: datetime
    ) -> Sequence[StoredEvent]:
        """What was known at `recorded` of what was true of `people` at `effective`, in the order of positions."""
        return self._fetch(organisation, _ABOUT, (organisation, list(people), recorded, effective))

    def about_since(self, organisation: str, person: str, position: int) -> Sequence[StoredEvent]:
        """The events about one person past `position`, in order."""
        return self._fetch(organisation, _ABOUT_SINCE, (organisation, person, position))

    def of_stream(self, organisation: str, stream: str) -> Sequence[StoredEvent]:
        """The events of one stream, in order."""
        return self._fetch(organisation, _OF_STREAM, (organisation, stream))

    def about_before(
        self,
        organisation: str,
        person: str,
        position: int,
        limit: int,
        *,
        effective: datetime,
        recorded: datetime,
        without: Collection[str] = (),
    ) -> Sequence[StoredEvent]:
        """Up to `limit` events about one person before `position`, newest first, but for the types in `without`."""
        parameters = (organisation, person, position, recorded, effective, list(without), limit)
        return self._fetch(organisation, _ABOUT_BEFORE, parameters)

    def batches(
        self, organisation: str, after: int = 0, *, size: int = 5_000, until: int | None = None
    ) -> Iterator[Sequence[StoredEvent]]:
        """All events past `after` (up to `until`, or to the end), `size` at a time."""
        while events := self.after(organisation, after, size):
            if until is not None:
                events = [event for event in events if event.position <= until]
            if events:
                yield events
                after = events[-1].position
            if not events or after == until:
                return

    def _fetch(self, organisation: str, query: str, parameters: tuple[object, ...]) -> Sequence[StoredEvent]:
        with as_tenant(self.pool, organisation) as conn:
            rows = conn.execute(query, parameters).fetchall()
        return [StoredEvent(self.source, *row) for row in rows]

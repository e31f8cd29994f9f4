"""Writing to the event log of one service: load streams, append, remember commands."""

from base64 import b64encode
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import msgspec
from psycopg import Error, errors

from shared import metrics
from shared.event import subject_of
from shared.log.chain import digest
from shared.log.cipher import Cipher
from shared.log.codec import Codec, people_to_encrypt_for
from shared.log.database import Pool, as_tenant
from shared.log.keys import KeyStore
from shared.log.stored import NewEvent, StoredEvent, qualified

# A lateral join, so that the index on streams is used however little the planner knows of the tables.
_LOAD = f"""
    select {qualified("past")} from unnest(%s::text[], %s::text[]) as wanted (stream, shape)
    left join snapshots s on s.organisation = %s and s.stream = wanted.stream and s.shape = wanted.shape
    cross join lateral (
        select * from events e
        where e.organisation = %s and e.stream = wanted.stream
        and e.stream_version >= coalesce(s.stream_version, 1)
        order by e.stream_version offset 0
    ) as past
"""
_REMEMBERED = """
    select command_id, fingerprint, streams, position from commands
    where organisation = %s and command_id = any(%s)
"""
_APPEND = "select reached, recorded_at from append(%s, %s, %s, %s, %s)"
_STREAM_MOVED_ON = "MP001"


class StreamMovedOn(Exception):
    """Other events have reached a stream since it was loaded; nothing was appended."""


class CommandKnown(Exception):
    """One of the commands was carried out before; nothing was appended."""


class Write(msgspec.Struct, frozen=True):
    """Events for one stream, of which the writer has seen `expected` events (0: a new stream).

    Without events, it asks that the stream be still at that version.
    """

    stream: str
    expected: int
    events: Sequence[NewEvent]


class Remembered(msgspec.Struct, frozen=True):
    """A command that was carried out: what it was (a digest), the streams it left at which versions, and where."""

    command_id: str
    fingerprint: bytes
    streams: Mapping[str, int]
    position: int = 0


class Appended(msgspec.Struct, frozen=True):
    """How far the organisation's log has come, and when."""

    position: int
    recorded: datetime


class EventLog:
    """The log of the service `source`, by a role that may write it."""

    def __init__(self, source: str, pool: Pool, keys: KeyStore, codec: Codec) -> None:
        self.source = source
        self.codec = codec
        self.keys = keys
        self.pool = pool

    def load(self, organisation: str, shapes: Mapping[str, str]) -> Mapping[str, Sequence[StoredEvent]]:
        """The events of each stream in order; streams without any are left out.

        They begin with the one at which a snapshot of the shape given for the stream was taken, where there is one.
        """
        loaded: dict[str, list[StoredEvent]] = defaultdict(list)
        parameters = (list(shapes), list(shapes.values()), organisation, organisation)
        with as_tenant(self.pool, organisation) as conn:
            for row in conn.execute(_LOAD, parameters):
                event = StoredEvent(self.source, *row)
                loaded[event.stream].append(event)
        return loaded

    def remembered(self, organisation: str, command_ids: Iterable[str]) -> Mapping[str, Remembered]:
        """Those of the commands that were carried out before, by id."""
        with as_tenant(self.pool, organisation) as conn:
            rows = conn.execute(_REMEMBERED, (organisation, list(command_ids))).fetchall()
        return {
            command_id: Remembered(command_id, fingerprint, msgspec.json.decode(streams), position)
            for command_id, fingerprint, streams, position in rows
        }

    def append(
        self,
        organisation: str,
        writes: Sequence[Write],
        remember: Sequence[Remembered] = (),
        *,
        now: datetime | None = None,
    ) -> Appended:
        """Append all the writes in one transaction, or none of them.

        `now` replaces the clock where a history is brought in; time never runs backwards in a log. Raises
        `StreamMovedOn` where a stream has more events than expected, and `CommandKnown` where a command is
        remembered already.
        """
        parameters = (organisation, now, *self._as_json(organisation, writes, remember))
        with self.pool.connection() as conn:
            try:
                row = conn.hot.execute(_APPEND, parameters).fetchone()
            except errors.UniqueViolation as error:
                known = error.diag.table_name == "commands"
                raise (CommandKnown if known else StreamMovedOn)(error.diag.message_detail) from error
            except Error as error:
                if error.sqlstate == _STREAM_MOVED_ON:
                    raise StreamMovedOn(error.diag.message_primary) from error
                raise
        assert row is not None
        metrics.events_appended.labels(self.source).inc(sum(len(write.events) for write in writes))
        return Appended(*row)

    def _as_json(
        self, organisation: str, writes: Sequence[Write], remember: Sequence[Remembered]
    ) -> tuple[str, str | None, str]:
        people = people_to_encrypt_for(new.event for write in writes for new in write.events)
        ciphers = self.keys.ciphers_for_writing(organisation, people) if people else {}
        commands = [
            {
                "command_id": each.command_id,
                "fingerprint": each.fingerprint.hex(),
                "streams": each.streams,
            }
            for each in remember
        ]
        unchanged = [{"stream": write.stream, "version": write.expected} for write in writes if not write.events]
        events = [
            _row(self.codec, organisation, ciphers, write.stream, write.expected + number, new)
            for write in writes
            for number, new in enumerate(write.events, start=1)
        ]
        return _text(commands), _text(unchanged) if unchanged else None, _text(events)


class _Row(msgspec.Struct, omit_defaults=True):
    """One element of the parameter `p_events` of the SQL function `append`."""

    stream: str
    stream_version: int
    type: str
    schema_version: int
    actor: str
    command_id: str
    correlation_id: str
    data: msgspec.Raw
    digest: str
    subject: str | None = None
    causation_id: str | None = None
    effective: datetime | None = None
    personal: str | None = None


def _row(
    codec: Codec,
    organisation: str,
    ciphers: Mapping[str, Cipher | None],
    stream: str,
    version: int,
    new: NewEvent,
) -> _Row:
    event = new.event
    name, subject = type(event).__name__, subject_of(event)
    data, personal = codec.encode(event, organisation, ciphers)
    who = (new.actor, new.command_id, new.correlation_id, new.causation_id)
    return _Row(
        stream=stream,
        stream_version=version,
        type=name,
        schema_version=event.version,
        actor=new.actor,
        command_id=new.command_id,
        correlation_id=new.correlation_id,
        data=msgspec.Raw(data),
        digest=digest(stream, version, name, event.version, subject, who, data, personal).hex(),
        subject=subject,
        causation_id=new.causation_id,
        effective=new.effective,
        personal=None if personal is None else b64encode(personal).decode(),
    )


def _text(value: object) -> str:
    return msgspec.json.encode(value).decode()

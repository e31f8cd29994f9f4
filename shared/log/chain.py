"""The hash chain: every event of an organisation's log vouches for all before it.

    digest = SHA-256( JSON of what the writer knew, a zero byte, data, a zero byte, personal )
    hash   = SHA-256( hash before | digest | position | effective | recorded )      integers as 8 bytes, big-endian,
                                                                                    times in microseconds since 1970

The first `hash before` is the SHA-256 of the organisation's id. The digest covers the ciphertext of personal
fields, so that the chain still holds when somebody's key was destroyed. Appending computes the same in SQL
(sql/migrations/0002-append.sql), under the lock that gives out the positions.
"""

from datetime import UTC, datetime, timedelta
from hashlib import sha256

import msgspec

from shared.log.stored import StoredEvent

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_encode = msgspec.json.encode


def digest(
    stream: str,
    stream_version: int,
    event_type: str,
    schema_version: int,
    subject: str | None,
    who: tuple[str, str, str, str | None],
    data: bytes,
    personal: bytes | None,
) -> bytes:
    """Fingerprint of what a writer knows of an event; `who` is actor, command, correlation and causation id."""
    header = _encode([stream, stream_version, event_type, schema_version, subject, *who])
    return sha256(b"\0".join((header, data, personal or b""))).digest()


def first_link(organisation: str) -> bytes:
    """What the first event of an organisation's log is chained to."""
    return sha256(organisation.encode()).digest()


def next_link(link: bytes, event: StoredEvent) -> bytes:
    """The hash of `event`, given that of the event before it."""
    who = (event.actor, event.command_id, event.correlation_id, event.causation_id)
    known = digest(
        event.stream,
        event.stream_version,
        event.type,
        event.schema_version,
        event.subject,
        who,
        event.data,
        event.personal,
    )
    numbers = (event.position, _microseconds(event.effective), _microseconds(event.recorded))
    return sha256(link + known + b"".join(n.to_bytes(8, "big", signed=True) for n in numbers)).digest()


def _microseconds(at: datetime) -> int:
    return (at - _EPOCH) // _MICROSECOND

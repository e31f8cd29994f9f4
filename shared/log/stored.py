"""Events as the log keeps them: an envelope, the clear part as JSON, and the personal part encrypted."""

from datetime import datetime

import msgspec

from shared.event import Envelope, Event


class NewEvent(msgspec.Struct, frozen=True):
    """An event about to be appended. `effective` is when it became true; None is the moment of recording."""

    event: Event
    actor: str
    command_id: str
    correlation_id: str
    causation_id: str | None = None
    effective: datetime | None = None


class StoredEvent(msgspec.Struct, frozen=True):
    """One row of a log. `data` is the clear fields as JSON, `personal` the encrypted ones (see `codec`)."""

    source: str
    organisation: str
    position: int
    stream: str
    stream_version: int
    type: str
    schema_version: int
    subject: str | None
    effective: datetime
    recorded: datetime
    actor: str
    command_id: str
    correlation_id: str
    causation_id: str | None
    data: bytes
    personal: bytes | None

    def envelope(self) -> Envelope:
        """What is known about the event besides what it says."""
        return Envelope(
            self.organisation,
            self.source,
            self.position,
            self.stream,
            self.stream_version,
            self.effective,
            self.recorded,
            self.actor,
            self.command_id,
            self.correlation_id,
            self.causation_id,
        )


COLUMNS = ", ".join(StoredEvent.__struct_fields__[1:])
"""The columns of `events` and `feed` in the order of `StoredEvent`, without the source, which the reader knows."""


def qualified(table: str) -> str:
    """`COLUMNS`, each with the table's alias."""
    return ", ".join(f"{table}.{column}" for column in StoredEvent.__struct_fields__[1:])

"""Stored events as CloudEvents 1.0 in structured JSON mode: what travels over the broker.

The required attributes are CloudEvents' own; the extensions (organisation, position, stream ...) are lower-case
letters and digits only, as the specification asks. `personal` is the encrypted part, in base64.
Specification: CloudEvents 1.0.2, JSON Event Format, section 3.
"""

from base64 import b64decode, b64encode
from datetime import datetime
from typing import Annotated

import msgspec

from shared.log.stored import StoredEvent

CONTENT_TYPE = "application/json"
SPECIFICATION = "1.0"


_Name = Annotated[str, msgspec.Meta(pattern=r"\A[^\x00]+\Z")]
"""Text that PostgreSQL takes: the character NUL it refuses."""

_Position = Annotated[int, msgspec.Meta(ge=1)]


class CloudEvent(msgspec.Struct, frozen=True, omit_defaults=True):
    """The message of one event. `id` is unique within `source`."""

    specversion: str
    id: str
    source: str
    type: str
    time: datetime
    organisation: _Name
    position: _Position
    stream: str
    streamversion: int
    dataversion: int
    effective: datetime
    actor: str
    commandid: str
    correlationid: str
    data: msgspec.Raw
    datacontenttype: str = CONTENT_TYPE
    subject: _Name | None = None
    causationid: str | None = None
    personal: str | None = None


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(CloudEvent).decode
_SOURCE = "/milepost/"


class NotACloudEvent(Exception):
    """A message body that is no event of ours."""


def encode(event: StoredEvent) -> bytes:
    """The message body of `event`."""
    return _encode(
        CloudEvent(
            SPECIFICATION,
            f"{event.organisation}/{event.position}",
            _SOURCE + event.source,
            event.type,
            event.recorded,
            event.organisation,
            event.position,
            event.stream,
            event.stream_version,
            event.schema_version,
            event.effective,
            event.actor,
            event.command_id,
            event.correlation_id,
            msgspec.Raw(event.data),
            CONTENT_TYPE,
            event.subject,
            event.causation_id,
            None if event.personal is None else b64encode(event.personal).decode(),
        )
    )


def decode(body: bytes) -> StoredEvent:
    """The event in a message body. Raises `NotACloudEvent` that says what is wrong with it."""
    try:
        message = _decode(body)
        personal = None if message.personal is None else b64decode(message.personal, validate=True)
    except (msgspec.MsgspecError, ValueError) as error:
        raise NotACloudEvent(str(error)) from error
    if not message.source.startswith(_SOURCE) or message.specversion != SPECIFICATION:
        raise NotACloudEvent(f"source {message.source!r}, specversion {message.specversion!r}")
    return StoredEvent(
        message.source.removeprefix(_SOURCE),
        message.organisation,
        message.position,
        message.stream,
        message.streamversion,
        message.type,
        message.dataversion,
        message.subject,
        message.effective,
        message.time,
        message.actor,
        message.commandid,
        message.correlationid,
        message.causationid,
        bytes(message.data),
        personal,
    )

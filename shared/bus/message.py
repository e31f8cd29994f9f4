"""Messages as they are published, and as batches of them are received. Bodies are JSON, in UTF-8."""

from collections.abc import Mapping
from typing import Any

import msgspec

CONTENT_TYPE = "application/json"
CONTENT_ENCODING = "utf-8"


class Message(msgspec.Struct, frozen=True):
    """What to publish, and where.

    A `persistent` message survives a restart of the broker in a durable queue. A `mandatory` one is returned where
    no queue takes it. `expiration` is the time it may wait in a queue, in milliseconds. The short texts (exchange,
    routing key, ids) hold at most 255 bytes.
    """

    exchange: str
    routing_key: str
    body: bytes
    headers: Mapping[str, Any] = {}
    message_id: str = ""
    persistent: bool = True
    mandatory: bool = False
    correlation_id: str = ""
    reply_to: str = ""
    expiration: int | None = None

    def properties(self) -> dict[str, Any]:
        """Its AMQP properties besides headers and content type, without those that it lacks."""
        stated: dict[str, Any] = {
            "correlation_id": self.correlation_id,
            "reply_to": self.reply_to,
            "expiration": "" if self.expiration is None else str(self.expiration),
            "message_id": self.message_id,
        }
        return {"delivery_mode": 2 if self.persistent else 1, **{k: v for k, v in stated.items() if v}}


class Delivery(msgspec.Struct, frozen=True):
    """A message that came. `body` is as it was sent, whether or not it can be understood."""

    body: bytes
    routing_key: str
    headers: Mapping[str, Any]
    redelivered: bool

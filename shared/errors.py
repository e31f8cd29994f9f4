"""Errors that are part of the contract: each has a code, a sentence for people, and the fields it is about.

Rules raise their own subclasses of `RuleViolation`, defined where the rule is. An error keeps its meaning across
the wire: it travels as `code`, `message` and `fields`, and `status` is what HTTP answers.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

Fields = Mapping[str, Sequence[str]]


class MilepostError(Exception):
    """Something the caller can understand and act upon."""

    status: ClassVar[int] = 500
    code: str = "milepost_error"

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.code = re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()

    def __init__(self, message: str, *, fields: Fields | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.fields: Fields = fields or {}


class InvalidInput(MilepostError):
    """The request does not fit its schema: a field is missing, unknown, of the wrong type or too long."""

    status = 422


class RuleViolation(MilepostError):
    """The request is well-formed, and a rule of the domain forbids it."""

    status = 409


class NotFound(MilepostError):
    """There is no such thing, or none that the caller may know of."""

    status = 404


class Unauthenticated(MilepostError):
    """The token is missing, expired, forged, or meant for somebody else."""

    status = 401


class Forbidden(MilepostError):
    """The caller is known and may not do this."""

    status = 403


class VersionConflict(MilepostError):
    """The stream has moved on since the caller looked at it."""

    status = 409


class CommandReused(MilepostError):
    """The command id was already used for something else."""

    status = 409


class DeadlineExceeded(MilepostError):
    """The answer did not come in time. The command may or may not have happened; asking again with its id is safe."""

    status = 504


class NotYetVisible(MilepostError):
    """The read models have not reached the position asked for within the time limit."""

    status = 504


class Unavailable(MilepostError):
    """Something that the answer needs, a server or a broker, is not there at the moment."""

    status = 503


class RemoteError(MilepostError):
    """An error that came over the wire, with the code, status, message and fields it was raised with there."""

    def __init__(self, code: str, message: str, *, status: int = 500, fields: Fields | None = None) -> None:
        super().__init__(message, fields=fields)
        self.code = code
        self.http_status = status


def require(condition: object, error: MilepostError) -> None:
    """Raise `error` unless `condition` holds: how a decision states a rule."""
    if not condition:
        raise error


def to_wire(error: MilepostError) -> dict[str, Any]:
    """The error as it travels: `code`, `message`, `fields` and HTTP `status`."""
    status = error.http_status if isinstance(error, RemoteError) else error.status
    fields = {name: list(messages) for name, messages in error.fields.items()}
    return {"code": error.code, "message": error.message, "fields": fields, "status": status}


def from_wire(wire: Mapping[str, Any]) -> MilepostError:
    """The inverse of `to_wire`, as a `RemoteError` that keeps the code."""
    return RemoteError(wire["code"], wire["message"], status=wire.get("status", 500), fields=wire.get("fields") or {})

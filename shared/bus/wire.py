"""What calls between services look like on the wire: nameko's protocol, with deadlines and typed errors added.

A request goes to the exchange `nameko-rpc` under `<service>.<method>`; its body is `{"args", "kwargs"}`. A reply goes
to the same exchange under the request's `reply_to`; its body is `{"result", "error"}`. Headers that begin with
`nameko.` are the call's context. JSON carries decimals, dates and times as strings.
"""

import re
from collections.abc import Mapping
from typing import Any, ClassVar

import msgspec
from nameko.exceptions import get_module_path, safe_for_serialization

from shared.errors import InvalidInput, MilepostError, NotFound, RemoteError, from_wire, to_wire

EXCHANGE = "nameko-rpc"
CONTEXT_PREFIX = "nameko."
DEADLINE = "deadline"
"""Name, in a call's context, of the moment after which nobody waits for the answer: Unix seconds, as text."""


class MalformedRequest(InvalidInput):
    """What came is not a call: not JSON, without arguments, or with a deadline that is not a number."""

    exc_path: ClassVar[str] = "nameko.exceptions.MalformedRequest"


class MethodNotFound(NotFound):
    """The service has no such method."""

    exc_path: ClassVar[str] = "nameko.exceptions.MethodNotFound"


class IncorrectSignature(InvalidInput):
    """The method does not take these arguments."""

    exc_path: ClassVar[str] = "nameko.exceptions.IncorrectSignature"


class InternalError(MilepostError):
    """The service failed in a way that it does not explain to callers; its log does."""


class Call(msgspec.Struct, frozen=True):
    """The body of a request."""

    args: list[Any]
    kwargs: dict[str, Any]


class Answer(msgspec.Struct, frozen=True):
    """The body of a reply."""

    result: Any = None
    error: dict[str, Any] | None = None


_calls = msgspec.json.Decoder(Call)
_answers = msgspec.json.Decoder(Answer)
_encoder = msgspec.json.Encoder()


def encode_call(args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> bytes:
    """The body of a request. Raises TypeError where an argument has no form in JSON."""
    return _encoder.encode({"args": args, "kwargs": kwargs})


def decode_call(body: bytes) -> Call:
    """The inverse of `encode_call`. Raises MalformedRequest."""
    try:
        return _calls.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise MalformedRequest(
            f'A request is a JSON object {{"args": [...], "kwargs": {{...}}}}; this one is not: {error}.'
        ) from None


def encode_result(result: Any) -> bytes:
    """The body of a reply. Raises TypeError or ValueError where the result has no form in JSON."""
    return _encoder.encode({"result": result, "error": None})


def encode_error(error: BaseException) -> bytes:
    """The body of a reply that says what went wrong: nameko's description, with `code`, `fields` and `status`.

    Of an exception that is not a MilepostError nothing is told: it travels as `internal_error`.
    """
    if not isinstance(error, MilepostError):
        error = InternalError("The service failed to answer. The reason is in its log.")
    described = {
        "exc_type": type(error).__name__,
        "exc_path": getattr(error, "exc_path", get_module_path(type(error))),
        "exc_args": safe_for_serialization(error.args),
        "value": str(error),
        **to_wire(error),
    }
    return _encoder.encode({"result": None, "error": described})


def decode_answer(body: bytes) -> Any:
    """The result that a reply carries; raises the error that it carries, as a RemoteError."""
    try:
        answer = _answers.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise RemoteError("malformed_reply", f"The service's reply cannot be read: {error}.") from None
    if answer.error is None:
        return answer.result
    raise _error(answer.error)


def context_of(headers: Mapping[str, Any]) -> dict[str, Any]:
    """A call's context: its headers without nameko's prefix."""
    return {name.removeprefix(CONTEXT_PREFIX): value for name, value in headers.items()}


def headers_of(context: Mapping[str, Any]) -> dict[str, Any]:
    """The inverse of `context_of`; what is None is left out."""
    return {f"{CONTEXT_PREFIX}{name}": value for name, value in context.items() if value is not None}


def deadline_of(context: Mapping[str, Any]) -> float | None:
    """A call's deadline (Unix seconds), or None where it has none. Raises MalformedRequest."""
    stated = context.get(DEADLINE)
    if stated is None:
        return None
    try:
        return float(stated)
    except (TypeError, ValueError):
        raise MalformedRequest(
            f"The header {CONTEXT_PREFIX}{DEADLINE} is a time in Unix seconds; {stated!r} is not."
        ) from None


def _error(wire: Mapping[str, Any]) -> MilepostError:
    if "code" in wire and "message" in wire:
        return from_wire(wire)
    name = str(wire.get("exc_type") or "remote_error")
    code = re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
    return RemoteError(code, str(wire.get("value") or name))

"""Errors over HTTP: every one is a problem document (RFC 9457), with the `code` and `fields` of the contract."""

from collections.abc import Iterable

import msgspec
from werkzeug import Response

from shared.errors import MilepostError, to_wire

CONTENT_TYPE = "application/problem+json"
RETRY_AFTER_SECONDS = 1


class MalformedRequest(MilepostError):
    """A body that is not the JSON it says it is, or a header of another form than its own."""

    status = 400


class UnknownPath(MilepostError):
    """Nothing is served there."""

    status = 404


class MethodNotAllowed(MilepostError):
    """The path is served, by other methods: those `allowed`."""

    status = 405

    def __init__(self, method: str, allowed: Iterable[str]) -> None:
        self.allowed = ", ".join(sorted(allowed))
        super().__init__(f"This path takes {self.allowed}, not {method}.")


class BodyTooLarge(MilepostError):
    """The body is longer than the gateway reads, packed or unpacked."""

    status = 413


class UnsupportedMediaType(MilepostError):
    """The body is not said to be JSON, or is packed in a way that the gateway does not unpack."""

    status = 415


class InternalError(MilepostError):
    """The gateway failed in a way that it does not explain to callers; its log does."""


class Problem(msgspec.Struct, frozen=True):
    """A problem document. `instance` names the request, as the log does."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    code: str
    fields: dict[str, list[str]]


def problem(error: MilepostError, request_id: str) -> Problem:
    """The problem document of an error that ended the request `request_id`."""
    wire = to_wire(error)
    code, status = wire["code"], wire["status"]
    return Problem(
        type=f"urn:milepost:problem:{code}",
        title=code.replace("_", " ").capitalize(),
        status=status if 400 <= status <= 599 else 500,
        detail=wire["message"],
        instance=f"urn:milepost:request:{request_id}",
        code=code,
        fields=wire["fields"],
    )


def problem_response(error: MilepostError, request_id: str) -> Response:
    """The response that tells of an error."""
    document = problem(error, request_id)
    response = Response(msgspec.json.encode(document), status=document.status, content_type=CONTENT_TYPE)
    if isinstance(error, MethodNotAllowed):
        response.headers["Allow"] = error.allowed
    if document.status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="milepost"'
    if document.status == 503:
        response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response

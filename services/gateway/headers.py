"""What the headers of a request say: whose it is, what it is called, and on what condition it is made."""

import re
import uuid

from werkzeug import Request

from services.gateway.problems import MalformedRequest
from shared.errors import Unauthenticated

REQUEST_ID, COMMAND_ID, EXPECTED_VERSION = "X-Request-Id", "Idempotency-Key", "If-Match"

_REQUEST_ID = re.compile(r"[A-Za-z0-9._:/+=-]{1,128}\Z")
_COMMAND_ID = re.compile(r"[!-~]{1,128}\Z")
_VERSION = re.compile(r'"([0-9]{1,18})"\Z', re.ASCII)


def request_id_of(request: Request) -> str:
    """The request's own id; a new one where it has none that is fit for logs."""
    given = request.headers.get(REQUEST_ID, "")
    return given if _REQUEST_ID.match(given) else str(uuid.uuid4())


def token_of(request: Request) -> str | None:
    """The bearer token, or None. Raises `Unauthenticated` for credentials of another kind."""
    given = request.headers.get("Authorization")
    if given is None:
        return None
    scheme, _, token = given.partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Unauthenticated("Send the token as `Authorization: Bearer ...`.")
    return token.strip()


def command_id_of(request: Request) -> str | None:
    """The id under which the command may be sent again safely, or None. Raises `MalformedRequest`."""
    given = request.headers.get(COMMAND_ID)
    if given is not None and not _COMMAND_ID.match(given):
        raise _malformed(COMMAND_ID, "takes 1 to 128 visible ASCII characters")
    return given


def expected_version_of(request: Request) -> int | None:
    """The version that the stream is to have, or None. Raises `MalformedRequest`."""
    given = request.headers.get(EXPECTED_VERSION)
    if given is None:
        return None
    found = _VERSION.match(given)
    if found is None:
        raise _malformed(EXPECTED_VERSION, 'takes a version as the ETag of an answer names it: "3"')
    return int(found[1])


def _malformed(header: str, takes: str) -> MalformedRequest:
    return MalformedRequest(f"The header {header} {takes}.", fields={header: [takes]})

"""Reading the bodies of HTTP requests: JSON, packed with gzip or not, within a limit."""

import zlib
from typing import Any

import msgspec
from werkzeug import Request
from werkzeug.exceptions import RequestEntityTooLarge

from services.gateway.problems import BodyTooLarge, MalformedRequest, UnsupportedMediaType

LARGEST_BODY = 64 * 1024 * 1024
"""Bytes of a body at most, where a server sets no limit of its own."""

_GZIP = 16 + zlib.MAX_WBITS


def json_body(request: Request, largest: int) -> Any:
    """The value that a body of up to `largest` bytes holds, packed and unpacked alike.

    Raises `UnsupportedMediaType`, `BodyTooLarge`, or `MalformedRequest` for what is not JSON (RFC 8259): NaN,
    numbers that no double holds, half surrogates, or nesting deeper than anybody needs.
    """
    _require_json(request)
    body = _unpacked(request, largest)
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise MalformedRequest(f"The body is not JSON: {error}.") from None
    except RecursionError:
        raise MalformedRequest("The body is nested too deeply.") from None


def _require_json(request: Request) -> None:
    kind = request.mimetype
    if kind != "application/json" and not (kind.startswith("application/") and kind.endswith("+json")):
        given = f"not {kind}" if kind else "and the request does not say what its body is"
        raise UnsupportedMediaType(f"Send JSON as Content-Type: application/json, {given}.")
    charset = request.mimetype_params.get("charset", "utf-8")
    if charset.lower() not in ("utf-8", "utf8"):
        raise UnsupportedMediaType(f"Send JSON in UTF-8, not {charset}.")


def _unpacked(request: Request, largest: int) -> bytes:
    encoding = request.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding not in ("identity", "gzip"):
        raise UnsupportedMediaType(f"Send the body as it is or packed by gzip, not by {encoding}.")
    request.max_content_length = largest
    try:
        body = request.get_data(cache=False)
    except RequestEntityTooLarge:
        raise _too_large(largest) from None
    return body if encoding == "identity" else _gunzip(body, largest)


def _gunzip(packed: bytes, largest: int) -> bytes:
    unpacking = zlib.decompressobj(_GZIP)
    try:
        body = unpacking.decompress(packed, largest + 1)
    except zlib.error as error:
        raise MalformedRequest(f"The body is not packed by gzip: {error}.") from None
    if len(body) > largest:
        raise _too_large(largest)
    if not unpacking.eof or unpacking.unused_data:
        raise MalformedRequest("The body is not one whole gzip member: it ends too early, or something follows.")
    return body


def _too_large(largest: int) -> BodyTooLarge:
    return BodyTooLarge(f"The body is larger than {largest} bytes, packed or unpacked. Send it in parts.")

"""Lists by pages: a page holds at most `limit` items, and says by an opaque cursor where the next one begins.

A cursor is the sort key of the page's last item. So pages stay right while items come and go: none is shown twice,
and none that was there all along is left out.
"""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

import msgspec
from marshmallow import fields, validate

from services.gateway.query import Answer, QueryParams
from shared.contract import integer
from shared.errors import InvalidInput

T = TypeVar("T")

SortKey = tuple[str, ...]
"""What a list is sorted by, ending in something unique. Dates go in as ISO 8601."""

_decoder = msgspec.json.Decoder(SortKey)


class Paged(QueryParams):
    """Parameters of every query that answers a list."""

    limit = integer(1, 200, load_default=50, metadata={"description": "The most items to answer."})
    cursor = fields.String(
        load_default=None,
        validate=validate.Regexp(r"^[A-Za-z0-9_-]{1,1000}\Z", error="Not a cursor."),
        metadata={"description": "`next` of the page before; the first page where left out."},
    )


def page(
    items: Iterable[T],
    key: Callable[[T], SortKey],
    params: Mapping[str, Any],
    *,
    shown: Callable[[T], Any] = lambda item: item,
    descending: bool = False,
) -> Answer:
    """The page of `items` that `params` (`limit` and `cursor`) ask for, each as it is `shown`.

    Answers `items`, and `next`, the cursor of the next page or None. Raises `InvalidInput` for a cursor that is none.
    """
    keyed = sorted(((key(item), item) for item in items), key=lambda pair: pair[0], reverse=descending)
    if params["cursor"] is not None:
        after = key_of(params["cursor"])
        keyed = [(each, item) for each, item in keyed if (each < after if descending else each > after)]
    limit = params["limit"]
    here = keyed[:limit]
    return {
        "items": [shown(item) for _, item in here],
        "next": cursor_of(here[-1][0]) if len(keyed) > limit else None,
    }


def cursor_of(key: SortKey) -> str:
    """The cursor after the item under `key`."""
    return urlsafe_b64encode(msgspec.json.encode(key)).decode().rstrip("=")


def key_of(cursor: str) -> SortKey:
    """The inverse of `cursor_of`. Raises `InvalidInput` for anything else."""
    try:
        return _decoder.decode(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError, msgspec.DecodeError):
        raise InvalidInput(
            "The cursor is none of ours. Give the `next` of the page before as it is, or leave it out.",
            fields={"cursor": ["Not a cursor."]},
        ) from None

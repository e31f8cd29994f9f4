"""Browsing what is about nobody by its name, a page at a time."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from services.gateway.paging import Paged, SortKey, cursor_of, key_of
from services.gateway.query import Answer
from shared.contract import text
from shared.errors import InvalidInput
from shared.read_models.people import searchable


class Browsed(Paged):
    """Which part of a list that is sorted by name."""

    starts_with = text(
        200, load_default=None, metadata={"description": "How the name begins, in any case and without accents."}
    )


def starting_with(params: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a statement needs to find the page: what names begin with, after which name and id, and how many.

    `pattern` is for LIKE on the searchable name. Raises `InvalidInput` for the cursor of another list.
    """
    after = ("", "") if params["cursor"] is None else key_of(params["cursor"])
    if len(after) != 2 or any("\0" in part for part in after):
        raise InvalidInput("The cursor is of another list. Give the `next` of this one.", fields={"cursor": ["Alien."]})
    return {
        "pattern": f"{_literally(searchable(params['starts_with'] or ''))}%",
        "after_name": after[0],
        "after_id": after[1],
        "most": params["limit"] + 1,
    }


def browsed(
    found: Sequence[Mapping[str, Any]], params: Mapping[str, Any], key: Callable[[Mapping[str, Any]], SortKey]
) -> Answer:
    """The page of rows that were `found`, of which there may be one more than it holds."""
    items = found[: params["limit"]]
    return {"items": items, "next": cursor_of(key(items[-1])) if len(found) > len(items) else None}


def _literally(text: str) -> str:
    """The text as a pattern that matches just it."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")

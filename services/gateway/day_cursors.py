"""Where a page begins in a list that is sorted by a day, and then by an id."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from services.gateway.paging import cursor_of, key_of
from shared.errors import InvalidInput


def beyond(cursor: str | None, first: date) -> Mapping[str, Any]:
    """The day and the id after which the page begins: `first` where there is no cursor.

    Raises `InvalidInput` for the cursor of another list.
    """
    if cursor is None:
        return {"beyond_day": first, "beyond_id": ""}
    try:
        day, identity = key_of(cursor)
        found = date.fromisoformat(day)
    except ValueError:
        found, identity = None, ""
    if found is None or "\0" in identity:
        raise InvalidInput("The cursor is of another list. Give the `next` of this one.", fields={"cursor": ["Alien."]})
    return {"beyond_day": found, "beyond_id": identity}


def cursor_at(day: date, identity: str) -> str:
    """The cursor after that day and id."""
    return cursor_of((day.isoformat(), identity))

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import ValidationError

from services.gateway.paging import Paged, cursor_of, key_of, page
from shared.errors import InvalidInput

names = st.text(max_size=4)


def pages(items: list[str], limit: int, *, descending: bool = False) -> list[list[str]]:
    found: list[list[str]] = []
    cursor: str | None = None
    while True:
        params = Paged().load({"limit": limit} | ({"cursor": cursor} if cursor else {}))
        answer = page(items, lambda item: (item,), params, descending=descending)
        found.append(list(answer["items"]))
        cursor = answer["next"]
        if cursor is None:
            return found


@given(items=st.lists(names, unique=True), limit=st.integers(1, 5), descending=st.booleans())
def test_pages_hold_every_item_once_in_order_and_none_too_many(items: list[str], limit: int, descending: bool) -> None:
    found = pages(items, limit, descending=descending)
    assert [item for each in found for item in each] == sorted(items, reverse=descending)
    assert all(len(each) <= limit for each in found)
    assert all(found) or found == [[]]


def test_items_that_come_and_go_move_no_other_item_to_another_page() -> None:
    params: dict[str, Any] = {"limit": 2, "cursor": None}
    first = page(["b", "d", "f", "h"], lambda item: (item,), params)
    second = page(["a", "d", "e", "f", "h"], lambda item: (item,), params | {"cursor": first["next"]})
    assert (first["items"], second["items"]) == (["b", "d"], ["e", "f"])


@given(key=st.tuples(names, names))
def test_a_cursor_is_safe_in_a_url_and_reads_back(key: tuple[str, str]) -> None:
    cursor = cursor_of(key)
    assert cursor.replace("-", "").replace("_", "").isalnum()
    assert key_of(cursor) == key


@pytest.mark.parametrize("cursor", ["!", "abc", "é", cursor_of(("a",))[:-1], "bnVsbA", "WzFd"])
def test_a_cursor_that_is_none_is_refused_by_name(cursor: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        key_of(cursor)
    assert "cursor" in refused.value.fields


@pytest.mark.parametrize("limit", [0, 201, "ten"])
def test_a_page_holds_1_to_200_items(limit: Any) -> None:
    with pytest.raises(ValidationError):
        Paged().load({"limit": limit})
    assert Paged().load({}) == {"limit": 50, "cursor": None}

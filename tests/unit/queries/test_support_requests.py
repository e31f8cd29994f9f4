from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from shared.contract import Access
from shared.errors import Forbidden
from tests.unit.queries.asking import Sql, ask


def tables(*rows: Mapping[str, Any]) -> Sql:
    def answer(_statement: str, _given: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
        return rows

    return answer


def of(person: str, *requests: tuple[int, str, str]) -> Mapping[str, Any]:
    asked = [{"position": at, "asked_on": day, "request": words} for at, day, words in requests]
    return {"person": person, "name": person.title(), "requests": asked}


TWO_PEOPLE = tables(
    of("grace", (9, "2026-09-01", "An hour"), (12, "2026-09-03", "A walk")), of("alan", (10, "2026-09-01", "Advice"))
)


def test_requests_say_who_asks_for_what_and_when_the_newest_first_and_nothing_else() -> None:
    assert ask("support_requests", sql=TWO_PEOPLE) == {
        "items": [
            {"person": "grace", "name": "Grace", "asked_on": "2026-09-03", "request": "A walk"},
            {"person": "alan", "name": "Alan", "asked_on": "2026-09-01", "request": "Advice"},
            {"person": "grace", "name": "Grace", "asked_on": "2026-09-01", "request": "An hour"},
        ],
        "next": None,
    }


def test_requests_come_by_pages() -> None:
    first = ask("support_requests", limit=2, sql=TWO_PEOPLE)
    second = ask("support_requests", limit=2, cursor=first["next"], sql=TWO_PEOPLE)
    assert [each["request"] for each in first["items"] + second["items"]] == ["A walk", "Advice", "An hour"]
    assert second["next"] is None


@pytest.mark.parametrize("access", [Access.MANAGER, Access.HR, Access.ANYONE])
def test_what_somebody_was_asked_for_is_for_them_alone(access: Access) -> None:
    with pytest.raises(Forbidden):
        ask("support_requests", by="grace", relation={access}, sql=TWO_PEOPLE)

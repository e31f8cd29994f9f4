from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import msgspec
import pytest

from services.gateway.paging import cursor_of
from shared.contract import Access
from shared.errors import Forbidden, InvalidInput
from shared.read_models.goals import GOALS
from tests.unit.queries.asking import Sql, ask
from tests.unit.queries.histories import goal_set, september
from tests.unit.read_models.happened import row_after


def found(goal: str, shared_on: date) -> Mapping[str, Any]:
    row = msgspec.structs.asdict(row_after(GOALS, goal_set(goal, person="grace")))
    return row | {"organisation": "acme", "shared_on": shared_on, "owner_name": "Grace"}


def tables(*rows: Mapping[str, Any], seen: list[Mapping[str, Any]] | None = None) -> Sql:
    def answer(_statement: str, given: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
        if seen is not None:
            seen.append(given)
        return rows[: given["most"]]

    return answer


def test_a_shared_goal_names_its_owner_and_says_how_it_is_doing() -> None:
    answer = ask("shared_goals", today=september(10), sql=tables(found("sql", september(3))))
    assert answer == {
        "items": [
            {
                "goal": "sql",
                "person": "grace",
                "name": "Grace",
                "title": "Goal sql",
                "kind": "skill",
                "status": "open",
                "health": "on_track",
                "progress": None,
                "due": "2026-12-31",
                "shared_on": "2026-09-03",
            }
        ],
        "next": None,
    }


def test_the_next_page_begins_before_the_last_goal_of_this_one() -> None:
    seen: list[Mapping[str, Any]] = []
    sql = tables(found("b", september(3)), found("a", september(2)), seen=seen)
    first = ask("shared_goals", limit=1, sql=sql)
    assert [each["goal"] for each in first["items"]] == ["b"]
    ask("shared_goals", limit=1, cursor=first["next"], sql=sql)
    assert (seen[1]["before_day"], seen[1]["before_goal"]) == (september(3), "b")


@pytest.mark.parametrize("key", [("Ada",), ("no day", "sql"), ("2026-09-03", "s\0ql"), ("2026-09-03", "sql", "x")])
def test_a_cursor_of_another_list_is_refused(key: tuple[str, ...]) -> None:
    with pytest.raises(InvalidInput):
        ask("shared_goals", cursor=cursor_of(key), sql=tables())


@pytest.mark.parametrize("access", [Access.MANAGER, Access.HR, Access.ANYONE])
def test_what_was_shared_with_somebody_is_for_them_alone(access: Access) -> None:
    with pytest.raises(Forbidden):
        ask("shared_goals", by="grace", relation={access}, sql=tables())

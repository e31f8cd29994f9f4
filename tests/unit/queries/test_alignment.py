from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import pytest

from services.gateway.queries.goals import GoalUnknown
from shared.contracts.goals.events import Audience, GoalAbandoned, GoalAligned, GoalShared
from shared.event import Event
from shared.read_models.goals import GOALS
from tests.unit.queries.asking import Sql, ask
from tests.unit.queries.histories import goal_set, september
from tests.unit.read_models.happened import happened, rows_after

HERS = goal_set("sql")
BOSS = goal_set("data-2026", person="grace")
SECRET = goal_set("divorce", person="alan")


def aligned(goal: str, parent: str, person: str) -> GoalAligned:
    return GoalAligned(goal, person, september(2), parent=parent)


def tree(*events: Event, places: Mapping[str, str], managed: frozenset[str] = frozenset()) -> Sql:
    """What the tables would say: `places` gives the place of each goal that the tree would find."""

    def answer(statement: str, given: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
        if "alignments" not in statement:
            return [{"person": p, "unit": "data", "managed": p in managed} for p in given["people"]]
        rows = sorted(rows_after(GOALS, happened(*events)), key=lambda row: row.goal)
        found = [msgspec.structs.asdict(row) for row in rows if row.goal in places]
        return [each | {"organisation": "acme", "place": places[each["goal"]]} for each in found][: given["most"]]

    return answer


def shown(answer: Any) -> dict[str, Any]:
    return {each["goal"]: each for each in answer["goals"]}


def test_goals_that_the_caller_may_see_are_shown_where_they_are_in_the_tree() -> None:
    events = [
        HERS,
        BOSS,
        aligned("sql", "data-2026", "ada"),
        GoalShared("data-2026", "grace", september(3), Audience.UNIT),
    ]
    answer = ask("alignment", *events, sql=tree(*events, places={"sql": "below", "data-2026": "above"}))
    goals = shown(answer)
    assert answer["complete"]
    assert (goals["sql"]["place"], goals["sql"]["parents"]) == ("start", ["data-2026"])
    assert goals["data-2026"] | {"place": "above", "title": "Goal data-2026", "hidden": False} == goals["data-2026"]


def test_goals_that_the_caller_may_not_see_keep_their_place_without_a_name() -> None:
    events = [HERS, SECRET, BOSS, aligned("sql", "divorce", "ada"), aligned("divorce", "data-2026", "alan")]
    found = {"sql": "below", "divorce": "above", "data-2026": "above"}
    goals = shown(ask("alignment", *events, sql=tree(*events, places=found, managed=frozenset({"grace"}))))
    assert goals["hidden-1"] == {"goal": "hidden-1", "place": "above", "hidden": True, "parents": ["data-2026"]}
    assert goals["sql"]["parents"] == ["hidden-1"]
    assert "divorce" not in str(goals)


def test_goals_that_contribute_to_each_other_are_shown_once() -> None:
    events = [HERS, BOSS, aligned("sql", "data-2026", "ada"), aligned("data-2026", "sql", "grace")]
    found = {"sql": "above", "data-2026": "above"}
    answer = ask("alignment", *events, sql=tree(*events, places=found, managed=frozenset({"grace"})))
    assert [each["goal"] for each in answer["goals"]] == ["data-2026", "sql"]


def test_a_tree_that_is_too_large_says_that_it_is_not_complete() -> None:
    events = [HERS, BOSS]
    answer = ask("alignment", *events, most=1, sql=tree(*events, places={"sql": "below", "data-2026": "above"}))
    assert (len(answer["goals"]), answer["complete"]) == (1, False)


def test_without_a_goal_the_tree_begins_at_all_that_are_not_closed() -> None:
    closed = GoalAbandoned("old", "ada", september(3), lessons="Not mine")
    events = [HERS, goal_set("old"), closed]
    begun: list[Sequence[str]] = []

    def sql(statement: str, given: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
        begun.extend([given["start"]] if "start" in given else [])
        return tree(*events, places={"sql": "below"})(statement, given)

    ask("alignment", *events, sql=sql)
    assert begun == [["sql"]]
    assert ask("alignment") == {"goals": [], "complete": True}


def test_nobody_looks_from_a_goal_that_they_may_not_see() -> None:
    with pytest.raises(GoalUnknown):
        ask("alignment", HERS, goal="sql", by="alan", relation=set(), sql=tree(HERS, places={"sql": "below"}))
    assert ask("alignment", HERS, by="alan", relation=set(), sql=tree(HERS, places={"sql": "below"}))["goals"] == []

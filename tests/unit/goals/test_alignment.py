from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given as for_any
from hypothesis import strategies as st

from services.goals import goal
from services.goals.goal import GOAL, AlignmentCycle, ParentNotOpen
from shared.aggregate import Aggregate
from shared.contracts.goals.events import (
    GoalAbandoned,
    GoalAligned,
    GoalKind,
    GoalSet,
    GoalUnaligned,
)
from shared.errors import RuleViolation
from shared.event import Event
from tests.unit.given import given

DAY = date(2026, 9, 1)
TODAY: dict[str, Any] = {"effective_on": None, "now": datetime(2026, 9, 1, 9, tzinfo=UTC)}


def of(name: str) -> dict[str, Any]:
    return {"goal": name, "person": "ada", "on": DAY}


def goal_set(name: str) -> GoalSet:
    dates = {"starts_on": DAY, "due": date(2027, 1, 1), "check_in_every_days": 14}
    return GoalSet(**of(name), title=name, kind=GoalKind.OTHER, **dates)


def aligned(name: str, parent: str) -> GoalAligned:
    return GoalAligned(**of(name), parent=parent)


class Recorded:
    """The streams of goals, in memory."""

    def __init__(self, events: Iterable[Any]) -> None:
        self.events = list(events)

    def state(self, aggregate: Aggregate[Any], identity: str) -> Any:
        return aggregate.fold(event for event in self.events if event.goal == identity)

    def align(self, name: str, parent: str) -> list[Event]:
        facts = goal.lineage(self, {"parent": parent})
        return goal.align_goal(self.state(GOAL, name), parent=parent, **facts, **TODAY)


TEAM, UNIT, OWN = goal_set("team"), goal_set("unit"), goal_set("own")


def test_a_goal_may_have_several_parents() -> None:
    streams = Recorded([TEAM, UNIT, OWN, aligned("own", "team")])
    assert streams.align("own", "unit") == [aligned("own", "unit")]
    both = given(GOAL, OWN, aligned("own", "team"), aligned("own", "unit"))
    assert both.state.parents == {"team", "unit"}


def test_aligning_to_the_same_parent_again_changes_nothing() -> None:
    assert Recorded([TEAM, OWN, aligned("own", "team")]).align("own", "team") == []


@pytest.mark.parametrize("parent", ["own", "team", "unit"])
def test_a_goal_never_contributes_to_itself(parent: str) -> None:
    streams = Recorded([TEAM, UNIT, OWN, aligned("team", "own"), aligned("unit", "team")])
    with pytest.raises(AlignmentCycle) as refused:
        streams.align("own", parent)
    assert "parent" in refused.value.fields


@pytest.mark.parametrize(
    "history", [[OWN], [OWN, TEAM, GoalAbandoned(**of("team"), lessons="None")]], ids=["no such goal", "closed"]
)
def test_a_parent_must_be_open(history: list[Event]) -> None:
    with pytest.raises(ParentNotOpen) as refused:
        Recorded(history).align("own", "team")
    assert "parent" in refused.value.fields


def test_the_goals_above_are_found_even_where_a_cycle_slipped_in() -> None:
    streams = Recorded([TEAM, UNIT, aligned("team", "unit"), aligned("unit", "team")])
    assert goal.lineage(streams, {"parent": "team"})["ancestors"] == {"team", "unit"}


@for_any(st.lists(st.tuples(st.sampled_from("abcde"), st.sampled_from("abcde")), max_size=30))
def test_no_sequence_of_alignments_makes_a_cycle(pairs: list[tuple[str, str]]) -> None:
    streams = Recorded(goal_set(name) for name in "abcde")
    for name, parent in pairs:
        try:
            streams.events += streams.align(name, parent)
        except RuleViolation:
            continue
    for name in "abcde":
        assert name not in goal.lineage(streams, {"parent": name})["ancestors"]


def test_a_goal_is_taken_from_under_a_parent_once() -> None:
    unaligned = GoalUnaligned(**of("own"), parent="team")
    before = given(GOAL, OWN, aligned("own", "team"))
    before.when(goal.unalign_goal, parent="team", **TODAY).then(unaligned)
    given(GOAL, *before.history, unaligned).when(goal.unalign_goal, parent="team", **TODAY).then()


OUTLINE: dict[str, Any] = {
    "identity": "own",
    "person": "ada",
    "title": "own",
    "description": None,
    "kind": GoalKind.OTHER,
    "starts_on": None,
    "due": date(2027, 1, 1),
    "check_in_every_days": 14,
    "template": None,
    "measures": [],
}


def test_a_goal_is_set_under_the_parents_named() -> None:
    outline = OUTLINE | {"parents": ["team", "unit"]}
    facts = goal.proposed_parents(Recorded([TEAM, UNIT]), outline)
    outcome = given(GOAL).when(goal.set_goal, **outline, **facts, **TODAY)
    outcome.then(OWN, aligned("own", "team"), aligned("own", "unit"))


@pytest.mark.parametrize("parent", ["own", "nowhere"])
def test_a_goal_is_not_set_under_itself_or_under_what_does_not_exist(parent: str) -> None:
    outline = OUTLINE | {"parents": [parent]}
    facts = goal.proposed_parents(Recorded([TEAM]), outline)
    outcome = given(GOAL).when(goal.set_goal, **outline, **facts, **TODAY)
    outcome.then_refused(ParentNotOpen, field="parents")

"""Random histories of an aggregate: decisions in any order, of which those count that the rules let through."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from inspect import Parameter, signature
from typing import Any, get_args, get_origin, get_type_hints

from hypothesis import strategies as st

from services.goals import career_plan, goal, setback
from services.goals.goal import Goal
from services.goals.handlers import HANDLERS
from shared.aggregate import Aggregate, Decision
from shared.contracts.goals.events import GoalStatus, Limits, MeasureKind, Risk
from shared.errors import RuleViolation
from shared.event import Event
from tests.unit.read_models.happened import JANUARY

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
DAYS = st.integers(0, 59).map(lambda day: JANUARY + timedelta(days=day))
IDS = st.sampled_from("ab")
MEASURE: Mapping[str, Any] = {
    "measure": "a",
    "title": "Queries",
    "kind": MeasureKind.NUMBER,
    "from_value": Decimal(0),
    "to_value": Decimal(20),
    "weight": 2,
}
CLOSING = (
    goal.achieve_goal,
    goal.miss_goal,
    goal.abandon_goal,
    career_plan.close_plan,
    setback.recover,
)
"""Decisions after which little else may happen: they come late, so that much has happened before."""
ELSEWHERE = Goal(id="a", person="grace", status=GoalStatus.OPEN)

BY_NAME: Mapping[str, st.SearchStrategy[Any]] = {
    "person": st.just("ada"),
    "identity": st.just("it"),
    "now": st.just(NOW),
    "parent_goal": st.just(ELSEWHERE),
    "parent_goals": st.just({"a": ELSEWHERE, "b": ELSEWHERE}),
    "ancestors": st.just(frozenset()),
    "unknown_goals": st.just(frozenset()),
    "unknown_steps": st.just(frozenset()),
    "measures": st.just([MEASURE]),
    "due": st.sampled_from([date(2026, 3, 15), date(2026, 12, 31)]),
    "horizon": st.just(date(2028, 12, 31)),
    "starts_on": st.sampled_from([None, JANUARY]),
    "check_in_every_days": st.integers(1, 30),
    "weight": st.integers(1, 3),
    "from_value": st.sampled_from([Decimal(0), None]),
    "to_value": st.sampled_from([Decimal(3), Decimal(20), None]),
    "value": st.integers(0, 20).map(Decimal),
    "confidence": st.sampled_from([Decimal("0.2"), Decimal("0.9")]),
}

PLAIN: Mapping[Any, st.SearchStrategy[Any]] = {
    str: IDS,
    int: st.integers(1, 5),
    date: DAYS,
    type(None): st.none(),
    Limits: st.just(Limits()),
    Risk: st.just(Risk(description="It rains", likelihood=1, impact=1)),
}


def histories(aggregate: Aggregate[Any]) -> st.SearchStrategy[list[Event]]:
    """What may have happened to one aggregate, whatever was asked of it."""
    first, *others = [each.decide for each in HANDLERS if each.aggregate is aggregate and not each.each]
    changing = _any_of([decide for decide in others if decide not in CLOSING] or [first])
    closing = _any_of([decide for decide in others if decide in CLOSING] or [first])
    asked = st.tuples(
        _asked(first),
        st.lists(changing, min_size=5, max_size=30),
        st.lists(closing, max_size=2),
        st.lists(changing, max_size=3),
    )
    return asked.map(lambda some: _taken(aggregate, [some[0], *some[1], *some[2], *some[3]]))


def _any_of(decisions: Sequence[Decision]) -> st.SearchStrategy[tuple[Decision, dict[str, Any]]]:
    return st.sampled_from([_asked(decide) for decide in decisions]).flatmap(lambda asked: asked)


def _asked(decide: Decision) -> st.SearchStrategy[tuple[Decision, dict[str, Any]]]:
    hints = get_type_hints(decide)
    named = [name for name, each in signature(decide).parameters.items() if each.kind is Parameter.KEYWORD_ONLY]
    facts = {name: BY_NAME[name] if name in BY_NAME else _any(hints[name]) for name in named}
    return st.tuples(st.just(decide), st.fixed_dictionaries(facts))


def _any(hint: Any) -> st.SearchStrategy[Any]:
    if hint in PLAIN:
        return PLAIN[hint]
    if get_origin(hint) in {Sequence, tuple}:
        return st.lists(_any(get_args(hint)[0]), max_size=2, unique_by=repr)
    if get_args(hint):
        return st.one_of([_any(option) for option in get_args(hint)])
    assert issubclass(hint, StrEnum), hint
    return st.sampled_from(hint)


def _taken(aggregate: Aggregate[Any], asked: Sequence[tuple[Decision, dict[str, Any]]]) -> list[Event]:
    events: list[Event] = []
    state = aggregate.initial
    for decide, named in asked:
        try:
            decided = decide(state, **named)
        except RuleViolation:
            continue
        events += decided
        state = aggregate.fold(decided, state)
    return events

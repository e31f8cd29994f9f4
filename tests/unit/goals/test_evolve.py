from datetime import date, timedelta
from decimal import Decimal
from typing import Any, get_args, get_type_hints

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.goals.career_plan import CAREER_PLAN
from services.goals.goal import GOAL
from services.goals.setback import SETBACK
from services.goals.vision import VISION
from services.goals.wellbeing import WELLBEING
from shared.aggregate import Aggregate
from shared.contracts.goals.events import EVENTS, Limits, Risk
from shared.event import Event, personal_fields, subject_field

AGGREGATES = [GOAL, VISION, CAREER_PLAN, SETBACK, WELLBEING]

ids = st.sampled_from("ab")
"""Few, so that events meet."""

PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    str: ids,
    int: st.integers(1, 100),
    Decimal: st.decimals(-1000, 1000, places=2),
    date: st.integers(0, 60).map(lambda day: date(2026, 1, 1) + timedelta(days=day)),
    bool: st.booleans(),
    type(None): st.none(),
    Limits: st.just(Limits()),
    Risk: st.just(Risk(description="It rains", likelihood=1, impact=1)),
}


def values(hint: Any) -> st.SearchStrategy[Any]:
    """Any value of a field's type."""
    if hint in PLAIN:
        return PLAIN[hint]
    if getattr(hint, "__origin__", None) is tuple:
        return st.lists(values(get_args(hint)[0]), max_size=3).map(tuple)
    if get_args(hint):
        return st.one_of([values(option) for option in get_args(hint)])
    return st.sampled_from(hint)


def events_of(event_type: type[Event]) -> st.SearchStrategy[Event]:
    hints = get_type_hints(event_type)
    fields = {name: values(hints[name]) for name in event_type.__struct_fields__}
    return st.builds(event_type, **fields)


any_event = st.one_of([events_of(event_type) for event_type in EVENTS.values()])


@pytest.mark.parametrize("aggregate", AGGREGATES, ids=lambda aggregate: aggregate.category)
@given(events=st.lists(any_event, max_size=30))
def test_no_sequence_of_events_stops_an_aggregate_or_its_snapshot(
    aggregate: Aggregate[Any], events: list[Event]
) -> None:
    state = aggregate.fold(events)
    snapshot = msgspec.json.encode(state)
    assert msgspec.json.decode(snapshot, type=type(aggregate.initial)) == state


@given(events=st.lists(any_event, max_size=30))
def test_no_sequence_of_events_takes_progress_out_of_bounds(events: list[Event]) -> None:
    progress = GOAL.fold(events).progress
    assert progress is None or 0 <= progress <= 1


@pytest.mark.parametrize("aggregate", AGGREGATES, ids=lambda aggregate: aggregate.category)
@given(events=st.lists(any_event, max_size=30))
def test_an_aggregate_stands_the_same_once_its_person_is_forgotten(
    aggregate: Aggregate[Any], events: list[Event]
) -> None:
    forgotten = [msgspec.structs.replace(event, **dict.fromkeys(personal_fields(type(event)))) for event in events]
    assert aggregate.fold(forgotten) == aggregate.fold(events)


@pytest.mark.parametrize("event_type", EVENTS.values(), ids=list(EVENTS))
def test_every_event_names_its_person_and_only_goals_are_shown_to_others(event_type: type[Event]) -> None:
    assert subject_field(event_type) == "person"
    assert event_type.private == ("goal" not in event_type.__struct_fields__)

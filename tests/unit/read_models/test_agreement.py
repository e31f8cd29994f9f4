"""Whatever was decided, the read models say of it what the aggregates say."""

from typing import Any

import msgspec
import pytest
from hypothesis import given

from services.goals.career_plan import CAREER_PLAN
from services.goals.goal import GOAL
from services.goals.setback import SETBACK
from services.goals.vision import VISION
from services.goals.wellbeing import WELLBEING as WELLBEING_STREAM
from shared.contracts.goals.events import EVENTS
from shared.event import Event, personal_fields
from shared.projecting.read_model import ReadModel
from shared.read_models.activity import ACTIVITY
from shared.read_models.alignments import ALIGNMENTS
from shared.read_models.audiences import AUDIENCES
from shared.read_models.goals import GOALS
from shared.read_models.plans import PLANS
from shared.read_models.setbacks import SETBACKS
from shared.read_models.support_requests import SUPPORT_REQUESTS
from shared.read_models.visions import VISIONS
from shared.read_models.wellbeing import WELLBEING
from tests.unit.read_models.happened import happened, row_after, rows_after
from tests.unit.read_models.histories import histories

MODELS = [GOALS, ALIGNMENTS, AUDIENCES, VISIONS, PLANS, SETBACKS, SUPPORT_REQUESTS, ACTIVITY, WELLBEING]
FROM = [
    (GOAL, GOALS),
    (GOAL, ALIGNMENTS),
    (GOAL, AUDIENCES),
    (GOAL, ACTIVITY),
    (VISION, VISIONS),
    (CAREER_PLAN, PLANS),
    (CAREER_PLAN, ACTIVITY),
    (SETBACK, SETBACKS),
    (SETBACK, SUPPORT_REQUESTS),
    (SETBACK, ACTIVITY),
    (WELLBEING_STREAM, WELLBEING),
]


def test_every_event_of_the_service_is_folded_somewhere() -> None:
    folded = {event_type for model in MODELS for event_type in model.folds}
    assert folded == set(EVENTS.values())


@given(events=histories(GOAL))
def test_a_goal_stands_in_its_row_where_it_stands_by_its_rules(events: list[Event]) -> None:
    goal, row = GOAL.fold(events), row_after(GOALS, *events)
    for same in ("person", "kind", "scope", "unit", "status", "starts_on", "due", "check_in_every_days"):
        assert getattr(row, same) == getattr(goal, same), same
    assert (row.progress, row.confidence, row.rhythm_from) == (goal.progress, goal.confidence, goal.rhythm_from)
    assert frozenset(row.parents) == goal.parents
    assert frozenset(row.audiences) == goal.audiences
    assert frozenset(row.shared_with) == goal.shared_with
    assert {each.action: each.status for each in row.actions} == goal.actions
    assert {each.measure: (each.kind, each.value, each.since) for each in row.measures} == {
        measure: (each.kind, each.value, each.on) for measure, each in goal.measures.items() if not each.dropped
    }


@given(events=histories(GOAL))
def test_a_goal_has_one_alignment_for_each_of_its_parents(events: list[Event]) -> None:
    aligned = {(row.goal, row.parent) for row in rows_after(ALIGNMENTS, happened(*events))}
    assert aligned == {("it", parent) for parent in GOAL.fold(events).parents}


@given(events=histories(CAREER_PLAN))
def test_a_plan_stands_in_its_row_where_it_stands_by_its_rules(events: list[Event]) -> None:
    plan, row = CAREER_PLAN.fold(events), row_after(PLANS, *events)
    for same in ("person", "from_role", "to_role", "horizon", "outcome"):
        assert getattr(row, same) == getattr(plan, same), same
    assert {each.step: (each.kind, each.by, each.status) for each in row.steps} == {
        step: (each.kind, each.by, each.status) for step, each in plan.steps.items()
    }
    assert {each.option: each.status for each in row.options} == plan.options


@given(events=histories(SETBACK))
def test_a_setback_is_over_in_its_row_when_it_is_by_its_rules(events: list[Event]) -> None:
    setback, row = SETBACK.fold(events), row_after(SETBACKS, *events)
    assert (row.happened_on, row.kind, row.recovered_on) == (setback.on, setback.kind, setback.recovered_on)
    expected = (setback.recovered_on - setback.on).days if setback.recovered_on else None
    assert row.days_to_recover == expected


@pytest.mark.parametrize(("aggregate", "model"), FROM, ids=lambda each: getattr(each, "category", "") or each.name)
def test_rows_are_the_same_after_a_trip_through_json_and_take_forgotten_people(
    aggregate: Any, model: ReadModel[Any]
) -> None:
    @given(events=histories(aggregate))
    def holds(events: list[Event]) -> None:
        rows = rows_after(model, happened(*events))
        assert msgspec.json.decode(msgspec.json.encode(rows), type=list[model.row]) == rows  # type: ignore[name-defined]
        forgotten = [msgspec.structs.replace(each, **dict.fromkeys(personal_fields(type(each)))) for each in events]
        after = rows_after(model, happened(*forgotten))
        assert [model.key_of_row(row) for row in after] == [model.key_of_row(row) for row in rows]

    holds()

"""The demo's story holds together: the services take all of it, and it shows everything there is to see."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import pytest

from infra.demo.history import Dated, history
from infra.demo.wellbeing import TEAMS
from services.goals.career_plan import CareerPlan, OptionStatus
from services.goals.goal import Goal
from services.goals.handlers import HANDLERS as GOALS_HANDLERS
from services.integrations.handlers import HANDLERS as INTEGRATIONS_HANDLERS
from services.integrations.person import Person
from shared.aggregate import Aggregate
from shared.commanding.request import Step, prepare
from shared.contracts.goals.events import DecisionReviewed, GoalKind, GoalScope, GoalStatus, Recovered, SetbackRecorded
from shared.event import Event

TODAY = date(2026, 11, 23)
TABLES = {"goals": GOALS_HANDLERS, "integrations": INTEGRATIONS_HANDLERS}
HANDLERS = {(service, handler.name): handler for service, table in TABLES.items() for handler in table}
SCHEMAS = {key: handler.command() for key, handler in HANDLERS.items()}


class Organisation:
    """Every aggregate of every service, in memory. What a decision refuses is raised."""

    def __init__(self) -> None:
        self.states: dict[str, Any] = {}
        self.events: list[Event] = []

    def state(self, aggregate: Aggregate[Any], identity: str) -> Any:
        return self.states.get(aggregate.stream(identity), aggregate.initial)

    def take(self, dated: Dated) -> list[Event]:
        key = dated.service, dated.request.command
        handler = HANDLERS[key]
        prepared = prepare(dated.request, handler, SCHEMAS[key].load(dict(dated.request.payload)))
        return [event for step in prepared.steps for event in self._decided(dated, handler, step)]

    def _decided(self, dated: Dated, handler: Any, step: Step) -> list[Event]:
        stream = handler.aggregate.stream(step.identity)
        assert handler.creates or stream in self.states, f"there is no {stream}: {dated.request}"
        before = self.state(handler.aggregate, step.identity)
        facts: Mapping[str, Any] = handler.facts(self, step.payload) if handler.facts else {}
        named = {**step.payload, **facts, "now": dated.now, "identity": step.identity, "actor": dated.request.actor}
        events = handler.decide(before, **{name: named[name] for name in handler.parameters if name in named})
        self.states[stream] = handler.aggregate.fold(events, before)
        self.events += events
        return events

    def all(self, kind: type) -> list[Any]:
        return [state for state in self.states.values() if isinstance(state, kind)]


def after(today: date) -> Organisation:
    organisation = Organisation()
    for dated in history(today):
        organisation.take(dated)
    return organisation


@pytest.fixture(scope="module")
def demo() -> Organisation:
    return after(TODAY)


@pytest.mark.parametrize("today", [TODAY, date(2024, 2, 29), date(2025, 3, 1), date(2027, 1, 1)])
def test_no_command_is_refused_whatever_the_day(today: date) -> None:
    after(today)


def test_every_command_changes_something() -> None:
    organisation = Organisation()
    idle = [dated.request for dated in history(TODAY) if not organisation.take(dated)]
    assert idle == []


def test_it_is_the_same_every_time_and_told_in_order() -> None:
    told = list(history(TODAY))
    assert told == list(history(TODAY))
    moments = [dated.now for dated in told]
    assert moments == sorted(moments)
    assert moments[-1] < datetime(TODAY.year, TODAY.month, TODAY.day, tzinfo=UTC)
    assert (TODAY - moments[0].date()).days == 365
    assert len({dated.request.command_id for dated in told}) == len(told)


def test_thirty_people_work_in_a_line_of_four_levels_and_come_and_go(demo: Organisation) -> None:
    people = {person.id: person for person in demo.all(Person)}
    here = [person for person in people.values() if person.here_on(TODAY)]
    assert len(here) == 30

    def levels(person: Person) -> int:
        manager = person.manager_on(TODAY)
        return 1 + (levels(people[manager]) if manager else 0)

    assert max(map(levels, here)) == 4
    assert people.keys() - {person.id for person in here} == {"niels", "wangari"}
    assert all(person.manager_on(TODAY) != "niels" for person in here)
    reasons = {held.reason for person in people.values() for held in person.assignments}
    assert {"promotion", "transfer", "reorganisation"} <= reasons


def test_goals_are_of_every_kind_and_in_every_state(demo: Organisation) -> None:
    goals = demo.all(Goal)
    assert {goal.kind for goal in goals} == set(GoalKind)
    assert {goal.status for goal in goals} == set(GoalStatus)
    assert {goal.scope for goal in goals} == set(GoalScope)
    top = {goal.id for goal in goals if goal.scope is GoalScope.ORGANISATION}
    assert any(goal.parents & top for goal in goals)


def test_plans_hold_decisions_of_which_one_was_reviewed(demo: Organisation) -> None:
    settled = [set(plan.options.values()) for plan in demo.all(CareerPlan)]
    assert settled == [{OptionStatus.CHOSEN, OptionStatus.PASSED_OVER}] * 2
    assert sum(isinstance(event, DecisionReviewed) for event in demo.events) == 1


def test_setbacks_were_overcome_but_for_one(demo: Organisation) -> None:
    counts = Counter(type(event) for event in demo.events)
    assert counts[SetbackRecorded] == counts[Recovered] + 1 == 4


def test_two_units_have_enough_wellbeing_notes_to_be_shown_as_averages(demo: Organisation) -> None:
    noting = defaultdict(set)
    for dated in history(TODAY):
        if dated.request.command == "goals.note_wellbeing" and (TODAY - dated.now.date()).days < 60:
            person = dated.request.payload["person"]
            noting[demo.states[f"person-{person}"].placed_on(TODAY).placement.unit].add(person)
    assert {unit for unit, people in noting.items() if len(people) >= 5} == set(TEAMS)

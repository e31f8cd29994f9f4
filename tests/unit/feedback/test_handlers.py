from inspect import signature
from typing import Any

import pytest

from services.feedback.handlers import HANDLERS
from services.feedback.review_cycle import REVIEW_CYCLE, ReviewCycle
from shared.aggregate import Aggregate, Handler
from shared.contract import commands_in
from shared.contracts.feedback import commands
from shared.contracts.integrations.record import Record
from shared.event import subject_of
from tests.unit.feedback.organisation import NOW, record
from tests.unit.given import given

TOLD_APART: dict[Any, dict[str, Any]] = {
    commands.RequestFeedback: {},
    commands.ReleaseReports: {"person": "ada"},
}
"""What the handling adds to the payload of a command that goes to many, for one of them."""


def name_of(handler: Handler[Any]) -> str:
    return handler.command.__name__


class Nothing:
    """Streams to which nothing has happened."""

    def state(self, aggregate: Aggregate[Any], identity: str) -> Any:
        return aggregate.initial

    def person(self, person: str) -> Record | None:
        return record(person)


class Cycle(Nothing):
    """The same in a cycle that has just been opened about ada."""

    def state(self, aggregate: Aggregate[Any], identity: str) -> Any:
        opened = ReviewCycle(
            "spring", items=frozenset(["sql", "more-of"]), reviewees=frozenset(["ada"]), answers_due=NOW.date()
        )
        return opened if aggregate is REVIEW_CYCLE else aggregate.initial


def named(handler: Handler[Any], streams: Nothing) -> dict[str, Any]:
    """All that the decision may name, for the command's example."""
    payload = {**handler.command().load(handler.command.contract.example), **TOLD_APART.get(handler.command, {})}
    facts = handler.facts(streams, payload) if handler.facts else {}
    identity = handler.identity_in(payload) or "new"
    return {**payload, **facts, "now": NOW, "identity": identity, "actor": "lead"}


def test_every_command_but_the_anonymous_one_has_exactly_one_handler() -> None:
    handled = [handler.command for handler in HANDLERS]
    assert len(set(handled)) == len(handled)
    anonymous = {schema for schema in commands_in(commands).values() if schema.contract.anonymous}
    assert set(handled) == set(commands_in(commands).values()) - anonymous


@pytest.mark.parametrize("handler", HANDLERS, ids=name_of)
def test_a_decision_names_only_what_it_can_be_given(handler: Handler[Any]) -> None:
    _, *parameters = signature(handler.decide).parameters.values()
    assert all(parameter.kind is parameter.KEYWORD_ONLY for parameter in parameters)
    assert {parameter.name for parameter in parameters} <= named(handler, Nothing()).keys()


@pytest.mark.parametrize("handler", HANDLERS, ids=name_of)
def test_a_decision_takes_every_field_of_its_command(handler: Handler[Any]) -> None:
    _, *parameters = signature(handler.decide).parameters
    addressed = {handler.identity, "person", "people"}
    assert set(handler.command().fields) - addressed <= set(parameters)


@pytest.mark.parametrize("handler", HANDLERS, ids=name_of)
def test_a_handler_finds_its_aggregate_by_a_field_or_creates_it(handler: Handler[Any]) -> None:
    field = handler.command().fields.get(handler.identity)
    assert handler.creates or (field is not None and field.required)


@pytest.mark.parametrize("streams", [Nothing(), Cycle()], ids=["nothing", "cycle"])
@pytest.mark.parametrize("handler", HANDLERS, ids=name_of)
def test_a_decision_on_nothing_is_about_people_who_are_named_or_a_refusal_that_names_fields(
    handler: Handler[Any], streams: Nothing
) -> None:
    said = named(handler, streams)
    wanted = {name: said[name] for name in list(signature(handler.decide).parameters)[1:]}
    outcome = given(handler.aggregate).when(handler.decide, **wanted)
    assert outcome.refusal is None or outcome.refusal.fields
    people = {said.get("person"), said["identity"] if "of" in said else None, None}
    assert {subject_of(event) for event in outcome.events} <= people

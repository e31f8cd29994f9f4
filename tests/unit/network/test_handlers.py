from inspect import signature
from typing import Any

import pytest

from services.network.handlers import HANDLERS
from shared.aggregate import Aggregate, Handler
from shared.contract import commands_in
from shared.contracts.integrations.record import Record
from shared.contracts.network import commands
from shared.errors import MilepostError, NotFound
from shared.event import Event, subject_of
from tests.unit.given import given
from tests.unit.network.organisation import NOW, record


def name_of(handler: Handler[Any]) -> str:
    return handler.command.__name__


class Nothing:
    """Streams to which nothing has happened."""

    def state(self, aggregate: Aggregate[Any], identity: str) -> Any:
        return aggregate.initial

    def person(self, person: str) -> Record | None:
        return record(person)


def named(handler: Handler[Any]) -> dict[str, Any]:
    """All that the decision may name, for the command's example."""
    payload = handler.command().load(handler.command.contract.example)
    facts = handler.facts(Nothing(), payload) if handler.facts else {}
    identity = handler.identity_in(payload) or "new"
    return {**payload, **facts, "now": NOW, "identity": identity, "actor": "ada"}


def test_every_command_has_exactly_one_handler() -> None:
    handled = [handler.command for handler in HANDLERS]
    assert len(set(handled)) == len(handled)
    assert set(handled) == set(commands_in(commands).values())


@pytest.mark.parametrize("handler", HANDLERS, ids=name_of)
def test_a_decision_names_only_what_it_can_be_given(handler: Handler[Any]) -> None:
    _, *parameters = signature(handler.decide).parameters.values()
    assert all(parameter.kind is parameter.KEYWORD_ONLY for parameter in parameters)
    assert {parameter.name for parameter in parameters} <= named(handler).keys()


@pytest.mark.parametrize("handler", HANDLERS, ids=name_of)
def test_a_decision_takes_every_field_of_its_command(handler: Handler[Any]) -> None:
    _, *parameters = signature(handler.decide).parameters
    addressed = {handler.identity, "person"}
    assert set(handler.command().fields) - addressed <= set(parameters)


@pytest.mark.parametrize("handler", HANDLERS, ids=name_of)
def test_a_handler_finds_its_aggregate_by_a_field_or_creates_it(handler: Handler[Any]) -> None:
    field = handler.command().fields.get(handler.identity)
    assert handler.creates or (field is not None and field.required)


@pytest.mark.parametrize("handler", HANDLERS, ids=name_of)
def test_a_decision_on_nothing_is_about_people_who_are_named_or_a_refusal_that_names_fields(
    handler: Handler[Any],
) -> None:
    said = named(handler)
    wanted = {name: said[name] for name in list(signature(handler.decide).parameters)[1:]}
    events, refusal = decided(handler, wanted)
    assert refusal is None or refusal.fields
    people = {said.get(field) for field in ("person", "other", "mentor", "via")} | {*said.get("people", ())}
    assert {subject_of(event) for event in events} <= people | {None}


def decided(handler: Handler[Any], wanted: dict[str, Any]) -> tuple[list[Event], MilepostError | None]:
    """The events, or the refusal; an opportunity that was never posted is seen by nobody."""
    try:
        outcome = given(handler.aggregate).when(handler.decide, **wanted)
    except NotFound as unseen:
        return [], unseen
    return outcome.events, outcome.refusal

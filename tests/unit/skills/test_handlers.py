from datetime import UTC, datetime
from inspect import Parameter, signature
from typing import Any

import pytest

from services.skills.handlers import HANDLERS
from shared.aggregate import Aggregate, Handler
from shared.contract import commands_in
from shared.contracts.integrations.record import Record
from shared.contracts.skills import commands
from shared.event import subject_of
from tests.unit.given import given

NOW = datetime(2026, 9, 1, 9, tzinfo=UTC)


def name_of(handler: Handler[Any]) -> str:
    return handler.command.__name__


class Nothing:
    """Streams to which nothing has happened, and a directory that knows nobody."""

    def state(self, aggregate: Aggregate[Any], identity: str) -> Any:
        return aggregate.initial

    def person(self, person: str) -> Record | None:
        return None


def named(handler: Handler[Any]) -> dict[str, Any]:
    """All that the decision may name, for the command's example."""
    payload = handler.command().load(handler.command.contract.example)
    facts = handler.facts(Nothing(), payload) if handler.facts else {}
    identity = handler.identity_in(payload) or "new"
    return {**payload, **facts, "now": NOW, "identity": identity, "actor": "grace"}


def test_every_command_that_is_carried_out_one_at_a_time_has_exactly_one_handler() -> None:
    handled = [handler.command for handler in HANDLERS]
    assert len(set(handled)) == len(handled)
    assert set(handled) == {c for c in commands_in(commands).values() if c.contract.method == "execute"}


@pytest.mark.parametrize("handler", HANDLERS, ids=name_of)
def test_a_decision_names_only_what_it_can_be_given(handler: Handler[Any]) -> None:
    _, *parameters = signature(handler.decide).parameters.values()
    assert all(parameter.kind is parameter.KEYWORD_ONLY for parameter in parameters)
    needed = {parameter.name for parameter in parameters if parameter.default is Parameter.empty}
    assert needed <= named(handler).keys()
    assert {parameter.name for parameter in parameters} - needed <= handler.command().fields.keys()


@pytest.mark.parametrize("handler", HANDLERS, ids=name_of)
def test_a_decision_takes_every_field_of_its_command(handler: Handler[Any]) -> None:
    _, *parameters = signature(handler.decide).parameters
    looked_up = {"effective_on"} if handler.command is commands.ExpireCredential else set()
    addressed = {handler.identity, "person"} | looked_up
    assert set(handler.command().fields) - addressed <= set(parameters)


@pytest.mark.parametrize("handler", HANDLERS, ids=name_of)
def test_a_handler_finds_its_aggregate_by_a_field_or_creates_it(handler: Handler[Any]) -> None:
    field = handler.command().fields.get(handler.identity)
    assert handler.creates or (field is not None and field.required)


@pytest.mark.parametrize("handler", HANDLERS, ids=name_of)
def test_a_decision_on_nothing_is_about_the_person_or_a_refusal_that_names_fields(handler: Handler[Any]) -> None:
    said = named(handler)
    wanted = {name: said[name] for name in list(signature(handler.decide).parameters)[1:] if name in said}
    outcome = given(handler.aggregate).when(handler.decide, **wanted)
    assert outcome.refusal is None or outcome.refusal.fields
    assert {subject_of(event) for event in outcome.events} <= {said.get("person")}

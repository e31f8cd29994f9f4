"""Bad input of every kind, to every field of every command and query: refused by a typed error that names the field.

Nothing of it goes on to a service. Whatever a schema lets through is for the rules of its service.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest
from marshmallow import Schema, fields

from services.gateway.catalogue import COMMANDS
from services.gateway.gateway import Command
from services.gateway.query import QUERIES
from shared.errors import InvalidInput
from tests.fixtures.gateways import Dispatched, gateway, token

LONG = "x" * 1_000_001
NOT_A_TEXT: Sequence[Any] = (7, True, {}, [], LONG, "a\0b", "a\ud800b")
NOT_A_NUMBER: Sequence[Any] = ("many", {}, [], 10**40, -(10**40), "NaN", "Infinity", "-Infinity", float("nan"), "1e999")
BAD: Mapping[type[fields.Field[Any]], Sequence[Any]] = {
    fields.String: NOT_A_TEXT,
    fields.Url: (*NOT_A_TEXT, "not an address", "javascript:alert(1)"),
    fields.Email: (*NOT_A_TEXT, "nobody"),
    fields.Date: (*NOT_A_TEXT, "soon", "2026-02-30", "2026-13-01", "0000-01-01", "10000-01-01", 20260101, ""),
    fields.Enum: (*NOT_A_TEXT, "nothing of the kind", "", 0),
    fields.Integer: (*NOT_A_NUMBER, "3", 3.5),
    fields.Decimal: NOT_A_NUMBER,
    fields.Float: NOT_A_NUMBER,
    fields.Boolean: ("perhaps", {}, [], 7, LONG),
    fields.List: ("text", {}, 7, True, [{"surprise": 1}], [None], [["nested"]], [LONG]),
    fields.Nested: ("text", [], 7, {"surprise": 1}),
    fields.Dict: ("text", [], 7),
}
"""What no field of a kind takes."""


def bad_values(field: fields.Field[Any]) -> Sequence[Any]:
    """What the field must refuse."""
    kind = next(each for each in type(field).__mro__ if each in BAD)
    return [*BAD[kind], *([] if field.allow_none else [None])]


def mutations(schema: Schema, example: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The example with one thing wrong at a time, and the name of what is wrong."""
    yield "surprise", {**example, "surprise": 1}
    for name, field in schema.fields.items():
        for value in bad_values(field):
            yield name, {**example, name: value}


def accepted(call: Any, schema: type[Schema], example: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What is wrong and was yet accepted, or refused without naming it."""
    wrong = []
    for name, given in mutations(schema(), {"person": "ada", **example} if "person" in schema().fields else example):
        try:
            call(given)
        except InvalidInput as error:
            if any(each.partition(".")[0] == name for each in error.fields):
                continue
        wrong.append((name, repr(given[name])[:40]))
    return wrong


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_refuses_whatever_does_not_fit_a_field_and_names_it(name: str) -> None:
    dispatched = Dispatched()
    served, caller = gateway(dispatched), token("ada", "employee", "hr", "integration", "operator")

    def give(payload: Mapping[str, Any]) -> None:
        served.execute(caller, Command(name, payload))

    assert accepted(give, COMMANDS[name], COMMANDS[name].contract.example) == []
    assert dispatched.commands == []


@pytest.mark.parametrize("name", sorted(QUERIES))
def test_a_query_refuses_whatever_does_not_fit_a_parameter_and_names_it(name: str) -> None:
    served, caller = gateway(), token("ada", "employee", "hr", "integration", "operator")
    query = QUERIES[name]
    assert accepted(lambda params: served.query(caller, name, params), query.params, query.example) == []

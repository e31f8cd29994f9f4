"""The commands of the directory describe themselves, and every one of them is answered."""

import pytest
from marshmallow import ValidationError

from services.integrations.handlers import HANDLERS
from shared.contract import CommandSchema, commands_in
from shared.contracts.integrations import commands

COMMANDS = commands_in(commands)


@pytest.mark.parametrize("schema", COMMANDS.values(), ids=COMMANDS)
def test_every_example_is_accepted_by_its_own_schema(schema: type[CommandSchema]) -> None:
    assert schema().load(dict(schema.contract.example))


@pytest.mark.parametrize("schema", COMMANDS.values(), ids=COMMANDS)
def test_every_command_says_who_may_give_it_and_what_it_does(schema: type[CommandSchema]) -> None:
    assert schema.contract.access
    assert schema.contract.service == "integrations"
    assert (schema.__doc__ or "").strip()


def test_every_command_but_the_import_has_exactly_one_handler() -> None:
    handled = [handler.command for handler in HANDLERS]
    assert len(handled) == len(set(handled))
    assert set(handled) == set(COMMANDS.values()) - {commands.ImportPeople}


@pytest.mark.parametrize("handler", HANDLERS, ids=lambda handler: handler.command.__name__)
def test_a_handler_identifies_its_aggregate_by_a_field_of_its_command(handler) -> None:
    field = handler.command().fields[handler.identity]
    assert field.required is not handler.creates


def test_a_row_with_an_unknown_field_is_refused() -> None:
    with pytest.raises(ValidationError, match="birth"):
        commands.ImportPeople().load({"rows": [{"line": 2, "birth": "1970-01-01"}]})

from collections.abc import Mapping
from typing import Any

import pytest
from marshmallow import ValidationError

from shared.contract import Access, CommandSchema, commands_in
from shared.contracts.goals import commands

COMMANDS = commands_in(commands)
PRIVATE = {commands.AboutPlan, commands.AboutSetback}
INTERNAL = {"goals.follow_skill", "goals.support_step"}
"""What only the service's own reactions order."""


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_belongs_to_the_service_and_says_what_it_does(name: str) -> None:
    schema = COMMANDS[name]
    assert schema.contract.service == "goals"
    assert schema.__doc__
    assert bool(schema.contract.access) is (name not in INTERNAL)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_example_is_accepted(name: str) -> None:
    COMMANDS[name]().load(COMMANDS[name].contract.example)


@pytest.mark.parametrize("name", COMMANDS)
def test_unknown_fields_are_refused(name: str) -> None:
    with pytest.raises(ValidationError) as refused:
        COMMANDS[name]().load({**COMMANDS[name].contract.example, "surprise": 1})
    assert "surprise" in refused.value.messages_dict


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_names_whom_it_is_about(name: str) -> None:
    schema = COMMANDS[name]()
    whom = schema.fields.get("person") or schema.fields["people"]
    assert whom.required


@pytest.mark.parametrize(
    "schema",
    [s for s in COMMANDS.values() if PRIVATE & set(s.__mro__) and s.contract.name not in INTERNAL]
    + [commands.DefineSuccess, commands.DraftPlan, commands.RecordSetback, commands.NoteWellbeing],
)
def test_what_is_private_is_in_nobodys_hands_but_ones_own(schema: type[CommandSchema]) -> None:
    assert schema.contract.access == {Access.SELF}


@pytest.mark.parametrize(
    ("schema", "changed", "field"),
    [
        (commands.SetGoal, {"title": " "}, "title"),
        (commands.SetGoal, {"title": "x" * 201}, "title"),
        (commands.SetGoal, {"kind": "fame"}, "kind"),
        (commands.SetGoal, {"due": "soon"}, "due"),
        (commands.SetGoal, {"check_in_every_days": 0}, "check_in_every_days"),
        (commands.SetGoal, {"check_in_every_days": "14"}, "check_in_every_days"),
        (commands.SetGoal, {"measures": [{"measure": "m"}]}, "measures"),
        (commands.SetGoal, {"parents": ["a", "a"]}, "parents"),
        (commands.GiveGoalTemplate, {"people": []}, "people"),
        (commands.GiveGoalTemplate, {"people": ["ada", "ada"]}, "people"),
        (commands.RecordProgress, {"value": "NaN"}, "value"),
        (commands.RecordProgress, {"value": 0.00001}, "value"),
        (commands.CheckIn, {"confidence": 1.1}, "confidence"),
        (commands.CheckIn, {"confidence": -0.1}, "confidence"),
        (commands.DefineSuccess, {"limits": {"weekly_hours_at_most": 200}}, "limits"),
        (commands.WeighOption, {"effort": 6}, "effort"),
        (commands.WeighOption, {"risks": [{"description": "It rains", "likelihood": 0, "impact": 1}]}, "risks"),
        (commands.RecordSetback, {"impact": 0}, "impact"),
        (commands.AskForSupport, {"of": []}, "of"),
        (commands.NoteWellbeing, {"energy": 6}, "energy"),
        (commands.NoteWellbeing, {"balance": 2.5}, "balance"),
    ],
)
def test_what_does_not_fit_is_refused_by_field(
    schema: type[CommandSchema], changed: Mapping[str, Any], field: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        schema().load({**schema.contract.example, **changed})
    assert list(refused.value.messages_dict) == [field]

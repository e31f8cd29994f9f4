"""The command that imports: required skills are taken in one go, and the same as one by one."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import ValidationError, fields

from shared.contract import identifier, text
from shared.contracts.skills.commands.frameworks import (
    LONGEST_NAME,
    ImportFramework,
    ListedRow,
    RequiredSkillRow,
    RoleRow,
    SkillRow,
)

ROLE = {"line": 2, "role": "engineer", "title": "Engineer"}

values = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 200),
    st.floats(),
    st.text(max_size=3),
    st.sampled_from(["sql", "1", "0.5"]),
)
likely = st.fixed_dictionaries(
    {"skill": st.sampled_from(["sql", "esco:1", "s q l", "sql\n", ""]), "level": st.integers(-1, 6)},
    optional={
        "line": st.integers(-1, 3),
        "importance": st.one_of(st.sampled_from(["2.5", "0", "101", "NaN", "Infinity", "x"]), st.integers(0, 101)),
        "essential": st.booleans(),
    },
)
wild = st.dictionaries(st.sampled_from(["skill", "level", "line", "importance", "essential", "colour"]), values)


def outcome(field: fields.Field[Any], value: Any) -> Any:
    try:
        return field.deserialize(value)
    except ValidationError as error:
        return error.messages


@given(st.lists(st.one_of(likely, wild), max_size=3))
def test_what_is_taken_in_one_go_is_what_would_be_taken_one_by_one(required: list[dict[str, Any]]) -> None:
    together = RoleRow().fields["skills"]
    one_by_one = fields.List(fields.Nested(RequiredSkillRow))
    assert outcome(together, required) == outcome(one_by_one, required)


texts = st.one_of(st.text(max_size=3), st.sampled_from(["SQL", " ", "\0", "x" * 301, "sql\n", "é"]), values)


@given(st.one_of(st.lists(texts, max_size=3), texts))
def test_names_and_ids_taken_in_one_go_are_those_that_would_be_taken_one_by_one(said: Any) -> None:
    for together, element in (
        (SkillRow().fields["aliases"], text(LONGEST_NAME)),
        (ListedRow().fields["skills"], identifier()),
    ):
        assert outcome(together, said) == outcome(fields.List(element), said)


def test_a_required_skill_has_an_importance_of_1_and_is_essential_unless_it_says_otherwise() -> None:
    loaded = RoleRow().load({**ROLE, "skills": [{"skill": "sql", "level": 3}]})
    assert loaded["skills"] == [{"skill": "sql", "level": 3, "importance": Decimal(1), "essential": True}]


@pytest.mark.parametrize("framework", ["", "a b", "a:b", "x" * 25])
def test_the_name_of_a_framework_leaves_room_for_ids(framework: str) -> None:
    with pytest.raises(ValidationError):
        ImportFramework().load({"framework": framework})


def test_the_example_fits() -> None:
    assert ImportFramework().load(ImportFramework.contract.example)["framework"] == "own"

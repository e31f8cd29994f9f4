from collections.abc import Mapping
from typing import Any

import pytest
from marshmallow import ValidationError

from shared.contract import Access, CommandSchema, commands_in
from shared.contracts.skills import commands

COMMANDS = commands_in(commands)
BY_THE_SERVICE_ITSELF = {
    commands.CreditLearning,
    commands.CreditCredential,
    commands.CreditFeedback,
    commands.WithdrawCredit,
    commands.ExpireCredential,
}
SAYING_WHAT_ONE_SEES = {
    commands.AssessSkill,
    commands.EndorseSkill,
    commands.CorrectRating,
    commands.WithdrawRating,
}
BY_OTHERS_TOO: Mapping[type[CommandSchema], set[Access]] = {
    commands.Enrol: {Access.SELF, Access.MANAGER},
    commands.IssueCredential: {Access.SELF, Access.HR},
    commands.VerifyCredential: {Access.HR},
    commands.RevokeCredential: {Access.HR},
}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_belongs_to_the_service_and_says_what_it_does(name: str) -> None:
    assert COMMANDS[name].contract.service == "skills"
    assert COMMANDS[name].__doc__


@pytest.mark.parametrize("name", COMMANDS)
def test_every_example_is_accepted(name: str) -> None:
    COMMANDS[name]().load(COMMANDS[name].contract.example)


@pytest.mark.parametrize("name", COMMANDS)
def test_unknown_fields_are_refused(name: str) -> None:
    with pytest.raises(ValidationError) as refused:
        COMMANDS[name]().load({**COMMANDS[name].contract.example, "surprise": 1})
    assert "surprise" in refused.value.messages_dict


@pytest.mark.parametrize("schema", BY_THE_SERVICE_ITSELF)
def test_what_is_credited_is_in_nobodys_hands(schema: type[CommandSchema]) -> None:
    assert schema.contract.access == frozenset()


@pytest.mark.parametrize("schema", COMMANDS.values())
def test_what_is_about_a_person_is_in_their_own_hands_but_what_others_see_and_the_rest_in_those_of_hr(
    schema: type[CommandSchema],
) -> None:
    if schema in BY_THE_SERVICE_ITSELF:
        expected: set[Access] = set()
    elif schema in SAYING_WHAT_ONE_SEES:
        expected = {Access.ANYONE}
    elif "person" in schema().fields:
        expected = BY_OTHERS_TOO.get(schema, {Access.SELF})
    else:
        expected = {Access.HR}
    assert schema.contract.access >= expected
    assert schema.contract.access - expected <= {Access.INTEGRATION}


@pytest.mark.parametrize(
    ("schema", "changed", "field"),
    [
        (commands.DefineSkill, {"name": " "}, "name"),
        (commands.DefineSkill, {"kind": "magic"}, "kind"),
        (commands.DefineSkill, {"aliases": ["a", "a"]}, "aliases"),
        (commands.DefineSkill, {"half_life_days": 0}, "half_life_days"),
        (commands.RedefineSkill, {"name": None}, "name"),
        (commands.RelateSkill, {"relation": "cousin"}, "relation"),
        (commands.DefineRoleProfile, {"skills": [{"skill": "sql", "level": 6}]}, "skills"),
        (commands.DefineRoleProfile, {"skills": [{"skill": "sql", "level": 1, "importance": -1}]}, "skills"),
        (commands.ReviseRoleProfile, {"grace_until": "soon"}, "grace_until"),
        (commands.ClaimSkill, {"level": 6}, "level"),
        (commands.ClaimSkill, {"level": "3"}, "level"),
        (commands.ClaimSkill, {"level": 2.5}, "level"),
        (commands.AssessSkill, {"relation": "friend"}, "relation"),
        (commands.AssessSkill, {"why": ""}, "why"),
        (commands.AddEvidence, {"kind": "learning"}, "kind"),
        (commands.AddEvidence, {"level": 0}, "level"),
        (commands.AddEvidence, {"url": "javascript:alert(1)"}, "url"),
        (commands.CorrectRating, {"rating": 0}, "rating"),
        (commands.OfferLearning, {"cost": "NaN"}, "cost"),
        (commands.OfferLearning, {"currency": "euro"}, "currency"),
        (commands.OfferLearning, {"skills": [{"skill": "sql", "level": 0}]}, "skills"),
        (commands.ProgressLearning, {"progress": 1.1}, "progress"),
        (commands.CompleteLearning, {"score": 101}, "score"),
        (commands.RateLearning, {"stars": 0}, "stars"),
        (commands.IssueCredential, {"issuer": " "}, "issuer"),
        (commands.AdoptLevelPolicy, {"weights": {"neighbour": 1}}, "weights"),
        (commands.AdoptLevelPolicy, {"weights": {"self": -1}}, "weights"),
        (commands.AdoptLevelPolicy, {"retained": 1.5}, "retained"),
        (commands.AdoptLevelPolicy, {"rating_half_life_days": 1}, "rating_half_life_days"),
    ],
)
def test_what_does_not_fit_is_refused_by_field(
    schema: type[CommandSchema], changed: Mapping[str, Any], field: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        schema().load({**schema.contract.example, **changed})
    assert list(refused.value.messages_dict) == [field]

from collections.abc import Mapping
from typing import Any

import pytest
from marshmallow import ValidationError

from shared.contract import Access, CommandSchema, commands_in
from shared.contracts.network import commands

COMMANDS = commands_in(commands)
OF_POSTERS = {
    "network.post_opportunity",
    "network.revise_opportunity",
    "network.invite_to_opportunity",
    "network.uninvite_from_opportunity",
    "network.turn_down_interest",
    "network.fill_opportunity",
    "network.close_opportunity",
    "network.reopen_opportunity",
}
OF_HOSTS = {"network.announce_gathering", "network.revise_gathering", "network.cancel_gathering"}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_belongs_to_the_service_and_says_what_it_does(name: str) -> None:
    schema = COMMANDS[name]
    assert schema.contract.service == "network"
    assert schema.__doc__
    assert schema.contract.access


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
    assert COMMANDS[name]().fields["person"].required


@pytest.mark.parametrize("name", COMMANDS)
def test_what_is_between_people_is_in_nobodys_hands_but_theirs(name: str) -> None:
    access = COMMANDS[name].contract.access
    if name in OF_POSTERS:
        assert access == {Access.SELF, Access.MANAGER, Access.HR}
    elif name in OF_HOSTS:
        assert access == {Access.SELF, Access.HR}
    elif name == "network.post_role":
        assert access == {Access.MANAGER, Access.HR}
    else:
        assert access == {Access.SELF}


@pytest.mark.parametrize("name", [name for name in COMMANDS if ".revise_" in name])
def test_what_a_revision_leaves_out_is_unchanged(name: str) -> None:
    schema = COMMANDS[name]
    required = {field: schema.contract.example[field] for field, each in schema().fields.items() if each.required}
    loaded = schema().load(required)
    assert {field: value for field, value in loaded.items() if field not in required and value is not None} == {}


@pytest.mark.parametrize(
    ("schema", "changed", "field"),
    [
        (commands.InviteConnection, {"other": "a b"}, "other"),
        (commands.InviteConnection, {"other": "a+b"}, "other"),
        (commands.InviteConnection, {"message": " "}, "message"),
        (commands.NoteInteraction, {"kind": "telepathy"}, "kind"),
        (commands.NoteInteraction, {"help": "some"}, "help"),
        (commands.OfferMentoring, {"topics": []}, "topics"),
        (commands.OfferMentoring, {"capacity": 0}, "capacity"),
        (commands.OfferMentoring, {"capacity": 11}, "capacity"),
        (commands.OfferMentoring, {"topics": ["sql", "sql"]}, "topics"),
        (commands.ReviseMentoringOffer, {"topics": []}, "topics"),
        (commands.RequestMentoring, {"why": ""}, "why"),
        (commands.HoldSession, {"hours": 25}, "hours"),
        (commands.CompleteMentoring, {"rating": 6}, "rating"),
        (commands.CompleteMentoring, {"rating": 0}, "rating"),
        (commands.PostOpportunity, {"kind": "role"}, "kind"),
        (commands.PostOpportunity, {"visibility": "friends"}, "visibility"),
        (commands.PostOpportunity, {"skills": [{"skill": "sql", "level": 6}]}, "skills"),
        (commands.PostOpportunity, {"people": ["ada", "ada"]}, "people"),
        (commands.PostRole, {"role": None}, "role"),
        (commands.FillOpportunity, {"people": []}, "people"),
        (commands.AnnounceGathering, {"capacity": 0}, "capacity"),
        (commands.AnnounceGathering, {"starts_on": "soon"}, "starts_on"),
    ],
)
def test_what_does_not_fit_is_refused_by_field(
    schema: type[CommandSchema], changed: Mapping[str, Any], field: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        schema().load({**schema.contract.example, **changed})
    assert list(refused.value.messages_dict) == [field]

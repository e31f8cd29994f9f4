from collections.abc import Mapping
from typing import Any

import pytest
from marshmallow import ValidationError

from shared.contract import Access, CommandSchema, commands_in
from shared.contracts.feedback import commands

COMMANDS = commands_in(commands)
OF_HR = {
    "feedback.open_cycle",
    "feedback.add_reviewees",
    "feedback.extend_cycle",
    "feedback.close_cycle",
    "feedback.cancel_cycle",
    "feedback.calibrate_rating",
    "feedback.release_report",
    "feedback.release_reports",
}
OF_APPROVERS = {"feedback.approve_raters", "feedback.replace_rater"}
OF_ANYONE = {
    "feedback.give_feedback",
    "feedback.withdraw_feedback",
    "feedback.submit_review",
    "feedback.submit_anonymous_review",
}
OF_REACTIONS = {
    "feedback.expire_request",
    "feedback.settle_request",
    "feedback.record_access",
    "feedback.start_review",
    "feedback.drop_rater",
    "feedback.ask_review",
    "feedback.unask_review",
}
ABOUT_MANY = OF_HR - {"feedback.calibrate_rating", "feedback.release_report"}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_belongs_to_the_service_and_says_what_it_does(name: str) -> None:
    schema = COMMANDS[name]
    assert schema.contract.service == "feedback"
    assert schema.__doc__


@pytest.mark.parametrize("name", COMMANDS)
def test_every_example_is_accepted(name: str) -> None:
    COMMANDS[name]().load(COMMANDS[name].contract.example)


@pytest.mark.parametrize("name", COMMANDS)
def test_unknown_fields_are_refused(name: str) -> None:
    with pytest.raises(ValidationError) as refused:
        COMMANDS[name]().load({**COMMANDS[name].contract.example, "surprise": 1})
    assert "surprise" in refused.value.messages_dict


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_names_whom_it_is_about_but_those_about_a_cycle(name: str) -> None:
    person = COMMANDS[name]().fields.get("person")
    assert person is None if name in ABOUT_MANY else person is not None and person.required


@pytest.mark.parametrize("name", COMMANDS)
def test_who_may_give_which_command(name: str) -> None:
    access = COMMANDS[name].contract.access
    if name in OF_HR:
        assert access == {Access.HR}
    elif name in OF_APPROVERS:
        assert access == {Access.MANAGER, Access.HR}
    elif name in OF_ANYONE:
        assert access == {Access.ANYONE}
    elif name in OF_REACTIONS:
        assert access == set()
    else:
        assert access == {Access.SELF}


def test_one_command_is_anonymous_and_has_no_date_that_would_tell_of_its_moment() -> None:
    anonymous = [name for name, schema in COMMANDS.items() if schema.contract.anonymous]
    assert anonymous == ["feedback.submit_anonymous_review"]
    assert set(COMMANDS[anonymous[0]]().fields) == {"person", "cycle", "token", "ratings", "comments"}


@pytest.mark.parametrize(
    ("schema", "changed", "field"),
    [
        (commands.RequestFeedback, {"of": []}, "of"),
        (commands.RequestFeedback, {"of": ["grace", "grace"]}, "of"),
        (commands.RequestFeedback, {"of": [f"p{n}" for n in range(11)]}, "of"),
        (commands.RequestFeedback, {"questions": [" "]}, "questions"),
        (commands.RequestFeedback, {"perspective": "friend"}, "perspective"),
        (commands.GiveFeedback, {"behaviour": " "}, "behaviour"),
        (commands.GiveFeedback, {"kind": "gossip"}, "kind"),
        (commands.GiveFeedback, {"visibility": "managers"}, "visibility"),
        (commands.GiveFeedback, {"ratings": [{"skill": "sql", "level": 6}]}, "ratings"),
        (commands.GiveFeedback, {"ratings": [{"skill": "sql", "level": n} for n in (1, 2)]}, "ratings"),
        (commands.TakeAction, {"kind": "nothing"}, "kind"),
        (commands.GiveConsent, {"field": "salary"}, "field"),
        (commands.GiveConsent, {"audience": "world"}, "audience"),
        (commands.OpenCycle, {"least": 2}, "least"),
        (commands.OpenCycle, {"items": []}, "items"),
        (commands.OpenCycle, {"items": [{"item": "sql", "text": text} for text in "ab"]}, "items"),
        (commands.OpenCycle, {"reviewees": []}, "reviewees"),
        (commands.CloseCycle, {"force": "yes"}, "force"),
        (commands.NominateRaters, {"raters": []}, "raters"),
        (commands.NominateRaters, {"raters": [{"rater": "a"}, {"rater": "a", "perspective": "peer"}]}, "raters"),
        (commands.SubmitAnonymousReview, {"token": "guess"}, "token"),
        (commands.SubmitAnonymousReview, {"ratings": [{"item": "sql", "level": n} for n in (1, 2)]}, "ratings"),
        (commands.SubmitAnonymousReview, {"comments": [{"text": text} for text in "ab"]}, "comments"),
        (commands.CalibrateRating, {"why": ""}, "why"),
        (commands.ReleaseReports, {"people": []}, "people"),
    ],
)
def test_what_does_not_fit_is_refused_by_field(
    schema: type[CommandSchema], changed: Mapping[str, Any], field: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        schema().load({**schema.contract.example, **changed})
    assert list(refused.value.messages_dict) == [field]

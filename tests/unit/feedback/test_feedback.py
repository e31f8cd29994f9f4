from datetime import timedelta
from typing import Any

import pytest

from services.feedback import feedback
from services.feedback.feedback import (
    FEEDBACK,
    ActionIncomplete,
    FeedbackExists,
    FeedbackNotThere,
    FeedbackUnknown,
    NotItsAuthor,
    TooLateToWithdraw,
)
from services.feedback.feedback_request import RequestSettled, RequestUnknown
from services.feedback.inbox import INBOX, Inbox
from services.feedback.people import NotWithOneself, PersonUnknown
from shared.aggregate import Decision
from shared.contracts.feedback.events import (
    ActionKind,
    ActionTaken,
    FeedbackAcknowledged,
    FeedbackAskedOf,
    FeedbackGiven,
    FeedbackKind,
    FeedbackReflectedOn,
    FeedbackVisibility,
    FeedbackWithdrawn,
    RequestDeclined,
    RequestSide,
    SkillRating,
)
from tests.unit.feedback.organisation import DAY, NOW, TODAY, record
from tests.unit.given import given

CALM: dict[str, Any] = {"feedback": "calm", "person": "ada", "on": DAY}
WORDS: dict[str, Any] = {"situation": None, "behaviour": "You wrote it down", "impact": None, "suggestion": None}
GIVEN = FeedbackGiven(
    **CALM,
    author="grace",
    kind=FeedbackKind.PRAISE,
    visibility=FeedbackVisibility.EVERYONE,
    withdrawable_until=NOW + timedelta(hours=24),
    ratings=(SkillRating("sql", 4),),
    **WORDS,
)
WITHDRAWN = FeedbackWithdrawn(**CALM)
REQUEST: dict[str, Any] = {
    "request": "launch",
    "person": "grace",
    "side": RequestSide.ASKED,
    "other": "ada",
    "on": DAY,
}
ASKED = FeedbackAskedOf(**REQUEST, due=DAY)

GIVE: dict[str, Any] = {
    "identity": "calm",
    "person": "ada",
    "actor": "grace",
    "kind": FeedbackKind.PRAISE,
    "visibility": FeedbackVisibility.EVERYONE,
    **WORDS,
    "ratings": [{"skill": "sql", "level": 4}],
    "goal": None,
    "request": None,
    "record": record,
    "inbox_of": lambda _person: Inbox(),
    **TODAY,
}
ACKNOWLEDGE: dict[str, Any] = {"note": "Thanks", **TODAY}
REFLECT: dict[str, Any] = {"reflection": "True", **TODAY}
ACT: dict[str, Any] = {"kind": ActionKind.GOAL, "goal": "rest", "learning": None, "note": None, **TODAY}


def inbox_of_grace(*history: Any) -> dict[str, Any]:
    return {"inbox_of": lambda person: INBOX.fold(history) if person == "grace" else Inbox()}


def test_feedback_is_given_once_and_says_until_when_it_may_be_taken_back() -> None:
    given(FEEDBACK).when(feedback.give_feedback, **GIVE).then(GIVEN)
    given(FEEDBACK, GIVEN).when(feedback.give_feedback, **GIVE).then()


@pytest.mark.parametrize("changed", [{"person": "tim"}, {"actor": "edsger"}, {"kind": FeedbackKind.BOTH}])
def test_an_id_that_is_taken_is_refused_for_another_feedback(changed: dict[str, Any]) -> None:
    outcome = given(FEEDBACK, GIVEN).when(feedback.give_feedback, **GIVE | changed)
    outcome.then_refused(FeedbackExists, field="feedback")


@pytest.mark.parametrize(("person", "refusal"), [("grace", NotWithOneself), ("nobody", PersonUnknown)])
def test_feedback_goes_to_somebody_else_whom_the_directory_knows(person: str, refusal: Any) -> None:
    outcome = given(FEEDBACK).when(feedback.give_feedback, **GIVE | {"person": person})
    outcome.then_refused(refusal, field="person")


def test_feedback_answers_a_request_that_is_open_to_its_author_only() -> None:
    answer = GIVE | {"request": "launch"}
    outcome = given(FEEDBACK).when(feedback.give_feedback, **answer | inbox_of_grace(ASKED))
    assert [event.request for event in outcome.events if isinstance(event, FeedbackGiven)] == ["launch"]
    for changed in ({}, inbox_of_grace(ASKED) | {"actor": "edsger"}, inbox_of_grace(ASKED) | {"person": "tim"}):
        given(FEEDBACK).when(feedback.give_feedback, **answer | changed).then_refused(RequestUnknown, field="request")
    declined = inbox_of_grace(ASKED, RequestDeclined(**REQUEST))
    given(FEEDBACK).when(feedback.give_feedback, **answer | declined).then_refused(RequestSettled, field="request")


def test_its_author_takes_feedback_back_within_a_day() -> None:
    def after(hours: int) -> dict[str, Any]:
        return {"actor": "grace", "effective_on": DAY, "now": NOW + timedelta(hours=hours)}

    given(FEEDBACK, GIVEN).when(feedback.withdraw_feedback, **after(24)).then(WITHDRAWN)
    given(FEEDBACK, GIVEN, WITHDRAWN).when(feedback.withdraw_feedback, **after(30)).then()
    outcome = given(FEEDBACK, GIVEN).when(feedback.withdraw_feedback, **after(25))
    outcome.then_refused(TooLateToWithdraw, field="feedback")


@pytest.mark.parametrize("actor", ["ada", "edsger", "hr"])
def test_nobody_else_takes_it_back(actor: str) -> None:
    outcome = given(FEEDBACK, GIVEN).when(feedback.withdraw_feedback, actor=actor, **TODAY)
    outcome.then_refused(NotItsAuthor, field="feedback")


def test_feedback_is_acknowledged_once() -> None:
    acknowledged = FeedbackAcknowledged(**CALM, note="Thanks")
    given(FEEDBACK, GIVEN).when(feedback.acknowledge_feedback, **ACKNOWLEDGE).then(acknowledged)
    given(FEEDBACK, GIVEN, acknowledged).when(feedback.acknowledge_feedback, **ACKNOWLEDGE).then()


def test_the_recipient_reflects_on_it_as_often_as_they_like() -> None:
    reflected = FeedbackReflectedOn(**CALM, reflection="True")
    given(FEEDBACK, GIVEN, reflected).when(feedback.reflect_on_feedback, **REFLECT).then(reflected)


def test_an_action_is_taken_once_for_a_goal_or_a_learning_item() -> None:
    taken = ActionTaken(**CALM, kind=ActionKind.GOAL, goal="rest")
    given(FEEDBACK, GIVEN).when(feedback.take_action, **ACT).then(taken)
    given(FEEDBACK, GIVEN, taken).when(feedback.take_action, **ACT).then()
    learning = ACT | {"kind": ActionKind.LEARNING, "goal": None, "learning": "course"}
    other = ActionTaken(**CALM, kind=ActionKind.LEARNING, learning="course")
    given(FEEDBACK, GIVEN, taken).when(feedback.take_action, **learning).then(other)


@pytest.mark.parametrize(
    ("kind", "field"),
    [(ActionKind.GOAL, "goal"), (ActionKind.LEARNING, "learning"), (ActionKind.OTHER, "note")],
)
def test_an_action_names_what_was_done(kind: ActionKind, field: str) -> None:
    outcome = given(FEEDBACK, GIVEN).when(feedback.take_action, **ACT | {"kind": kind, "goal": None})
    outcome.then_refused(ActionIncomplete, field=field)


@pytest.mark.parametrize(
    ("decide", "said"),
    [
        (feedback.acknowledge_feedback, ACKNOWLEDGE),
        (feedback.reflect_on_feedback, REFLECT),
        (feedback.take_action, ACT),
    ],
)
def test_nothing_is_made_of_feedback_that_was_taken_back_or_never_given(decide: Decision, said: dict[str, Any]) -> None:
    given(FEEDBACK, GIVEN, WITHDRAWN).when(decide, **said).then_refused(FeedbackNotThere, field="feedback")
    given(FEEDBACK).when(decide, **said).then_refused(FeedbackUnknown, field="feedback")

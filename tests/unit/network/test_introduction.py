from typing import Any

import pytest

from services.network import introduction
from services.network.introduction import (
    INTRODUCTION,
    IntroductionExists,
    IntroductionSettled,
    IntroductionUnknown,
)
from services.network.people import NotWithOneself, PersonUnknown
from shared.aggregate import Decision
from shared.contracts.network.events import (
    IntroductionDeclined,
    IntroductionMade,
    IntroductionRequested,
    IntroductionRequestWithdrawn,
    IntroductionSide,
)
from shared.event import Event
from tests.unit.given import given
from tests.unit.network.organisation import DAY, TODAY, record

THREE: dict[str, Any] = {"introduction": "to-alan", "asker": "ada", "via": "grace", "to": "alan", "on": DAY}
ASKER: dict[str, Any] = {**THREE, "person": "ada", "side": IntroductionSide.ASKER}
VIA: dict[str, Any] = {**THREE, "person": "grace", "side": IntroductionSide.VIA}
TO: dict[str, Any] = {**THREE, "person": "alan", "side": IntroductionSide.TO}

REQUEST: dict[str, Any] = {
    "identity": "to-alan",
    "person": "ada",
    "via": "grace",
    "to": "alan",
    "why": "His team",
    "record": record,
    **TODAY,
}
MAKE: dict[str, Any] = {"person": "grace", "words": "At last", **TODAY}
DECLINE: dict[str, Any] = {"person": "grace", "reason": "I hardly know him", **TODAY}
WITHDRAW: dict[str, Any] = {"person": "ada", **TODAY}

REQUESTED = [IntroductionRequested(**ASKER, why="His team"), IntroductionRequested(**VIA)]
MADE = [IntroductionMade(**VIA, words="At last"), IntroductionMade(**ASKER), IntroductionMade(**TO)]
DECLINED = [IntroductionDeclined(**VIA, reason="I hardly know him"), IntroductionDeclined(**ASKER)]
WITHDRAWN = [IntroductionRequestWithdrawn(**ASKER), IntroductionRequestWithdrawn(**VIA)]

ANSWERS: list[tuple[Decision, dict[str, Any], list[Event]]] = [
    (introduction.make_introduction, MAKE, [*MADE]),
    (introduction.decline_introduction, DECLINE, [*DECLINED]),
    (introduction.withdraw_introduction_request, WITHDRAW, [*WITHDRAWN]),
]


def test_a_request_is_recorded_about_the_two_who_know_of_it_and_once() -> None:
    given(INTRODUCTION).when(introduction.request_introduction, **REQUEST).then(*REQUESTED)
    given(INTRODUCTION, *REQUESTED).when(introduction.request_introduction, **REQUEST).then()


def test_an_id_that_is_taken_is_refused_for_another_introduction() -> None:
    outcome = given(INTRODUCTION, *REQUESTED).when(introduction.request_introduction, **REQUEST | {"to": "boss"})
    outcome.then_refused(IntroductionExists, field="introduction")


@pytest.mark.parametrize(
    ("changed", "field", "refusal"),
    [
        ({"via": "ada"}, "via", NotWithOneself),
        ({"to": "ada"}, "to", NotWithOneself),
        ({"to": "grace"}, "to", NotWithOneself),
        ({"via": "nobody"}, "via", PersonUnknown),
        ({"to": "nobody"}, "to", PersonUnknown),
    ],
)
def test_it_takes_three_people_whom_the_directory_knows(changed: dict[str, str], field: str, refusal: Any) -> None:
    outcome = given(INTRODUCTION).when(introduction.request_introduction, **REQUEST | changed)
    outcome.then_refused(refusal, field=field)


@pytest.mark.parametrize(("decide", "said", "events"), ANSWERS)
def test_it_is_settled_once(decide: Decision, said: dict[str, Any], events: list[Event]) -> None:
    given(INTRODUCTION, *REQUESTED).when(decide, **said).then(*events)
    given(INTRODUCTION, *REQUESTED, *events).when(decide, **said).then()


@pytest.mark.parametrize(("decide", "said", "events"), ANSWERS)
def test_what_is_settled_is_not_settled_otherwise(decide: Decision, said: dict[str, Any], events: list[Event]) -> None:
    for _, _, others in ANSWERS:
        if others != events:
            outcome = given(INTRODUCTION, *REQUESTED, *others).when(decide, **said)
            outcome.then_refused(IntroductionSettled, field="introduction")


@pytest.mark.parametrize(("decide", "said", "_events"), ANSWERS)
def test_nobody_does_what_is_anothers_to_do(decide: Decision, said: dict[str, Any], _events: list[Event]) -> None:
    for person in {"ada", "grace", "alan"} - {said["person"]}:
        outcome = given(INTRODUCTION, *REQUESTED).when(decide, **said | {"person": person})
        outcome.then_refused(IntroductionUnknown, field="introduction")


def test_the_third_hears_of_it_only_when_it_is_made() -> None:
    told = {event.person for event in [*REQUESTED, *DECLINED, *WITHDRAWN]}
    assert told == {"ada", "grace"}
    assert {event.person for event in MADE} == {"ada", "grace", "alan"}

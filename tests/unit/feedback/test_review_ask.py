from typing import Any

import pytest

from services.feedback import review_ask
from services.feedback.inbox import INBOX
from services.feedback.review_ask import ReviewNotAsked
from services.feedback.review_cycle import CycleOver, CycleUnknown, ReviewCycle
from shared.contracts.feedback.events import Perspective, ReviewAskedOf, ReviewDeclined, ReviewNoLongerAskedOf
from shared.contracts.feedback.standing import CycleStatus
from tests.unit.feedback.organisation import DAY, TODAY
from tests.unit.given import given

ABOUT_ADA: dict[str, Any] = {"person": "grace", "cycle": "spring", "reviewee": "ada"}
ASK: dict[str, Any] = {**ABOUT_ADA, "perspective": Perspective.PEER, "due": DAY, **TODAY}
DECLINE: dict[str, Any] = {**ABOUT_ADA, "reason": "Strangers", "within": ReviewCycle("spring"), **TODAY}
ASKED = ReviewAskedOf(**ABOUT_ADA, on=DAY, perspective=Perspective.PEER, due=DAY)
UNASKED = ReviewNoLongerAskedOf(**ABOUT_ADA, on=DAY)
DECLINED = ReviewDeclined(**ABOUT_ADA, on=DAY, reason="Strangers")


def test_a_rater_is_asked_once_and_again_after_it_was_over() -> None:
    given(INBOX).when(review_ask.ask_review, **ASK).then(ASKED)
    given(INBOX, ASKED).when(review_ask.ask_review, **ASK).then()
    given(INBOX, ASKED, UNASKED).when(review_ask.ask_review, **ASK).then(ASKED)


def test_a_rater_is_told_once_that_no_answer_is_needed() -> None:
    given(INBOX, ASKED).when(review_ask.unask_review, **ABOUT_ADA, **TODAY).then(UNASKED)
    for history in ([], [ASKED, UNASKED], [ASKED, DECLINED]):
        given(INBOX, *history).when(review_ask.unask_review, **ABOUT_ADA, **TODAY).then()


def test_a_rater_declines_once() -> None:
    given(INBOX, ASKED).when(review_ask.decline_review, **DECLINE).then(DECLINED)
    given(INBOX, ASKED, DECLINED).when(review_ask.decline_review, **DECLINE).then()


def test_nobody_declines_what_they_are_not_asked() -> None:
    for history in ([], [ASKED, UNASKED]):
        outcome = given(INBOX, *history).when(review_ask.decline_review, **DECLINE)
        outcome.then_refused(ReviewNotAsked, field="reviewee")
    other = DECLINE | {"reviewee": "tim"}
    given(INBOX, ASKED).when(review_ask.decline_review, **other).then_refused(ReviewNotAsked)


@pytest.mark.parametrize(
    ("cycle", "refusal"),
    [(ReviewCycle("spring", status=CycleStatus.CLOSED), CycleOver), (ReviewCycle(), CycleUnknown)],
)
def test_nobody_declines_once_the_cycle_is_over(cycle: ReviewCycle, refusal: Any) -> None:
    outcome = given(INBOX, ASKED).when(review_ask.decline_review, **DECLINE | {"within": cycle})
    outcome.then_refused(refusal, field="cycle")

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest

from services.feedback.reactions import REACTIONS
from shared.contract import commands_in
from shared.contracts.feedback import commands
from shared.contracts.feedback.events import (
    CycleCancelled,
    CycleClosed,
    CycleOpened,
    FeedbackAskedOf,
    FeedbackGiven,
    FeedbackKind,
    FeedbackVisibility,
    NominationDeclined,
    Perspective,
    Rater,
    RaterReplaced,
    RatersApproved,
    RequestSide,
    ReviewDeclined,
    RevieweesAdded,
)
from shared.event import Envelope, Event
from shared.projecting.read_model import ReadModel
from shared.reacting.reaction import Order
from tests.unit.feedback.organisation import DAY, NOW

AT = Envelope("acme", "feedback", 1, "stream", 1, NOW, NOW, "ada", "command", "correlation")
DUE = date(2026, 9, 20)
SPRING: dict[str, Any] = {"cycle": "spring", "on": DAY}
OPENED = CycleOpened(
    **SPRING, name="Spring", items=(), reviewees=("grace", "ada"), nominations_due=DAY, answers_due=DUE, least=3
)
APPROVED = RatersApproved(
    **SPRING, person="ada", raters=(Rater("grace", Perspective.PEER), Rater("lead", Perspective.MANAGER)), by="lead"
)


@dataclass
class Logs:
    """What the log of the service holds, by stream."""

    streams: Mapping[str, Sequence[Event]] = field(default_factory=dict)

    def rows(self, model: ReadModel[Any], person: str) -> Sequence[Any]:
        raise AssertionError("no reaction reads rows")

    def about(self, source: str, person: str) -> Sequence[Event]:
        raise AssertionError("no reaction reads a person's events")

    def of_stream(self, source: str, stream: str) -> Sequence[Event]:
        assert source == "feedback"
        return self.streams.get(stream, ())


LOGS = Logs({"review_cycle-spring": [OPENED], "review-spring/ada": [APPROVED]})


def orders(event: Event, logs: Logs = LOGS) -> list[Order]:
    """The orders, each of which fits the schema of its command."""
    given = REACTIONS.orders("feedback", event, AT, logs)
    for order in given:
        schema = commands_in(commands)[order.command]
        schema().load(order.payload)
        assert not schema.contract.access
    return given


def test_a_request_lapses_the_day_after_it_is_due() -> None:
    event = FeedbackAskedOf(request="launch", person="grace", side=RequestSide.ASKED, other="ada", on=DAY, due=DUE)
    payload = {"person": "grace", "request": "launch"}
    assert orders(event) == [Order("feedback.expire_request", payload, due=date(2026, 9, 21))]


@pytest.mark.parametrize("request_id", ["launch", None])
def test_feedback_settles_the_request_that_it_names(request_id: str | None) -> None:
    event = FeedbackGiven(
        feedback="calm",
        person="ada",
        on=DAY,
        author="grace",
        kind=FeedbackKind.PRAISE,
        visibility=FeedbackVisibility.RECIPIENT,
        withdrawable_until=NOW,
        request=request_id,
    )
    payload = {"person": "grace", "request": "launch", "feedback": "calm", "effective_on": "2026-09-01"}
    assert orders(event) == ([Order("feedback.settle_request", payload)] if request_id else [])


def test_reviewees_are_told_that_they_are_reviewed() -> None:
    def told(person: str) -> Order:
        return Order("feedback.start_review", {"person": person, "cycle": "spring"})

    assert orders(OPENED) == [told("grace"), told("ada")]
    assert orders(RevieweesAdded(**SPRING, reviewees=("tim",))) == [told("tim")]


def asked(rater: str, perspective: str) -> Order:
    payload = {"person": rater, "cycle": "spring", "reviewee": "ada", "perspective": perspective, "due": "2026-09-20"}
    return Order("feedback.ask_review", payload)


def unasked(rater: str) -> Order:
    return Order("feedback.unask_review", {"person": rater, "cycle": "spring", "reviewee": "ada"})


def test_raters_are_asked_once_they_are_approved() -> None:
    assert orders(APPROVED) == [asked("grace", "peer"), asked("lead", "manager")]


def test_a_replacement_is_asked_and_the_one_replaced_no_more() -> None:
    event = RaterReplaced(
        **SPRING, person="ada", rater="grace", replacement=Rater("alan", Perspective.EXTERNAL), by="lead"
    )
    logs = Logs({"review_cycle-spring": [OPENED], "review-spring/ada": [APPROVED, event]})
    assert orders(event, logs) == [unasked("grace"), asked("alan", "external")]


def test_nobody_is_asked_late_who_is_no_rater_any_more_or_of_a_cycle_that_is_over() -> None:
    declined = NominationDeclined(**SPRING, person="ada", rater="grace")
    logs = Logs({"review_cycle-spring": [OPENED], "review-spring/ada": [APPROVED, declined]})
    assert orders(APPROVED, logs) == [asked("lead", "manager")]
    over = Logs({"review_cycle-spring": [OPENED, CycleClosed(**SPRING)], "review-spring/ada": [APPROVED]})
    assert orders(APPROVED, over) == []


def test_who_declines_is_taken_out_of_the_review() -> None:
    event = ReviewDeclined(**SPRING, reviewee="ada", person="grace")
    payload = {"person": "ada", "cycle": "spring", "rater": "grace"}
    assert orders(event) == [Order("feedback.drop_rater", payload)]


@pytest.mark.parametrize("event", [CycleClosed(**SPRING), CycleCancelled(**SPRING)])
def test_when_a_cycle_is_over_all_raters_are_told_whether_they_have_answered_or_not(event: Event) -> None:
    assert orders(event) == [unasked("grace"), unasked("lead")]

from datetime import date, timedelta
from typing import Any

import pytest

from services.feedback import review_cycle
from services.feedback.people import PersonUnknown
from services.feedback.review_cycle import (
    REVIEW_CYCLE,
    AnswersStillDue,
    CycleExists,
    CycleOver,
    CycleUnknown,
    DaysOutOfOrder,
)
from shared.aggregate import Decision
from shared.contracts.feedback.events import (
    CycleCancelled,
    CycleClosed,
    CycleExtended,
    CycleOpened,
    ItemKind,
    RevieweesAdded,
    ReviewItem,
)
from shared.event import Event
from tests.unit.feedback.organisation import DAY, NOW, TODAY, record
from tests.unit.given import given

NOMINATIONS, ANSWERS = date(2026, 9, 10), date(2026, 9, 20)
SPRING: dict[str, Any] = {"cycle": "spring", "on": DAY}
OPENED = CycleOpened(
    **SPRING,
    name="Spring",
    items=(ReviewItem("sql", ItemKind.SKILL, "SQL"),),
    reviewees=("ada",),
    nominations_due=NOMINATIONS,
    answers_due=ANSWERS,
    least=3,
)
CLOSED, CANCELLED = CycleClosed(**SPRING), CycleCancelled(**SPRING, reason="New teams")

OPEN: dict[str, Any] = {
    "identity": "spring",
    "name": "Spring",
    "items": [{"item": "sql", "kind": ItemKind.SKILL, "text": "SQL"}],
    "reviewees": ["ada"],
    "nominations_due": NOMINATIONS,
    "answers_due": ANSWERS,
    "least": 3,
    "record": record,
    **TODAY,
}
ADD: dict[str, Any] = {"reviewees": ["ada", "grace"], "record": record, **TODAY}
EXTEND: dict[str, Any] = {"nominations_due": None, "answers_due": date(2026, 9, 30), **TODAY}
CLOSE: dict[str, Any] = {"force": True, **TODAY}
CANCEL: dict[str, Any] = {"reason": "New teams", **TODAY}


def test_a_cycle_is_opened_once() -> None:
    given(REVIEW_CYCLE).when(review_cycle.open_cycle, **OPEN).then(OPENED)
    given(REVIEW_CYCLE, OPENED).when(review_cycle.open_cycle, **OPEN).then()


@pytest.mark.parametrize(
    "changed",
    [{"items": [{"item": "git", "kind": ItemKind.SKILL, "text": "Git"}]}, {"reviewees": ["tim"]}, {"least": 5}],
)
def test_an_id_that_is_taken_is_refused_for_another_cycle(changed: dict[str, Any]) -> None:
    outcome = given(REVIEW_CYCLE, OPENED).when(review_cycle.open_cycle, **OPEN | changed)
    outcome.then_refused(CycleExists, field="cycle")


def test_reviewees_are_people_whom_the_directory_knows() -> None:
    outcome = given(REVIEW_CYCLE).when(review_cycle.open_cycle, **OPEN | {"reviewees": ["ada", "nobody"]})
    outcome.then_refused(PersonUnknown, field="reviewees")
    outcome = given(REVIEW_CYCLE, OPENED).when(review_cycle.add_reviewees, **ADD | {"reviewees": ["nobody"]})
    outcome.then_refused(PersonUnknown, field="reviewees")


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"nominations_due": date(2026, 8, 31)}, "nominations_due"),
        ({"answers_due": date(2026, 9, 9)}, "answers_due"),
    ],
)
def test_nominations_are_due_from_today_and_answers_not_before_them(changed: dict[str, Any], field: str) -> None:
    outcome = given(REVIEW_CYCLE).when(review_cycle.open_cycle, **OPEN | changed)
    outcome.then_refused(DaysOutOfOrder, field=field)


def test_people_are_added_who_are_not_reviewed_yet() -> None:
    added = RevieweesAdded(**SPRING, reviewees=("grace",))
    given(REVIEW_CYCLE, OPENED).when(review_cycle.add_reviewees, **ADD).then(added)
    given(REVIEW_CYCLE, OPENED, added).when(review_cycle.add_reviewees, **ADD).then()


def test_more_time_is_given_also_for_answers_alone_once_nominations_are_over() -> None:
    extended = CycleExtended(**SPRING, answers_due=date(2026, 9, 30))
    given(REVIEW_CYCLE, OPENED).when(review_cycle.extend_cycle, **EXTEND).then(extended)
    given(REVIEW_CYCLE, OPENED, extended).when(review_cycle.extend_cycle, **EXTEND).then()
    late = EXTEND | {"effective_on": DAY, "now": NOW + timedelta(days=25)}
    given(REVIEW_CYCLE, OPENED).when(review_cycle.extend_cycle, **late).then(extended)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"answers_due": date(2026, 8, 30)}, "answers_due"),
        ({"answers_due": date(2026, 9, 9)}, "answers_due"),
        ({"nominations_due": date(2026, 8, 30), "answers_due": None}, "nominations_due"),
        ({"nominations_due": date(2026, 9, 21), "answers_due": None}, "answers_due"),
    ],
)
def test_days_are_not_moved_into_the_past_nor_past_one_another(changed: dict[str, Any], field: str) -> None:
    outcome = given(REVIEW_CYCLE, OPENED).when(review_cycle.extend_cycle, **EXTEND | changed)
    outcome.then_refused(DaysOutOfOrder, field=field)


def test_a_cycle_is_closed_once_answers_are_due_or_by_force() -> None:
    unforced = CLOSE | {"force": False}
    given(REVIEW_CYCLE, OPENED).when(review_cycle.close_cycle, **unforced).then_refused(AnswersStillDue, field="force")
    given(REVIEW_CYCLE, OPENED).when(review_cycle.close_cycle, **CLOSE).then(CLOSED)
    for days, refused in ((19, True), (20, False)):
        moment = {"effective_on": DAY, "now": NOW + timedelta(days=days)}
        outcome = given(REVIEW_CYCLE, OPENED).when(review_cycle.close_cycle, **unforced | moment)
        assert (outcome.refusal is not None) == refused


@pytest.mark.parametrize(
    ("decide", "said", "event"),
    [(review_cycle.close_cycle, CLOSE, CLOSED), (review_cycle.cancel_cycle, CANCEL, CANCELLED)],
)
def test_a_cycle_ends_once(decide: Decision, said: dict[str, Any], event: Event) -> None:
    given(REVIEW_CYCLE, OPENED).when(decide, **said).then(event)
    given(REVIEW_CYCLE, OPENED, event).when(decide, **said).then()
    (other,) = {CLOSED, CANCELLED} - {event}
    given(REVIEW_CYCLE, OPENED, other).when(decide, **said).then_refused(CycleOver, field="cycle")


@pytest.mark.parametrize("over", [CLOSED, CANCELLED])
@pytest.mark.parametrize(("decide", "said"), [(review_cycle.add_reviewees, ADD), (review_cycle.extend_cycle, EXTEND)])
def test_nothing_changes_in_a_cycle_that_is_over(decide: Decision, said: dict[str, Any], over: Event) -> None:
    given(REVIEW_CYCLE, OPENED, over).when(decide, **said).then_refused(CycleOver, field="cycle")


@pytest.mark.parametrize(
    ("decide", "said"),
    [
        (review_cycle.add_reviewees, ADD),
        (review_cycle.extend_cycle, EXTEND),
        (review_cycle.close_cycle, CLOSE),
        (review_cycle.cancel_cycle, CANCEL),
    ],
)
def test_nothing_happens_to_a_cycle_that_was_never_opened(decide: Decision, said: dict[str, Any]) -> None:
    given(REVIEW_CYCLE).when(decide, **said).then_refused(CycleUnknown, field="cycle")

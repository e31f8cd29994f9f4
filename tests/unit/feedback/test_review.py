from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from services.feedback import review
from services.feedback.feedback_request import NotWhatTheySay, TooMuchAsked
from services.feedback.inbox import INBOX, Inbox
from services.feedback.people import NotWithOneself
from services.feedback.review import REVIEW
from services.feedback.review.answering import AnswersWithoutName, NotAsked, NotAskedToAnswer, NothingSaid
from services.feedback.review.raters import (
    AnswersElsewhere,
    AnswersOver,
    NobodyNominated,
    NominationsOver,
    NotARater,
    OwnReview,
    RaterAlready,
    RatersSettled,
)
from services.feedback.review.reporting import CycleNotClosed, NothingToCalibrate, ReportIsOut
from services.feedback.review.state import NotReviewed
from services.feedback.review_cycle import CycleOver, CycleUnknown, ReviewCycle
from shared.aggregate import Decision
from shared.contracts.feedback.events import (
    FeedbackAskedOf,
    ItemComment,
    ItemRating,
    NominationDeclined,
    Perspective,
    Rater,
    RaterReplaced,
    RatersApproved,
    RatersNominated,
    RatingsCalibrated,
    ReportReleased,
    RequestSide,
    ReviewAskedOf,
    ReviewGroup,
    ReviewNoLongerAskedOf,
    ReviewStarted,
    ReviewSubmitted,
)
from shared.contracts.feedback.load import MOST_OPEN
from shared.contracts.feedback.standing import CycleStatus
from shared.event import Event
from tests.unit.feedback.organisation import DAY, NOW, TODAY, record
from tests.unit.given import given

NOMINATIONS, ANSWERS = date(2026, 9, 10), date(2026, 9, 20)
RUNNING = ReviewCycle(
    "spring",
    items=frozenset(["sql", "more-of"]),
    reviewees=frozenset(["ada"]),
    nominations_due=NOMINATIONS,
    answers_due=ANSWERS,
)
CLOSED = replace(RUNNING, status=CycleStatus.CLOSED)
CANCELLED = replace(RUNNING, status=CycleStatus.CANCELLED)

SPRING: dict[str, Any] = {"cycle": "spring", "person": "ada"}
OF_ADA: dict[str, Any] = {**SPRING, "on": DAY}
RATERS = (
    Rater("alan", Perspective.EXTERNAL),
    Rater("grace", Perspective.PEER),
    Rater("lead", Perspective.MANAGER),
    Rater("tim", Perspective.REPORT),
)
NAMED = [{"rater": each.rater, "perspective": None} for each in reversed(RATERS)]
NOMINATED = RatersNominated(**OF_ADA, raters=RATERS)
APPROVED = RatersApproved(**OF_ADA, raters=RATERS, by="lead")
RATED = ReviewSubmitted(
    **OF_ADA, group=ReviewGroup.MANAGER, author="lead", ratings=(ItemRating("sql", 4),), comments=()
)
RELEASED = ReportReleased(**OF_ADA, by="hr")

AROUND: dict[str, Any] = {
    **SPRING,
    "within": RUNNING,
    "record": record,
    "inbox_of": lambda _person: Inbox(),
    **TODAY,
}
NOMINATE: dict[str, Any] = {**AROUND, "raters": NAMED}
NOMINATE.pop("inbox_of")
APPROVE: dict[str, Any] = {**AROUND, "raters": None, "actor": "lead"}
REPLACE: dict[str, Any] = {
    **AROUND,
    "actor": "lead",
    "rater": "grace",
    "replacement": {"rater": "edsger", "perspective": None},
}
INSIDE: dict[str, Any] = {**SPRING, "within": RUNNING, **TODAY}
DROP: dict[str, Any] = {**INSIDE, "rater": "grace"}
SUBMIT: dict[str, Any] = {
    **INSIDE,
    "actor": "lead",
    "ratings": [{"item": "sql", "level": 4}],
    "comments": [{"item": "more-of", "text": " Teach "}, {"item": None, "text": "Kind"}],
}
CALIBRATE: dict[str, Any] = {
    **INSIDE,
    "within": CLOSED,
    "actor": "hr",
    "rater": "lead",
    "item": "sql",
    "level": 3,
    "why": "As elsewhere",
}
RELEASE: dict[str, Any] = {**INSIDE, "within": CLOSED, "actor": "hr"}


def after(days: int) -> dict[str, Any]:
    return {"effective_on": DAY, "now": NOW + timedelta(days=days)}


def inbox_of_grace(*history: Event) -> dict[str, Any]:
    return {"inbox_of": lambda person: INBOX.fold(history) if person == "grace" else Inbox()}


def asked(number: int) -> Event:
    return FeedbackAskedOf(
        request=f"other-{number}", person="grace", side=RequestSide.ASKED, other="tim", on=DAY, due=ANSWERS
    )


def test_a_reviewee_is_told_once() -> None:
    started = ReviewStarted(**OF_ADA, nominations_due=NOMINATIONS, answers_due=ANSWERS)
    given(REVIEW).when(review.start_review, **INSIDE).then(started)
    given(REVIEW, started).when(review.start_review, **INSIDE).then()


def test_raters_are_nominated_from_the_side_that_the_directory_says() -> None:
    given(REVIEW).when(review.nominate_raters, **NOMINATE).then(NOMINATED)
    given(REVIEW, NOMINATED).when(review.nominate_raters, **NOMINATE).then()


def test_somebody_whom_the_directory_does_not_know_is_external() -> None:
    customer = NOMINATE | {"raters": [{"rater": "customer", "perspective": Perspective.EXTERNAL}]}
    nominated = RatersNominated(**OF_ADA, raters=(Rater("customer", Perspective.EXTERNAL),))
    given(REVIEW).when(review.nominate_raters, **customer).then(nominated)


@pytest.mark.parametrize(
    ("rater", "refusal"),
    [
        ({"rater": "ada", "perspective": None}, NotWithOneself),
        ({"rater": "ada", "perspective": Perspective.SELF}, NotWithOneself),
        ({"rater": "lead", "perspective": Perspective.PEER}, NotWhatTheySay),
        ({"rater": "grace", "perspective": Perspective.SELF}, NotWhatTheySay),
        ({"rater": "customer", "perspective": Perspective.PEER}, NotWhatTheySay),
    ],
)
def test_nobody_rates_themself_or_from_a_side_where_they_are_not(rater: dict[str, Any], refusal: Any) -> None:
    for decide, said in ((review.nominate_raters, NOMINATE), (review.approve_raters, APPROVE)):
        given(REVIEW).when(decide, **said | {"raters": [rater]}).then_refused(refusal, field="raters")
    outcome = given(REVIEW, APPROVED).when(review.replace_rater, **REPLACE | {"replacement": rater})
    assert outcome.refusal is not None
    assert "replacement" in outcome.refusal.fields


def test_nominations_end_on_their_day_and_with_the_approval() -> None:
    given(REVIEW).when(review.nominate_raters, **NOMINATE | after(9)).then(NOMINATED)
    given(REVIEW).when(review.nominate_raters, **NOMINATE | after(10)).then_refused(NominationsOver, field="raters")
    given(REVIEW, APPROVED).when(review.nominate_raters, **NOMINATE).then_refused(NominationsOver, field="raters")


def test_those_nominated_are_approved_or_others_in_their_place() -> None:
    given(REVIEW, NOMINATED).when(review.approve_raters, **APPROVE).then(APPROVED)
    given(REVIEW).when(review.approve_raters, **APPROVE | {"raters": NAMED}).then(APPROVED)
    others = APPROVE | {"raters": [{"rater": "edsger", "perspective": None}]}
    changed = RatersApproved(**OF_ADA, raters=(Rater("edsger", Perspective.PEER),), by="lead")
    given(REVIEW, NOMINATED).when(review.approve_raters, **others).then(changed)


def test_raters_are_approved_once() -> None:
    given(REVIEW, NOMINATED, APPROVED).when(review.approve_raters, **APPROVE).then()
    given(REVIEW, APPROVED).when(review.approve_raters, **APPROVE | {"raters": NAMED}).then()
    outcome = given(REVIEW, APPROVED).when(review.approve_raters, **APPROVE | {"raters": NAMED[:2]})
    outcome.then_refused(RatersSettled, field="raters")


def test_somebody_has_to_be_nominated_or_named() -> None:
    given(REVIEW).when(review.approve_raters, **APPROVE).then_refused(NobodyNominated, field="raters")


@pytest.mark.parametrize(("decide", "said"), [(review.approve_raters, APPROVE), (review.replace_rater, REPLACE)])
def test_nobody_settles_the_raters_of_their_own_review(decide: Decision, said: dict[str, Any]) -> None:
    given(REVIEW, NOMINATED).when(decide, **said | {"actor": "ada"}).then_refused(OwnReview, field="person")


@pytest.mark.parametrize(
    ("decide", "said"),
    [(review.approve_raters, APPROVE), (review.replace_rater, REPLACE), (review.submit_review, SUBMIT)],
)
def test_once_answers_were_due_nothing_is_settled_or_answered(decide: Decision, said: dict[str, Any]) -> None:
    assert given(REVIEW, NOMINATED, APPROVED).when(decide, **said | after(19)).refusal is None
    given(REVIEW, NOMINATED, APPROVED).when(decide, **said | after(20)).then_refused(AnswersOver, field="cycle")


def test_no_rater_is_given_more_than_they_can_answer() -> None:
    full = [asked(number) for number in range(MOST_OPEN)]
    outcome = given(REVIEW, NOMINATED).when(review.approve_raters, **APPROVE | inbox_of_grace(*full))
    outcome.then_refused(TooMuchAsked, field="raters")
    given(REVIEW, NOMINATED).when(review.approve_raters, **APPROVE | inbox_of_grace(*full[1:])).then(APPROVED)
    back = REPLACE | {"rater": "tim", "replacement": {"rater": "grace", "perspective": None}}
    elsewhere = RatersApproved(**OF_ADA, raters=RATERS[2:], by="lead")
    outcome = given(REVIEW, elsewhere).when(review.replace_rater, **back | inbox_of_grace(*full))
    outcome.then_refused(TooMuchAsked, field="replacement")


def test_managers_answer_about_their_reports_however_many_they_are() -> None:
    full = INBOX.fold([asked(number) for number in range(MOST_OPEN)])
    only = APPROVE | {"raters": [{"rater": "lead", "perspective": None}], "inbox_of": lambda _person: full}
    approved = RatersApproved(**OF_ADA, raters=(Rater("lead", Perspective.MANAGER),), by="lead")
    given(REVIEW).when(review.approve_raters, **only).then(approved)


def test_nobody_answers_about_the_same_person_in_two_cycles_at_a_time() -> None:
    autumn: dict[str, Any] = {"cycle": "autumn", "reviewee": "ada", "person": "grace", "on": DAY}
    expected = ReviewAskedOf(**autumn, perspective=Perspective.PEER, due=ANSWERS)
    outcome = given(REVIEW, NOMINATED).when(review.approve_raters, **APPROVE | inbox_of_grace(expected))
    outcome.then_refused(AnswersElsewhere, field="raters")
    for harmless in (
        [expected, ReviewNoLongerAskedOf(**autumn)],
        [ReviewAskedOf(**autumn | {"cycle": "spring"}, perspective=Perspective.PEER, due=ANSWERS)],
        [ReviewAskedOf(**autumn | {"reviewee": "tim"}, perspective=Perspective.MANAGER, due=ANSWERS)],
    ):
        given(REVIEW, NOMINATED).when(review.approve_raters, **APPROVE | inbox_of_grace(*harmless)).then(APPROVED)


def test_a_rater_is_replaced_by_somebody_who_is_none_yet() -> None:
    replaced = RaterReplaced(**OF_ADA, rater="grace", replacement=Rater("edsger", Perspective.PEER), by="lead")
    given(REVIEW, APPROVED).when(review.replace_rater, **REPLACE).then(replaced)
    given(REVIEW, APPROVED, replaced).when(review.replace_rater, **REPLACE).then()
    stranger = REPLACE | {"rater": "barbara"}
    given(REVIEW, APPROVED).when(review.replace_rater, **stranger).then_refused(NotARater, field="rater")
    doubled = REPLACE | {"replacement": {"rater": "tim", "perspective": None}}
    given(REVIEW, APPROVED).when(review.replace_rater, **doubled).then_refused(RaterAlready, field="replacement")


def test_a_rater_who_declines_is_one_no_more() -> None:
    declined = NominationDeclined(**OF_ADA, rater="grace")
    given(REVIEW, APPROVED).when(review.drop_rater, **DROP).then(declined)
    given(REVIEW, APPROVED, declined).when(review.drop_rater, **DROP).then()
    given(REVIEW, APPROVED).when(review.drop_rater, **DROP | {"within": CLOSED}).then()
    assert "grace" not in given(REVIEW, NOMINATED, APPROVED, declined).state.anonymous


def test_peers_reports_and_externals_are_those_who_answer_anonymously() -> None:
    assert given(REVIEW, APPROVED).state.anonymous.keys() == {"alan", "grace", "tim"}


@pytest.mark.parametrize(("actor", "group"), [("ada", ReviewGroup.SELF), ("lead", ReviewGroup.MANAGER)])
def test_the_person_and_their_managers_answer_by_name_and_may_do_so_again(actor: str, group: ReviewGroup) -> None:
    submitted = ReviewSubmitted(
        **OF_ADA,
        group=group,
        author=actor,
        ratings=(ItemRating("sql", 4),),
        comments=(ItemComment(None, "Kind"), ItemComment("more-of", "Teach")),
    )
    for history in ([APPROVED], [APPROVED, submitted]):
        given(REVIEW, *history).when(review.submit_review, **SUBMIT | {"actor": actor}).then(submitted)


@pytest.mark.parametrize("actor", ["grace", "tim", "alan"])
def test_whose_name_is_not_shown_does_not_answer_by_it(actor: str) -> None:
    outcome = given(REVIEW, APPROVED).when(review.submit_review, **SUBMIT | {"actor": actor})
    outcome.then_refused(AnswersWithoutName, field="person")


def test_nobody_answers_who_was_not_asked() -> None:
    for history, actor in (([APPROVED], "boss"), ([APPROVED], "edsger"), ([NOMINATED], "lead")):
        outcome = given(REVIEW, *history).when(review.submit_review, **SUBMIT | {"actor": actor})
        outcome.then_refused(NotAskedToAnswer, field="person")


@pytest.mark.parametrize(
    ("changed", "refusal", "field"),
    [
        ({"ratings": [], "comments": []}, NothingSaid, "ratings"),
        ({"ratings": [{"item": "git", "level": 1}]}, NotAsked, "ratings"),
        ({"comments": [{"item": "git", "text": "Good"}]}, NotAsked, "comments"),
    ],
)
def test_an_answer_says_something_about_what_the_cycle_asks(changed: dict[str, Any], refusal: Any, field: str) -> None:
    given(REVIEW, APPROVED).when(review.submit_review, **SUBMIT | changed).then_refused(refusal, field=field)


def test_a_managers_rating_is_calibrated_from_what_it_was_to_what_it_is() -> None:
    calibrated = RatingsCalibrated(
        **OF_ADA, rater="lead", item="sql", by="hr", from_level=4, to_level=3, why="As elsewhere"
    )
    given(REVIEW, APPROVED, RATED).when(review.calibrate_rating, **CALIBRATE).then(calibrated)
    given(REVIEW, APPROVED, RATED, calibrated).when(review.calibrate_rating, **CALIBRATE).then()
    again = RatingsCalibrated(**OF_ADA, rater="lead", item="sql", by="hr", from_level=3, to_level=5, why="As elsewhere")
    given(REVIEW, APPROVED, RATED, calibrated).when(review.calibrate_rating, **CALIBRATE | {"level": 5}).then(again)


def test_what_a_manager_says_last_is_what_is_calibrated() -> None:
    second = ReviewSubmitted(**OF_ADA, group=ReviewGroup.MANAGER, author="lead", ratings=(ItemRating("sql", 3),))
    given(REVIEW, APPROVED, RATED, second).when(review.calibrate_rating, **CALIBRATE).then()


@pytest.mark.parametrize("changed", [{"rater": "grace"}, {"rater": "ada"}, {"item": "more-of"}])
def test_only_what_a_manager_rated_is_calibrated(changed: dict[str, Any]) -> None:
    of_self = ReviewSubmitted(**OF_ADA, group=ReviewGroup.SELF, author="ada", ratings=(ItemRating("sql", 5),))
    outcome = given(REVIEW, APPROVED, RATED, of_self).when(review.calibrate_rating, **CALIBRATE | changed)
    outcome.then_refused(NothingToCalibrate, field="rater")


def test_nobody_calibrates_their_own_review_nor_after_the_release() -> None:
    own = CALIBRATE | {"actor": "ada"}
    given(REVIEW, APPROVED, RATED).when(review.calibrate_rating, **own).then_refused(OwnReview, field="person")
    outcome = given(REVIEW, APPROVED, RATED, RELEASED).when(review.calibrate_rating, **CALIBRATE)
    outcome.then_refused(ReportIsOut, field="person")


def test_a_report_is_released_once() -> None:
    given(REVIEW, APPROVED).when(review.release_report, **RELEASE).then(RELEASED)
    given(REVIEW, APPROVED, RELEASED).when(review.release_report, **RELEASE).then()


@pytest.mark.parametrize(("decide", "said"), [(review.calibrate_rating, CALIBRATE), (review.release_report, RELEASE)])
def test_reports_are_for_cycles_that_are_closed_and_their_reviewees(decide: Decision, said: dict[str, Any]) -> None:
    for cycle, refusal, field in (
        (RUNNING, CycleNotClosed, "cycle"),
        (CANCELLED, CycleNotClosed, "cycle"),
        (ReviewCycle(), CycleUnknown, "cycle"),
        (replace(CLOSED, reviewees=frozenset()), NotReviewed, "person"),
    ):
        given(REVIEW, APPROVED, RATED).when(decide, **said | {"within": cycle}).then_refused(refusal, field=field)


@pytest.mark.parametrize(
    ("decide", "said"),
    [
        (review.start_review, INSIDE),
        (review.nominate_raters, NOMINATE),
        (review.approve_raters, APPROVE),
        (review.replace_rater, REPLACE),
        (review.submit_review, SUBMIT),
    ],
)
def test_until_then_it_takes_a_cycle_that_is_open_and_about_the_person(decide: Decision, said: dict[str, Any]) -> None:
    for cycle, refusal, field in (
        (CLOSED, CycleOver, "cycle"),
        (CANCELLED, CycleOver, "cycle"),
        (ReviewCycle(), CycleUnknown, "cycle"),
        (replace(RUNNING, reviewees=frozenset()), NotReviewed, "person"),
    ):
        given(REVIEW, APPROVED).when(decide, **said | {"within": cycle}).then_refused(refusal, field=field)

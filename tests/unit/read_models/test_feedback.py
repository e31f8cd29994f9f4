"""What the read models of feedback hold, one sentence each."""

from datetime import UTC, date, datetime
from typing import Any

from shared.contracts.feedback.events import (
    AccessRecorded,
    ActionKind,
    ActionTaken,
    Audience,
    ConsentField,
    ConsentGiven,
    ConsentRevoked,
    CycleCancelled,
    CycleClosed,
    CycleExtended,
    CycleOpened,
    FeedbackAcknowledged,
    FeedbackAskedOf,
    FeedbackGiven,
    FeedbackKind,
    FeedbackReflectedOn,
    FeedbackRequested,
    FeedbackVisibility,
    FeedbackWithdrawn,
    GroupAnswered,
    ItemComments,
    ItemKind,
    ItemLevels,
    ItemRating,
    NominationDeclined,
    Perspective,
    Rater,
    RaterReplaced,
    RatersApproved,
    RatersNominated,
    RatingsCalibrated,
    ReportReleased,
    RequestAnswered,
    RequestDeclined,
    RequestExpired,
    RequestReminded,
    RequestSide,
    ReviewAskedOf,
    ReviewDeclined,
    RevieweesAdded,
    ReviewGroup,
    ReviewItem,
    ReviewNoLongerAskedOf,
    ReviewStarted,
    ReviewSubmitted,
)
from shared.contracts.feedback.standing import CycleStatus, RequestStatus
from shared.read_models.accesses import ACCESSES
from shared.read_models.consents import CONSENTS
from shared.read_models.feedback import FEEDBACK, Action, Reflection
from shared.read_models.feedback_requests import FEEDBACK_REQUESTS, FeedbackRequestRow
from shared.read_models.review_cycles import REVIEW_CYCLES
from shared.read_models.review_groups import REVIEW_GROUPS
from shared.read_models.reviews import REVIEWS, Calibration, NamedAnswer
from shared.read_models.reviews_asked import REVIEWS_ASKED, AskStatus
from tests.unit.read_models.happened import happened, row_after, rows_after

DAY, LATER, DUE = date(2026, 1, 5), date(2026, 1, 9), date(2026, 2, 1)
IT: dict[str, Any] = {"feedback": "calm", "person": "ada", "on": DAY}
GIVEN = FeedbackGiven(
    author="grace",
    kind=FeedbackKind.BOTH,
    visibility=FeedbackVisibility.RECIPIENT,
    withdrawable_until=datetime(2026, 1, 6, 9, tzinfo=UTC),
    behaviour="You wrote it down",
    **IT,
)


def test_feedback_keeps_what_its_recipient_made_of_it() -> None:
    row = row_after(
        FEEDBACK,
        GIVEN,
        FeedbackAcknowledged(note="Thank you", **IT),
        FeedbackReflectedOn(reflection="I was tired", **IT),
        ActionTaken(kind=ActionKind.GOAL, goal="hand-over", **IT),
    )
    assert (row.acknowledged_on, row.thanks) == (DAY, "Thank you")
    assert row.reflections == (Reflection(DAY, "I was tired"),)
    assert row.actions == (Action(DAY, ActionKind.GOAL, "hand-over", None, None),)


def test_feedback_that_was_taken_back_is_gone_whatever_happens_after() -> None:
    assert rows_after(FEEDBACK, happened(GIVEN, FeedbackWithdrawn(**IT), FeedbackAcknowledged(**IT))) == []


def of(side: RequestSide, **said: Any) -> dict[str, Any]:
    person, other = ("ada", "grace") if side is RequestSide.REQUESTER else ("grace", "ada")
    return {"request": "launch", "person": person, "other": other, "side": side, "on": LATER, **said}


ASKED = [
    FeedbackRequested("launch", "ada", ("grace", "alan"), DAY, DUE, questions=("How was it?",), message="Please"),
    FeedbackAskedOf(**of(RequestSide.ASKED, on=DAY), due=DUE),
]


def requests(*events: Any) -> dict[tuple[str, str], FeedbackRequestRow]:
    return {(row.person, row.other): row for row in rows_after(FEEDBACK_REQUESTS, happened(*ASKED, *events))}


def both(event_type: Any, **said: Any) -> list[Any]:
    return [event_type(**of(side), **said) for side in RequestSide]


def test_the_words_of_a_request_stand_with_who_asked_once_for_each_who_is_asked() -> None:
    rows = requests()
    assert {key: (row.side, row.message) for key, row in rows.items()} == {
        ("ada", "grace"): (RequestSide.REQUESTER, "Please"),
        ("ada", "alan"): (RequestSide.REQUESTER, "Please"),
        ("grace", "ada"): (RequestSide.ASKED, None),
    }


def test_what_becomes_of_a_request_is_known_to_the_two_and_does_not_touch_a_third() -> None:
    for event_type, status in ((RequestExpired, RequestStatus.EXPIRED), (RequestDeclined, RequestStatus.DECLINED)):
        rows = requests(*both(event_type))
        assert {key: row.status for key, row in rows.items()} == {
            ("ada", "grace"): status,
            ("grace", "ada"): status,
            ("ada", "alan"): RequestStatus.OPEN,
        }


def test_an_answered_request_names_the_feedback_and_a_reminder_leaves_it_open() -> None:
    assert requests(*both(RequestReminded))["grace", "ada"].reminded == (LATER,)
    row = requests(*both(RequestAnswered, feedback="calm"))["ada", "grace"]
    assert (row.status, row.since, row.feedback) == (RequestStatus.ANSWERED, LATER, "calm")


def test_a_consent_that_is_given_again_holds_again_until_its_new_day() -> None:
    to: dict[str, Any] = {"person": "ada", "field": ConsentField.GOALS, "audience": Audience.PERSON, "to": "grace"}
    history = [ConsentGiven(on=DAY, **to), ConsentRevoked(on=LATER, **to)]
    assert not row_after(CONSENTS, *history).holds_on(LATER)
    again = row_after(CONSENTS, *history, ConsentGiven(on=LATER, until=DUE, **to))
    assert (again.holds_on(DUE), again.holds_on(date(2026, 2, 2))) == (True, False)


def test_an_access_is_one_row_a_day_by_whom_and_what() -> None:
    seen = [("mo", "goals", DAY), ("mo", "goals", DAY), ("mo", "team", DAY), ("mo", "goals", LATER)]
    rows = rows_after(ACCESSES, happened(*(AccessRecorded("ada", by, what, on) for by, what, on in seen)))
    assert {(row.seer, row.what, row.seen_on) for row in rows} == set(seen)
    assert len(rows) == 3


SPRING: dict[str, Any] = {"cycle": "spring", "on": DAY}
OPENED = CycleOpened(
    name="Spring",
    items=(ReviewItem("sql", ItemKind.SKILL, "SQL"),),
    reviewees=("ada",),
    nominations_due=DAY,
    answers_due=LATER,
    least=3,
    **SPRING,
)


def test_a_cycle_that_is_extended_moves_the_days_that_are_given_and_has_each_reviewee_once() -> None:
    row = row_after(
        REVIEW_CYCLES,
        OPENED,
        CycleExtended(answers_due=DUE, **SPRING),
        RevieweesAdded(reviewees=("ada", "bo"), **SPRING),
    )
    assert (row.nominations_due, row.answers_due, row.reviewees) == (DAY, DUE, ("ada", "bo"))


def test_a_cycle_knows_when_it_ended_and_when_that_was_known() -> None:
    noon = datetime(2026, 1, 9, 12, tzinfo=UTC)
    row = row_after(REVIEW_CYCLES, OPENED, CycleClosed(cycle="spring", on=LATER))
    assert (row.status, row.ended_on, row.ended_at) == (CycleStatus.CLOSED, LATER, noon)
    row = row_after(REVIEW_CYCLES, OPENED, CycleCancelled(cycle="spring", on=LATER, reason="Reorganised"))
    assert (row.status, row.ended_on, row.reason) == (CycleStatus.CANCELLED, LATER, "Reorganised")


ADAS: dict[str, Any] = {"person": "ada", **SPRING}
PEER, MANAGER = Rater("bo", Perspective.PEER), Rater("mo", Perspective.MANAGER)


def test_raters_are_nominated_settled_replaced_and_leave() -> None:
    row = row_after(
        REVIEWS,
        ReviewStarted(nominations_due=DAY, answers_due=DUE, **ADAS),
        RatersNominated(raters=(PEER,), **ADAS),
        RatersApproved(raters=(PEER, MANAGER), by="mo", **ADAS),
        RaterReplaced(rater="bo", replacement=Rater("cy", Perspective.PEER), by="mo", **ADAS),
    )
    assert (row.started_on, row.nominated, row.settled_by) == (DAY, (PEER,), "mo")
    assert [each.rater for each in row.raters] == ["cy", "mo"]
    row = row_after(
        REVIEWS,
        RatersNominated(raters=(PEER,), **ADAS),
        NominationDeclined(rater="bo", **ADAS),
        ReportReleased(by="pia", **ADAS),
    )
    assert (row.nominated, row.raters, row.released_by) == ((), (), "pia")


def test_a_calibrated_rating_keeps_the_original_and_the_last_answer_by_name_counts() -> None:
    def by_manager(level: int) -> ReviewSubmitted:
        return ReviewSubmitted(group=ReviewGroup.MANAGER, author="mo", ratings=(ItemRating("sql", level),), **ADAS)

    row = row_after(
        REVIEWS,
        by_manager(1),
        by_manager(5),
        RatingsCalibrated(rater="mo", item="sql", by="pia", from_level=5, to_level=4, why="As elsewhere", **ADAS),
    )
    assert row.answers == (NamedAnswer("mo", ReviewGroup.MANAGER, DAY, (ItemRating("sql", 5),), ()),)
    assert row.calibrations == (Calibration("mo", "sql", "pia", DAY, 5, 4, "As elsewhere"),)


def test_what_is_answered_without_a_name_is_apart_from_who_the_raters_are() -> None:
    history = [
        RatersApproved(raters=(PEER,), by="mo", **ADAS),
        *(ReviewSubmitted(group=ReviewGroup.PEER, token=each, **ADAS) for each in ("c", "a", "b")),
        GroupAnswered(
            group=ReviewGroup.PEER,
            answers=3,
            ratings=(ItemLevels("sql", (1, 2, 3)),),
            comments=(ItemComments(None, ("Kind",)),),
            **ADAS,
        ),
    ]
    (group,) = rows_after(REVIEW_GROUPS, happened(*history))
    assert (group.answers, group.tokens) == (3, ("a", "b", "c"))
    assert (group.ratings, group.comments) == ((ItemLevels("sql", (1, 2, 3)),), (ItemComments(None, ("Kind",)),))
    assert "bo" not in repr(group)
    (review,) = rows_after(REVIEWS, happened(*history))
    assert review.answers == ()


def test_an_answer_is_expected_until_the_rater_declines_or_it_is_over_and_anew_when_asked_again() -> None:
    of_bo: dict[str, Any] = {"cycle": "spring", "reviewee": "ada", "person": "bo"}
    asked = ReviewAskedOf(on=DAY, perspective=Perspective.PEER, due=DUE, **of_bo)
    declined = ReviewDeclined(on=LATER, reason="I know too little", **of_bo)
    row = row_after(REVIEWS_ASKED, asked, declined)
    assert (row.status, row.since, row.reason) == (AskStatus.DECLINED, LATER, "I know too little")
    row = row_after(REVIEWS_ASKED, asked, ReviewNoLongerAskedOf(on=LATER, **of_bo))
    assert (row.status, row.since) == (AskStatus.OVER, LATER)
    assert row_after(REVIEWS_ASKED, asked, declined, asked) == row_after(REVIEWS_ASKED, asked)

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from services.network import mentor, mentoring_request, mentorship
from services.network.mentor import MENTOR, CapacityBelowRunning, NoOffer
from services.network.mentoring_request import AlreadyMentored, InReportingLine, MentorshipExists, NoRoom
from services.network.mentorship import BeforeItBegan, MentorshipElsewhere, MentorshipUnknown
from services.network.people import NotWithOneself, PersonUnknown
from shared.aggregate import Decision
from shared.contracts.network.events import (
    MentoringAgreed,
    MentoringCompleted,
    MentoringDeclined,
    MentoringEnded,
    MentoringEvent,
    MentoringOffered,
    MentoringOfferRevised,
    MentoringOfferWithdrawn,
    MentoringRated,
    MentoringRequested,
    MentoringRequestWithdrawn,
    MentoringSide,
    SessionHeld,
)
from shared.event import Event
from tests.unit.given import given
from tests.unit.network.organisation import DAY, NOW, TODAY, record

MENTEE, MENTOR_SIDE = MentoringSide.MENTEE, MentoringSide.MENTOR


def about_mentor(mentee: str = "ada", mentorship: str = "sql", **said: Any) -> dict[str, Any]:
    sides = {"person": "grace", "other": mentee, "side": MENTOR_SIDE}
    return {"mentorship": mentorship, "on": DAY, "acted": True, **sides, **said}


def about_mentee(mentee: str = "ada", mentorship: str = "sql", **said: Any) -> dict[str, Any]:
    sides = {"person": mentee, "other": "grace", "side": MENTEE}
    return {"mentorship": mentorship, "on": DAY, "acted": True, **sides, **said}


def both(event_type: type[MentoringEvent], acts: MentoringSide, **words: Any) -> list[Event]:
    by_mentor = acts is MENTOR_SIDE
    of_mentor = event_type(**about_mentor(acted=by_mentor), **(words if by_mentor else {}))
    of_mentee = event_type(**about_mentee(acted=not by_mentor), **({} if by_mentor else words))
    return [of_mentor, of_mentee] if by_mentor else [of_mentee, of_mentor]


def requested(mentee: str = "ada", mentorship: str = "sql", **said: Any) -> list[Event]:
    return [
        MentoringRequested(**about_mentee(mentee, mentorship), **said),
        MentoringRequested(**about_mentor(mentee, mentorship, acted=False)),
    ]


def agreed(mentee: str = "ada", mentorship: str = "sql") -> list[Event]:
    return [
        MentoringAgreed(**about_mentor(mentee, mentorship)),
        MentoringAgreed(**about_mentee(mentee, mentorship, acted=False)),
    ]


OFFERED = MentoringOffered(person="grace", on=DAY, topics=("sql",), capacity=1)
WITHDRAWN = MentoringOfferWithdrawn(person="grace", on=DAY)
RUNNING = [OFFERED, *requested(), *agreed()]
COMPLETED = [*RUNNING, *both(MentoringCompleted, MENTEE), MentoringRated(**about_mentee(), rating=5)]
ENDED = [*RUNNING, *both(MentoringEnded, MENTEE)]

OFFER: dict[str, Any] = {"person": "grace", "topics": ["sql"], "capacity": 1, "about": None, **TODAY}
REVISE: dict[str, Any] = {"person": "grace", "topics": None, "capacity": None, "about": None, **TODAY}
REQUEST: dict[str, Any] = {
    "person": "ada",
    "identity": "grace",
    "mentorship": "sql",
    "topics": ["sql"],
    "why": "To lead",
    "plan": "move",
    "step": "mentor",
    "despite_reporting_line": False,
    "record": record,
    **TODAY,
}
MENTEES: dict[str, Any] = {"person": "ada", "identity": "grace", "mentorship": "sql", **TODAY}
MENTORS: dict[str, Any] = {"person": "grace", "identity": "grace", "mentorship": "sql", **TODAY}
AGREE: dict[str, Any] = {**MENTORS, "despite_reporting_line": False, "record": record}
SESSION: dict[str, Any] = {"hours": Decimal("1.5"), "note": "Query plans"}
RATE: dict[str, Any] = {"rating": 5, "comment": "I lead now"}


def test_mentoring_is_offered_and_saying_it_again_changes_nothing() -> None:
    given(MENTOR).when(mentor.offer_mentoring, **OFFER).then(OFFERED)
    given(MENTOR, OFFERED).when(mentor.offer_mentoring, **OFFER).then()


def test_a_new_offer_takes_the_place_of_the_one_before() -> None:
    outcome = given(MENTOR, OFFERED, WITHDRAWN).when(mentor.offer_mentoring, **OFFER)
    outcome.then(OFFERED)


def test_an_offer_is_revised_in_what_is_given_only() -> None:
    given(MENTOR, OFFERED).when(mentor.revise_mentoring_offer, **REVISE | {"capacity": 3}).then(
        MentoringOfferRevised(person="grace", on=DAY, capacity=3)
    )
    given(MENTOR, OFFERED).when(mentor.revise_mentoring_offer, **REVISE | {"topics": ["sql"]}).then()


def test_an_offer_is_withdrawn_once_and_without_one_there_is_nothing_to_change() -> None:
    withdraw = {"person": "grace", **TODAY}
    given(MENTOR, OFFERED).when(mentor.withdraw_mentoring_offer, **withdraw).then(WITHDRAWN)
    given(MENTOR, OFFERED, WITHDRAWN).when(mentor.withdraw_mentoring_offer, **withdraw).then()
    given(MENTOR, *requested()).when(mentor.withdraw_mentoring_offer, **withdraw).then_refused(NoOffer, field="person")
    given(MENTOR, *requested()).when(mentor.revise_mentoring_offer, **REVISE).then_refused(NoOffer, field="person")


def test_the_capacity_is_never_less_than_the_mentorships_that_run() -> None:
    two = [
        MentoringOffered(person="grace", on=DAY, topics=("sql",), capacity=2),
        *[event for who in ("ada", "alan") for event in (*requested(who, who), *agreed(who, who))],
    ]
    for decide, said in ((mentor.revise_mentoring_offer, REVISE), (mentor.offer_mentoring, OFFER)):
        outcome = given(MENTOR, *two).when(decide, **said | {"capacity": 1})
        outcome.then_refused(CapacityBelowRunning, field="capacity")


def test_a_request_is_recorded_about_both_and_the_plan_and_the_words_only_about_the_mentee() -> None:
    given(MENTOR).when(mentoring_request.request_mentoring, **REQUEST).then(
        MentoringRequested(**about_mentee(), topics=("sql",), why="To lead", plan="move", step="mentor"),
        MentoringRequested(**about_mentor(acted=False)),
    )


def test_asking_again_changes_nothing_whatever_has_become_of_it() -> None:
    for history in (requested(), RUNNING, COMPLETED):
        given(MENTOR, *history).when(mentoring_request.request_mentoring, **REQUEST).then()


def test_an_id_that_is_taken_by_another_mentee_is_refused() -> None:
    outcome = given(MENTOR, *requested()).when(mentoring_request.request_mentoring, **REQUEST | {"person": "alan"})
    outcome.then_refused(MentorshipExists, field="mentorship")


@pytest.mark.parametrize("history", [requested(), RUNNING])
def test_two_people_have_one_mentorship_at_a_time(history: list[Event]) -> None:
    another = REQUEST | {"mentorship": "python"}
    outcome = given(MENTOR, *history).when(mentoring_request.request_mentoring, **another)
    outcome.then_refused(AlreadyMentored, field="mentor")


def test_once_a_mentorship_is_over_another_may_follow() -> None:
    another = REQUEST | {"mentorship": "python"}
    assert given(MENTOR, *COMPLETED).when(mentoring_request.request_mentoring, **another).events


def test_one_asks_somebody_else_whom_the_directory_knows() -> None:
    for who, refusal in (("ada", NotWithOneself), ("nobody", PersonUnknown)):
        outcome = given(MENTOR).when(mentoring_request.request_mentoring, **REQUEST | {"identity": who})
        outcome.then_refused(refusal, field="mentor")


def test_who_agrees_repeats_to_the_mentee_the_step_of_the_plan_that_asked_for_it() -> None:
    asked = requested(plan="move", step="mentor")
    given(MENTOR, OFFERED, *asked).when(mentoring_request.agree_to_mentoring, **AGREE).then(
        MentoringAgreed(**about_mentor()),
        MentoringAgreed(**about_mentee(acted=False), plan="move", step="mentor"),
    )


def test_agreeing_or_declining_again_changes_nothing() -> None:
    given(MENTOR, *RUNNING).when(mentoring_request.agree_to_mentoring, **AGREE).then()
    declined = both(MentoringDeclined, MENTOR_SIDE)
    given(MENTOR, *requested(), *declined).when(mentoring_request.decline_mentoring, **MENTORS, reason=None).then()


def test_a_mentor_never_has_more_mentorships_than_their_capacity() -> None:
    outcome = given(MENTOR, *RUNNING, *requested("alan", "python")).when(
        mentoring_request.agree_to_mentoring, **AGREE | {"mentorship": "python"}
    )
    outcome.then_refused(NoRoom, field="mentorship")


@pytest.mark.parametrize("before", [COMPLETED, ENDED])
def test_a_mentorship_that_is_over_makes_room_for_another(before: list[Event]) -> None:
    outcome = given(MENTOR, *before, *requested("alan", "python")).when(
        mentoring_request.agree_to_mentoring, **AGREE | {"mentorship": "python"}
    )
    assert len(outcome.events) == 2


@pytest.mark.parametrize("before", [[], [OFFERED, WITHDRAWN]])
def test_who_does_not_offer_mentoring_may_be_asked_but_not_agree(before: list[Event]) -> None:
    outcome = given(MENTOR, *before, *requested()).when(mentoring_request.agree_to_mentoring, **AGREE)
    outcome.then_refused(NoOffer, field="person")


@pytest.mark.parametrize(("mentor_id", "mentee"), [("boss", "ada"), ("lead", "ada"), ("ada", "boss")])
def test_nobody_mentors_in_their_own_reporting_line_unless_they_are_asked_to_despite_it(
    mentor_id: str, mentee: str
) -> None:
    asked = REQUEST | {"identity": mentor_id, "person": mentee}
    outcome = given(MENTOR).when(mentoring_request.request_mentoring, **asked)
    outcome.then_refused(InReportingLine, field="despite_reporting_line")
    said = asked | {"despite_reporting_line": True}
    assert given(MENTOR).when(mentoring_request.request_mentoring, **said).events


@pytest.mark.parametrize(
    ("mentee_says", "mentor_says", "runs"),
    [(True, True, True), (True, False, False), (False, True, False), (False, False, False)],
)
def test_in_a_reporting_line_both_must_agree_to_it(mentee_says: bool, mentor_says: bool, runs: bool) -> None:
    boss: dict[str, Any] = {"person": "boss", "other": "ada", "mentorship": "up", "on": DAY, "side": MENTOR_SIDE}
    ada = {**boss, "person": "ada", "other": "boss", "side": MENTEE}
    history = [
        MentoringOffered(person="boss", on=DAY, topics=("sql",), capacity=1),
        MentoringRequested(**ada, acted=True, despite_reporting_line=mentee_says),
        MentoringRequested(**boss, acted=False, despite_reporting_line=mentee_says),
    ]
    agree = AGREE | {"person": "boss", "identity": "boss", "mentorship": "up", "despite_reporting_line": mentor_says}
    outcome = given(MENTOR, *history).when(mentoring_request.agree_to_mentoring, **agree)
    if runs:
        outcome.then(
            MentoringAgreed(**boss, acted=True, despite_reporting_line=True),
            MentoringAgreed(**ada, acted=False, despite_reporting_line=True),
        )
    else:
        outcome.then_refused(InReportingLine, field="despite_reporting_line")


def test_who_declines_keeps_the_reason_to_themself() -> None:
    outcome = given(MENTOR, *requested()).when(mentoring_request.decline_mentoring, **MENTORS, reason="On leave")
    outcome.then(*both(MentoringDeclined, MENTOR_SIDE, reason="On leave"))


def test_the_mentee_takes_a_request_back_while_it_waits() -> None:
    withdraw = mentoring_request.withdraw_mentoring_request
    back = both(MentoringRequestWithdrawn, MENTEE)
    given(MENTOR, *requested()).when(withdraw, **MENTEES).then(*back)
    given(MENTOR, *requested(), *back).when(withdraw, **MENTEES).then()
    given(MENTOR, *RUNNING).when(withdraw, **MENTEES).then_refused(MentorshipElsewhere, field="mentorship")


MENTOR_ONLY: list[tuple[Decision, Mapping[str, Any]]] = [
    (mentoring_request.agree_to_mentoring, AGREE),
    (mentoring_request.decline_mentoring, {**MENTORS, "reason": None}),
]


@pytest.mark.parametrize(("decide", "said"), MENTOR_ONLY)
def test_the_mentor_answers_and_nobody_else(decide: Decision, said: Mapping[str, Any]) -> None:
    for person in ("ada", "alan"):
        outcome = given(MENTOR, OFFERED, *requested()).when(decide, **{**said, "person": person})
        outcome.then_refused(MentorshipUnknown, field="mentorship")


@pytest.mark.parametrize(("decide", "said"), MENTOR_ONLY)
def test_what_was_withdrawn_or_is_over_cannot_be_answered(decide: Decision, said: Mapping[str, Any]) -> None:
    for history in ([OFFERED, *requested(), *both(MentoringRequestWithdrawn, MENTEE)], COMPLETED):
        given(MENTOR, *history).when(decide, **said).then_refused(MentorshipElsewhere, field="mentorship")


@pytest.mark.parametrize(("who", "side"), [(MENTEES, MENTEE), (MENTORS, MENTOR_SIDE)])
def test_either_notes_a_session_and_the_note_is_theirs(who: dict[str, Any], side: MentoringSide) -> None:
    mine, theirs = both(SessionHeld, side)
    assert isinstance(mine, SessionHeld)
    assert isinstance(theirs, SessionHeld)
    outcome = given(MENTOR, *RUNNING).when(mentorship.hold_session, **who, **SESSION)
    own, others = outcome.events
    assert isinstance(own, SessionHeld)
    assert isinstance(others, SessionHeld)
    assert (own.person, own.acted, own.hours, own.note) == (mine.person, True, Decimal("1.5"), "Query plans")
    assert (others.person, others.acted, others.hours, others.note) == (theirs.person, False, Decimal("1.5"), None)


def test_sessions_are_held_in_a_mentorship_that_runs_and_not_before_it_began() -> None:
    for history in (requested(), COMPLETED, ENDED):
        outcome = given(MENTOR, *history).when(mentorship.hold_session, **MENTEES, **SESSION)
        outcome.then_refused(MentorshipElsewhere, field="mentorship")
    early = MENTEES | {"effective_on": date(2026, 8, 1)}
    outcome = given(MENTOR, *RUNNING).when(mentorship.hold_session, **early, **SESSION)
    outcome.then_refused(BeforeItBegan, field="effective_on")
    later = MENTEES | {"now": NOW + timedelta(days=30)}
    assert given(MENTOR, *RUNNING).when(mentorship.hold_session, **later, **SESSION).events


def test_the_first_to_complete_a_mentorship_completes_it_for_both_and_each_rates_it_once() -> None:
    first = [*both(MentoringCompleted, MENTEE), MentoringRated(**about_mentee(), **RATE)]
    given(MENTOR, *RUNNING).when(mentorship.complete_mentoring, **MENTEES, **RATE).then(*first)
    second = MentoringRated(**about_mentor(), **RATE)
    given(MENTOR, *RUNNING, *first).when(mentorship.complete_mentoring, **MENTORS, **RATE).then(second)
    given(MENTOR, *RUNNING, *first, second).when(mentorship.complete_mentoring, **MENTEES, **RATE).then()


def test_only_what_ran_is_completed() -> None:
    for history in (requested(), ENDED):
        outcome = given(MENTOR, *history).when(mentorship.complete_mentoring, **MENTEES, **RATE)
        outcome.then_refused(MentorshipElsewhere, field="mentorship")


@pytest.mark.parametrize(("who", "side"), [(MENTEES, MENTEE), (MENTORS, MENTOR_SIDE)])
def test_either_ends_a_mentorship_once_while_it_runs(who: dict[str, Any], side: MentoringSide) -> None:
    ended = both(MentoringEnded, side, reason="I change teams")
    given(MENTOR, *RUNNING).when(mentorship.end_mentoring, **who, reason="I change teams").then(*ended)
    given(MENTOR, *RUNNING, *ended).when(mentorship.end_mentoring, **who, reason="Again").then()
    outcome = given(MENTOR, *COMPLETED).when(mentorship.end_mentoring, **who, reason="Late")
    outcome.then_refused(MentorshipElsewhere, field="mentorship")


def test_a_stranger_has_no_part_in_a_mentorship() -> None:
    stranger = MENTEES | {"person": "alan"}
    for decide, said in (
        (mentorship.hold_session, SESSION),
        (mentorship.complete_mentoring, RATE),
        (mentorship.end_mentoring, {"reason": "So"}),
        (mentoring_request.withdraw_mentoring_request, {}),
    ):
        given(MENTOR, *RUNNING).when(decide, **stranger, **said).then_refused(MentorshipUnknown, field="mentorship")

"""What the read models of the network hold, one sentence each."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from shared.contracts.network.events import (
    Attended,
    BetweenTwo,
    ChosenForOpportunity,
    ConnectionAccepted,
    ConnectionEnded,
    ConnectionInvited,
    GatheringAnnounced,
    GatheringCancelled,
    GatheringKind,
    Help,
    InteractionKind,
    InteractionNoted,
    InterestExpressed,
    IntroductionMade,
    IntroductionRequested,
    IntroductionSide,
    InvitedToOpportunity,
    Joined,
    MentoringAgreed,
    MentoringOffered,
    MentoringOfferWithdrawn,
    MentoringRated,
    MentoringRequested,
    MentoringSide,
    OpportunityClosed,
    OpportunityKind,
    OpportunityPosted,
    OpportunityReopened,
    Referred,
    SessionHeld,
    Visibility,
)
from shared.contracts.network.standing import (
    AttendanceStatus,
    ConnectionStatus,
    GatheringStatus,
    InterestStatus,
    IntroductionStatus,
    MentorshipStatus,
    OpportunityStatus,
)
from shared.contracts.network.strength import CONNECTED, HALF_LIFE_DAYS, SESSION_WEIGHT
from shared.event import Event
from shared.read_models.attendances import ATTENDANCES
from shared.read_models.gatherings import GATHERINGS
from shared.read_models.introductions import INTRODUCTIONS
from shared.read_models.mentors import MENTORS
from shared.read_models.mentorships import MENTORSHIPS, Session
from shared.read_models.opportunities import OPPORTUNITIES
from shared.read_models.opportunity_reach import OPPORTUNITY_REACH, Referral
from shared.read_models.ties import TIES, TieRow
from tests.unit.read_models.happened import JANUARY, happened, row_after, rows_after

DAY = date(2026, 1, 1)


def both(event_type: type[BetweenTwo], person: str, other: str, on: date = DAY, **words: Any) -> list[Event]:
    return [
        event_type(person=person, other=other, on=on, acted=True, **words),
        event_type(person=other, other=person, on=on, acted=False),
    ]


INVITED = both(ConnectionInvited, "ada", "grace", message="Your talk")
CONNECTED_BOTH = [*INVITED, *both(ConnectionAccepted, "grace", "ada")]


def ties(*events: Event) -> dict[tuple[str, str], TieRow]:
    return {(row.person, row.other): row for row in rows_after(TIES, happened(*events))}


def met(on: date, help: Help = Help.NONE, person: str = "ada", other: str = "grace") -> InteractionNoted:
    return InteractionNoted(person, other, on, True, kind=InteractionKind.MEETING, help=help)


def test_an_invitation_is_a_tie_of_no_strength_whose_words_stand_with_who_wrote_them() -> None:
    rows = ties(*INVITED)
    assert {key: (row.connection, row.by_person, row.message) for key, row in rows.items()} == {
        ("ada", "grace"): (ConnectionStatus.INVITED, True, "Your talk"),
        ("grace", "ada"): (ConnectionStatus.INVITED, False, None),
    }
    assert {row.strength_on(DAY) for row in rows.values()} == {0}


def test_a_connection_gives_a_tie_its_base_until_it_ends() -> None:
    rows = ties(*CONNECTED_BOTH)
    assert {(row.connected, row.strength_on(DAY)) for row in rows.values()} == {(True, CONNECTED)}
    ended = ties(*CONNECTED_BOTH, *both(ConnectionEnded, "ada", "grace"))
    assert {(row.connected, row.connection) for row in ended.values()} == {(False, ConnectionStatus.ENDED)}


def test_a_tie_without_a_connection_comes_about_by_having_to_do_with_each_other_and_fades() -> None:
    row = row_after(TIES, met(DAY, Help.GIVEN), met(DAY + timedelta(days=10)))
    assert (row.connection, row.times, row.last_on) == (None, 2, DAY + timedelta(days=10))
    assert (row.helped, row.was_helped) == (1, 0)
    fresh, later = (row.strength_on(DAY + timedelta(days=days)) for days in (10, 10 + HALF_LIFE_DAYS))
    assert fresh > later > 0


def test_an_end_of_the_connection_leaves_what_people_had_to_do_with_each_other() -> None:
    history = [*CONNECTED_BOTH, met(DAY), *both(ConnectionEnded, "ada", "grace")]
    row = ties(*history)["ada", "grace"]
    assert row.times == 1
    assert row.strength_on(DAY) > 0


def of_mentor(**said: Any) -> dict[str, Any]:
    sides = {"person": "grace", "other": "ada", "side": MentoringSide.MENTOR}
    return {"mentorship": "sql", "on": DAY, "acted": False, **sides, **said}


def of_mentee(**said: Any) -> dict[str, Any]:
    sides = {"person": "ada", "other": "grace", "side": MentoringSide.MENTEE}
    return {"mentorship": "sql", "on": DAY, "acted": True, **sides, **said}


REQUESTED = [
    MentoringRequested(**of_mentee(), topics=("sql",), why="To lead", plan="move", step="mentor"),
    MentoringRequested(**of_mentor()),
]
AGREED = [MentoringAgreed(**of_mentor(acted=True)), MentoringAgreed(**of_mentee(acted=False), plan="move")]
SESSION = [
    SessionHeld(**of_mentee(), hours=Decimal("1.5"), note="Query plans"),
    SessionHeld(**of_mentor(), hours=Decimal("1.5")),
]
OFFERED = MentoringOffered("grace", DAY, topics=("sql",), capacity=2, about="Every week")


def test_a_session_is_a_time_at_which_the_mentor_helps_the_mentee() -> None:
    rows = ties(*SESSION)
    assert {key: (row.helped, row.was_helped, row.amount) for key, row in rows.items()} == {
        ("ada", "grace"): (0, 1, SESSION_WEIGHT),
        ("grace", "ada"): (1, 0, SESSION_WEIGHT),
    }


THREE: dict[str, Any] = {"introduction": "it", "asker": "ada", "via": "grace", "to": "alan", "on": DAY}
SIDES = {"ada": IntroductionSide.ASKER, "grace": IntroductionSide.VIA, "alan": IntroductionSide.TO}
MADE = [IntroductionMade(**THREE, person=person, side=side) for person, side in SIDES.items()]


def test_an_introduction_ties_all_three_and_is_help_for_the_asker() -> None:
    rows = ties(*MADE)
    assert set(rows) == {(one, other) for one in SIDES for other in SIDES if one != other}
    assert {key for key, row in rows.items() if row.helped} == {("grace", "ada")}
    assert {key for key, row in rows.items() if row.was_helped} == {("ada", "grace")}


def test_the_third_sees_an_introduction_once_it_is_made_and_everybody_their_own_words() -> None:
    asked = [
        IntroductionRequested(**THREE, person="ada", side=IntroductionSide.ASKER, why="His team"),
        IntroductionRequested(**THREE, person="grace", side=IntroductionSide.VIA),
    ]
    rows = rows_after(INTRODUCTIONS, happened(*asked))
    assert {(row.person, row.status, row.words) for row in rows} == {
        ("ada", IntroductionStatus.REQUESTED, "His team"),
        ("grace", IntroductionStatus.REQUESTED, None),
    }
    rows = rows_after(INTRODUCTIONS, happened(*asked, *MADE))
    assert {(row.person, row.status, row.words, row.introduced_to) for row in rows} == {
        ("ada", IntroductionStatus.MADE, "His team", "alan"),
        ("grace", IntroductionStatus.MADE, None, "alan"),
        ("alan", IntroductionStatus.MADE, None, "alan"),
    }


def test_a_mentor_has_room_for_as_many_as_they_offered_to_take_less_those_who_run() -> None:
    row = row_after(MENTORS, OFFERED, *REQUESTED, *AGREED)
    assert (row.capacity, row.running, row.room, row.topics) == (2, 1, 1, ("sql",))


def test_without_an_offer_there_is_no_room_though_mentorships_run() -> None:
    row = row_after(MENTORS, OFFERED, *REQUESTED, *AGREED, MentoringOfferWithdrawn("grace", DAY))
    assert (row.offers, row.running, row.room) == (False, 1, 0)


def test_each_side_of_a_mentorship_holds_what_was_said_on_that_side() -> None:
    rated = MentoringRated(**of_mentee(), rating=5, comment="I lead now")
    rows = rows_after(MENTORSHIPS, happened(*REQUESTED, *AGREED, *SESSION, rated))
    mentee, mentor = sorted(rows, key=lambda row: row.person)
    assert (mentee.status, mentor.status) == (MentorshipStatus.RUNNING, MentorshipStatus.RUNNING)
    assert (mentee.why, mentee.topics, mentee.plan, mentee.step) == ("To lead", ("sql",), "move", "mentor")
    assert (mentor.why, mentor.topics, mentor.plan, mentor.step) == (None, None, None, None)
    assert (mentee.rating, mentor.rating) == (5, None)
    assert mentee.sessions == (Session(DAY, Decimal("1.5"), "Query plans"),)
    assert mentor.sessions == (Session(DAY, Decimal("1.5"), None),)
    assert mentee.hours == mentor.hours == Decimal("1.5")


def test_mentorships_of_several_mentors_may_have_the_same_id() -> None:
    elsewhere = MentoringRequested(**of_mentee(other="alan"))
    rows = rows_after(MENTORSHIPS, happened(REQUESTED[0], elsewhere))
    assert {(row.mentor, row.mentorship, row.person) for row in rows} == {
        ("grace", "sql", "ada"),
        ("alan", "sql", "ada"),
    }


GIG: dict[str, Any] = {"opportunity": "gig", "on": JANUARY}
POSTED = OpportunityPosted(
    **GIG, posted_by="grace", kind=OpportunityKind.GIG, title="Reports", visibility=Visibility.NETWORK
)


def test_an_opportunity_that_opens_again_is_open_as_if_it_had_not_been_closed() -> None:
    closed = row_after(OPPORTUNITIES, POSTED, OpportunityClosed(**GIG, reason="No budget"))
    assert (closed.status, closed.ended_on, closed.closing_reason) == (OpportunityStatus.CLOSED, JANUARY, "No budget")
    assert row_after(
        OPPORTUNITIES, POSTED, OpportunityClosed(**GIG, reason="No budget"), OpportunityReopened(**GIG)
    ) == row_after(OPPORTUNITIES, POSTED)


def test_each_person_whom_an_opportunity_reached_has_a_row_with_how() -> None:
    rows = rows_after(
        OPPORTUNITY_REACH,
        happened(
            InvitedToOpportunity(**GIG, person="ada", by="grace"),
            InterestExpressed(**GIG, person="ada", message="Please"),
            ChosenForOpportunity(**GIG, person="ada"),
            Referred(**GIG, person="alan", by="ada", words="Has done it"),
        ),
    )
    ada, alan = sorted(rows, key=lambda row: row.person)
    assert (ada.invited, ada.referred, ada.interest, ada.words) == (True, False, InterestStatus.CHOSEN, "Please")
    assert (alan.invited, alan.referred, alan.interest) == (False, True, None)
    assert alan.referrals == (Referral("ada", JANUARY, "Has done it"),)


def test_a_gathering_that_is_cancelled_says_why() -> None:
    days: dict[str, Any] = {"gathering": "days", "on": JANUARY}
    announced = GatheringAnnounced(
        **days, announced_by="grace", kind=GatheringKind.FORUM, title="Days", starts_on=DAY, ends_on=DAY
    )
    row = row_after(GATHERINGS, announced, GatheringCancelled(**days, reason="Too few"))
    assert (row.status, row.cancelling_reason) == (GatheringStatus.CANCELLED, "Too few")


@pytest.mark.parametrize("joined", [True, False])
def test_who_was_there_attended_whether_or_not_they_had_joined(joined: bool) -> None:
    days: dict[str, Any] = {"gathering": "days", "person": "ada", "on": JANUARY}
    before = [Joined(**days)] if joined else []
    row = row_after(ATTENDANCES, *before, Attended(**days, takeaway="Columns"))
    assert (row.status, row.takeaway) == (AttendanceStatus.ATTENDED, "Columns")

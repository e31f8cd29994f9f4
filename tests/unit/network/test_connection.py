from datetime import date, timedelta
from typing import Any

import pytest

from services.network import connection
from services.network.connection import (
    CONNECTION,
    DAYS_AFTER_DECLINING,
    DeclinedLately,
    NotConnected,
    NothingToWithdraw,
    NotInvited,
    identity_of,
)
from services.network.people import NotWithOneself, PersonUnknown
from shared.contracts.days import InTheFuture
from shared.contracts.network.events import (
    BetweenTwo,
    ConnectionAccepted,
    ConnectionDeclined,
    ConnectionEnded,
    ConnectionInvitationWithdrawn,
    ConnectionInvited,
    Help,
    InteractionKind,
    InteractionNoted,
)
from shared.event import Event
from tests.unit.given import given
from tests.unit.network.organisation import DAY, NOW, TODAY, record


def both(event_type: type[BetweenTwo], person: str, other: str, on: date = DAY, **words: Any) -> tuple[Event, Event]:
    return (
        event_type(person=person, other=other, on=on, acted=True, **words),
        event_type(person=other, other=person, on=on, acted=False),
    )


ADA: dict[str, Any] = {"person": "ada", "other": "grace", **TODAY}
GRACE: dict[str, Any] = {"person": "grace", "other": "ada", **TODAY}
INVITE: dict[str, Any] = {"message": None, "record": record}
NOTE: dict[str, Any] = {"kind": InteractionKind.ADVICE, "help": Help.RECEIVED, "note": "Query plans", "record": record}

INVITED = both(ConnectionInvited, "ada", "grace")
CONNECTED = (*INVITED, *both(ConnectionAccepted, "grace", "ada"))
DECLINED = (*INVITED, *both(ConnectionDeclined, "grace", "ada"))
ENDED = (*CONNECTED, *both(ConnectionEnded, "ada", "grace"))


def test_an_invitation_is_recorded_about_both_and_its_words_only_about_who_wrote_them() -> None:
    outcome = given(CONNECTION).when(connection.invite_connection, **ADA, **INVITE | {"message": "Your talk"})
    outcome.then(*both(ConnectionInvited, "ada", "grace", message="Your talk"))


def test_inviting_again_changes_nothing() -> None:
    given(CONNECTION, *INVITED).when(connection.invite_connection, **ADA, **INVITE).then()
    given(CONNECTION, *CONNECTED).when(connection.invite_connection, **GRACE, **INVITE).then()


def test_two_who_invite_each_other_are_connected() -> None:
    outcome = given(CONNECTION, *INVITED).when(connection.invite_connection, **GRACE, **INVITE)
    outcome.then(*both(ConnectionAccepted, "grace", "ada"))


@pytest.mark.parametrize("decide", [connection.invite_connection, connection.note_interaction])
def test_one_needs_somebody_else_whom_the_directory_knows(decide: Any) -> None:
    said = NOTE if decide is connection.note_interaction else INVITE
    for other, refusal in (("ada", NotWithOneself), ("nobody", PersonUnknown)):
        given(CONNECTION).when(decide, **ADA | {"other": other}, **said).then_refused(refusal, field="other")


def test_the_invited_accepts_or_declines_once() -> None:
    for decide, event_type, after in (
        (connection.accept_connection, ConnectionAccepted, CONNECTED),
        (connection.decline_connection, ConnectionDeclined, DECLINED),
    ):
        given(CONNECTION, *INVITED).when(decide, **GRACE).then(*both(event_type, "grace", "ada"))
        given(CONNECTION, *after).when(decide, **GRACE).then()


def test_nobody_answers_their_own_invitation_or_none() -> None:
    for decide in (connection.accept_connection, connection.decline_connection):
        given(CONNECTION, *INVITED).when(decide, **ADA).then_refused(NotInvited, field="other")
        given(CONNECTION, *ENDED).when(decide, **GRACE).then_refused(NotInvited, field="other")


def test_who_was_declined_may_invite_again_after_a_time_and_who_declined_at_any_time() -> None:
    again = ADA | INVITE
    given(CONNECTION, *DECLINED).when(connection.invite_connection, **again).then_refused(DeclinedLately, field="other")
    given(CONNECTION, *DECLINED).when(connection.invite_connection, **GRACE, **INVITE).then(
        *both(ConnectionInvited, "grace", "ada")
    )
    later = {"now": NOW + timedelta(days=DAYS_AFTER_DECLINING)}
    given(CONNECTION, *DECLINED).when(connection.invite_connection, **again | later).then(
        *both(ConnectionInvited, "ada", "grace", on=DAY + timedelta(days=DAYS_AFTER_DECLINING))
    )


def test_an_invitation_is_withdrawn_by_who_sent_it_while_it_waits() -> None:
    withdraw = connection.withdraw_connection_invitation
    withdrawn = both(ConnectionInvitationWithdrawn, "ada", "grace")
    given(CONNECTION, *INVITED).when(withdraw, **ADA).then(*withdrawn)
    given(CONNECTION, *INVITED, *withdrawn).when(withdraw, **ADA).then()
    given(CONNECTION, *INVITED).when(withdraw, **GRACE).then_refused(NothingToWithdraw, field="other")
    given(CONNECTION, *CONNECTED).when(withdraw, **ADA).then_refused(NothingToWithdraw, field="other")


def test_either_ends_a_connection_once_and_the_reason_is_theirs() -> None:
    ended = both(ConnectionEnded, "grace", "ada", reason="No time")
    given(CONNECTION, *CONNECTED).when(connection.end_connection, **GRACE, reason="No time").then(*ended)
    given(CONNECTION, *CONNECTED, *ended).when(connection.end_connection, **ADA, reason=None).then()


def test_what_is_not_connected_cannot_be_ended() -> None:
    outcome = given(CONNECTION, *INVITED).when(connection.end_connection, **ADA, reason=None)
    outcome.then_refused(NotConnected, field="other")


def test_those_whose_connection_ended_may_connect_again() -> None:
    outcome = given(CONNECTION, *ENDED).when(connection.invite_connection, **ADA, **INVITE)
    outcome.then(*INVITED)


@pytest.mark.parametrize("history", [(), INVITED, CONNECTED, DECLINED, ENDED])
def test_an_interaction_is_noted_whether_or_not_people_are_connected(history: tuple[Event, ...]) -> None:
    outcome = given(CONNECTION, *history).when(connection.note_interaction, **ADA, **NOTE)
    assert len(outcome.events) == 2


@pytest.mark.parametrize(
    ("seen", "by_the_other"),
    [
        (Help.GIVEN, Help.RECEIVED),
        (Help.RECEIVED, Help.GIVEN),
        (Help.BOTH, Help.BOTH),
        (Help.NONE, Help.NONE),
    ],
)
def test_help_is_recorded_as_each_of_the_two_sees_it_and_the_note_only_about_who_wrote_it(
    seen: Help, by_the_other: Help
) -> None:
    said = NOTE | {"help": seen}
    advice = InteractionKind.ADVICE
    given(CONNECTION).when(connection.note_interaction, **ADA, **said).then(
        InteractionNoted("ada", "grace", DAY, True, kind=advice, help=seen, note="Query plans"),
        InteractionNoted("grace", "ada", DAY, False, kind=advice, help=by_the_other),
    )


def test_an_interaction_lies_on_the_day_it_was_and_never_ahead() -> None:
    earlier = date(2026, 8, 1)
    outcome = given(CONNECTION).when(connection.note_interaction, **ADA | {"effective_on": earlier}, **NOTE)
    assert [event.on for event in outcome.events if isinstance(event, InteractionNoted)] == [earlier, earlier]
    ahead = ADA | {"effective_on": date(2026, 9, 9)}
    given(CONNECTION).when(connection.note_interaction, **ahead, **NOTE).then_refused(InTheFuture)


def test_two_people_have_one_stream_whichever_of_them_acts() -> None:
    assert connection.between({"person": "ada", "other": "grace"}) == connection.between(
        {"person": "grace", "other": "ada"}
    )
    assert identity_of("a", "b-c") != identity_of("a-b", "c")

"""A connection: two people agree to know each other, and note when they have to do with each other.

- One invites, the other accepts or declines; if both invite, they are connected.
- Who was declined may invite the same person again after 90 days; who declined may invite at any time.
- Either may end it, and may invite again.
- A tie needs no connection: people who work together note it whether or not they are connected.

There is one stream for each two people, whichever of them acts, and each event stands in it twice, once about each.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from services.network.people import require_others
from shared.aggregate import Aggregate
from shared.contracts.days import day_of
from shared.contracts.integrations.relations import RecordOf
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
from shared.contracts.network.standing import ConnectionStatus
from shared.errors import RuleViolation, require
from shared.event import Event

E = TypeVar("E", bound=BetweenTwo)

DAYS_AFTER_DECLINING = 90

SEEN_BY_THE_OTHER: Mapping[Help, Help] = {
    Help.NONE: Help.NONE,
    Help.GIVEN: Help.RECEIVED,
    Help.RECEIVED: Help.GIVEN,
    Help.BOTH: Help.BOTH,
}


@dataclass(frozen=True)
class Connection:
    """What the rules need to know of two people. `by` brought it to its status on the day `on`."""

    status: ConnectionStatus | None = None
    by: str = ""
    on: date = date.min

    @property
    def connected(self) -> bool:
        """Whether the two are connected."""
        return self.status is ConnectionStatus.CONNECTED

    def invited_by(self, person: str) -> bool:
        """Whether an invitation of this person waits for an answer."""
        return self.status is ConnectionStatus.INVITED and self.by == person


_STATUS: Mapping[type[Event], ConnectionStatus] = {
    ConnectionInvited: ConnectionStatus.INVITED,
    ConnectionInvitationWithdrawn: ConnectionStatus.WITHDRAWN,
    ConnectionAccepted: ConnectionStatus.CONNECTED,
    ConnectionDeclined: ConnectionStatus.DECLINED,
    ConnectionEnded: ConnectionStatus.ENDED,
}


def evolve(connection: Connection, event: Event) -> Connection:
    """The connection after `event`."""
    status = _STATUS.get(type(event))
    if status is None or not isinstance(event, BetweenTwo):
        return connection
    return replace(connection, status=status, by=event.person if event.acted else event.other, on=event.on)


class DeclinedLately(RuleViolation):
    """The other declined not long ago."""

    def __init__(self, until: date) -> None:
        super().__init__(
            f"Your invitation was declined. You may invite again on {until}, or be invited at any time.",
            fields={"other": [f"Declined; may be invited again on {until}."]},
        )


class NotInvited(RuleViolation):
    """There is no invitation to answer."""

    def __init__(self) -> None:
        super().__init__(
            "There is no invitation of theirs to answer. Invite them instead.",
            fields={"other": ["Has not invited you."]},
        )


class NothingToWithdraw(RuleViolation):
    """There is no invitation of one's own that waits for an answer."""

    def __init__(self, *, connected: bool) -> None:
        advice = "You are connected: end the connection instead." if connected else "There is none of yours."
        super().__init__(f"No invitation waits for an answer. {advice}", fields={"other": [advice]})


class NotConnected(RuleViolation):
    """The two are not connected."""

    def __init__(self) -> None:
        super().__init__("You are not connected, so nothing can be ended.", fields={"other": ["Is not connected."]})


def invite_connection(
    connection: Connection,
    *,
    person: str,
    other: str,
    message: str | None,
    record: RecordOf,
    effective_on: date | None,
    now: datetime,
) -> list[Event]:
    """Invite the other, or accept where the other had invited. `record` answers the directory."""
    require_others("other", [other], person, record)
    if connection.connected or connection.invited_by(person):
        return []
    on = day_of(effective_on, now)
    if connection.invited_by(other):
        return about_both(ConnectionAccepted, person, other, on)
    if connection.status is ConnectionStatus.DECLINED and connection.by == other:
        until = connection.on + timedelta(days=DAYS_AFTER_DECLINING)
        require(on >= until, DeclinedLately(until))
    return about_both(ConnectionInvited, person, other, on, message=message)


def withdraw_connection_invitation(
    connection: Connection, *, person: str, other: str, effective_on: date | None, now: datetime
) -> list[Event]:
    """Take back one's invitation."""
    if connection.status is ConnectionStatus.WITHDRAWN and connection.by == person:
        return []
    require(connection.invited_by(person), NothingToWithdraw(connected=connection.connected))
    return about_both(ConnectionInvitationWithdrawn, person, other, day_of(effective_on, now))


def accept_connection(
    connection: Connection, *, person: str, other: str, effective_on: date | None, now: datetime
) -> list[Event]:
    """Accept the other's invitation."""
    if connection.connected:
        return []
    require(connection.invited_by(other), NotInvited())
    return about_both(ConnectionAccepted, person, other, day_of(effective_on, now))


def decline_connection(
    connection: Connection, *, person: str, other: str, effective_on: date | None, now: datetime
) -> list[Event]:
    """Decline the other's invitation."""
    if connection.status is ConnectionStatus.DECLINED and connection.by == person:
        return []
    require(connection.invited_by(other), NotInvited())
    return about_both(ConnectionDeclined, person, other, day_of(effective_on, now))


def end_connection(
    connection: Connection,
    *,
    person: str,
    other: str,
    reason: str | None,
    effective_on: date | None,
    now: datetime,
) -> list[Event]:
    """End the connection."""
    if connection.status is ConnectionStatus.ENDED:
        return []
    require(connection.connected, NotConnected())
    return about_both(ConnectionEnded, person, other, day_of(effective_on, now), reason=reason)


def note_interaction(
    _: Connection,
    *,
    person: str,
    other: str,
    kind: InteractionKind,
    help: Help,
    note: str | None,
    record: RecordOf,
    effective_on: date | None,
    now: datetime,
) -> list[Event]:
    """Note that the two had to do with each other; `help` is as the person sees it. `record` answers the directory."""
    require_others("other", [other], person, record)
    on = day_of(effective_on, now)
    return [
        InteractionNoted(person=person, other=other, on=on, acted=True, kind=kind, help=help, note=note),
        InteractionNoted(person=other, other=person, on=on, acted=False, kind=kind, help=SEEN_BY_THE_OTHER[help]),
    ]


def about_both(event_type: type[E], person: str, other: str, on: date, **words: str | None) -> list[Event]:
    """The event about the person who acted, with their words, and about the other, without."""
    return [
        event_type(person=person, other=other, on=on, acted=True, **words),
        event_type(person=other, other=person, on=on, acted=False),
    ]


CONNECTION = Aggregate("connection", Connection(), evolve)


def identity_of(one: str, other: str) -> str:
    """The id of the stream of two people, the same from either side. No id of a person has a plus in it."""
    return "+".join(sorted((one, other)))


def between(payload: Mapping[str, Any]) -> str:
    """The id of the stream that a command of one of two people goes to."""
    return identity_of(payload["person"], payload["other"])

"""Ties: one row for each two people and side, with where their connection stands and how much they have to do.

A tie comes about by an invitation or by having to do with each other: connections, noted interactions, sessions of a
mentorship and introductions all count. The row keeps what `shared.contracts.network.strength` needs to tell the
strength on any day; it is symmetric, since both sides are told of each time. Words are those of `person` only: what
`other` wrote to them is in the row of the other side. Who has left or was forgotten may still be an `other`.
"""

from collections.abc import Sequence
from datetime import date

from msgspec.structs import asdict, replace

from shared.contracts.network.events import (
    BetweenTwo,
    ConnectionAccepted,
    ConnectionDeclined,
    ConnectionEnded,
    ConnectionInvitationWithdrawn,
    ConnectionInvited,
    Help,
    InteractionNoted,
    IntroductionMade,
    IntroductionSide,
    MentoringSide,
    SessionHeld,
)
from shared.contracts.network.standing import ConnectionStatus
from shared.contracts.network.strength import INTRODUCTION_WEIGHT, SESSION_WEIGHT, WEIGHTS, Contact, strength, with_time
from shared.event import Envelope
from shared.projecting.read_model import Key, ReadModel, Row


class TieRow(Row, frozen=True):
    """What `person` has to do with `other`.

    `connection` is where their connection stands, None where nobody ever invited; `by_person` says whether it was
    `person` who brought it there, on the day `connection_on`. The five numbers from `amount` to `times` are those of
    `strength.Contact`. `helped` and `was_helped` count, unfaded, how often `person` gave and received help.
    """

    person: str
    other: str
    connected: bool = False
    connection: ConnectionStatus | None = None
    by_person: bool = False
    connection_on: date | None = None
    message: str | None = None
    amount: float = 0.0
    given: float = 0.0
    received: float = 0.0
    last_on: date | None = None
    times: int = 0
    helped: int = 0
    was_helped: int = 0

    @property
    def contact(self) -> Contact:
        """All the times that they had to do with each other, as the strength counts them."""
        return Contact(self.amount, self.given, self.received, self.last_on, self.times)

    def strength_on(self, day: date) -> float:
        """The strength of the tie on `day`, from 0 to 1."""
        return strength(self.contact, connected=self.connected, day=day)


TIES = ReadModel(
    "ties",
    TieRow,
    version=1,
    source="network",
    key=("person", "other"),
    indexes=[("other",)],
)
"""Ties by person and other."""


@TIES.folds_into(ConnectionInvited)
def was_invited(row: TieRow | None, e: ConnectionInvited, _at: Envelope) -> TieRow:
    """An invitation waits for an answer."""
    row = row or TieRow(e.person, e.other)
    return replace(row, connection=ConnectionStatus.INVITED, by_person=e.acted, connection_on=e.on, message=e.message)


@TIES.on(ConnectionInvitationWithdrawn)
def was_withdrawn(row: TieRow, e: ConnectionInvitationWithdrawn, _at: Envelope) -> TieRow:
    """No invitation any more."""
    return _standing(row, e, ConnectionStatus.WITHDRAWN)


@TIES.on(ConnectionAccepted)
def was_accepted(row: TieRow, e: ConnectionAccepted, _at: Envelope) -> TieRow:
    """Connected."""
    return _standing(row, e, ConnectionStatus.CONNECTED)


@TIES.on(ConnectionDeclined)
def was_declined(row: TieRow, e: ConnectionDeclined, _at: Envelope) -> TieRow:
    """Not connected."""
    return _standing(row, e, ConnectionStatus.DECLINED)


@TIES.on(ConnectionEnded)
def was_ended(row: TieRow, e: ConnectionEnded, _at: Envelope) -> TieRow:
    """Connected no more."""
    return _standing(row, e, ConnectionStatus.ENDED)


@TIES.folds_into(InteractionNoted)
def interaction_noted(row: TieRow | None, e: InteractionNoted, _at: Envelope) -> TieRow:
    """One time more, by its kind."""
    return _with_time(row or TieRow(e.person, e.other), e.on, WEIGHTS[e.kind], e.help)


@TIES.folds_into(SessionHeld)
def session_held(row: TieRow | None, e: SessionHeld, _at: Envelope) -> TieRow:
    """One time more, at which the mentor helped the mentee."""
    help = Help.GIVEN if e.side is MentoringSide.MENTOR else Help.RECEIVED
    return _with_time(row or TieRow(e.person, e.other), e.on, SESSION_WEIGHT, help)


def _introduced(e: IntroductionMade, _at: Envelope) -> Sequence[Key]:
    """The two others of the three."""
    return [(e.person, other) for other in (e.asker, e.via, e.to) if other != e.person]


@TIES.folds_each(IntroductionMade, keys=_introduced)
def introduction_made(row: TieRow | None, key: Key, e: IntroductionMade, _at: Envelope) -> TieRow:
    """One time more with both others; the asker was helped by the one who introduced them."""
    person, other = key
    help = Help.NONE
    if e.side is IntroductionSide.ASKER and other == e.via:
        help = Help.RECEIVED
    elif e.side is IntroductionSide.VIA and other == e.asker:
        help = Help.GIVEN
    return _with_time(row or TieRow(person, other), e.on, INTRODUCTION_WEIGHT, help)


def _standing(row: TieRow, e: BetweenTwo, connection: ConnectionStatus) -> TieRow:
    connected = connection is ConnectionStatus.CONNECTED
    return replace(row, connection=connection, connected=connected, by_person=e.acted, connection_on=e.on)


def _with_time(row: TieRow, on: date, weight: float, help: Help) -> TieRow:
    return replace(
        row,
        **asdict(with_time(row.contact, on, weight, help)),
        helped=row.helped + (help in {Help.GIVEN, Help.BOTH}),
        was_helped=row.was_helped + (help in {Help.RECEIVED, Help.BOTH}),
    )

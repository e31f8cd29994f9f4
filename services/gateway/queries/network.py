"""A person's own network: their ties and how strong they are, invitations, and mentorships."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from marshmallow import fields

from services.gateway.closeness import ahead, closeness, is_fading
from services.gateway.paging import Paged, page
from services.gateway.people_here import Others, others, shown
from services.gateway.query import Answer, Asked, OfPerson, query
from shared.contract import Access
from shared.contracts.network.events import MentoringSide
from shared.contracts.network.standing import ConnectionStatus, MentorshipStatus
from shared.read_models.mentors import MENTORS, MentorRow
from shared.read_models.mentorships import MENTORSHIPS, MentorshipRow
from shared.read_models.ties import TIES, TieRow

_DIGITS = 4


class NetworkOf(OfPerson, Paged):
    """Whose network, the caller's own, and which ties of it."""

    fading = fields.Boolean(load_default=False, metadata={"description": "Only ties that are fading."})


@query(
    "network",
    access={Access.SELF},
    params=NetworkOf,
    reads=(TIES, MENTORSHIPS, MENTORS),
    example={"person": "ada", "fading": True},
)
def network(asked: Asked) -> Answer:
    """One's own ties, strongest first, with who helped whom; invitations that wait, mentorships, one's own offer.

    Ties are with people who were in the organisation on the day asked about, as strong as on that day. `help` is over
    all of them, and `in_90_days` says what becomes of a tie by itself. Invitations and requests that somebody else
    made come with the words that they wrote.
    """
    day = asked.moment.today
    ties, mentorships = asked.rows(TIES), asked.rows(MENTORSHIPS)
    met = {tie.other for tie in ties} | {row.other for row in mentorships}
    known = others(asked, met, day)
    alive = [tie for tie in ties if tie.other in known and known[tie.other].here and tie.strength_on(day) > 0]
    wanted = [tie for tie in alive if is_fading(tie, day)] if asked.params["fading"] else alive
    return {
        "person": asked.person,
        "day": day,
        "size": len(alive),
        "help": {"given": sum(tie.helped for tie in alive), "received": sum(tie.was_helped for tie in alive)},
        "invitations": _invitations(asked, ties, known),
        "mentorships": _mentorships(asked, mentorships, known),
        "offer": next((_offer(row) for row in asked.rows(MENTORS) if row.offers), None),
        **page(wanted, lambda tie: _place(tie, asked), asked.params, shown=lambda tie: _tie(tie, known, asked)),
    }


def _place(tie: TieRow, asked: Asked) -> tuple[str, ...]:
    return (f"{1 - tie.strength_on(asked.moment.today):.12f}", tie.other)


def _tie(tie: TieRow, known: Others, asked: Asked) -> Mapping[str, Any]:
    day, other = asked.moment.today, known[tie.other]
    strength = tie.strength_on(day)
    return {
        "person": tie.other,
        "name": other.name,
        "role": other.role,
        "unit": other.unit,
        "unit_name": other.unit_name,
        "connected_since": tie.connection_on if tie.connected else None,
        "strength": round(strength, _DIGITS),
        "closeness": closeness(strength),
        "fading": is_fading(tie, day),
        "in_90_days": round(ahead(tie, day), _DIGITS),
        "last_on": tie.last_on,
        "times": tie.times,
        "help": {"given": tie.helped, "received": tie.was_helped},
    }


def _invitations(asked: Asked, ties: Sequence[TieRow], known: Others) -> Mapping[str, Any]:
    """Those that wait for an answer of people who are here, the newest first."""
    waiting = [
        tie
        for tie in sorted(ties, key=lambda tie: (tie.connection_on or asked.moment.today, tie.other), reverse=True)
        if tie.connection is ConnectionStatus.INVITED and tie.other in known and known[tie.other].here
    ]
    theirs = asked.rows_of(TIES, [tie.other for tie in waiting if not tie.by_person])
    words = {row.person: row.message for rows in theirs.values() for row in rows if row.other == asked.person}
    received: list[Any] = []
    sent: list[Any] = []
    for tie in waiting:
        said = tie.message if tie.by_person else words.get(tie.other)
        one = {**shown(tie.other, known), "invited_on": tie.connection_on, "message": said}
        (sent if tie.by_person else received).append(one)
    return {"received": received, "sent": sent}


def _mentorships(asked: Asked, rows: Sequence[MentorshipRow], known: Others) -> Mapping[str, Any]:
    """All there ever were, the newest first, by one's own side in them."""
    found = asked.rows_of(MENTORSHIPS, sorted({row.other for row in rows}))
    theirs = {_key(row): row for each in found.values() for row in each if row.other == asked.person}
    newest = sorted(rows, key=lambda row: (row.requested_on, row.mentor, row.mentorship), reverse=True)
    return {
        f"as_{side}": [
            {**shown(row.other, known), **_mentorship(row, theirs.get(_key(row)))} for row in newest if row.side is side
        ]
        for side in MentoringSide
    }


def _key(row: MentorshipRow) -> tuple[str, str]:
    return row.mentor, row.mentorship


def _mentorship(row: MentorshipRow, other: MentorshipRow | None) -> Mapping[str, Any]:
    """The row as it is shown to its person, with what the other one said to them: the request, or why it was declined.

    Whose plan it is for, and what else they noted or rated, stays the other's own.
    """
    own = msgspec.structs.asdict(row)
    if other and row.side is MentoringSide.MENTOR:
        own |= {"topics": other.topics, "why": other.why}
    elif other and row.status is MentorshipStatus.DECLINED:
        own["reason"] = other.reason
    return {name: value for name, value in own.items() if name not in {"person", "other", "side"}}


def _offer(row: MentorRow) -> Mapping[str, Any]:
    return {
        "topics": row.topics,
        "about": row.about,
        "offered_on": row.offered_on,
        "capacity": row.capacity,
        "running": row.running,
        "completed": row.completed,
        "room": row.room,
    }

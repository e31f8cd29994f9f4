"""Mentors: one row for each person who offers mentoring, or mentors: on which topics, for how many, how many it is."""

from collections.abc import Sequence
from datetime import date

from msgspec.structs import replace

from shared.contracts.goals.changes import given
from shared.contracts.network.events import (
    MentoringAgreed,
    MentoringCompleted,
    MentoringEnded,
    MentoringEvent,
    MentoringOffered,
    MentoringOfferRevised,
    MentoringOfferWithdrawn,
    MentoringSide,
)
from shared.event import Envelope
from shared.projecting.read_model import Key, ReadModel, Row


class MentorRow(Row, frozen=True):
    """Somebody's offer, and how many mentorships of theirs run and were completed.

    `offers` is false, and the capacity 0, where the offer was withdrawn. Topics are None once they are forgotten.
    """

    person: str
    offers: bool
    capacity: int
    topics: tuple[str, ...] | None = ()
    about: str | None = None
    offered_on: date | None = None
    running: int = 0
    completed: int = 0

    @property
    def room(self) -> int:
        """How many more people they can take on."""
        return max(self.capacity - self.running, 0)


MENTORS = ReadModel("mentors", MentorRow, version=1, source="network", key=("person",), indexes=[("offers",)])
"""Mentors by person."""


@MENTORS.folds_into(MentoringOffered)
def was_offered(row: MentorRow | None, e: MentoringOffered, _at: Envelope) -> MentorRow:
    """An offer, in place of one made before."""
    row = row or MentorRow(e.person, offers=True, capacity=0)
    return replace(row, offers=True, capacity=e.capacity, topics=e.topics, about=e.about, offered_on=e.on)


@MENTORS.on(MentoringOfferRevised)
def was_revised(row: MentorRow, e: MentoringOfferRevised, _at: Envelope) -> MentorRow:
    """What was given replaces what was there."""
    return replace(row, **given(e, "topics", "capacity", "about"))


@MENTORS.on(MentoringOfferWithdrawn)
def was_withdrawn(row: MentorRow, _e: MentoringOfferWithdrawn, _at: Envelope) -> MentorRow:
    """No offer any more."""
    return replace(row, offers=False, capacity=0, topics=(), about=None, offered_on=None)


def _of_mentor(e: MentoringEvent, _at: Envelope) -> Sequence[Key]:
    """The mentor, by what is recorded about them; what is recorded about the mentee touches no mentor."""
    return [(e.person,)] if e.side is MentoringSide.MENTOR else []


@MENTORS.folds_each(MentoringAgreed, keys=_of_mentor)
def agreed(row: MentorRow | None, _key: Key, _e: MentoringAgreed, _at: Envelope) -> MentorRow | None:
    """One more runs."""
    return row and replace(row, running=row.running + 1)


@MENTORS.folds_each(MentoringCompleted, keys=_of_mentor)
def was_completed(row: MentorRow | None, _key: Key, _e: MentoringCompleted, _at: Envelope) -> MentorRow | None:
    """One less runs, and came to its good end."""
    return row and replace(row, running=row.running - 1, completed=row.completed + 1)


@MENTORS.folds_each(MentoringEnded, keys=_of_mentor)
def was_ended(row: MentorRow | None, _key: Key, _e: MentoringEnded, _at: Envelope) -> MentorRow | None:
    """One less runs."""
    return row and replace(row, running=row.running - 1)

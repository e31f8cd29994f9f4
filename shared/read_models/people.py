"""People: one row a person, with their whole dated record, so that any day can be asked about."""

import unicodedata

from msgspec.structs import replace

from shared.contracts.integrations.events import (
    LeavingWithdrawn,
    PersonDatesCorrected,
    PersonDetailsChanged,
    PersonErased,
    PersonJoined,
    PersonLeft,
    PersonMoved,
    PersonRejoined,
)
from shared.contracts.integrations.record import Record
from shared.contracts.integrations.recording import recorded
from shared.event import Envelope
from shared.projecting.read_model import ReadModel, Row


class PersonRow(Record, Row, frozen=True, kw_only=True):
    """A person's record. `search_name` is the name as `searchable` spells it."""

    person: str
    search_name: str = ""


PEOPLE = ReadModel(
    "people",
    PersonRow,
    version=1,
    source="integrations",
    key=("person",),
    indexes=[("search_name", "person")],
)
"""People by id."""


def searchable(name: str) -> str:
    """A name without case and accents, so that "Zoë" is found by "zoe"."""
    spelt = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold())
    return "".join(letter for letter in spelt if not unicodedata.combining(letter))


@PEOPLE.starts(PersonJoined)
def joined(e: PersonJoined, _at: Envelope) -> PersonRow:
    """A new person in their first place."""
    return _named(PersonRow(person=e.person), e)


@PEOPLE.on(PersonMoved)
def moved(row: PersonRow, e: PersonMoved, _at: Envelope) -> PersonRow:
    """Another place from a day on."""
    return recorded(row, e)


@PEOPLE.on(PersonRejoined)
def rejoined(row: PersonRow, e: PersonRejoined, _at: Envelope) -> PersonRow:
    """Here again."""
    return recorded(row, e)


@PEOPLE.on(PersonDetailsChanged)
def details_changed(row: PersonRow, e: PersonDetailsChanged, _at: Envelope) -> PersonRow:
    """Another name, address or number, unless a later day's are known already."""
    return _named(row, e)


@PEOPLE.on(PersonDatesCorrected)
def dates_corrected(row: PersonRow, e: PersonDatesCorrected, _at: Envelope) -> PersonRow:
    """The same employment on other days."""
    return recorded(row, e)


@PEOPLE.on(PersonLeft)
def left(row: PersonRow, e: PersonLeft, _at: Envelope) -> PersonRow:
    """Not here any more from a day on."""
    return recorded(row, e)


@PEOPLE.on(LeavingWithdrawn)
def leaving_withdrawn(row: PersonRow, e: LeavingWithdrawn, _at: Envelope) -> PersonRow:
    """Here after all."""
    return recorded(row, e)


@PEOPLE.on(PersonErased)
def erased(_row: PersonRow, _e: PersonErased, _at: Envelope) -> None:
    """Gone for good."""


def _named(row: PersonRow, e: PersonJoined | PersonDetailsChanged) -> PersonRow:
    after = recorded(row, e)
    return after if after.name == row.name else replace(after, search_name=searchable(after.name or ""))

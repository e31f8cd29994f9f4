"""Places: one row for each person and unit or title in which they were ever recorded, corrected since or not.

It is where to look for the people of a unit, or with a title, on any day. Whether they are there on that day, their
record says. Like `reports`, a table of its own, for text equality is what row-level security leaves an index for.
"""

from collections.abc import Sequence
from enum import StrEnum

from shared.contracts.integrations.events import PersonJoined, PersonMoved, PersonRejoined
from shared.event import Envelope
from shared.projecting.read_model import Key, ReadModel, Row

Placing = PersonJoined | PersonMoved | PersonRejoined


class PlaceKind(StrEnum):
    """What sort of place it is."""

    UNIT = "unit"
    ROLE = "role"


class PlaceRow(Row, frozen=True):
    """The person was recorded in that unit, by its id, or with that title, as `title` spells it."""

    person: str
    kind: PlaceKind
    place: str


PLACES = ReadModel(
    "places",
    PlaceRow,
    version=1,
    source="integrations",
    key=("person", "kind", "place"),
    indexes=[("kind", "place", "person")],
)
"""Places by person, kind and place."""


def title(role: str) -> str:
    """A title without regard to its case."""
    return role.casefold()


def _recorded(e: Placing, _at: Envelope) -> Sequence[Key]:
    places = [(PlaceKind.UNIT, e.unit), (PlaceKind.ROLE, e.role and title(e.role))]
    return [(e.person, kind, place) for kind, place in places if place]


@PLACES.folds_each(PersonJoined, keys=_recorded)
def joined(_row: PlaceRow | None, key: Key, _e: PersonJoined, _at: Envelope) -> PlaceRow:
    """In the first unit, with the first title."""
    return PlaceRow(*key)


@PLACES.folds_each(PersonMoved, keys=_recorded)
def moved(_row: PlaceRow | None, key: Key, _e: PersonMoved, _at: Envelope) -> PlaceRow:
    """In another unit, with another title, or the same."""
    return PlaceRow(*key)


@PLACES.folds_each(PersonRejoined, keys=_recorded)
def rejoined(_row: PlaceRow | None, key: Key, _e: PersonRejoined, _at: Envelope) -> PlaceRow:
    """Somewhere again."""
    return PlaceRow(*key)

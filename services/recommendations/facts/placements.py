"""Placements: who is in the organisation, where, and where they were before. Names are not kept."""

from msgspec.structs import replace

from shared.contracts.integrations.events import (
    LeavingWithdrawn,
    PersonDatesCorrected,
    PersonErased,
    PersonJoined,
    PersonLeft,
    PersonMoved,
    PersonRejoined,
)
from shared.contracts.integrations.record import Record
from shared.contracts.integrations.recording import recorded
from shared.contracts.recommendations.events import EventRef
from shared.event import Envelope
from shared.projecting.read_model import ReadModel, Row

Placing = PersonJoined | PersonMoved | PersonRejoined


class PlacementRow(Record, Row, frozen=True, kw_only=True):
    """The record of a person; `placed` are the positions of the events that placed them, oldest first."""

    person: str
    placed: tuple[int, ...] = ()

    @property
    def evidence(self) -> tuple[EventRef, ...]:
        """The event that placed them last."""
        return tuple(EventRef("integrations", position) for position in self.placed[-1:])


PLACEMENTS = ReadModel("placements", PlacementRow, version=1, source="integrations", key=("person",))
"""Placements by person."""


@PLACEMENTS.folds_into(PersonJoined)
def joined(_row: PlacementRow | None, e: PersonJoined, at: Envelope) -> PlacementRow:
    """A new person in their first place."""
    return _placed(PlacementRow(person=e.person), e, at)


@PLACEMENTS.on(PersonMoved)
def moved(row: PlacementRow, e: PersonMoved, at: Envelope) -> PlacementRow:
    """Another place from a day on."""
    return _placed(row, e, at)


@PLACEMENTS.on(PersonRejoined)
def rejoined(row: PlacementRow, e: PersonRejoined, at: Envelope) -> PlacementRow:
    """Here again."""
    return _placed(row, e, at)


@PLACEMENTS.on(PersonDatesCorrected)
def dates_corrected(row: PlacementRow, e: PersonDatesCorrected, _at: Envelope) -> PlacementRow:
    """The same employment on other days."""
    return recorded(row, e)


@PLACEMENTS.on(PersonLeft)
def left(row: PlacementRow, e: PersonLeft, _at: Envelope) -> PlacementRow:
    """Not here any more from a day on."""
    return recorded(row, e)


@PLACEMENTS.on(LeavingWithdrawn)
def leaving_withdrawn(row: PlacementRow, e: LeavingWithdrawn, _at: Envelope) -> PlacementRow:
    """Here after all."""
    return recorded(row, e)


@PLACEMENTS.on(PersonErased)
def erased(_row: PlacementRow, _e: PersonErased, _at: Envelope) -> None:
    """Gone for good."""


def _placed(row: PlacementRow, e: Placing, at: Envelope) -> PlacementRow:
    nameless = replace(recorded(row, e), name=None, email=None, external_id=None)
    return replace(nameless, placed=(*row.placed, at.position))

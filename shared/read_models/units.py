"""Units: one row a unit, with the names it ever had and the unit it lies below."""

from msgspec.structs import replace

from shared.contracts.integrations.events import UnitClosed, UnitCreated, UnitMoved, UnitRenamed
from shared.event import Envelope
from shared.projecting.read_model import ReadModel, Row


class UnitRow(Row, frozen=True):
    """A unit; `parent` is None at the top. `former_names` has the first one first."""

    unit: str
    name: str
    parent: str | None
    closed: bool = False
    former_names: tuple[str, ...] = ()


UNITS = ReadModel("units", UnitRow, version=1, source="integrations", key=("unit",), person=None)
"""Units by id."""


@UNITS.starts(UnitCreated)
def created(e: UnitCreated, _at: Envelope) -> UnitRow:
    """A new unit."""
    return UnitRow(e.unit, e.name, e.parent)


@UNITS.on(UnitRenamed)
def renamed(row: UnitRow, e: UnitRenamed, _at: Envelope) -> UnitRow:
    """Another name; the one it had is remembered."""
    former = tuple(name for name in (*row.former_names, row.name) if name != e.name)
    return replace(row, name=e.name, former_names=former)


@UNITS.on(UnitMoved)
def moved(row: UnitRow, e: UnitMoved, _at: Envelope) -> UnitRow:
    """Below another unit, or at the top."""
    return replace(row, parent=e.parent)


@UNITS.on(UnitClosed)
def closed(row: UnitRow, _e: UnitClosed, _at: Envelope) -> UnitRow:
    """Nobody is placed there any more."""
    return replace(row, closed=True)

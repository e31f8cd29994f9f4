"""A unit: a part of the organisation that people work in.

- A unit lies at the top or below one parent, and never below itself.
- A parent is a unit that exists and is open.
- A closed unit stays closed: it is not renamed or moved, and takes neither people nor units.
- Feeds know units by name, so that former names are remembered.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from shared.aggregate import Aggregate
from shared.contracts.integrations.events import UnitClosed, UnitCreated, UnitMoved, UnitRenamed
from shared.errors import RuleViolation, require
from shared.event import Event


@dataclass(frozen=True)
class Unit:
    """A unit as it stands; `id` is empty before it is created.

    `names` are all it ever had, the present one last.
    """

    id: str = ""
    names: tuple[str, ...] = ()
    parent: str | None = None
    closed: bool = False
    feed: str | None = None

    @property
    def is_open(self) -> bool:
        """Whether the unit exists and takes people."""
        return bool(self.id) and not self.closed


class UnitExists(RuleViolation):
    """A unit was created twice."""

    def __init__(self, unit: str) -> None:
        super().__init__(
            f"Unit {unit} exists already. Rename or move it instead.", fields={"unit": ["Exists already."]}
        )


class UnitIsClosed(RuleViolation):
    """Something was asked of a unit that is closed."""

    def __init__(self, unit: str) -> None:
        super().__init__(
            f"Unit {unit} is closed and cannot be changed. Create a new one.", fields={"unit": ["Is closed."]}
        )


class UnitNotOpen(RuleViolation):
    """A person or a unit was put into a unit that does not exist or is closed."""

    def __init__(self, unit: str, field: str) -> None:
        super().__init__(
            f"There is no open unit {unit}. Name one that exists and is not closed.",
            fields={field: ["Is no open unit."]},
        )


class UnitBelowItself(RuleViolation):
    """A unit was put below itself, directly or through others."""

    def __init__(self, unit: str, parent: str) -> None:
        super().__init__(
            f"Unit {unit} cannot be put below {parent}, which lies below it. Move {parent} first.",
            fields={"parent": ["Lies below the unit."]},
        )


def evolve(unit: Unit, event: Event) -> Unit:
    """The unit after `event`."""
    match event:
        case UnitCreated():
            return Unit(id=event.unit, names=(event.name,), parent=event.parent, feed=event.feed)
        case UnitRenamed():
            former = tuple(name for name in unit.names if name != event.name)
            return replace(unit, names=(*former, event.name))
        case UnitMoved():
            return replace(unit, parent=event.parent)
        case UnitClosed():
            return replace(unit, closed=True)
    return unit


def create(
    unit: Unit, *, identity: str, name: str, parents: Mapping[str, Unit], parent: str | None = None
) -> list[Event]:
    """Set up a unit. `parents` holds `parent` and every unit above it."""
    require(not unit.id, UnitExists(identity))
    _require_parent(identity, parent, parents)
    return [UnitCreated(unit=identity, name=name, parent=parent)]


def rename(unit: Unit, *, name: str) -> list[Event]:
    """Give the unit another name. The name it has changes nothing."""
    require(not unit.closed, UnitIsClosed(unit.id))
    return [] if unit.names[-1:] == (name,) else [UnitRenamed(unit=unit.id, name=name)]


def move(unit: Unit, *, parent: str | None, parents: Mapping[str, Unit]) -> list[Event]:
    """Put the unit below `parent`, or at the top. `parents` holds `parent` and every unit above it."""
    require(not unit.closed, UnitIsClosed(unit.id))
    if parent == unit.parent:
        return []
    _require_parent(unit.id, parent, parents)
    return [UnitMoved(unit=unit.id, parent=parent)]


def close(unit: Unit) -> list[Event]:
    """Close the unit. Saying it again changes nothing."""
    return [] if unit.closed else [UnitClosed(unit=unit.id)]


def _require_parent(identity: str, parent: str | None, parents: Mapping[str, Unit]) -> None:
    if parent is None:
        return
    require(parent != identity and identity not in parents, UnitBelowItself(identity, parent))
    require(parents.get(parent, Unit()).is_open, UnitNotOpen(parent, "parent"))


UNIT = Aggregate("unit", Unit(), evolve)

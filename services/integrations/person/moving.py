"""Moving within the organisation, also where later moves are planned already."""

from collections.abc import Mapping
from datetime import date, datetime

from msgspec import UNSET, UnsetType
from msgspec.structs import asdict, replace

from services.integrations.person.placing import require_place
from services.integrations.person.state import Person, require_not_erased
from services.integrations.person.violations import NotHere
from services.integrations.unit import Unit
from shared.contracts.integrations.events import MoveReason, PersonMoved
from shared.contracts.integrations.record import PLACEMENT_FIELDS, Placement
from shared.errors import require
from shared.event import Event


def move(
    person: Person,
    *,
    now: datetime,
    reason: MoveReason,
    line: Mapping[str, Person],
    home: Unit | None,
    unit: str | UnsetType | None = UNSET,
    role: str | UnsetType | None = UNSET,
    manager: str | UnsetType | None = UNSET,
    grade: str | UnsetType | None = UNSET,
    location: str | UnsetType | None = UNSET,
    effective_on: date | None = None,
) -> list[Event]:
    """Change the placement from a day on; what is not named stays. The placement they have changes nothing."""
    require_not_erased(person)
    day = effective_on or now.date()
    require(person.here_on(day), NotHere(person.id, day))
    before = person.placed_on(day).placement
    wanted = zip(PLACEMENT_FIELDS, (unit, role, manager, grade, location), strict=True)
    changes = {
        name: value for name, value in wanted if not isinstance(value, UnsetType) and value != getattr(before, name)
    }
    if not changes:
        return []
    after = replace(before, **changes)
    require_place(person, person.id, after, day, line, home if "unit" in changes else None)
    moved = PersonMoved(person=person.id, effective_on=day, reason=reason, **asdict(after))
    return [moved, *_planned_moves(person, before, changes, max(day, now.date()))]


def _planned_moves(person: Person, before: Placement, changes: Mapping[str, str | None], after: date) -> list[Event]:
    """The planned moves again, with those of `changes` that none of them changes itself."""
    moves: list[Event] = []
    carried = dict(changes)
    for planned in person.assignments:
        if planned.since <= after:
            continue
        place = planned.placement
        carried = {name: to for name, to in carried.items() if getattr(place, name) == getattr(before, name)}
        if carried:
            moves.append(
                PersonMoved(
                    person=person.id,
                    effective_on=planned.since,
                    reason=planned.reason or MoveReason.CORRECTION,
                    **asdict(replace(place, **carried)),
                )
            )
    return moves

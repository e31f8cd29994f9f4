"""Who and what a person may be placed under: an open unit, and a manager who is here and not below them."""

from collections.abc import Mapping
from datetime import date

from services.integrations.person.state import Person
from services.integrations.person.violations import ReportingCycle, UnknownManager
from services.integrations.unit import Unit, UnitNotOpen
from shared.contracts.integrations.record import Placement
from shared.errors import require


def require_place(
    person: Person,
    identity: str,
    placement: Placement,
    day: date,
    line: Mapping[str, Person],
    home: Unit | None,
) -> None:
    """Refuse a place that `person`, who is or will be `identity`, cannot take on `day`.

    `line` holds the manager and all who are ever above them, `home` the unit where it is to be checked. The line
    must stay free of circles until the person's next planned move. Raises `UnitNotOpen`, `UnknownManager` or
    `ReportingCycle`.
    """
    if placement.unit and home is not None:
        require(home.is_open, UnitNotOpen(placement.unit, "unit"))
    if placement.manager is None or placement.manager == person.manager_on(day):
        return
    require(placement.manager != identity, ReportingCycle((identity, identity), day))
    manager = line.get(placement.manager, Person())
    require(manager.here_on(day), UnknownManager(placement.manager, day))
    until = min((held.since for held in person.assignments if held.since > day), default=date.max)
    changes = {held.since for above in line.values() for held in above.assignments}
    for check in sorted({day} | {change for change in changes if day < change < until}):
        _require_no_circle(identity, placement.manager, line, check)


def _require_no_circle(identity: str, manager: str, line: Mapping[str, Person], day: date) -> None:
    path = [identity]
    above: str | None = manager
    while above is not None and above not in path:
        path.append(above)
        above = line[above].manager_on(day) if above in line else None
    require(above != identity, ReportingCycle((*path, identity), day))

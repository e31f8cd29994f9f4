"""Which decision each command of the directory is, and which facts it needs.

`import_people` is not among them: a feed touches many people at once, and is reconciled instead.
"""

from collections.abc import Mapping
from typing import Any

from services.integrations import person, unit
from services.integrations.person import PERSON, Person
from services.integrations.unit import UNIT, Unit
from shared.aggregate import Handler, Streams
from shared.contracts.integrations import commands


def placement_facts(streams: Streams, payload: Mapping[str, Any]) -> Mapping[str, Any]:
    """The unit that is named, and the manager with everyone who has been or will be above them."""
    home = payload.get("unit")
    return {
        "home": streams.state(UNIT, home) if home else None,
        "line": _line_above(streams, payload.get("manager")),
    }


def parent_facts(streams: Streams, payload: Mapping[str, Any]) -> Mapping[str, Any]:
    """The parent that is named, with every unit above it."""
    parents: dict[str, Unit] = {}
    above = payload.get("parent")
    while above and above not in parents:
        parents[above] = streams.state(UNIT, above)
        above = parents[above].parent
    return {"parents": parents}


def _line_above(streams: Streams, manager: str | None) -> dict[str, Person]:
    line: dict[str, Person] = {}
    unvisited = [manager] if manager else []
    while unvisited:
        identity = unvisited.pop()
        if identity not in line:
            line[identity] = streams.state(PERSON, identity)
            assignments = line[identity].assignments
            unvisited += [held.placement.manager for held in assignments if held.placement.manager]
    return line


HANDLERS: tuple[Handler[Any], ...] = (
    Handler(commands.JoinPerson, PERSON, person.join, "person", creates=True, facts=placement_facts),
    Handler(commands.MovePerson, PERSON, person.move, "person", facts=placement_facts),
    Handler(commands.ChangePersonDetails, PERSON, person.change_details, "person"),
    Handler(commands.CorrectPersonDates, PERSON, person.correct_dates, "person"),
    Handler(commands.RecordLeaving, PERSON, person.leave, "person"),
    Handler(commands.WithdrawLeaving, PERSON, person.withdraw_leaving, "person"),
    Handler(commands.RejoinPerson, PERSON, person.rejoin, "person", facts=placement_facts),
    Handler(commands.ErasePerson, PERSON, person.erase, "person"),
    Handler(commands.CreateUnit, UNIT, unit.create, "unit", creates=True, facts=parent_facts),
    Handler(commands.RenameUnit, UNIT, unit.rename, "unit"),
    Handler(commands.MoveUnit, UNIT, unit.move, "unit", facts=parent_facts),
    Handler(commands.CloseUnit, UNIT, unit.close, "unit"),
)
"""Every command of the directory that is about one person or one unit."""

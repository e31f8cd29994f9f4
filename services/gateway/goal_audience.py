"""Who may see a goal: its owner, the managers above them, HR, and those to whom it was opened.

A goal of the whole organisation is for everyone in it, a goal of a unit for those of the unit.
"""

from collections.abc import Iterable, Mapping
from datetime import date

import msgspec

from services.gateway.query import Asked, Caller
from services.gateway.whereabouts import PLACED
from shared.contracts.goals.events import Audience, GoalScope
from shared.read_models.goals import GoalRow

_PLACES = f"""
    with recursive asked as (
        select unnest(%(people)s::text[]) as person
    ), above (person, manager) as (
        select asked.person, asked.person from asked
        union
        select above.person, placed.manager
        from above join people on people.organisation = %(organisation)s and people.person = above.manager
        {PLACED}
        where placed.manager is not null
    )
    select people.person, placed.unit,
           exists (
               select from above
               where above.person = people.person and above.manager = %(caller)s and people.person <> %(caller)s
           ) as managed
    from people {PLACED}
    where people.organisation = %(organisation)s and people.person = any(%(people)s)
"""


class Place(msgspec.Struct, frozen=True):
    """Where somebody is today: in which unit, and whether below the caller."""

    unit: str | None = None
    managed: bool = False


NOWHERE = Place()

Places = Mapping[str, Place]
"""Places by person; those whom the organisation does not have are missing."""


def places(asked: Asked, people: Iterable[str], today: date) -> Places:
    """Where `people` and the caller are on `today`."""
    caller = asked.caller.person
    wanted = {*people, caller} - {None}
    found = asked.sql(_PLACES, {"people": sorted(filter(None, wanted)), "caller": caller, "day": today})
    return {row["person"]: Place(row["unit"], row["managed"]) for row in found}


def may_see(goal: GoalRow, caller: Caller, places: Places) -> bool:
    """Whether the caller may see the goal, given where they and its owner are."""
    owner = places.get(goal.person, NOWHERE)
    if "hr" in caller.roles:
        return True
    if caller.person is None:
        return False
    return caller.person == goal.person or owner.managed or _is_open_to(goal, caller.person, places)


def _is_open_to(goal: GoalRow, person: str, places: Places) -> bool:
    if goal.scope is GoalScope.ORGANISATION or Audience.EVERYONE in goal.audiences or person in goal.shared_with:
        return True
    unit = places.get(person, NOWHERE).unit
    if unit is None:
        return False
    of_owner = places.get(goal.person, NOWHERE).unit
    return (goal.scope is GoalScope.UNIT and goal.unit == unit) or (
        Audience.UNIT in goal.audiences and of_owner == unit
    )

"""Who other people are: names and places to show beside ids, and whether they are in the organisation on a day."""

from collections.abc import Iterable, Mapping
from datetime import date

import msgspec

from services.gateway.query import Asked
from services.gateway.whereabouts import PLACED, Presence

HERE = """exists (
    select from jsonb_array_elements(people.employments) as each
    where (each ->> 'start')::date <= %(day)s and coalesce((each ->> 'end')::date > %(day)s, true)
)"""
"""Holds for those rows of `people` that are of somebody who is here on `%(day)s`."""

_OTHERS = f"""
    select people.person, people.name, placed.unit, units.name as unit_name, placed.role, present.status
    from people {PLACED}
    left join units on units.organisation = %(organisation)s and units.unit = placed.unit
    where people.organisation = %(organisation)s and people.person = any(%(people)s)
"""


class Other(msgspec.Struct, frozen=True):
    """Somebody as others are shown them."""

    person: str
    name: str | None
    unit: str | None
    unit_name: str | None
    role: str | None
    status: Presence

    @property
    def here(self) -> bool:
        """Whether they are in the organisation on the day that was asked about."""
        return self.status is Presence.HERE


Others = Mapping[str, Other]
"""People by id; whom the organisation does not have, or not any more, is missing."""


def others(asked: Asked, people: Iterable[str], day: date) -> Others:
    """Who these people are on `day`, as far as is known today."""
    wanted = sorted(set(people))
    found = asked.sql(_OTHERS, {"people": wanted, "day": day}) if wanted else []
    return {row["person"]: msgspec.convert(row, Other) for row in found}


def shown(person: str, known: Others) -> Mapping[str, object]:
    """Somebody by id and name, and whether they are still here; without a name where they were forgotten."""
    other = known.get(person)
    return {"person": person, "name": other and other.name, "here": bool(other and other.here)}

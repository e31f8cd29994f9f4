"""How many people there were with each title at the end of some days: one pass over the records, counted in SQL."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import msgspec

from services.gateway.query import Asked
from services.gateway.within_unit import WITHIN_UNIT

_SPELLS = f"""
    with placings as (
        select people.employments, (people.assignments -> -1 ->> 'since')::date as since, 'infinity'::date as until,
               people.assignments -> -1 ->> 'role' as role, people.assignments -> -1 ->> 'unit' as unit
        from people
        where people.organisation = %(organisation)s
        and (people.assignments -> -1 ->> 'since')::date <= %(first)s
        union all
        select people.employments, case when at = 1 then '-infinity' else (each ->> 'since')::date end,
               coalesce((people.assignments -> at::int ->> 'since')::date, 'infinity'),
               each ->> 'role', each ->> 'unit'
        from people cross join lateral jsonb_array_elements(people.assignments) with ordinality as held (each, at)
        where people.organisation = %(organisation)s
        and (people.assignments -> -1 ->> 'since')::date > %(first)s
    ), spells as (
        select placed.role, greatest(placed.since, (each ->> 'start')::date) as begins,
               least(placed.until, coalesce((each ->> 'end')::date, 'infinity')) as ends
        from placings as placed cross join lateral jsonb_array_elements(placed.employments) as each
        where {WITHIN_UNIT}
    ), counted as (
        select role, width_bucket(begins - 1, %(days)s::date[]) as first,
               width_bucket(ends - 1, %(days)s::date[]) as after
        from spells where begins < ends
    )
    select role as title, first, after, count(*) as people from counted where first < after
    group by role, first, after
"""
"""Spells that somebody was here with a title, by the first of `%(days)s` that they cover and the first after it.

Most people have been where they are since before `%(first)s`, the first of these days: their last placing is enough.
Somebody is placed as first recorded before that, too: `shared.contracts.integrations.record` says the same.
"""

Headcounts = Mapping[str | None, Sequence[int]]
"""By title, as the directory spells it, the people at the end of each day; None where it gives them no title."""


class Spell(msgspec.Struct, frozen=True):
    """So many people had the title from the day of that index until before that of the index `after`."""

    title: str | None
    first: int
    after: int
    people: int


def headcounts(asked: Asked, days: Sequence[date], unit: str | None) -> Headcounts:
    """Headcounts at the end of each of `days`, which ascend; where given, in `unit` and below it as it is now."""
    found = asked.sql(_SPELLS, {"days": list(days), "first": days[0], "unit": unit})
    return counted((msgspec.convert(row, Spell) for row in found), len(days))


def counted(spells: Iterable[Spell], days: int) -> Headcounts:
    """The people of each title on each of so many days. Pure."""
    heads: dict[str | None, list[int]] = {}
    for spell in spells:
        of_title = heads.setdefault(spell.title, [0] * days)
        for at in range(spell.first, spell.after):
            of_title[at] += spell.people
    return heads


def in_all(heads: Headcounts, day: int) -> int:
    """All people on the day of that index. Pure."""
    return sum(of_title[day] for of_title in heads.values())

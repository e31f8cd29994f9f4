"""How many people of each group were recommended something, counted in SQL: it answers numbers, and nobody."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

import msgspec

from services.gateway.grouping import NOT_STATED, Groups
from services.gateway.mobility import Between
from services.gateway.query import Asked
from services.gateway.whereabouts import PLACED
from shared.contracts.recommendations.events import Kind

ANY = "any"
"""Stands for recommendations of whatever kind."""

_HERE = f"""
    with here as (
        select people.person, assigned.held ->> %(by)s as spelt
        from people {PLACED}
        where people.organisation = %(organisation)s and exists (
            select from jsonb_array_elements(people.employments) as each
            where (each ->> 'start')::date <= %(since)s and coalesce((each ->> 'end')::date > %(day)s, true)
        )
    )
"""
"""Those here on each of the days: who has just joined has not been recommended much, and everybody knows it."""

_PLACED_IN = """, members as (
        select person, true as here, lower(spelt) as part, spelt, 0 as named from here
    )
"""
_SAID_TO_BE_IN = """, said as materialized (
        select * from unnest(%(people)s::text[], %(parts)s::int[]) as said (name, part)
    ), numbered as (
        select people.external_id, min(people.person) as person
        from said join people on people.organisation = %(organisation)s and people.external_id = said.name
        group by people.external_id having count(*) = 1
    ), known as (
        select said.part, coalesce(people.person, numbered.person) as person, people.person is null as by_number
        from said
        left join people on people.organisation = %(organisation)s and people.person = said.name
        left join numbered on numbered.external_id = said.name and people.person is null
    ), stated as (
        select person, coalesce(min(part) filter (where not by_number), min(part)) as part, count(*) as named
        from known where person is not null group by person
    ), members as (
        select person, here.person is not null as here, stated.part::text as part, null as spelt, stated.named
        from here full join stated using (person)
    )
"""
"""Somebody's own id counts before their number, and a number that two feeds have given to two people names neither."""

_COUNTED = """
    , recommended_to as (
        select person, bit_or(1 << array_position(%(kinds)s::text[], kind)) as kinds,
               bit_or(1 << array_position(%(kinds)s::text[], kind)) filter (where accepted) as accepted
        from recommended
        where organisation = %(organisation)s and made_on between %(since)s and %(day)s
        group by person
    )
    select here, part, max(spelt) as spelt, coalesce(kinds, 0) as kinds, coalesce(accepted, 0) as accepted,
           count(*) as people, sum(named)::int as named
    from members left join recommended_to using (person)
    group by here, part, kinds, accepted
"""
"""People by group and by the kinds, as a set of bits, of what was recommended to them: one pass over each table."""

_BY_DIRECTORY = _HERE + _PLACED_IN + _COUNTED
_BY_SAYING = _HERE + _SAID_TO_BE_IN + _COUNTED

_KINDS = [kind.value for kind in Kind]


class Tally(msgspec.Struct, frozen=True):
    """How many were recommended something, and how many of these took something of it up."""

    selected: int = 0
    accepted: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.selected + other.selected, self.accepted + other.accepted)


class Counted(msgspec.Struct, frozen=True):
    """The people of each group, who of them was recommended something, by kind, and how the group is spelt.

    Of those said to be in a group, `stated` are among these, `unknown` are not in the directory, and `not_here` are in
    it, but were not here on each of the days.
    """

    people: Mapping[str, int]
    tallies: Mapping[str, Mapping[str, Tally]]
    spelt: Mapping[str, str]
    stated: int
    unknown: int
    not_here: int


def counted_by(asked: Asked, by: Between, since: date, day: date) -> Counted:
    """Of those here from `since` until `day`, by their place on that day, and of what was recommended meanwhile."""
    found = asked.sql(_BY_DIRECTORY, {"by": by.value, "since": since, "day": day, "kinds": _KINDS})
    return _counted(found, {row["part"]: row["part"] for row in found}, said=0)


def counted_in(asked: Asked, groups: Groups, since: date, day: date) -> Counted:
    """The same by groups that the directory does not know, who is in none of them being in one, too.

    The database is told their numbers only, and never what they are called.
    """
    called = sorted(set(groups.values()))
    numbers = {group: number for number, group in enumerate(called)}
    said = {"people": list(groups), "parts": [numbers[group] for group in groups.values()]}
    found = asked.sql(_BY_SAYING, {**said, "by": None, "since": since, "day": day, "kinds": _KINDS})
    return _counted(found, {str(number): group for group, number in numbers.items()}, said=len(groups))


def _counted(found: Sequence[Mapping[str, Any]], called: Mapping[str, str], *, said: int) -> Counted:
    people: dict[str, int] = defaultdict(int)
    tallies: dict[str, dict[str, Tally]] = defaultdict(lambda: defaultdict(Tally))
    spelt: dict[str, str] = {}
    for row in found:
        if not row["here"]:
            continue
        group = NOT_STATED if row["part"] is None else called[row["part"]]
        people[group] += row["people"]
        spelt[group] = max(spelt.get(group, ""), row["spelt"] or group)
        accepted = kinds_in(row["accepted"])
        for kind in kinds_in(row["kinds"]):
            tallies[kind][group] += Tally(row["people"], row["people"] if kind in accepted else 0)
    return Counted(
        people,
        tallies,
        spelt,
        stated=sum(row["named"] or 0 for row in found if row["here"]),
        unknown=said - sum(row["named"] or 0 for row in found),
        not_here=sum(row["people"] for row in found if not row["here"]),
    )


def kinds_in(bits: int) -> Collection[str]:
    """The kinds whose bits are set, the first being bit 1, and `ANY` where there are some. Pure."""
    kinds = [kind for place, kind in enumerate(_KINDS, start=1) if bits >> place & 1]
    return [ANY, *kinds] if kinds else []

"""How many people of each group were recommended something, counted in SQL: it answers numbers, and nobody."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import msgspec

from services.gateway.grouping import NOT_STATED, Groups
from services.gateway.mobility import Between
from services.gateway.query import Asked
from services.gateway.whereabouts import PLACED, Presence

ANY = "any"
"""Stands for recommendations of whatever kind."""

_PEOPLE, _UNKNOWN, _NOT_HERE = "people", "unknown", "not_here"

_HERE = f"""
    with here as materialized (
        select people.person, assigned.held
        from people {PLACED}
        where people.organisation = %(organisation)s and present.status = '{Presence.HERE}'
    )
"""
_PLACED_IN = """, members as materialized (
        select person, lower(held ->> %(by)s) as part, held ->> %(by)s as spelt from here
    )
"""
_SAID_TO_BE_IN = """, said as materialized (
        select * from unnest(%(people)s::text[], %(parts)s::int[]) as said (name, part)
    ), numbered as materialized (
        select external_id, min(person) as person from people
        where organisation = %(organisation)s and external_id is not null
        group by external_id having count(*) = 1
    ), known as materialized (
        select said.part, coalesce(people.person, numbered.person) as person, people.person is null as by_number
        from said
        left join people on people.organisation = %(organisation)s and people.person = said.name
        left join numbered on numbered.external_id = said.name and people.person is null
    ), stated as materialized (
        select distinct on (person) person, part from known where person is not null order by person, by_number, part
    ), members as materialized (
        select here.person, stated.part::text as part, null as spelt from here left join stated using (person)
    )
"""
"""A number that two feeds have given to two people names neither."""

_COUNTED = f"""
    , chosen as (
        select person, kind, bool_or(accepted) as accepted from recommended
        where organisation = %(organisation)s and made_on between %(since)s and %(day)s
        group by grouping sets ((person, kind), (person))
    )
    select '{_PEOPLE}' as what, part, max(spelt) as spelt, count(*) as people, 0 as accepted from members group by part
    union all
    select coalesce(chosen.kind, '{ANY}'), members.part, null, count(*), count(*) filter (where chosen.accepted)
    from members join chosen using (person) group by 1, 2
"""
_MISSED = f"""
    union all select '{_UNKNOWN}', null, null, count(*), 0 from known where person is null
    union all
    select '{_NOT_HERE}', null, null, count(*), 0 from stated
    where not exists (select from here where here.person = stated.person)
"""

_BY_DIRECTORY = _HERE + _PLACED_IN + _COUNTED
_BY_SAYING = _HERE + _SAID_TO_BE_IN + _COUNTED + _MISSED


class Tally(msgspec.Struct, frozen=True):
    """How many were recommended something, and how many of these took something of it up."""

    selected: int = 0
    accepted: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.selected + other.selected, self.accepted + other.accepted)


class Counted(msgspec.Struct, frozen=True):
    """The people of each group, who of them was recommended something, by kind, and how the group is spelt.

    `missed` are those said to be in a group whom the directory does not know (`unknown`) or has as `not_here`.
    """

    people: Mapping[str, int]
    tallies: Mapping[str, Mapping[str, Tally]]
    spelt: Mapping[str, str]
    missed: Mapping[str, int]


def counted_by(asked: Asked, by: Between, since: date, day: date) -> Counted:
    """Of those here on `day`, by their place on it, and of what was recommended from `since` until then."""
    found = asked.sql(_BY_DIRECTORY, {"by": by.value, "since": since, "day": day})
    return _counted(found, {row["part"]: row["part"] for row in found})


def counted_in(asked: Asked, groups: Groups, since: date, day: date) -> Counted:
    """The same by groups that the directory does not know, who is in none of them being in one, too.

    The database is told their numbers only, and never what they are called.
    """
    called = sorted(set(groups.values()))
    numbers = {group: number for number, group in enumerate(called)}
    said = {"people": list(groups), "parts": [numbers[group] for group in groups.values()]}
    found = asked.sql(_BY_SAYING, {**said, "since": since, "day": day})
    return _counted(found, {str(number): group for group, number in numbers.items()})


def _counted(found: Sequence[Mapping[str, Any]], called: Mapping[str, str]) -> Counted:
    people: dict[str, int] = defaultdict(int)
    tallies: dict[str, dict[str, Tally]] = defaultdict(lambda: defaultdict(Tally))
    spelt: dict[str, str] = {}
    missed: dict[str, int] = {}
    for row in found:
        what, group = row["what"], NOT_STATED if row["part"] is None else called[row["part"]]
        if what == _PEOPLE:
            people[group] += row["people"]
            spelt[group] = row["spelt"] or group
        elif what in (_UNKNOWN, _NOT_HERE):
            missed[what] = row["people"]
        else:
            tallies[what][group] += Tally(row["people"], row["accepted"])
    return Counted(people, tallies, spelt, missed)

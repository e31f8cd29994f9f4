"""How many people have skills at which level: the effective one, by the policy in force, on each of some days.

It is computed for so many people of a skill at most. Where more have it, it is computed for a part of them that does
not depend on who they are, and scaled. Only `supplies` does I/O.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import pairwise

import msgspec

from services.gateway.people_here import HERE
from services.gateway.query import Asked
from services.gateway.skill_catalogue import KnownSkill, KnownSkills, all_ids
from services.gateway.skill_demand import LEVELS, ByLevel
from services.gateway.skill_levels import policy_in_force, standings
from services.gateway.whereabouts import PLACED
from services.gateway.within_unit import WITHIN_UNIT
from shared.contracts.skills.events import LevelPolicy
from shared.pacing import paced
from shared.read_models.skill_profiles import SkillProfileRow

MOST_HOLDERS = 100
"""For how many people of a skill its supply is computed at most."""

_HOLDERS = f"""
    with ids as (
        select * from unnest(%(ids)s::text[], %(targets)s::text[]) as ids (id, target)
    ), members as materialized (
        select people.person from people {PLACED}
        where people.organisation = %(organisation)s and %(unit)s::text is not null and {WITHIN_UNIT}
    ), chosen as materialized (
        select targets.target, held.skill, held.person, held.holders
        from (select distinct target from ids) as targets
        cross join lateral (
            select skill, person, count(*) over () as holders
            from skill_profiles
            where organisation = %(organisation)s and highest > 0
            and skill = any(array(select ids.id from ids where ids.target = targets.target))
            and (%(unit)s::text is null or person in (select members.person from members))
            order by hashtext(person), person
            limit %(most)s
        ) as held
    )
    select chosen.target, chosen.holders, held.person, held.skill, held.ratings, held.last_used, held.uses,
           held.removed, held.highest
    from chosen
    left join people on people.organisation = %(organisation)s and people.person = chosen.person and {HERE}
    left join skill_profiles as held
    on held.organisation = %(organisation)s and held.person = people.person and held.skill = chosen.skill
"""
"""Of each skill some of those of whom a rating states a level; of whoever is not here on `%(day)s`, nothing more.

`holders` is how many there are, here or not. To count and choose them, the index is enough.
"""


class Supply(msgspec.Struct, frozen=True):
    """People at each level or above, on each day; `estimated` from a part of them."""

    days: Sequence[ByLevel]
    estimated: bool = False


def supplies(
    asked: Asked, skills: Sequence[KnownSkill], days: Sequence[date], unit: str | None
) -> Mapping[str, Supply]:
    """By skill, the people who are here today, where given in `unit` or below, by their level on each of `days`."""
    ids = all_ids(asked, (each.skill for each in skills))
    merged = KnownSkills({**{skill.skill: skill for skill in skills}, **_merged(ids, skills)})
    policy = policy_in_force(asked)
    rows: dict[str, list[SkillProfileRow]] = defaultdict(list)
    holders: dict[str, int] = {}
    for found in asked.sql(_HOLDERS, {**_columns(ids), "unit": unit, "day": days[-1], "most": MOST_HOLDERS}):
        holders[found["target"]] = found["holders"]
        if found["person"] is not None:
            rows[found["target"]].append(msgspec.convert(found, SkillProfileRow))
    return {each.skill: supply(rows[each.skill], merged, policy, days, holders.get(each.skill, 0)) for each in skills}


def supply(
    rows: Iterable[SkillProfileRow], known: KnownSkills, policy: LevelPolicy, days: Sequence[date], holders: int
) -> Supply:
    """The supply of one skill, of which these are rows, of `MOST_HOLDERS` at most out of so many `holders`. Pure."""
    by_person: dict[str, list[SkillProfileRow]] = defaultdict(list)
    for row in rows:
        by_person[row.person].append(row)
    counts = [[0] * len(LEVELS) for _ in days]
    for of_person in paced(by_person.values(), every=10):
        for of_day, level in zip(counts, levels_reached(of_person, known, policy, days), strict=True):
            for at in range(level):
                of_day[at] += 1
    scale = max(1.0, holders / MOST_HOLDERS)
    return Supply([tuple(round(scale * many) for many in of_day) for of_day in counts], estimated=scale > 1)


def levels_reached(
    rows: Sequence[SkillProfileRow], known: KnownSkills, policy: LevelPolicy, days: Sequence[date]
) -> Sequence[int]:
    """The highest whole level that one person reached in one skill on each of `days`, which ascend. Pure.

    While nothing is said, used or expires, levels only go down, as `shared.contracts.skills.levels` says. So between
    two days with the same level, and nothing in between, there is no other to be computed.
    """
    reached = [0] * len(days)

    def fill(first: int, last: int) -> None:
        if reached[first] != reached[last] and last - first > 1:
            middle = (first + last) // 2
            reached[middle] = _level(rows, known, policy, days[middle])
            fill(first, middle)
            fill(middle, last)
        else:
            reached[first:last] = [reached[first]] * (last - first)

    begins = [0, *_changes(rows, days), len(days)]
    for first, after in pairwise(begins):
        reached[first] = _level(rows, known, policy, days[first])
        if after - first > 1:
            reached[after - 1] = _level(rows, known, policy, days[after - 1])
            fill(first, after - 1)
    return reached


def _changes(rows: Iterable[SkillProfileRow], days: Sequence[date]) -> Sequence[int]:
    """The indexes of the days, but for the first, by which something was said, used, or had expired."""
    stated = [day for row in rows for rating in row.ratings for day in (rating.on, rating.expires_on) if day]
    used = [day for row in rows for day in row.days_used]
    return sorted({bisect_left(days, day) for day in (*stated, *used)} - {0, len(days)})


def _level(rows: Sequence[SkillProfileRow], known: KnownSkills, policy: LevelPolicy, day: date) -> int:
    """The whole level that one person reached in one skill that day; 0 where it is unrated or removed."""
    standing = next(iter(standings(rows, known, policy, day).values()), None)
    return int(standing.effective.level) if standing else 0


def _merged(ids: Mapping[str, str], skills: Iterable[KnownSkill]) -> Mapping[str, KnownSkill]:
    by_skill = {each.skill: each for each in skills}
    return {skill: by_skill[target] for skill, target in ids.items()}


def _columns(ids: Mapping[str, str]) -> Mapping[str, Sequence[str]]:
    return {"ids": list(ids), "targets": list(ids.values())}

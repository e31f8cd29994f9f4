"""People by skill and level: those whose effective level, by the policy in force, is at least the one asked for.

The level is computed from the ledger, person by person. No level is above the highest that any rating states, so
those alone are looked at who can reach it, the highest first.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

import msgspec

from services.gateway.query import Asked
from services.gateway.skill_catalogue import KnownSkill, KnownSkills, all_ids
from services.gateway.skill_levels import Standing, policy_in_force, standings
from services.gateway.whereabouts import PLACED, Presence
from services.gateway.within_unit import WITHIN_UNIT
from shared.contracts.skills.events import LevelPolicy
from shared.read_models.skill_profiles import SkillProfileRow

HIGHEST = 5
"""The level of an expert."""

EXAMINED = 600
"""For one page no more holders of a skill are looked at; the next page goes on behind them."""

_BATCH = 150

_HOLDERS = f"""
    with holders as materialized (
        select max(held.highest) as highest, held.person
        from unnest(%(skills)s::text[]) as id
        cross join lateral (
            select highest, person from skill_profiles
            where organisation = %(organisation)s and skill = id and highest >= %(level)s
            and (highest, person) < (%(before)s, %(before_person)s)
            and (%(among)s::text[] is null or person = any(%(among)s))
            order by highest desc, person desc
            limit %(most)s
        ) as held
        group by held.person
        order by highest desc, held.person desc
        limit %(most)s
    )
    select holders.highest, holders.person, people.name, placed.unit, units.name as unit_name, placed.role,
           present.status = '{Presence.HERE}' and coalesce({WITHIN_UNIT}, false) as wanted
    from holders
    left join people on people.organisation = %(organisation)s and people.person = holders.person
    {PLACED}
    left join units on units.organisation = %(organisation)s and units.unit = placed.unit
    order by holders.highest desc, holders.person desc
"""
_LEDGER = """
    select person, skill, highest, ratings, last_used, uses, removed from skill_profiles
    where organisation = %(organisation)s and person = any(%(people)s) and skill = any(%(skills)s)
"""

Place = tuple[int, str]
"""Where somebody comes in the order in which holders are looked at: the highest level stated, and the person."""

FIRST: Place = (HIGHEST + 1, "")


class Holder(msgspec.Struct, frozen=True):
    """Somebody of whom a rating states `highest`; `wanted` unless they have left or are in another unit."""

    highest: int
    person: str
    name: str | None
    unit: str | None
    unit_name: str | None
    role: str | None
    wanted: bool

    @property
    def place(self) -> Place:
        """Where they come."""
        return self.highest, self.person


class Skilled(msgspec.Struct, frozen=True):
    """Somebody, and where they stand in the skill."""

    holder: Holder
    standing: Standing


class Skilful(msgspec.Struct, frozen=True):
    """A page of people, and where the next one begins, where there may be one."""

    people: Sequence[Skilled]
    next: Place | None


class Sought(msgspec.Struct, frozen=True):
    """Whom to look for: at least at `level`, where given in `unit` or below it, and `among` these people."""

    skill: KnownSkill
    level: int
    unit: str | None = None
    among: Sequence[str] | None = None


def skilled_people(asked: Asked, sought: Sought, limit: int, before: Place = FIRST) -> Skilful:
    """Up to `limit` people from the place `before` on. The page is short where many cannot do what was once said."""
    ids = all_ids(asked, [sought.skill.skill])
    policy, today = policy_in_force(asked), asked.moment.today
    found: list[Skilled] = []
    for _ in range(EXAMINED // _BATCH):
        batch = _holders(asked, sought, list(ids), before)
        standing = _standings(
            asked, sought.skill, [holder for holder in batch if holder.wanted], list(ids), policy, today
        )
        for holder in batch:
            if len(found) == limit:
                return Skilful(found, found[-1].holder.place)
            at = standing.get(holder.place)
            if at is not None and at.effective.level >= sought.level:
                found.append(Skilled(holder, at))
        if len(batch) < _BATCH:
            return Skilful(found, None)
        before = batch[-1].place
    return Skilful(found, before)


def _holders(asked: Asked, sought: Sought, ids: Sequence[str], before: Place) -> Sequence[Holder]:
    parameters = {
        "skills": ids,
        "level": sought.level,
        "unit": sought.unit,
        "among": sought.among,
        "before": before[0],
        "before_person": before[1],
        "day": asked.moment.today,
        "most": _BATCH,
    }
    return [msgspec.convert(row, Holder) for row in asked.sql(_HOLDERS, parameters)]


def _standings(
    asked: Asked, skill: KnownSkill, holders: Sequence[Holder], ids: Sequence[str], policy: LevelPolicy, today: date
) -> Mapping[Place, Standing]:
    """Where holders stand, by the place that is theirs: who holds two skills that became one comes once."""
    if not holders:
        return {}
    rows: dict[str, list[SkillProfileRow]] = defaultdict(list)
    for found in asked.sql(_LEDGER, {"people": [holder.person for holder in holders], "skills": ids}):
        row = msgspec.convert(found, SkillProfileRow)
        rows[row.person].append(row)
    known = KnownSkills(dict.fromkeys(ids, skill))
    stand = {person: standings(of_person, known, policy, today).get(skill.skill) for person, of_person in rows.items()}
    places = {person: (max(row.highest for row in of_person), person) for person, of_person in rows.items()}
    return {places[person]: standing for person, standing in stand.items() if standing is not None}

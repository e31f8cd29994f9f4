"""How the demand for skills moves against their supply, month by month.

Demand is how many roles asked for a skill at the end of a month, how many openings called for it then, and how many
people first claimed it in that month; supply how many of the people here today had it at the level asked about, by the
policy in force. Openings call for the skills that they name, or else for those of the role that they are about. Claims
and supply are computed for so many people of a skill at most; where more have it, for a part of them that does not
depend on who they are, and scaled.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import msgspec
from marshmallow import fields, validate

from services.gateway.openings import described, openings_since, roles_of
from services.gateway.query import Answer, Asked, QueryParams, query
from services.gateway.role_catalogue import role_at
from services.gateway.skill_catalogue import KnownSkill, KnownSkills, all_ids, known_skills
from services.gateway.skill_demand import Opening, demand
from services.gateway.skill_levels import policy_in_force, standings
from services.gateway.whereabouts import PLACED, Presence
from shared.contract import Access, identifier, integer
from shared.contracts.skills.events import LevelPolicy, RatingSource
from shared.contracts.skills.ledger import Rating
from shared.read_models.role_profiles import RoleProfileRow
from shared.read_models.skill_profiles import SkillProfileRow

MOST_HOLDERS = 250
"""For how many people of a skill its supply is computed at most."""

_WANTED = """
    select role_skills.skill, count(*) as roles
    from role_skills
    join role_profiles on role_profiles.organisation = %(organisation)s and role_profiles.role = role_skills.role
    and role_profiles.revision = role_skills.revision
    and not role_profiles.retired and role_profiles.framework is null
    where role_skills.organisation = %(organisation)s
    group by role_skills.skill order by roles desc, role_skills.skill limit %(most)s
"""
_ROLES = """
    select role_profiles.* from role_profiles
    where organisation = %(organisation)s and (framework is null or %(frameworks)s) and role in (
        select role from role_skills where organisation = %(organisation)s and skill = any(%(ids)s)
    )
"""
_HOLDERS = f"""
    with held as materialized (
        select least(count(*) over (), %(most)s) / (count(*) over ())::float8 as part,
               person, skill, ratings, last_used, uses, removed, highest
        from skill_profiles
        where organisation = %(organisation)s and skill = any(%(ids)s) and not removed
        order by hashtext(person) limit %(most)s
    )
    select held.* from held
    join people on people.organisation = %(organisation)s and people.person = held.person
    {PLACED}
    where present.status = '{Presence.HERE}'
"""
"""Those who are here on `%(day)s` of a part of those who have a skill, and which `part` of them that is."""


class TrendsOf(QueryParams):
    """Of which skills, over which months."""

    skills = fields.List(
        identifier(),
        load_default=list,
        validate=validate.Length(max=10),
        metadata={"description": "The five that most of the organisation's own roles ask for where left out."},
    )
    months = integer(1, 36, load_default=12, metadata={"description": "The months up to this one."})
    level = integer(1, 5, load_default=3, metadata={"description": "The level that counts as supply."})
    frameworks = fields.Boolean(load_default=False, metadata={"description": "Count roles of frameworks, too."})


class Month(msgspec.Struct, frozen=True):
    """A month: roles and openings that asked for the skill, and people who had it, at its end; first claims in it."""

    month: str
    roles: int
    openings: int
    claims: int
    supply: int


class _Openings(msgspec.Struct, frozen=True):
    """All openings of the months asked about, and the roles that they are about, as far as these are described."""

    all: Sequence[Opening]
    roles: Mapping[str, RoleProfileRow]

    def calling(self, ids: Container[str]) -> "_Openings":
        """Those that name one of these skills or are about a role that is described, and so may call for one."""
        named = (each for each in self.all if each.role in self.roles or any(s.skill in ids for s in each.skills))
        return _Openings(list(named), self.roles)


@query(
    "skill_trends",
    access={Access.HR},
    params=TrendsOf,
    as_of=False,
    example={"skills": ["sql"], "months": 12, "level": 3},
)
def skill_trends(asked: Asked) -> Answer:
    """The demand for skills, from role profiles, openings and claims, against their supply, month by month.

    Where more than 250 people have a skill, claims and supply are `estimated` from 250 of them.
    """
    named = asked.params["skills"] or [row["skill"] for row in asked.sql(_WANTED, {"most": 5})]
    known = known_skills(asked, named)
    policy = policy_in_force(asked)
    ends = month_ends(asked.moment.today, asked.params["months"])
    skills = {known[skill].skill: known[skill] for skill in named}
    openings = openings_since(asked, ends[0])
    about = described(asked, roles_of(openings))
    return {
        "level": asked.params["level"],
        "policy": policy.name,
        "items": [_of_skill(asked, skill, policy, ends, _Openings(openings, about)) for skill in skills.values()],
    }


def month_ends(today: date, months: int) -> Sequence[date]:
    """The last days of so many months, the last of which is `today`, the earliest first. Pure."""
    ends = [today]
    while len(ends) < months:
        ends.append(ends[-1].replace(day=1) - timedelta(days=1))
    return ends[::-1]


def first_claimed(ratings: Iterable[Rating]) -> date | None:
    """The day on which the person first claimed the skill; None where they never did, or took it back. Pure."""
    claims = (rating.on for rating in ratings if rating.source is RatingSource.SELF and not rating.withdrawn)
    return min(claims, default=None)


def roles_asking(roles: Iterable[RoleProfileRow], ids: Iterable[str], day: date) -> int:
    """How many of the roles asked for a skill, which goes by these ids, at the end of `day`. Pure."""
    wanted, moment = set(ids), datetime.combine(day, time.max, UTC)
    then = (role_at(row, moment) for row in roles)
    return sum(role is not None and any(each.skill in wanted for each in role.skills) for role in then)


def openings_calling(openings: _Openings, merged: KnownSkills, skill: str, day: date) -> int:
    """How many openings called for a skill at the end of `day`; `merged` has the ids that it goes by. Pure."""
    needed = demand(openings.roles, {}, openings.all, merged, day, 0, {skill})
    return needed[skill].openings[0] if skill in needed else 0


def _of_skill(
    asked: Asked, skill: KnownSkill, policy: LevelPolicy, ends: Sequence[date], openings: _Openings
) -> Mapping[str, Any]:
    ids = all_ids(asked, [skill.skill])
    found = asked.sql(_ROLES, {"ids": list(ids), "frameworks": asked.params["frameworks"]})
    roles = [msgspec.convert(row, RoleProfileRow) for row in found]
    rows, scale = _holders(asked, list(ids))
    merged = KnownSkills(dict.fromkeys(ids, skill))
    openings = openings.calling(ids)
    claims = [first for first in (first_claimed(row.ratings) for row in rows) if first]
    months = []
    for day in ends:
        enough = sum(_reaches(asked.params["level"], each, merged, policy, day) for each in _by_person(rows))
        new = sum((each.year, each.month) == (day.year, day.month) for each in claims)
        asking = roles_asking(roles, ids, day)
        calling = openings_calling(openings, merged, skill.skill, day)
        months.append(Month(f"{day:%Y-%m}", asking, calling, round(new * scale), round(enough * scale)))
    return {"skill": skill.skill, "name": skill.name, "estimated": scale > 1, "months": months}


def _holders(asked: Asked, ids: Sequence[str]) -> tuple[Sequence[SkillProfileRow], float]:
    """The rows of those here today who have the skill, or of a part of them, and what to multiply counts by."""
    found = asked.sql(_HOLDERS, {"ids": ids, "most": MOST_HOLDERS, "day": asked.moment.today})
    rows = [msgspec.convert(row, SkillProfileRow) for row in found]
    return rows, 1 / found[0]["part"] if found else 1.0


def _by_person(rows: Iterable[SkillProfileRow]) -> Iterable[Sequence[SkillProfileRow]]:
    by_person: dict[str, list[SkillProfileRow]] = {}
    for row in rows:
        by_person.setdefault(row.person, []).append(row)
    return by_person.values()


def _reaches(level: int, rows: Sequence[SkillProfileRow], known: KnownSkills, policy: LevelPolicy, day: date) -> bool:
    """Whether a person, with these rows of one skill, was at the level that day; none is above the highest stated."""
    if max(row.highest for row in rows) < level:
        return False
    (standing,) = standings(rows, known, policy, day).values()
    return standing.level is not None and standing.level >= level

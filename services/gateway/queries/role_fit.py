"""Which roles fit a person, and which people a role.

Neither reads everything. Roles are bounded by those that ask for any skill of the person; people by those who have
any skill that the role asks for, ranked by what they could reach at most: the highest level that any rating states.
Exact levels are computed for the best of these only.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
from marshmallow import fields

from services.gateway.paging import Paged, page
from services.gateway.query import Answer, Asked, query
from services.gateway.reporting_line import reports
from services.gateway.role_bounds import upper_bounds
from services.gateway.role_catalogue import Role, readiness_for, role_at, role_named, roles_titled, skills_of
from services.gateway.skill_catalogue import KnownSkills, all_ids, known_skills
from services.gateway.skill_levels import instant, levels, policy_in_force, standings
from services.gateway.whereabouts import PLACED, Presence
from shared.contract import Access, identifier, text
from shared.contracts.skills.readiness import Readiness
from shared.errors import Forbidden, InvalidInput
from shared.read_models.people import PEOPLE
from shared.read_models.role_profiles import RoleProfileRow
from shared.read_models.skill_profiles import SKILL_PROFILES, SkillProfileRow

MOST_ROLES = 300
"""Of how many roles the readiness of a person is computed at most."""

MOST_PEOPLE = 200
"""Of how many people the readiness for a role is computed at most."""

_INSIDERS = frozenset({Access.SELF, Access.MANAGER, Access.HR})
_GAPS = 3
_DEEPEST = 64

_ROLES = """
    with has as materialized (
        select * from unnest(%(skills)s::text[], %(levels)s::numeric[]) as has (skill, level)
    ), reached as (
        select role_skills.role, role_skills.revision,
               sum(role_skills.importance * least(1, has.level / role_skills.level)) as reached
        from has
        join role_skills on role_skills.organisation = %(organisation)s and role_skills.skill = has.skill
        where role_skills.level > 0
        group by role_skills.role, role_skills.revision
    )
    select role_profiles.*
    from reached
    join role_profiles on role_profiles.organisation = %(organisation)s
    and role_profiles.role = reached.role and role_profiles.revision = reached.revision
    where not role_profiles.retired and role_profiles.importance > 0
    and (%(family)s::text is null or lower(role_profiles.family) = lower(%(family)s))
    and (not %(own)s or role_profiles.framework is null)
    order by coalesce(role_profiles.grace_until > %(day)s, false) desc,
             (reached.reached + role_profiles.importance_of_none) / role_profiles.importance desc, role_profiles.role
    limit %(most)s
"""

_PEOPLE = f"""
    with asked as materialized (
        select * from unnest(%(versions)s::int[], %(ids)s::text[], %(skills)s::text[], %(levels)s::int[],
                             %(shares)s::float8[]) as asked (version, id, skill, level, share)
    ), has as (
        select asked.version, skill_profiles.person, asked.skill,
               max(asked.share * least(1, skill_profiles.highest::float8 / asked.level)) as reached
        from asked
        join skill_profiles on skill_profiles.organisation = %(organisation)s and skill_profiles.skill = asked.id
        and skill_profiles.highest > 0
        where %(among)s::text[] is null or skill_profiles.person = any(%(among)s)
        group by asked.version, skill_profiles.person, asked.skill
    ), bounds as (
        select person, max(reached) as bound
        from (select version, person, sum(reached) as reached from has group by version, person) as of_version
        group by person
    ), best as materialized (
        select person, bound from bounds order by bound desc, person limit 10 * %(most)s
    )
    select best.person, best.bound, people.name, placed.unit, placed.role
    from best
    join people on people.organisation = %(organisation)s and people.person = best.person
    {PLACED}
    where present.status = '{Presence.HERE}'
    order by best.bound desc, best.person
    limit %(most)s
"""

_LEDGER = """
    select person, skill, ratings, last_used, uses, removed from skill_profiles
    where organisation = %(organisation)s and person = any(%(people)s) and skill = any(%(skills)s)
"""


class RoleFitOf(Paged):
    """Of whom, or with a role, who fits it."""

    person = identifier(
        load_default=None,
        metadata={
            "description": "Whose roles; with `role`, among whose reports. The caller where left out; "
            "for HR with `role`, everyone."
        },
    )
    role = identifier(load_default=None, metadata={"description": "People for this role."})
    family = text(200, load_default=None, metadata={"description": "Roles of this job family only."})
    own = fields.Boolean(load_default=False, metadata={"description": "Roles of no framework only."})


@query(
    "role_fit",
    access={Access.ANYONE},
    params=RoleFitOf,
    reads=(SKILL_PROFILES, PEOPLE),
    example={"person": "ada", "limit": 10},
)
def role_fit(asked: Asked) -> Answer:
    """Roles for a person, or people for a role, the readiest first.

    A person's roles are for themselves, their managers and HR. People for a role are looked for among the reports of
    the caller or of the person named; HR finds them among everyone. Nobody left out of the list of people is readier
    than `left_out`, the most that they could reach.
    """
    if asked.params["role"] is not None:
        return _people_for_role(asked)
    person = _whom(asked)
    if person is None:
        raise InvalidInput("Say whose roles, or people for which role.", fields={"person": ["Is needed."]})
    return _roles_for_person(asked, person)


def _whom(asked: Asked) -> str | None:
    """The person named or else the caller. Raises `Forbidden` unless the caller may ask about them."""
    named: str | None = asked.params["person"]
    if named is not None and not asked.relation & _INSIDERS:
        raise Forbidden("Who fits what is open to the person, their managers and HR only.")
    if named is not None:
        asked.saw_private()
    return named or asked.caller.person


# Roles for a person


def _roles_for_person(asked: Asked, person: str) -> Answer:
    today = asked.moment.today
    rows = asked.rows_of(SKILL_PROFILES, [person]).get(person, ())
    held = standings(rows, known_skills(asked, (row.skill for row in rows)), policy_in_force(asked), today)
    of_person = {skill: level for skill, level in levels(held).items() if level}
    roles = _candidate_roles(asked, of_person)
    known = known_skills(asked, {skill for role in roles for skill in skills_of(role)})
    fits = [(role, readiness_for(role, of_person, known, today)) for role in roles]
    current = _current_role(asked, person)
    return {
        "person": person,
        **page(
            fits,
            lambda fit: (*_rank(fit[1]), fit[0].title, fit[0].role),
            asked.params,
            shown=lambda fit: _role(*fit, known) | {"current": fit[0].role == current},
        ),
    }


def _candidate_roles(asked: Asked, of_person: Mapping[str, Any]) -> Sequence[Role]:
    """The best roles that ask for any skill of the person, as they were at the moment asked about."""
    if not of_person:
        return []
    ids = all_ids(asked, of_person)
    parameters = {
        "skills": list(ids),
        "levels": [of_person[skill] for skill in ids.values()],
        "family": asked.params["family"],
        "own": asked.params["own"],
        "day": asked.moment.today,
        "most": MOST_ROLES,
    }
    rows = [msgspec.convert(row, RoleProfileRow) for row in asked.sql(_ROLES, parameters)]
    return [role for role in (role_at(row, instant(asked.moment)) for row in rows) if role is not None]


def _current_role(asked: Asked, person: str) -> str | None:
    record = next(iter(asked.rows_of(PEOPLE, [person]).get(person, ())), None)
    title = record.placed_on(asked.moment.today).role if record else None
    return roles_titled(asked, [title]).get(title)


def _role(role: Role, ready: Readiness, known: KnownSkills) -> dict[str, Any]:
    about = {"role": role.role, "title": role.title, "family": role.family, "grade": role.grade}
    return about | _readiness(ready, known)


# People for a role


def _people_for_role(asked: Asked) -> Answer:
    if not asked.moment.now:
        raise InvalidInput("People for a role are answered about now only.", fields={"as_of": ["not offered"]})
    role = role_named(asked, asked.params["role"])
    known = known_skills(asked, skills_of(role))
    ids = all_ids(asked, (known[skill].skill for skill in skills_of(role)))
    bounds, base = upper_bounds(role, known, ids, asked.moment.today)
    parameters = {"among": _among(asked), "day": asked.moment.today, "most": MOST_PEOPLE + 1}
    found = asked.sql(_PEOPLE, {**bounds, **parameters})
    here = {row["person"]: row for row in found[:MOST_PEOPLE]}
    ready = _readiness_of(asked, role, known, ids, here)
    shown = page(
        ready.items(),
        lambda each: (*_rank(each[1]), here[each[0]]["name"] or "", each[0]),
        asked.params,
        shown=lambda each: _person(here[each[0]]) | _readiness(each[1], known),
    )
    left_out = round(min(1, base + found[MOST_PEOPLE]["bound"]), 4) if len(found) > MOST_PEOPLE else None
    return {"role": role.role, "title": role.title, "left_out": left_out, **shown}


def _among(asked: Asked) -> Sequence[str] | None:
    """Among whom to look: everyone for HR that names nobody, else the reports of somebody."""
    if asked.params["person"] is None and Access.HR in asked.relation:
        return None
    whose = _whom(asked)
    if whose is None:
        raise Forbidden("People for a role are open to the managers of these people and HR only.")
    return list(reports(asked, whose, _DEEPEST))


def _readiness_of(
    asked: Asked, role: Role, known: KnownSkills, ids: Mapping[str, str], people: Iterable[str]
) -> Mapping[str, Readiness]:
    """The exact readiness of each of these people."""
    policy, today = policy_in_force(asked), asked.moment.today
    rows: dict[str, list[SkillProfileRow]] = defaultdict(list)
    for found in asked.sql(_LEDGER, {"people": list(people), "skills": list(ids)}):
        row = msgspec.convert(found, SkillProfileRow)
        rows[row.person].append(row)
    merged = KnownSkills({skill: known[target] for skill, target in ids.items()})
    held = {person: standings(of_person, merged, policy, today) for person, of_person in rows.items()}
    return {person: readiness_for(role, levels(each), known, today) for person, each in held.items()}


def _person(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in ("person", "name", "unit", "role")}


# Both


def _rank(ready: Readiness) -> tuple[str, ...]:
    """What sorts the readiest first."""
    return (f"{1 - (ready.share or 0):.4f}",)


def _readiness(ready: Readiness, known: KnownSkills) -> dict[str, Any]:
    """Readiness, how many essential skills are short of what is asked, and the weightiest gaps."""
    return {
        "readiness": ready.share,
        "graced": ready.graced,
        "gaps": len(ready.gaps),
        "essential_gaps": sum(gap.essential for gap in ready.gaps),
        "weightiest": [
            {
                "skill": gap.skill,
                "name": known[gap.skill].name,
                "level": gap.level,
                "required": gap.required,
                "weight": gap.weight,
            }
            for gap in ready.gaps[:_GAPS]
        ],
    }

"""The catalogue: skills, roles and frameworks to browse, and one skill or role in all detail.

It is about nobody, and answered as it is now.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

import msgspec
from marshmallow import fields

from services.gateway.catalogue_paging import Browsed, browsed, starting_with
from services.gateway.query import Answer, Asked, QueryParams, query
from services.gateway.role_catalogue import RoleUnknown
from services.gateway.skill_catalogue import KnownSkills, all_ids, as_now_known, known_skills
from shared.contract import Access, choice, identifier, text
from shared.contracts.skills.events import RequiredSkill, SkillKind, SkillRelation
from shared.errors import InvalidInput, NotFound
from shared.read_models.role_profiles import RoleProfileRow
from shared.read_models.skills import SkillRow

_MOST_RELATED = 200

_SKILLS = """
    select skill, name, search_name, kind, aliases || merged_names as aliases, framework, half_life_days, in_demand,
           retired
    from skills
    where organisation = %(organisation)s and merged_into is null
    and (search_name, skill) > (%(after_name)s, %(after_id)s) and search_name like %(pattern)s
    and (retired is false or %(retired)s)
    and (%(skill_kind)s::text is null or kind = %(skill_kind)s)
    and (%(framework)s::text is null or framework = %(framework)s)
    and (%(broader)s::text is null or exists (
        select from skill_relations as related
        where related.organisation = %(organisation)s and related.skill = skills.skill
        and related.relation = 'broader' and related.other = any(%(broader_ids)s)
    ))
    order by search_name, skill limit %(most)s
"""
_ROLES = """
    select role, title, search_title, alternate_titles, family, grade, framework, jsonb_array_length(skills) as skills,
           grace_until, retired
    from role_profiles
    where organisation = %(organisation)s
    and (search_title, role) > (%(after_name)s, %(after_id)s) and search_title like %(pattern)s
    and (retired is false or %(retired)s)
    and (%(family)s::text is null or lower(family) = lower(%(family)s))
    and (%(framework)s::text is null or framework = %(framework)s)
    order by search_title, role limit %(most)s
"""
_FRAMEWORKS = """
    select frameworks.framework, release, language, imported_at, rejected, skills.number as skills,
           roles.number as roles
    from frameworks
    cross join lateral (
        select count(*) as number from skills
        where skills.organisation = %(organisation)s and skills.framework = frameworks.framework and not retired
    ) as skills
    cross join lateral (
        select count(*) as number from role_profiles
        where role_profiles.organisation = %(organisation)s and role_profiles.framework = frameworks.framework
        and not retired
    ) as roles
    where frameworks.organisation = %(organisation)s and (frameworks.framework, '') > (%(after_name)s, %(after_id)s)
    and lower(frameworks.framework) like %(pattern)s
    order by frameworks.framework limit %(most)s
"""
_SKILL = "select * from skills where organisation = %(organisation)s and skill = %(skill)s"
_RELATED = """
    select relation, other as skill from skill_relations
    where organisation = %(organisation)s and skill = any(%(ids)s)
    union
    select case relation when 'similar' then 'similar' when 'broader' then 'narrower' else 'leads_to' end, skill
    from skill_relations where organisation = %(organisation)s and other = any(%(ids)s)
"""
_DEMAND = """
    select
        (select count(distinct role_skills.role) from role_skills
         join role_profiles on role_profiles.organisation = %(organisation)s
         and role_profiles.role = role_skills.role and role_profiles.revision = role_skills.revision
         and not role_profiles.retired
         where role_skills.organisation = %(organisation)s and role_skills.skill = any(%(ids)s)) as roles,
        (select count(distinct person) from skill_profiles
         where organisation = %(organisation)s and skill = any(%(ids)s) and not removed) as people,
        (select count(distinct offers.learning) from learning_skills
         join learning_offers as offers on offers.organisation = %(organisation)s
         and offers.learning = learning_skills.learning and offers.revision = learning_skills.revision
         and not offers.withdrawn
         where learning_skills.organisation = %(organisation)s and learning_skills.skill = any(%(ids)s)) as learning
"""
_ROLE = "select * from role_profiles where organisation = %(organisation)s and role = %(role)s"


class Listed(StrEnum):
    """What of the catalogue is listed."""

    SKILLS = "skills"
    ROLES = "roles"
    FRAMEWORKS = "frameworks"


class BrowseCatalogue(Browsed):
    """What to list; everything given must hold."""

    kind = choice(Listed, load_default=Listed.SKILLS)
    framework = text(200, load_default=None)
    skill_kind = choice(SkillKind, load_default=None, metadata={"description": "Of skills."})
    broader = identifier(load_default=None, metadata={"description": "Of skills: those right below this one."})
    family = text(200, load_default=None, metadata={"description": "Of roles: the job family."})
    retired = fields.Boolean(load_default=False, metadata={"description": "What is retired, too."})


_ONLY_OF: Mapping[str, Listed] = {"skill_kind": Listed.SKILLS, "broader": Listed.SKILLS, "family": Listed.ROLES}


class OneSkill(QueryParams):
    """Which skill, by any of its ids."""

    skill = identifier(required=True)


class OneRole(QueryParams):
    """Which role."""

    role = identifier(required=True)


class SkillUnknown(NotFound):
    """The catalogue has no skill of that id."""

    def __init__(self, skill: str) -> None:
        super().__init__(
            f"There is no skill {skill!r} in the catalogue. The query `catalogue` lists those there are.",
            fields={"skill": ["Unknown."]},
        )


@query(
    "catalogue",
    access={Access.ANYONE},
    params=BrowseCatalogue,
    as_of=False,
    example={"kind": "skills", "starts_with": "data", "limit": 20},
)
def catalogue(asked: Asked) -> Answer:
    """Skills, roles or frameworks, in the order of their names. Skills that became others are not listed."""
    given = asked.params
    if alien := [name for name, of in _ONLY_OF.items() if given[name] is not None and of is not given["kind"]]:
        raise InvalidInput(
            f"The {given['kind']} have no {', '.join(alien)}.", fields={name: ["Leave it out."] for name in alien}
        )
    parameters = {**given, **starting_with(given)}
    match given["kind"]:
        case Listed.SKILLS:
            broader = list(all_ids(asked, [given["broader"]])) if given["broader"] else []
            found = asked.sql(_SKILLS, {**parameters, "broader_ids": broader})
            answer = browsed(found, given, lambda row: (row["search_name"], row["skill"]))
        case Listed.ROLES:
            answer = browsed(asked.sql(_ROLES, parameters), given, lambda row: (row["search_title"], row["role"]))
        case _:
            answer = browsed(asked.sql(_FRAMEWORKS, parameters), given, lambda row: (row["framework"], ""))
    return {**answer, "items": [_listed(row) for row in answer["items"]]}


@query("skill", access={Access.ANYONE}, params=OneSkill, as_of=False, example={"skill": "sql"})
def skill(asked: Asked) -> Answer:
    """One skill: its names, what other skills are to it, and how many roles, people and offers of learning have it.

    Asked for by the id of one that was merged, it is the one that this has become.
    """
    named = asked.params["skill"]
    known = known_skills(asked, [named])
    if named not in known:
        raise SkillUnknown(named)
    current = known[named].skill
    (found,) = asked.sql(_SKILL, {"skill": current})
    row = msgspec.convert(found, SkillRow)
    ids = list(all_ids(asked, [current]))
    (counts,) = asked.sql(_DEMAND, {"ids": ids})
    shown = msgspec.structs.asdict(row) | {"aliases": (*row.aliases, *row.merged_names)}
    for hidden in ("search_name", "merged_names", "merged_into"):
        del shown[hidden]
    return {**shown, "merged": sorted(set(ids) - {current}), **_related(asked, current, ids), "counts": counts}


@query("role", access={Access.ANYONE}, params=OneRole, as_of=False, example={"role": "data-engineer"})
def role(asked: Asked) -> Answer:
    """One role: its titles, what it asks for, the most important first, and when that was said.

    While a grace period lasts, also what it asked for before.
    """
    found = asked.sql(_ROLE, {"role": asked.params["role"]})
    if not found:
        raise RoleUnknown(asked.params["role"])
    row = msgspec.convert(found[0], RoleProfileRow)
    in_grace = row.grace_until is not None and asked.moment.today < row.grace_until
    before = row.earlier[-1].skills if in_grace and row.earlier else ()
    known = known_skills(asked, {each.skill for each in (*row.skills, *before)})
    return {
        "role": row.role,
        "title": row.title,
        "alternate_titles": row.alternate_titles,
        "family": row.family,
        "grade": row.grade,
        "description": row.description,
        "framework": row.framework,
        "uri": row.uri,
        "retired": row.retired,
        "since": row.since,
        "revisions": len(row.earlier),
        "grace_until": row.grace_until,
        "skills": _required(row.skills, known),
        "before": _required(before, known) if in_grace else None,
    }


def _listed(row: Mapping[str, Any]) -> Mapping[str, Any]:
    return {name: value for name, value in row.items() if not name.startswith("search_")}


def _related(asked: Asked, current: str, ids: Sequence[str]) -> Mapping[str, Any]:
    """Other skills by what they are to this one: `leads_to` are those that it is needed for."""
    found = asked.sql(_RELATED, {"ids": ids})
    known = known_skills(asked, {row["skill"] for row in found})
    relations: dict[str, dict[str, str | None]] = {name: {} for name in (*SkillRelation, "narrower", "leads_to")}
    for row in found:
        other = known[row["skill"]]
        if other.skill != current and not other.retired:
            relations[row["relation"]][other.skill] = other.name
    return {
        relation: [
            {"skill": skill, "name": name}
            for skill, name in sorted(others.items(), key=lambda each: (each[1] or "", each[0]))[:_MOST_RELATED]
        ]
        for relation, others in relations.items()
    }


def _required(skills: Sequence[RequiredSkill], known: KnownSkills) -> Sequence[Mapping[str, Any]]:
    required = sorted(as_now_known(skills, known), key=lambda each: (-each.importance, -each.level, each.skill))
    return [{**msgspec.structs.asdict(each), "name": known[each.skill].name} for each in required]

"""What a person lacks for a role, and what would bring them there."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import msgspec

from services.gateway.query import Answer, Asked, OfPerson, query
from services.gateway.role_catalogue import readiness_for, role_named, roles_titled, skills_of
from services.gateway.skill_catalogue import KnownSkills, all_ids, as_now_known, known_skills
from services.gateway.skill_levels import Standings, levels, policy_in_force, standings
from shared.contract import Access, identifier, integer
from shared.contracts.skills.events import RequiredSkill
from shared.contracts.skills.readiness import Gap
from shared.errors import NotFound
from shared.read_models.enrolments import ENROLMENTS
from shared.read_models.people import PEOPLE
from shared.read_models.skill_profiles import SKILL_PROFILES

_OFFERS = """
    with wanted as (
        select * from unnest(%(ids)s::text[], %(skills)s::text[], %(levels)s::numeric[], %(required)s::int[])
        as wanted (id, skill, level, required)
    ), ranked as (
        select wanted.skill, learning_skills.level as leads_to, offers.learning, offers.title, offers.kind,
               offers.hours, offers.cost, offers.currency, offers.provider, offers.url,
               row_number() over (
                   partition by wanted.skill
                   order by least(learning_skills.level, wanted.required) desc, offers.hours nulls last, offers.learning
               ) as place
        from wanted
        join learning_skills
        on learning_skills.organisation = %(organisation)s and learning_skills.skill = wanted.id
        and learning_skills.level > wanted.level
        join learning_offers as offers
        on offers.organisation = %(organisation)s and offers.learning = learning_skills.learning
        and offers.revision = learning_skills.revision and not offers.withdrawn
    )
    select * from ranked where place <= %(offers)s order by skill, place
"""


class SkillGapOf(OfPerson):
    """Of whom, for which role."""

    role = identifier(load_default=None, metadata={"description": "The person's own role where left out."})
    offers = integer(0, 20, load_default=3, metadata={"description": "The most offers of learning for each gap."})


class OwnRoleNotDescribed(NotFound):
    """The directory gives the person no role, or one that no profile goes by."""

    def __init__(self, title: str | None) -> None:
        where = f"No role profile goes by the title {title!r}" if title else "The directory has no role for this person"
        super().__init__(f"{where}. Name a role.", fields={"role": ["Is needed."]})


@query(
    "skill_gap",
    access={Access.SELF, Access.MANAGER, Access.HR},
    params=SkillGapOf,
    reads=(SKILL_PROFILES, PEOPLE, ENROLMENTS),
    example={"person": "ada", "role": "data-engineer"},
)
def skill_gap(asked: Asked) -> Answer:
    """A person against a role: readiness, what it asks for skill by skill, and learning that closes the gaps.

    The weightiest gaps come first; `weight` is how much readiness closing one would add. The role is as it was at the
    moment asked about; titles, the catalogue of skills, and what is on offer, are as they are now.
    """
    role = role_named(asked, asked.params["role"] or own_role(asked))
    rows, today = asked.rows(SKILL_PROFILES), asked.moment.today
    known = known_skills(asked, {*skills_of(role), *(row.skill for row in rows)})
    held = standings(rows, known, policy_in_force(asked), today)
    ready = readiness_for(role, levels(held), known, today)
    learning = _learning(asked, ready.gaps)
    missing = {gap.skill for gap in ready.gaps}
    reached = [each for each in as_now_known(role.skills, known) if each.skill not in missing]
    return {
        "person": asked.person,
        "role": role.role,
        "title": role.title,
        "readiness": ready.share,
        "graced": ready.graced,
        "grace_until": role.grace_until,
        "gaps": [_gap(gap, known, held) | {"learning": learning[gap.skill]} for gap in ready.gaps],
        "met": [_met(each, known, held) for each in reached],
    }


def own_role(asked: Asked) -> str:
    """The role that the person's title in the directory means. Raises `OwnRoleNotDescribed`."""
    record = next(iter(asked.rows(PEOPLE)), None)
    title = record.placed_on(asked.moment.today).role if record else None
    role = roles_titled(asked, [title]).get(title)
    if role is None:
        raise OwnRoleNotDescribed(title)
    return role


def _gap(gap: Gap, known: KnownSkills, held: Standings) -> dict[str, Any]:
    confidence = held[gap.skill].effective.confidence if gap.skill in held else None
    return {"name": known[gap.skill].name, "confidence": confidence, **msgspec.structs.asdict(gap)}


def _met(required: RequiredSkill, known: KnownSkills, held: Standings) -> dict[str, Any]:
    standing = held.get(required.skill)
    return {
        "skill": required.skill,
        "name": known[required.skill].name,
        "level": standing.level if standing else None,
        "confidence": standing.effective.confidence if standing else None,
        "required": required.level,
        "importance": required.importance,
        "essential": required.essential,
    }


def _learning(asked: Asked, gaps: Sequence[Gap]) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """Offers that lead further than the person is, by skill: those that reach what is required first, then shorter."""
    by_skill: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    if not gaps or not asked.params["offers"]:
        return by_skill
    status = {row.learning: row.status for row in sorted(asked.rows(ENROLMENTS), key=lambda row: row.attempt)}
    for row in asked.sql(_OFFERS, {**_wanted(asked, gaps), "offers": asked.params["offers"]}):
        offer = {name: value for name, value in row.items() if name not in {"skill", "place"}}
        by_skill[row["skill"]].append(offer | {"enrolment": status.get(row["learning"])})
    return by_skill


def _wanted(asked: Asked, gaps: Sequence[Gap]) -> Mapping[str, Any]:
    """The gaps under every id of their skills, as columns."""
    by_skill = {gap.skill: gap for gap in gaps}
    ids = all_ids(asked, by_skill)
    found = [by_skill[skill] for skill in ids.values()]
    return {
        "ids": list(ids),
        "skills": list(ids.values()),
        "levels": [gap.level or Decimal(0) for gap in found],
        "required": [gap.required for gap in found],
    }

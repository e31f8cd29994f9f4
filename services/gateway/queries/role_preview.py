"""What a revised role profile would change for those in the role, before it is made."""

from collections.abc import Sequence

from marshmallow import fields
from msgspec.structs import replace

from services.gateway.level_changes import ReadinessChange, readiness_change, tally
from services.gateway.previewing import Found, Previewed, shown_change, some_people
from services.gateway.query import Answer, Asked, query
from services.gateway.role_catalogue import Role, readiness_for, role_named, roles_titled, skills_of
from services.gateway.skill_catalogue import KnownSkills, known_skills
from services.gateway.skill_levels import levels, policy_in_force, standings
from services.gateway.whereabouts import PLACED, Presence
from shared.contract import Access, identifier
from shared.contracts.skills.commands.about import SKILLS_OF_ROLE, SkillOfRole, some
from shared.contracts.skills.events import RequiredSkill
from shared.errors import InvalidInput
from shared.read_models.skill_profiles import SKILL_PROFILES

_TITLES = f"""
    select distinct placed.role
    from people {PLACED}
    where people.organisation = %(organisation)s and present.status = '{Presence.HERE}' and placed.role is not null
"""
_HOLDERS = f"""
    select people.person, people.name, placed.role
    from people {PLACED}
    where people.organisation = %(organisation)s and people.person > %(after)s
    and present.status = '{Presence.HERE}' and placed.role = any(%(titles)s)
    order by people.person limit %(most)s
"""


class PreviewRole(Previewed):
    """The role, and all that it would ask for."""

    role = identifier(required=True)
    skills = some(fields.Nested(SkillOfRole), SKILLS_OF_ROLE, required=True)


@query(
    "role_preview",
    access={Access.HR},
    params=PreviewRole,
    as_of=False,
    example={"role": "data-engineer", "skills": [{"skill": "sql", "level": 5, "importance": 3}]},
)
def role_preview(asked: Asked) -> Answer:
    """Who of those in a role would gain or lose readiness if it asked for other skills.

    Those are in the role whose title in the directory means it. Only those whose readiness would change are listed,
    as it would be without a grace period; with one, nobody loses until it ends.
    """
    role = role_named(asked, asked.params["role"])
    skills = [RequiredSkill(**each) for each in asked.params["skills"]]
    proposed = replace(role, skills=skills, before=(), grace_until=None)
    page, following = some_people(asked, _HOLDERS, titles=_titles_of(asked, role))
    known, moves = _moves(asked, page, role, proposed)
    return {
        "role": role.role,
        "title": role.title,
        "people": len(page),
        "readiness": tally(moves),
        "items": [
            {**each, "readiness": shown_change(move, known)}
            for each, move in zip(page, moves, strict=True)
            if move.before != move.after
        ],
        "next": following,
    }


def _titles_of(asked: Asked, role: Role) -> Sequence[str]:
    """The titles of people here today that mean the role."""
    titles = [row["role"] for row in asked.sql(_TITLES, {"day": asked.moment.today})]
    return [title for title, meant in roles_titled(asked, titles).items() if title and meant == role.role]


def _moves(asked: Asked, page: Found, role: Role, proposed: Role) -> tuple[KnownSkills, Sequence[ReadinessChange]]:
    """How the readiness of each person of the page would change."""
    rows = asked.rows_of(SKILL_PROFILES, [each["person"] for each in page])
    rated = {row.skill for each in page for row in rows.get(each["person"], ())}
    known = known_skills(asked, rated | skills_of(role) | skills_of(proposed))
    _require_in_catalogue(proposed.skills, known)
    policy, today = policy_in_force(asked), asked.moment.today
    moves = []
    for each in page:
        held = levels(standings(rows.get(each["person"], ()), known, policy, today))
        ready = [readiness_for(version, held, known, today) for version in (role, proposed)]
        moves.append(readiness_change(role.role, *ready))
    return known, moves


def _require_in_catalogue(skills: Sequence[RequiredSkill], known: KnownSkills) -> None:
    if unknown := sorted(each.skill for each in skills if each.skill not in known):
        raise InvalidInput(
            f"The catalogue has no skill {', '.join(unknown)}.",
            fields={"skills": [f"{skill} is unknown." for skill in unknown]},
        )

"""What the catalogue says of skills that are named somewhere, perhaps by the id of one that became another.

The catalogue is taken as it is now, also where a question is about the past: names, mergers and half-lives say how
to read what was rated, and are no part of it.
"""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from services.gateway.query import Asked
from shared.contracts.skills.events import RequiredSkill, SkillKind

_KNOWN = """
    with recursive became (asked, skill, steps) as (
        select each, each, 0 from unnest(%(skills)s::text[]) as each
        union all
        select became.asked, skills.merged_into, became.steps + 1
        from became join skills on skills.organisation = %(organisation)s and skills.skill = became.skill
        where skills.merged_into is not null and became.steps < 64
    )
    select became.asked, skills.skill, skills.name, skills.kind, skills.half_life_days, skills.retired
    from became join skills on skills.organisation = %(organisation)s and skills.skill = became.skill
    where skills.merged_into is null
"""
_MERGED = """
    with recursive merged (target, skill, steps) as (
        select each, each, 0 from unnest(%(skills)s::text[]) as each
        union all
        select merged.target, skills.skill, merged.steps + 1
        from merged join skills on skills.organisation = %(organisation)s and skills.merged_into = merged.skill
        where merged.steps < 64
    )
    select distinct target, skill from merged
"""


class KnownSkill(msgspec.Struct, frozen=True):
    """A skill as the catalogue has it; without a name where it has none of that id."""

    skill: str
    name: str | None = None
    kind: SkillKind = SkillKind.OTHER
    half_life_days: int | None = None
    retired: bool = False


class KnownSkills:
    """Skills by the ids that they are named by: of merged ones, what they became."""

    def __init__(self, found: Mapping[str, KnownSkill]) -> None:
        self._found = found

    def __getitem__(self, skill: str) -> KnownSkill:
        """The skill of that id; one that the catalogue does not have stands for itself."""
        return self._found.get(skill) or KnownSkill(skill)

    def __contains__(self, skill: str) -> bool:
        """Whether the catalogue has it, in use or not."""
        return skill in self._found


def known_skills(asked: Asked, skills: Iterable[str]) -> KnownSkills:
    """What the catalogue has under these ids, and under those that they have become."""
    wanted = sorted(set(skills))
    found = asked.sql(_KNOWN, {"skills": wanted}) if wanted else []
    by_id = {row["asked"]: msgspec.convert(row, KnownSkill) for row in found}
    return KnownSkills({skill.skill: skill for skill in by_id.values()} | by_id)


def all_ids(asked: Asked, skills: Iterable[str]) -> Mapping[str, str]:
    """Every id under which these skills may be held: their own, and those of what became them; to the skill."""
    wanted = sorted(set(skills))
    found = asked.sql(_MERGED, {"skills": wanted}) if wanted else []
    return {row["skill"]: row["target"] for row in found}


def as_now_known(required: Iterable[RequiredSkill], known: KnownSkills) -> Sequence[RequiredSkill]:
    """What is required, by what the skills have become. Two that became one are one: the higher level, both weights."""
    found: dict[str, RequiredSkill] = {}
    for each in required:
        skill = known[each.skill].skill
        other = found.get(skill)
        if other is None:
            found[skill] = msgspec.structs.replace(each, skill=skill)
        else:
            level, essential = max(other.level, each.level), other.essential or each.essential
            found[skill] = RequiredSkill(skill, level, other.importance + each.importance, essential)
    return list(found.values())

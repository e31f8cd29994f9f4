"""Defining a skill, describing it anew, and retiring it."""

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import UNSET, UnsetType

from services.skills.skill.state import DESCRIPTION, Skill
from shared.contracts.skills.events import SkillDefined, SkillKind, SkillRedefined, SkillRetired
from shared.errors import RuleViolation, require
from shared.event import Event


class SkillExists(RuleViolation):
    """The id is that of another skill."""

    def __init__(self, skill: str) -> None:
        super().__init__(
            f"There is a skill {skill} already. Choose another id, or redefine it.", fields={"skill": ["Is taken."]}
        )


class SkillMergedAway(RuleViolation):
    """Something was asked of a skill that has become another."""

    def __init__(self, skill: str, into: str) -> None:
        super().__init__(
            f"The skill {skill} was merged into {into}. Ask it of {into}.",
            fields={"skill": [f"Was merged into {into}."]},
        )


class SkillIsRetired(RuleViolation):
    """Something was asked of a skill that is not in use any more."""

    def __init__(self, skill: str) -> None:
        super().__init__(
            f"The skill {skill} is retired. Define it again to take it back.", fields={"skill": ["Is retired."]}
        )


def define_skill(
    skill: Skill,
    *,
    identity: str,
    name: str,
    kind: SkillKind,
    aliases: Sequence[str],
    description: str | None,
    framework: str | None,
    uri: str | None,
    half_life_days: int | None,
    in_demand: bool,
) -> list[Event]:
    """Put a skill into the catalogue, or a retired one back into it."""
    _require_not_merged(skill)
    proposed: dict[str, Any] = {
        "name": name,
        "kind": kind,
        "aliases": _aliases(aliases, name),
        "description": description,
        "framework": framework,
        "uri": uri,
        "half_life_days": half_life_days,
        "in_demand": in_demand,
    }
    if skill.in_catalogue:
        require(skill.described() == proposed, SkillExists(identity))
        return []
    return [SkillDefined(skill=identity, **proposed)]


def redefine_skill(
    skill: Skill,
    *,
    name: str | UnsetType = UNSET,
    kind: SkillKind | UnsetType = UNSET,
    aliases: Sequence[str] | UnsetType = UNSET,
    description: str | UnsetType | None = UNSET,
    framework: str | UnsetType | None = UNSET,
    uri: str | UnsetType | None = UNSET,
    half_life_days: int | UnsetType | None = UNSET,
    in_demand: bool | UnsetType = UNSET,
) -> list[Event]:
    """Describe the skill anew; what is unset stays. Another name keeps the old one as an alias."""
    require_in_use(skill)
    wanted = (name, kind, aliases, description, framework, uri, half_life_days, in_demand)
    named: Mapping[str, Any] = dict(zip(DESCRIPTION, wanted, strict=True))
    proposed = {**skill.described(), **{field: value for field, value in named.items() if value is not UNSET}}
    if aliases is UNSET and proposed["name"] != skill.name:
        proposed["aliases"] = (*skill.aliases, skill.name)
    proposed["aliases"] = _aliases(proposed["aliases"], proposed["name"])
    return [] if proposed == skill.described() else [SkillRedefined(skill=skill.id, **proposed)]


def retire_skill(skill: Skill, *, reason: str | None) -> list[Event]:
    """Take the skill out of the catalogue. What people have of it stays."""
    _require_not_merged(skill)
    return [] if skill.retired else [SkillRetired(skill=skill.id, reason=reason)]


def require_in_use(skill: Skill) -> None:
    """Raise `SkillMergedAway` or `SkillIsRetired` where the skill takes no changes."""
    _require_not_merged(skill)
    require(not skill.retired, SkillIsRetired(skill.id))


def _require_not_merged(skill: Skill) -> None:
    if skill.merged_into is not None:
        raise SkillMergedAway(skill.id, skill.merged_into)


def _aliases(aliases: Sequence[str], name: str) -> tuple[str, ...]:
    return tuple(alias for alias in dict.fromkeys(aliases) if alias != name)

"""Naming skills of the catalogue: they exist and are in use; who names a merged one means what it has become."""

from collections.abc import Iterable, Mapping

from services.skills.skill.state import Skill, current
from shared.aggregate import Streams
from shared.errors import RuleViolation, require

Named = Mapping[str, Skill]
"""The skills that a command names, by the ids that it names them by; merged ones have become others."""


class SkillNotInCatalogue(RuleViolation):
    """A skill was named that does not exist or is retired."""

    def __init__(self, field: str, skill: str, retired: bool) -> None:
        where = "is retired" if retired else "is not in the catalogue"
        super().__init__(
            f"The skill {skill} {where}. Name one of the catalogue.", fields={field: [f"{skill} {where}."]}
        )


class SkillNamedTwice(RuleViolation):
    """The same skill was named twice in one list, perhaps by the id of one that was merged into it."""

    def __init__(self, field: str, skill: str) -> None:
        super().__init__(f"The skill {skill} is named twice. Name it once.", fields={field: [f"Names {skill} twice."]})


def require_skill(field: str, skill: str, named: Named) -> Skill:
    """The skill that is meant by `skill`. Raises `SkillNotInCatalogue`."""
    found = named.get(skill, Skill())
    require(found.in_catalogue, SkillNotInCatalogue(field, skill, found.retired))
    return found


def require_each_once(field: str, skills: Iterable[str]) -> None:
    """Raise `SkillNamedTwice` where the ids, merged ones followed, name the same skill twice."""
    seen: set[str] = set()
    for skill in skills:
        require(skill not in seen, SkillNamedTwice(field, skill))
        seen.add(skill)


def named_skills(streams: Streams, skills: Iterable[str]) -> Named:
    """The skills of these ids, for a decision that takes them as `named`."""
    return {skill: current(streams, skill) for skill in skills}

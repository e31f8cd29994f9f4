"""What skills are to one another."""

from collections.abc import Mapping
from typing import Any

from services.skills.skill.defining import require_in_use
from services.skills.skill.naming import SkillNotInCatalogue
from services.skills.skill.state import Skill, current, reachable
from shared.aggregate import Streams
from shared.contracts.skills.events import SkillRelated, SkillRelation, SkillUnrelated
from shared.errors import RuleViolation, require
from shared.event import Event


class RelatedInCircle(RuleViolation):
    """A skill would be broader than itself, or needed before itself."""

    def __init__(self, skill: str, relation: SkillRelation, other: str) -> None:
        super().__init__(
            f"{other} cannot be {relation} to {skill}, since {skill} is {other} or is {relation} to it.",
            fields={"other": [f"Must not be {skill}, nor have it as {relation}."]},
        )


class RelatedByTheOther(RuleViolation):
    """The similarity to be taken back was recorded on the other skill."""

    def __init__(self, skill: str, other: str) -> None:
        super().__init__(
            f"That the two are similar is recorded on {other}. Take it back there: with {skill} as the other.",
            fields={"skill": [f"Is similar because {other} says so."]},
        )


def relate_skill(
    skill: Skill, *, relation: SkillRelation, other: str, other_skill: Skill, beyond: frozenset[str]
) -> list[Event]:
    """Say that `other`, which is `other_skill`, is `relation` to the skill; `beyond` are those that are so to it."""
    require_in_use(skill)
    if {other, other_skill.id} & skill.related(relation):
        return []
    require(other_skill.in_catalogue, SkillNotInCatalogue("other", other, other_skill.retired))
    require(skill.id != other_skill.id, RelatedInCircle(skill.id, relation, other))
    if relation is SkillRelation.SIMILAR:
        if skill.id in other_skill.similar:
            return []
    else:
        require(skill.id not in beyond, RelatedInCircle(skill.id, relation, other))
    return [SkillRelated(skill=skill.id, relation=relation, other=other_skill.id)]


def unrelate_skill(skill: Skill, *, relation: SkillRelation, other: str, other_skill: Skill) -> list[Event]:
    """Take back that `other` is `relation` to the skill."""
    require_in_use(skill)
    for recorded in (other, other_skill.id):
        if recorded in skill.related(relation):
            return [SkillUnrelated(skill=skill.id, relation=relation, other=recorded)]
    says_so = relation is SkillRelation.SIMILAR and skill.id in other_skill.similar
    require(not says_so, RelatedByTheOther(skill.id, other_skill.id))
    return []


def proposed_relation(streams: Streams, payload: Mapping[str, Any]) -> Mapping[str, Any]:
    """For `relate_skill` and `unrelate_skill`: the other skill, and the ids of all that are so related to it."""
    other = current(streams, payload["other"])
    directed = payload["relation"] is not SkillRelation.SIMILAR
    beyond = reachable(streams, other, payload["relation"]) if directed else frozenset()
    return {"other_skill": other, "beyond": beyond}

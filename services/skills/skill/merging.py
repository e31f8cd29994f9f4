"""Making two skills of the catalogue one."""

from collections.abc import Mapping
from typing import Any

from services.skills.skill.defining import SkillMergedAway, require_in_use
from services.skills.skill.state import SKILL, Skill, reachable
from shared.aggregate import Streams
from shared.contracts.skills.events import SkillMerged, SkillRelation
from shared.errors import RuleViolation, require
from shared.event import Event


class MergedIntoUnfit(RuleViolation):
    """A skill was to become itself, or one that is not in use."""

    def __init__(self, into: str, why: str) -> None:
        super().__init__(
            f"Nothing can be merged into {into}: it {why}. Name another skill that is in use.",
            fields={"into": [f"It {why}."]},
        )


class MergedInCircle(RuleViolation):
    """The skill that remains would be broader than itself, or needed before itself."""

    def __init__(self, skill: str, into: str) -> None:
        super().__init__(
            f"{skill} is broader than {into} or needed before it. Take that back first, or merge {into} into {skill}.",
            fields={"into": [f"Has {skill} above it."]},
        )


def merge_skill(skill: Skill, *, into: str, into_skill: Skill, above: frozenset[str]) -> list[Event]:
    """Let the skill become `into`, which keeps its names; `above` are those broader than that or needed before it."""
    if skill.merged_into == into:
        return []
    if skill.merged_into is not None:
        raise SkillMergedAway(skill.id, skill.merged_into)
    require_in_use(skill)
    require(into != skill.id, MergedIntoUnfit(into, "is the skill itself"))
    require(into_skill.id, MergedIntoUnfit(into, "is not in the catalogue"))
    require(into_skill.merged_into is None, MergedIntoUnfit(into, f"was merged into {into_skill.merged_into}"))
    require(not into_skill.retired, MergedIntoUnfit(into, "is retired"))
    require(skill.id not in above, MergedInCircle(skill.id, into))
    names = dict.fromkeys((skill.name, *skill.aliases))
    return [SkillMerged(skill=skill.id, into=into, names=tuple(names))]


def proposed_merger(streams: Streams, payload: Mapping[str, Any]) -> Mapping[str, Any]:
    """For `merge_skill`: the skill that is to remain, and the ids of all above it."""
    into = streams.state(SKILL, payload["into"])
    directed = (SkillRelation.BROADER, SkillRelation.PREREQUISITE)
    return {"into_skill": into, "above": frozenset().union(*(reachable(streams, into, each) for each in directed))}

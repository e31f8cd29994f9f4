"""What is known of a skill of the catalogue, and how events change it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from shared.aggregate import Aggregate, Streams
from shared.contracts.skills.events import (
    SkillDefined,
    SkillDescribed,
    SkillKind,
    SkillMerged,
    SkillRedefined,
    SkillRelated,
    SkillRelation,
    SkillRetired,
    SkillUnrelated,
)
from shared.event import Event

_LONGEST_CHAIN = 64

DESCRIPTION = tuple(name for name in SkillDescribed.__struct_fields__ if name != "skill")
"""The names of what describes a skill, the same on the state and on the events."""


@dataclass(frozen=True)
class Skill:
    """A skill as it stands; `id` is empty before it is defined. Relations hold the ids of the others."""

    id: str = ""
    name: str = ""
    kind: SkillKind = SkillKind.SKILL
    aliases: tuple[str, ...] = ()
    description: str | None = None
    framework: str | None = None
    uri: str | None = None
    half_life_days: int | None = None
    in_demand: bool = False
    broader: frozenset[str] = frozenset()
    prerequisites: frozenset[str] = frozenset()
    similar: frozenset[str] = frozenset()
    retired: bool = False
    merged_into: str | None = None

    @property
    def in_catalogue(self) -> bool:
        """Whether it may be named: it is defined, not retired and not merged into another."""
        return bool(self.id) and not self.retired and self.merged_into is None

    def related(self, relation: SkillRelation) -> frozenset[str]:
        """The skills that are `relation` to this one, as it says itself."""
        related: frozenset[str] = getattr(self, _HELD_IN[relation])
        return related

    def described(self) -> Mapping[str, Any]:
        """What describes it, by the names in `DESCRIPTION`."""
        return {name: getattr(self, name) for name in DESCRIPTION}


_HELD_IN: Mapping[SkillRelation, str] = {
    SkillRelation.BROADER: "broader",
    SkillRelation.PREREQUISITE: "prerequisites",
    SkillRelation.SIMILAR: "similar",
}


def evolve(skill: Skill, event: Event) -> Skill:
    """The skill after `event`."""
    match event:
        case SkillDefined() | SkillRedefined():
            described = {name: getattr(event, name) for name in DESCRIPTION}
            retired = skill.retired and isinstance(event, SkillRedefined)
            return replace(skill, id=event.skill, retired=retired, **described)
        case SkillRelated():
            return _with_related(skill, event.relation, skill.related(event.relation) | {event.other})
        case SkillUnrelated():
            return _with_related(skill, event.relation, skill.related(event.relation) - {event.other})
        case SkillMerged():
            return replace(skill, merged_into=event.into)
        case SkillRetired():
            return replace(skill, retired=True)
    return skill


def _with_related(skill: Skill, relation: SkillRelation, related: frozenset[str]) -> Skill:
    match relation:
        case SkillRelation.BROADER:
            return replace(skill, broader=related)
        case SkillRelation.PREREQUISITE:
            return replace(skill, prerequisites=related)
    return replace(skill, similar=related)


SKILL = Aggregate("skill", Skill(), evolve)


def current(streams: Streams, skill: str) -> Skill:
    """The skill of that id or, where it was merged, the one that it has become."""
    found = streams.state(SKILL, skill)
    for _ in range(_LONGEST_CHAIN):
        if found.merged_into is None:
            break
        found = streams.state(SKILL, found.merged_into)
    return found


def reachable(streams: Streams, skill: Skill, relation: SkillRelation) -> frozenset[str]:
    """The ids of all skills that are `relation` to `skill`, directly or through others, merged ones included."""
    reached: set[str] = set()
    waiting = set(skill.related(relation))
    while waiting:
        other = waiting.pop()
        became = current(streams, other)
        if became.id not in reached:
            waiting |= became.related(relation) - reached
        reached |= {other, became.id}
    return frozenset(reached)

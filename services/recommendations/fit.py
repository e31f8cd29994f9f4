"""How somebody's skills meet what is asked for: readiness as `shared.contracts.skills.readiness` has it, in floats.

Recommendations weigh many roles and opportunities for each of many people; a test holds the two to the same formula.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from shared.contracts.skills.events import RequiredSkill

Rated = Mapping[str, float]
"""Effective levels by skill; the unrated are missing."""


class Asked(NamedTuple):
    """A skill that is asked for at a level above 0; `share` is its part of all that is asked for."""

    skill: str
    level: int
    share: float


class Gap(NamedTuple):
    """A skill that falls short: at `level` (None: unrated); closing it would add `weight` to the readiness."""

    skill: str
    level: float | None
    required: int
    weight: float

    @property
    def left(self) -> float:
        """How many levels are missing."""
        return self.required - (self.level or 0.0)

    def gained(self, levels: float) -> float:
        """The readiness that so many levels more would add."""
        return self.weight * min(levels, self.left) / self.left


class Fit(NamedTuple):
    """How far what is asked for is met, from 0 to 1, and the gaps, the weightiest first."""

    share: float
    gaps: Sequence[Gap]


def asked(required: Iterable[RequiredSkill]) -> tuple[Asked, ...]:
    """What is asked for, as shares of the whole; skills at level 0 count as met."""
    wanted = [(each.skill, each.level, float(each.importance)) for each in required]
    total = sum(importance for _, _, importance in wanted)
    return tuple(Asked(skill, level, importance / total) for skill, level, importance in wanted)


def share_met(rated: Rated, wanted: Iterable[Asked]) -> float:
    """How far the levels meet what is wanted, and nothing else."""
    missing = 0.0
    for skill, required, share in wanted:
        level = rated.get(skill, 0.0)
        if level < required:
            missing += share * (1 - level / required)
    return max(1.0 - missing, 0.0)


def fit(rated: Rated, wanted: Iterable[Asked]) -> Fit:
    """How far the levels meet what is wanted."""
    gaps, missing = [], 0.0
    for skill, required, share in wanted:
        level = rated.get(skill)
        if required > 0 and (level is None or level < required):
            weight = share * (1 - (level or 0.0) / required)
            gaps.append(Gap(skill, level, required, weight))
            missing += weight
    gaps.sort(key=lambda gap: (-gap.weight, gap.level is not None, gap.skill))
    return Fit(max(1.0 - missing, 0.0), gaps)

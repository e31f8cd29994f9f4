"""How ready somebody is for a role, and what is missing. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import ROUND_DOWN, Decimal

import msgspec

from shared.contracts.skills.events import RequiredSkill

NONE, ALL = Decimal(0), Decimal(1)
_PLACES = Decimal("0.0001")

Levels = Mapping[str, Decimal | None]
"""Effective levels from 0 to 5 by skill; one that is missing or None is unrated."""


class Gap(msgspec.Struct, frozen=True):
    """A skill that falls short of what a role asks for; `level` is None where it is unrated.

    `missing` is the share of the way that is left, from 0 to 1; `weight` how much readiness closing the gap would add.
    """

    skill: str
    level: Decimal | None
    required: int
    importance: Decimal
    essential: bool
    missing: Decimal
    weight: Decimal


class Readiness(msgspec.Struct, frozen=True):
    """How ready somebody is, from 0 to 1, or None for a role that asks for nothing; the gaps, the weightiest first.

    `graced` says that it is measured by what the role asked for before, while the gaps are by what it asks for now.
    """

    share: Decimal | None
    gaps: tuple[Gap, ...] = ()
    graced: bool = False


def met(level: Decimal | None, required: int) -> Decimal:
    """How far a level meets the one required: 1 where it reaches it, else their ratio; 0 where it is unrated."""
    if required <= 0 or (level is not None and level >= required):
        return ALL
    return NONE if level is None else level / required


def readiness(levels: Levels, required: Iterable[RequiredSkill]) -> Readiness:
    """Readiness for a role: how far each skill is met, weighted by importance.

    The share is cut off after four places, so that it is 1 only when every skill is met. Of gaps of the same weight
    an unrated skill comes first.
    """
    asked = [(each, levels.get(each.skill), met(levels.get(each.skill), each.level)) for each in required]
    total = sum((each.importance for each, _, _ in asked), NONE)
    if not total:
        return Readiness(None)
    reached = sum((each.importance * how_far for each, _, how_far in asked), NONE)
    gaps = [_gap(each, level, ALL - how_far, total) for each, level, how_far in asked if how_far < ALL]
    gaps.sort(key=lambda gap: (-gap.weight, gap.level is not None, gap.skill))
    return Readiness((reached / total).quantize(_PLACES, rounding=ROUND_DOWN), tuple(gaps))


def readiness_in_grace(
    levels: Levels,
    required: Sequence[RequiredSkill],
    before: Sequence[RequiredSkill],
    grace_until: date | None,
    today: date,
) -> Readiness:
    """Readiness for a revised role: until the day `grace_until` not less than by what it asked for `before`."""
    now = readiness(levels, required)
    if grace_until is None or today >= grace_until:
        return now
    earlier = readiness(levels, before)
    if earlier.share is None or now.share is None or earlier.share <= now.share:
        return now
    return Readiness(earlier.share, now.gaps, graced=True)


def _gap(required: RequiredSkill, level: Decimal | None, missing: Decimal, total: Decimal) -> Gap:
    return Gap(
        skill=required.skill,
        level=level,
        required=required.level,
        importance=required.importance,
        essential=required.essential,
        missing=missing.quantize(_PLACES),
        weight=(required.importance * missing / total).quantize(_PLACES),
    )

"""Where people stand in skills: the ledger's rows, read by the policy in force. Only `policy_in_force` does I/O."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal

import msgspec

from services.gateway.query import Asked, Moment
from services.gateway.skill_catalogue import KnownSkill, KnownSkills
from shared.contracts.skills.events import LevelPolicy
from shared.contracts.skills.ledger import HeldSkill, together
from shared.contracts.skills.levels import STANDARD, EffectiveLevel, effective_level
from shared.read_models.skill_profiles import SkillProfileRow

_POLICY = """
    select policy from level_policies
    where organisation = %(organisation)s and since <= %(at)s
    order by position desc limit 1
"""


class Standing(msgspec.Struct, frozen=True):
    """Where a person stands in a skill; `held` is what the ledger says of it under all its ids."""

    skill: KnownSkill
    held: HeldSkill
    effective: EffectiveLevel

    @property
    def level(self) -> Decimal | None:
        """The effective level, None where the skill is unrated."""
        return self.effective.level if self.effective.rated else None


Standings = Mapping[str, Standing]
"""Standings of one person by skill; those that they removed are missing."""


def instant(moment: Moment) -> datetime:
    """When what a question is about was said at the latest: what is about nobody is true once it is recorded."""
    return min(moment.effective, moment.recorded)


def policy_in_force(asked: Asked) -> LevelPolicy:
    """The policy by which the organisation computed levels at the moment asked about."""
    found = asked.sql(_POLICY, {"at": instant(asked.moment)})
    return msgspec.convert(found[0]["policy"], LevelPolicy) if found else STANDARD


def standings(rows: Iterable[SkillProfileRow], known: KnownSkills, policy: LevelPolicy, today: date) -> Standings:
    """Where one person stands on the day `today`, given all their rows."""
    by_skill: dict[str, list[SkillProfileRow]] = defaultdict(list)
    for row in rows:
        if not row.removed:
            by_skill[known[row.skill].skill].append(row)
    return {skill: _standing(known[skill], each, policy, today) for skill, each in by_skill.items()}


def levels(of: Standings) -> Mapping[str, Decimal | None]:
    """The effective levels by skill, as readiness is computed from them."""
    return {skill: standing.level for skill, standing in of.items()}


def _standing(skill: KnownSkill, rows: list[SkillProfileRow], policy: LevelPolicy, today: date) -> Standing:
    held: HeldSkill = rows[0] if len(rows) == 1 else together(rows)
    effective = effective_level(held.ratings, held.days_used, policy, skill.half_life_days, today)
    return Standing(skill, held, effective)

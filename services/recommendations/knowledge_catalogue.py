"""What is known of skills, roles, offers of learning and the level policy: the same for everybody, and about nobody."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
from msgspec.structs import replace
from scipy import sparse

from services.recommendations.facts.ledgers import LedgerRow
from services.recommendations.facts.noted import Noted
from services.recommendations.fit import Asked, asked
from services.recommendations.quick_levels import QuickLevel, QuickPolicy
from shared.contracts.skills.events import LevelPolicy, SkillLevel
from shared.contracts.skills.ledger import together
from shared.contracts.skills.levels import STANDARD
from shared.read_models.learning_offers import LearningOfferRow
from shared.read_models.level_policies import LevelPolicyRow
from shared.read_models.role_profiles import RoleProfileRow
from shared.read_models.role_titles import folded
from shared.read_models.skill_profiles import SkillProfileRow
from shared.read_models.skills import SkillRow

_MOST_MERGERS = 8
"""A skill that became another which became another: no chain is followed for longer."""

HeldSkills = Mapping[str, Sequence[Noted[SkillProfileRow]]]
"""What is said of a person's skills, by skill."""

Levels = Mapping[str, QuickLevel]
"""Where a person's skills stand, by skill; those that they removed are missing."""


@dataclass(frozen=True)
class Catalogue:
    """Skills and roles by id; offers that can be taken up by id; the policy by which levels are computed."""

    skills: Mapping[str, SkillRow]
    roles: Mapping[str, RoleProfileRow]
    offers: Mapping[str, LearningOfferRow]
    policy: LevelPolicy

    def skill(self, skill: str) -> str:
        """The id by which a skill goes now: that of the skill that it became."""
        for _ in range(_MOST_MERGERS):
            row = self.skills.get(skill)
            if row is None or row.merged_into is None:
                return skill
            skill = row.merged_into
        return skill

    def name(self, skill: str) -> str:
        """What a skill is called."""
        row = self.skills.get(skill)
        return skill if row is None else row.name

    def role(self, named: str | None) -> RoleProfileRow | None:
        """The profile of a role, by its id or by one of its titles; None where it has none."""
        if named is None:
            return None
        return self.roles.get(named) or self.roles.get(self._by_title.get(folded(named), ""))

    def role_key(self, named: str) -> str:
        """The id of a role, or what the directory calls it where it has no profile."""
        profile = self.role(named)
        return named if profile is None else profile.role

    def role_title(self, key: str) -> str:
        """What a role is called."""
        profile = self.roles.get(key)
        return key if profile is None else profile.title

    def asked_for(self, role: RoleProfileRow) -> tuple[Asked, ...]:
        """What a role asks for, by the ids that its skills have now."""
        found = self._asked.get(role.role)
        if found is None:
            now = [replace(each, skill=self.skill(each.skill)) for each in role.skills]
            found = self._asked[role.role] = asked(now)
        return found

    @cached_property
    def leads_to(self) -> Mapping[str, Mapping[str, int]]:
        """The level to which an offer leads, by offer and skill."""
        return {name: self._highest(offer.skills) for name, offer in self.offers.items()}

    @cached_property
    def asks_before(self) -> Mapping[str, Mapping[str, int]]:
        """The level at which an offer asks for a skill before it is taken up, by offer and skill."""
        return {name: self._highest(offer.prerequisites) for name, offer in self.offers.items()}

    @cached_property
    def offers_to(self) -> Mapping[str, tuple[str, ...]]:
        """The offers that lead to a skill, by skill."""
        found: dict[str, list[str]] = defaultdict(list)
        for offer, skills in self.leads_to.items():
            for skill in skills:
                found[skill].append(offer)
        return {skill: tuple(offers) for skill, offers in found.items()}

    def _highest(self, skills: Iterable[SkillLevel]) -> Mapping[str, int]:
        found: dict[str, int] = {}
        for each in skills:
            skill = self.skill(each.skill)
            found[skill] = max(each.level, found.get(skill, 0))
        return found

    def profiles(self, roles: Sequence[str]) -> sparse.csr_matrix | None:
        """Roles x skills: 1 where the profile of a role asks for a skill; None where none of them has a profile."""
        asked_for = [self.asked_for(self.roles[role]) if role in self.roles else () for role in roles]
        columns = {skill: n for n, skill in enumerate(sorted({each.skill for asked in asked_for for each in asked}))}
        starts = np.cumsum([0, *map(len, asked_for)])
        indices = [columns[each.skill] for asked in asked_for for each in asked]
        if not indices:
            return None
        return sparse.csr_matrix((np.ones(len(indices)), indices, starts), shape=(len(roles), len(columns)))

    def levels(self, held: HeldSkills, today: date) -> Levels:
        """Where a person's skills stand on that day."""
        return {skill: self.level(skill, each, today) for skill, each in held.items()}

    def level(self, skill: str, held: Sequence[Noted[SkillProfileRow]], today: date) -> QuickLevel:
        """Where one skill stands, by all that is said of it under all its ids."""
        one = held[0].row if len(held) == 1 else together(each.row for each in held)
        row = self.skills.get(skill)
        return self._quick.level(one, None if row is None else row.half_life_days, today)

    def held(self, ledger: LedgerRow | None) -> HeldSkills:
        """What a person's ledger says of their skills, by the ids that these have now; removed ones are left out."""
        held: dict[str, list[Noted[SkillProfileRow]]] = {}
        if ledger is not None:
            for name in sorted(ledger.skills):
                noted = ledger.skills[name]
                if not noted.row.removed:
                    held.setdefault(self.skill(name), []).append(noted)
        return held

    @cached_property
    def _quick(self) -> QuickPolicy:
        return QuickPolicy(self.policy)

    @cached_property
    def _asked(self) -> dict[str, tuple[Asked, ...]]:
        return {}

    @cached_property
    def _by_title(self) -> Mapping[str, str]:
        """Roles by title; of roles with the same one, whose main title it is comes first, then the lower id."""
        alternates = {
            folded(title): role.role
            for role in sorted(self.roles.values(), key=lambda role: role.role, reverse=True)
            for title in role.alternate_titles
        }
        mains = {
            folded(role.title): role.role
            for role in sorted(self.roles.values(), key=lambda role: role.role, reverse=True)
        }
        return alternates | mains


def catalogue(
    skills: Iterable[SkillRow],
    roles: Iterable[RoleProfileRow],
    offers: Iterable[LearningOfferRow],
    policies: Iterable[LevelPolicyRow],
) -> Catalogue:
    """The catalogue, from the rows of the read models; in the order of ids, whatever theirs is."""
    in_force = max(policies, key=lambda row: row.position, default=None)
    return Catalogue(
        {row.skill: row for row in sorted(skills, key=lambda row: row.skill)},
        {row.role: row for row in sorted(roles, key=lambda row: row.role) if not row.retired},
        {row.learning: row for row in sorted(offers, key=lambda row: row.learning) if not row.withdrawn},
        in_force.policy if in_force else STANDARD,
    )

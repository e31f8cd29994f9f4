"""What is known of skills, roles, offers of learning and the level policy: the same for everybody, and about nobody."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from msgspec.structs import replace

from services.recommendations.facts.ledgers import LedgerRow
from shared.contracts.skills.events import LevelPolicy, RequiredSkill, SkillLevel
from shared.contracts.skills.ledger import HeldSkill, together
from shared.contracts.skills.levels import STANDARD, EffectiveLevel, effective_level
from shared.read_models.learning_offers import LearningOfferRow
from shared.read_models.level_policies import LevelPolicyRow
from shared.read_models.role_profiles import RoleProfileRow
from shared.read_models.role_titles import folded
from shared.read_models.skills import SkillRow

_MOST_MERGERS = 8
"""A skill that became another which became another: no chain is followed for longer."""

Levels = Mapping[str, EffectiveLevel]
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

    def required(self, role: RoleProfileRow) -> tuple[RequiredSkill, ...]:
        """What a role asks for, by the ids that its skills have now."""
        found = self._required.get(role.role)
        if found is None:
            found = tuple(replace(each, skill=self.skill(each.skill)) for each in role.skills)
            self._required[role.role] = found
        return found

    @cached_property
    def offers_to(self) -> Mapping[str, tuple[LearningOfferRow, ...]]:
        """The offers that lead to a skill, by skill."""
        found: dict[str, list[LearningOfferRow]] = defaultdict(list)
        for offer in self.offers.values():
            for skill in {self.skill(led.skill) for led in offer.skills}:
                found[skill].append(offer)
        return {skill: tuple(offers) for skill, offers in found.items()}

    def levels(self, ledger: LedgerRow | None, today: date) -> Levels:
        """Where a person's skills stand on that day."""
        held: dict[str, list[HeldSkill]] = defaultdict(list)
        for skill, noted in (ledger.skills if ledger else {}).items():
            if not noted.row.removed:
                held[self.skill(skill)].append(noted.row)
        return {skill: self._level(skill, each, today) for skill, each in sorted(held.items())}

    def _level(self, skill: str, held: list[HeldSkill], today: date) -> EffectiveLevel:
        one = held[0] if len(held) == 1 else together(held)
        row = self.skills.get(skill)
        half_life = None if row is None else row.half_life_days
        return effective_level(one.ratings, one.days_used, self.policy, half_life, today)

    @cached_property
    def _required(self) -> dict[str, tuple[RequiredSkill, ...]]:
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


def leads_to(offer: LearningOfferRow, skill: str, known: Catalogue) -> int:
    """The level that an offer leads to in a skill; 0 where it does not."""
    return max((led.level for led in offer.skills if known.skill(led.skill) == skill), default=0)


def asked_before(offer: LearningOfferRow, known: Catalogue) -> tuple[SkillLevel, ...]:
    """The skills that an offer asks for before it is taken up, by the ids that they have now."""
    return tuple(SkillLevel(known.skill(each.skill), each.level) for each in offer.prerequisites)

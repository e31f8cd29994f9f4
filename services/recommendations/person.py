"""A person, as recommendations are made to them: what is known of them, and what follows from it on a day. Pure."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

from services.recommendations.facts.exchanges import ExchangeRow
from services.recommendations.facts.journeys import JourneyRow
from services.recommendations.facts.ledgers import LedgerRow
from services.recommendations.facts.networks import NetworkRow
from services.recommendations.facts.placements import PlacementRow
from services.recommendations.fit import Fit, Gap, Rated, fit
from services.recommendations.knowledge_catalogue import Catalogue, HeldSkills, Levels
from services.recommendations.open_chances import Chances
from shared.contracts.integrations.record import Assignment
from shared.contracts.recommendations.events import EventRef, Kind
from shared.read_models.role_profiles import RoleProfileRow

T = TypeVar("T")

OWN_ROLE, PLANNED_ROLE, DESIRED_ROLE = 0.7, 1.0, 0.8
"""How much a gap weighs in the role that somebody has, that they plan to have, and that they desire."""


@dataclass(frozen=True)
class PersonFacts:
    """The rows about one person; a row is None where nothing is known."""

    person: str
    placement: PlacementRow | None = None
    ledger: LedgerRow | None = None
    network: NetworkRow | None = None
    journey: JourneyRow | None = None
    exchange: ExchangeRow | None = None


@dataclass(frozen=True)
class Aim:
    """A role that somebody's skills are measured by: how much it weighs, and why it does, in words."""

    role: RoleProfileRow
    weight: float
    words: str
    evidence: tuple[EventRef, ...]


class Need(NamedTuple):
    """A skill in which somebody falls short of a role that they aim at, and how much that weighs."""

    gap: Gap
    aim: Aim

    @property
    def weight(self) -> float:
        """The readiness that closing the gap would add, times the weight of the aim."""
        return self.gap.weight * self.aim.weight

    @property
    def level(self) -> float:
        """The level that they have; 0 where it is unrated."""
        return self.gap.level or 0.0


@dataclass(frozen=True)
class Person:
    """Somebody on the day `today`."""

    facts: PersonFacts
    catalogue: Catalogue
    today: date
    chances: Chances = field(default_factory=Chances)
    resting: Collection[tuple[Kind, str]] = frozenset()
    kept: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def id(self) -> str:
        """The person's id."""
        return self.facts.person

    @cached_property
    def here(self) -> bool:
        """Whether they are in the organisation."""
        placement = self.facts.placement
        return placement is not None and placement.here_on(self.today)

    @cached_property
    def place(self) -> Assignment:
        """Where they are."""
        nowhere = Assignment(since=date.min, role_since=date.min)
        return self.facts.placement.placed_on(self.today) if self.facts.placement else nowhere

    @cached_property
    def role(self) -> RoleProfileRow | None:
        """The profile of the role they have."""
        return self.catalogue.role(self.place.role)

    @cached_property
    def role_key(self) -> str | None:
        """The id of the role they have, or what the directory calls it where it has no profile."""
        return None if self.place.role is None else self.catalogue.role_key(self.place.role)

    @cached_property
    def held(self) -> HeldSkills:
        """What is said of their skills."""
        return self.catalogue.held(self.facts.ledger)

    @cached_property
    def levels(self) -> Levels:
        """Where their skills stand."""
        return self.catalogue.levels(self.held, self.today)

    @cached_property
    def rated(self) -> Rated:
        """The levels as readiness is computed from them."""
        return {skill: level.level for skill, level in self.levels.items() if level.rated}

    @property
    def network(self) -> NetworkRow:
        """Whom they have to do with."""
        return self.facts.network or NetworkRow(self.id)

    @property
    def journey(self) -> JourneyRow:
        """What they are at."""
        return self.facts.journey or JourneyRow(self.id)

    @property
    def exchange(self) -> ExchangeRow:
        """Whom they asked for feedback, and who gave them any."""
        return self.facts.exchange or ExchangeRow(self.id)

    @cached_property
    def aims(self) -> tuple[Aim, ...]:
        """The roles that their skills are measured by, each once: that planned, those desired, their own."""
        found: dict[str, Aim] = {}
        for plan in (self.journey.plans[name] for name in sorted(self.journey.plans)):
            self._aim_at(found, plan.row.to_role, PLANNED_ROLE, "which you plan to have", plan.evidence("goals"))
        vision = self.journey.vision
        for desired in (vision.row.desired_roles if vision else None) or ():
            evidence = vision.evidence("goals") if vision else ()
            self._aim_at(found, desired, DESIRED_ROLE, "which you would like to have", evidence)
        if self.role is not None and self.facts.placement is not None:
            self._aim_at(found, self.role.role, OWN_ROLE, "which you have", self.facts.placement.evidence)
        return tuple(found.values())

    @cached_property
    def needs(self) -> Mapping[str, Need]:
        """The skills in which they fall short, each by the aim in which it weighs most; weightiest first."""
        found: dict[str, Need] = {}
        for aim in self.aims:
            for gap in self.fit_for(aim.role).gaps:
                need = Need(gap, aim)
                if gap.skill not in found or found[gap.skill].weight < need.weight:
                    found[gap.skill] = need
        return dict(sorted(found.items(), key=lambda each: (-each[1].weight, each[0])))

    @cached_property
    def strengths(self) -> Mapping[str, float]:
        """How strong each of their ties is, by the other person."""
        return {who: tie.row.strength_on(self.today) for who, tie in sorted(self.network.ties.items())}

    def fit_for(self, role: RoleProfileRow) -> Fit:
        """How ready they are for a role."""
        return fit(self.rated, self.catalogue.asked_for(role))

    def rests(self, kind: Kind, subject: str) -> bool:
        """Whether they dismissed it or took it up not long ago."""
        return (kind, subject) in self.resting

    def evidence_of(self, skill: str) -> tuple[EventRef, ...]:
        """The events behind what is known of a skill of theirs."""
        refs = (ref for each in self.held.get(skill, ()) for ref in each.evidence("skills"))
        return tuple(sorted(refs, key=lambda ref: ref.position))

    @property
    def placed(self) -> tuple[EventRef, ...]:
        """The event that placed them where they are."""
        return self.facts.placement.evidence if self.facts.placement else ()

    def once(self, name: str, compute: Callable[[], T]) -> T:
        """What `compute` answers: computed once, and kept under `name`."""
        if name not in self.kept:
            self.kept[name] = compute()
        found: T = self.kept[name]
        return found

    def _aim_at(
        self, found: dict[str, Aim], named: str, weight: float, words: str, evidence: tuple[EventRef, ...]
    ) -> None:
        role = self.catalogue.role(named)
        if role is not None and role.role not in found:
            found[role.role] = Aim(role, weight, words, evidence)

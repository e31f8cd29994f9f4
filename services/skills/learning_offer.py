"""An offer of learning: what can be learnt, which skills it leads to, and what it asks for before.

- The skills that it leads to, and its prerequisites, are of the catalogue, each named once.
- A skill that it both asks for and leads to, it leads to at a higher level.
- A cost has a currency. An offer that was withdrawn is made again by being offered again.
- Saying the same again changes nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from msgspec import UNSET, UnsetType

from services.skills.skill import Named, named_skills, require_each_once, require_skill
from shared.aggregate import Aggregate, Streams
from shared.contracts.skills.events import (
    LearningDescribed,
    LearningKind,
    LearningOffered,
    LearningRevised,
    LearningWithdrawn,
    SkillLevel,
)
from shared.errors import RuleViolation, require
from shared.event import Event

DESCRIPTION = tuple(name for name in LearningDescribed.__struct_fields__ if name != "learning")
"""The names of what describes an offer, the same on the state and on the events."""

SkillLevels = Sequence[Mapping[str, Any]]
"""The fields of `SkillLevel`, each."""


@dataclass(frozen=True)
class LearningOffer:
    """An offer as it stands; `id` is empty before it is made."""

    id: str = ""
    title: str = ""
    kind: LearningKind = LearningKind.OTHER
    skills: tuple[SkillLevel, ...] = ()
    prerequisites: tuple[SkillLevel, ...] = ()
    hours: Decimal | None = None
    cost: Decimal | None = None
    currency: str | None = None
    provider: str | None = None
    url: str | None = None
    description: str | None = None
    withdrawn: bool = False

    @property
    def is_open(self) -> bool:
        """Whether it takes people."""
        return bool(self.id) and not self.withdrawn

    def described(self) -> Mapping[str, Any]:
        """What describes it, by the names in `DESCRIPTION`."""
        return {name: getattr(self, name) for name in DESCRIPTION}


def evolve(offer: LearningOffer, event: Event) -> LearningOffer:
    """The offer after `event`."""
    match event:
        case LearningOffered():
            return LearningOffer(id=event.learning, **_described(event))
        case LearningRevised():
            return replace(offer, id=event.learning, **_described(event))
        case LearningWithdrawn():
            return replace(offer, withdrawn=True)
    return offer


def _described(event: LearningDescribed) -> dict[str, Any]:
    return {name: getattr(event, name) for name in DESCRIPTION}


class LearningExists(RuleViolation):
    """The id is that of another offer."""

    def __init__(self, learning: str) -> None:
        super().__init__(
            f"There is an offer {learning} already. Choose another id, or revise it.",
            fields={"learning": ["Is taken."]},
        )


class LearningNotOffered(RuleViolation):
    """There is no such offer, or not any more."""

    def __init__(self, learning: str) -> None:
        super().__init__(
            f"{learning or 'It'} is not on offer. Offer it first, or choose another.",
            fields={"learning": ["Is not on offer."]},
        )


class CostWithoutCurrency(RuleViolation):
    """A cost was given, but not in which currency."""

    def __init__(self) -> None:
        super().__init__("Say in which currency the cost is.", fields={"currency": ["Is needed with a cost."]})


class LeadsNoFurther(RuleViolation):
    """The offer asks for a skill at the level that it leads to, or above."""

    def __init__(self, skill: str, level: int) -> None:
        super().__init__(
            f"It leads to {skill} at level {level}, and asks for no less. Ask for less, or lead further.",
            fields={"prerequisites": [f"Asks for {skill} at {level} or above."]},
        )


def offer_learning(
    offer: LearningOffer,
    *,
    identity: str,
    title: str,
    kind: LearningKind,
    skills: SkillLevels,
    prerequisites: SkillLevels,
    hours: Decimal | None,
    cost: Decimal | None,
    currency: str | None,
    provider: str | None,
    url: str | None,
    description: str | None,
    named: Named,
) -> list[Event]:
    """Offer something to learn."""
    proposed: dict[str, Any] = {
        "title": title,
        "kind": kind,
        "skills": _levels("skills", skills, named),
        "prerequisites": _levels("prerequisites", prerequisites, named),
        "hours": hours,
        "cost": cost,
        "currency": currency,
        "provider": provider,
        "url": url,
        "description": description,
    }
    if offer.is_open:
        require(offer.described() == proposed, LearningExists(identity))
        return []
    _require_sound(proposed)
    return [LearningOffered(learning=identity, **proposed)]


def revise_learning(
    offer: LearningOffer,
    *,
    named: Named,
    title: str | UnsetType = UNSET,
    kind: LearningKind | UnsetType = UNSET,
    skills: SkillLevels | UnsetType = UNSET,
    prerequisites: SkillLevels | UnsetType = UNSET,
    hours: Decimal | UnsetType | None = UNSET,
    cost: Decimal | UnsetType | None = UNSET,
    currency: str | UnsetType | None = UNSET,
    provider: str | UnsetType | None = UNSET,
    url: str | UnsetType | None = UNSET,
    description: str | UnsetType | None = UNSET,
) -> list[Event]:
    """Describe the offer anew; what is unset stays."""
    require(offer.is_open, LearningNotOffered(offer.id))
    leads_to = UNSET if isinstance(skills, UnsetType) else _levels("skills", skills, named)
    asks_for = UNSET if isinstance(prerequisites, UnsetType) else _levels("prerequisites", prerequisites, named)
    wanted = (title, kind, leads_to, asks_for, hours, cost, currency, provider, url, description)
    changed = {name: value for name, value in zip(DESCRIPTION, wanted, strict=True) if value is not UNSET}
    proposed: dict[str, Any] = {**offer.described(), **changed}
    if proposed == offer.described():
        return []
    _require_sound(proposed)
    return [LearningRevised(learning=offer.id, **proposed)]


def withdraw_learning(offer: LearningOffer, *, reason: str | None) -> list[Event]:
    """Take nobody any more; who is enrolled may go on."""
    return [] if offer.withdrawn else [LearningWithdrawn(learning=offer.id, reason=reason)]


def _levels(field: str, skills: SkillLevels, named: Named) -> tuple[SkillLevel, ...]:
    levels = tuple(SkillLevel(require_skill(field, each["skill"], named).id, each["level"]) for each in skills)
    require_each_once(field, (each.skill for each in levels))
    return levels


def _require_sound(proposed: Mapping[str, Any]) -> None:
    require(proposed["cost"] is None or proposed["currency"], CostWithoutCurrency())
    asked = {each.skill: each.level for each in proposed["prerequisites"]}
    for each in proposed["skills"]:
        require(asked.get(each.skill, 0) < each.level, LeadsNoFurther(each.skill, each.level))


LEARNING_OFFER = Aggregate("learning_offer", LearningOffer(), evolve)


def skills_of_offer(streams: Streams, payload: Mapping[str, Any]) -> Mapping[str, Any]:
    """For `offer_learning` and `revise_learning`: the skills that they name."""
    both = (*payload.get("skills", ()), *payload.get("prerequisites", ()))
    return {"named": named_skills(streams, (each["skill"] for each in both))}

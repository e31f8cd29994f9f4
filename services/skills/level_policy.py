"""The level policy: how the organisation computes effective levels. There is one, and it can be switched at any time.

- It is one of those that come with Milepost, by its name, or the organisation's own, by its weights.
- The names of those that come with Milepost mean nothing else.
- Some source counts. Adopting the policy that is in force changes nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from msgspec.structs import replace

from shared.aggregate import Aggregate
from shared.contracts.skills.events import LevelPolicy, LevelPolicyAdopted, RatingSource
from shared.contracts.skills.levels import POLICIES, STANDARD
from shared.errors import RuleViolation, require
from shared.event import Event

ORGANISATION = "organisation"
"""The id of the one policy of an organisation."""


@dataclass(frozen=True)
class PolicyInForce:
    """The policy by which levels are computed; `STANDARD` before any was adopted."""

    policy: LevelPolicy = STANDARD


def evolve(in_force: PolicyInForce, event: Event) -> PolicyInForce:
    """The policy in force after `event`."""
    match event:
        case LevelPolicyAdopted():
            return PolicyInForce(event.policy)
    return in_force


class PolicyUnknown(RuleViolation):
    """The name is that of no policy, and no weights were given."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"There is no policy {name}. Name one of {', '.join(POLICIES)}, or give the weights of your own.",
            fields={"name": ["Is no policy."], "weights": ["Are needed for a policy of your own."]},
        )


class PolicyNameTaken(RuleViolation):
    """A policy that comes with Milepost was to be changed."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"The policy {name} is what it is. Give your own another name.", fields={"name": ["Is taken."]}
        )


class NothingCounts(RuleViolation):
    """No source that states a level has a weight."""

    def __init__(self) -> None:
        super().__init__(
            "Nothing would count. Give a weight above 0 to a source that states levels.",
            fields={"weights": ["All that state a level are 0."]},
        )


def adopt_level_policy(
    in_force: PolicyInForce,
    *,
    actor: str,
    name: str,
    weights: Mapping[RatingSource, Decimal] | None,
    half_life_days: int | None,
    retained: Decimal | None,
    rating_half_life_days: int | None,
    half_confidence: Decimal | None,
    reason: str | None,
) -> list[Event]:
    """Compute levels by the policy `name` from now on. What is left out of one's own is as in `STANDARD`."""
    given: dict[str, Any] = {
        "half_life_days": half_life_days,
        "retained": retained,
        "rating_half_life_days": rating_half_life_days,
        "half_confidence": half_confidence,
    }
    changed = {field: value for field, value in given.items() if value is not None}
    if name in POLICIES:
        require(not changed and weights is None, PolicyNameTaken(name))
        policy = POLICIES[name]
    elif weights is None:
        raise PolicyUnknown(name)
    else:
        stating = (weight for source, weight in weights.items() if source is not RatingSource.ENDORSEMENT)
        require(any(weight > 0 for weight in stating), NothingCounts())
        policy = replace(STANDARD, name=name, weights=dict(weights), **changed)
    return [] if policy == in_force.policy else [LevelPolicyAdopted(policy=policy, by=actor, reason=reason)]


LEVEL_POLICY = Aggregate("level_policy", PolicyInForce(), evolve)

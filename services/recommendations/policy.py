"""The recommendation policy: which kinds an organisation switches on, how many at once, and what weighs how much.

- Before a policy is adopted nobody is recommended anything: an organisation measures first.
- Each adoption that changes something is a version of its own; recommendations name the version that they follow.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from msgspec.structs import replace

from shared.aggregate import Aggregate
from shared.contracts.recommendations.events import Kind, Policy, PolicyAdopted
from shared.event import Event

ORGANISATION = "organisation"
"""The id of the one policy of an organisation."""


@dataclass(frozen=True)
class PolicyInForce:
    """The policy by which recommendations are made; None before any was adopted."""

    policy: Policy | None = None


def evolve(in_force: PolicyInForce, event: Event) -> PolicyInForce:
    """The policy in force after `event`."""
    return PolicyInForce(event.policy) if isinstance(event, PolicyAdopted) else in_force


def adopt_policy(
    in_force: PolicyInForce,
    *,
    actor: str,
    name: str,
    kinds: Sequence[Kind],
    most_of_a_kind: int,
    most: int,
    rest_days: int,
    weights: Sequence[Mapping[str, Any]],
) -> list[Event]:
    """Make recommendations in this way from now on."""
    before = in_force.policy
    policy = Policy(
        name=name,
        version=before.version if before else 1,
        kinds=tuple(kinds),
        most_of_a_kind=most_of_a_kind,
        most=most,
        rest_days=rest_days,
        weights={each["kind"]: dict(each["weights"]) for each in weights},
    )
    if policy == before:
        return []
    return [PolicyAdopted(policy=replace(policy, version=policy.version + 1) if before else policy, by=actor)]


POLICY = Aggregate("recommendation_policy", PolicyInForce(), evolve)

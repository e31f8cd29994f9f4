from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from services.skills import level_policy
from services.skills.level_policy import LEVEL_POLICY, NothingCounts, PolicyNameTaken, PolicyUnknown
from shared.contracts.skills.events import LevelPolicyAdopted, RatingSource
from shared.contracts.skills.levels import EVIDENCE_FIRST, POLICIES, STANDARD
from tests.unit.given import given

ADOPT: dict[str, Any] = {
    "actor": "grace",
    "name": "evidence-first",
    "weights": None,
    "half_life_days": None,
    "retained": None,
    "rating_half_life_days": None,
    "half_confidence": None,
    "reason": None,
}
WEIGHTS = {RatingSource.MANAGER: Decimal(2), RatingSource.SELF: Decimal(1)}
ADOPTED = LevelPolicyAdopted(EVIDENCE_FIRST, by="grace")


def test_levels_are_computed_by_the_standard_policy_until_another_is_adopted() -> None:
    assert given(LEVEL_POLICY).state.policy == STANDARD
    given(LEVEL_POLICY).when(level_policy.adopt_level_policy, **ADOPT | {"name": "standard"}).then()


def test_a_policy_that_comes_with_milepost_is_adopted_by_its_name() -> None:
    given(LEVEL_POLICY).when(level_policy.adopt_level_policy, **ADOPT).then(ADOPTED)
    given(LEVEL_POLICY, ADOPTED).when(level_policy.adopt_level_policy, **ADOPT).then()
    assert given(LEVEL_POLICY, ADOPTED).state.policy == EVIDENCE_FIRST


def test_a_policy_of_ones_own_is_as_the_standard_but_for_what_is_given() -> None:
    own = ADOPT | {"name": "ours", "weights": WEIGHTS, "half_life_days": 365}
    policy = replace(STANDARD, name="ours", weights=WEIGHTS, half_life_days=365)
    given(LEVEL_POLICY).when(level_policy.adopt_level_policy, **own).then(LevelPolicyAdopted(policy, by="grace"))


def test_a_policy_that_nobody_knows_needs_weights() -> None:
    outcome = given(LEVEL_POLICY).when(level_policy.adopt_level_policy, **ADOPT | {"name": "ours"})
    outcome.then_refused(PolicyUnknown, field="name")


@pytest.mark.parametrize("changed", [{"weights": WEIGHTS}, {"retained": Decimal(0)}])
@pytest.mark.parametrize("name", POLICIES)
def test_the_names_of_those_that_come_with_milepost_mean_nothing_else(name: str, changed: dict[str, Any]) -> None:
    outcome = given(LEVEL_POLICY).when(level_policy.adopt_level_policy, **ADOPT | {"name": name} | changed)
    outcome.then_refused(PolicyNameTaken, field="name")


@pytest.mark.parametrize("weights", [{}, {RatingSource.PEER: Decimal(0)}, {RatingSource.ENDORSEMENT: Decimal(1)}])
def test_some_source_that_states_a_level_counts(weights: dict[RatingSource, Decimal]) -> None:
    outcome = given(LEVEL_POLICY).when(level_policy.adopt_level_policy, **ADOPT | {"name": "ours", "weights": weights})
    outcome.then_refused(NothingCounts, field="weights")

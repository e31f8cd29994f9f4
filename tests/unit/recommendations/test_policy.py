from typing import Any

from services.recommendations import policy
from services.recommendations.policy import POLICY
from shared.contracts.recommendations.events import Kind, Policy, PolicyAdopted
from tests.unit.given import given

ADOPT: dict[str, Any] = {
    "actor": "hr",
    "name": "first-steps",
    "kinds": [Kind.LEARNING, Kind.MENTOR],
    "most_of_a_kind": 3,
    "most": 6,
    "rest_days": 90,
    "weights": [{"kind": Kind.LEARNING, "weights": {"gap": 2.0}}],
}
FIRST = Policy("first-steps", 1, (Kind.LEARNING, Kind.MENTOR), 3, 6, 90, {Kind.LEARNING: {"gap": 2.0}})
ADOPTED = PolicyAdopted(policy=FIRST, by="hr")


def test_the_first_policy_is_version_1() -> None:
    given(POLICY).when(policy.adopt_policy, **ADOPT).then(ADOPTED)


def test_adopting_the_same_again_changes_nothing() -> None:
    given(POLICY, ADOPTED).when(policy.adopt_policy, **ADOPT).then()


def test_each_change_is_another_version() -> None:
    more = Policy("first-steps", 2, (Kind.LEARNING, Kind.MENTOR), 3, 8, 90, {Kind.LEARNING: {"gap": 2.0}})
    outcome = given(POLICY, ADOPTED).when(policy.adopt_policy, **ADOPT | {"most": 8})
    outcome.then(PolicyAdopted(policy=more, by="hr"))


def test_there_is_no_policy_before_one_is_adopted() -> None:
    assert given(POLICY).state.policy is None

import numpy as np
import pytest

from services.recommendations.engine.conditional_logit import Choices, learn
from services.recommendations.engine.contenders import contenders, joined


def choices_by(weights: list[float], cases: int, candidates: int) -> tuple[Choices, np.ndarray]:
    rng = np.random.default_rng(3)
    factors = rng.standard_normal((cases, candidates, len(weights))).astype(np.float32)
    scores = factors @ np.array(weights) + rng.gumbel(size=(cases, candidates))
    chosen = scores.argmax(axis=1)
    return Choices(factors, chosen, np.zeros((cases, candidates), dtype=np.float32)), chosen


def test_the_weights_behind_many_choices_are_found() -> None:
    choices, _ = choices_by([1.0, -0.5, 0.0], 4000, 20)
    assert learn(choices, np.zeros(3), 1.0) == pytest.approx([1.0, -0.5, 0.0], abs=0.08)


def test_few_choices_leave_the_weights_near_those_thought_likely() -> None:
    choices, _ = choices_by([1.0, -0.5], 3, 5)
    assert learn(choices, np.array([0.2, 0.2]), 1000.0) == pytest.approx([0.2, 0.2], abs=0.05)


def test_a_factor_that_never_varies_keeps_its_weight() -> None:
    choices, chosen = choices_by([1.0], 200, 5)
    constant = np.concatenate([choices.factors, np.ones_like(choices.factors)], axis=2)
    found = learn(Choices(constant, chosen, choices.offsets), np.array([0.0, 0.7]), 5.0)
    assert found[1] == pytest.approx(0.7, abs=1e-4)


def test_a_sample_of_the_candidates_finds_the_same_weights_as_all_of_them() -> None:
    choices, chosen = choices_by([1.0, -0.5], 1500, 900)
    nobody = np.full(100, 900, dtype=np.int64)
    parts = []
    for begin in range(0, 1500, 100):
        block = np.concatenate([choices.factors[begin : begin + 100], np.zeros((100, 1, 2), dtype=np.float32)], axis=1)
        parts.append(
            contenders(block, chosen[begin : begin + 100], nobody, np.array([0.5, 0.0]), np.random.default_rng(begin))
        )
    sampled = joined(parts)
    assert sampled.factors.shape[1] == 400
    assert learn(sampled, np.zeros(2), 1.0) == pytest.approx([1.0, -0.5], abs=0.12)

"""Weights of factors, learnt from what was chosen among candidates.

The conditional logit (McFadden 1974): of the candidates of a case one is chosen with a chance proportional to
exp(sum of weight times factor). Weights stay near those that were thought likely before, the more so the fewer cases
there are: a normal prior, on weights measured in standard deviations of their factors. Newton's method finds the
maximum, which is unique.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Block = NDArray[np.float32]
"""Cases x candidates x factors."""

_LEAST_SPREAD = 0.1
"""Standard deviations are taken for no less, so that what hardly varies gets no great weight from few cases."""
_STEPS = 25
_TOLERANCE = 1e-5
_ABSENT = -1e9


@dataclass(frozen=True)
class Choices:
    """Cases to learn from: the factors of each candidate, which one was chosen, and how each was drawn.

    `offsets` (cases x candidates) is the log of how many candidates each one stands for, and -inf for none at all.
    """

    factors: Block
    chosen: NDArray[np.int64]
    offsets: Block


def learn(choices: Choices, prior: Floats, strength: float) -> Floats:
    """The weights that explain the choices, pulled to `prior` as if by `strength` cases."""
    flat = choices.factors.reshape(-1, choices.factors.shape[2])
    spread = np.maximum(flat.std(axis=0, dtype=np.float64), _LEAST_SPREAD)
    scaled = choices.factors / spread.astype(np.float32)
    offsets = np.maximum(choices.offsets, _ABSENT)
    start = prior * spread
    weights, chances, value = start, *_likelihood(scaled, choices.chosen, offsets, start)
    for _ in range(_STEPS):
        gradient, hessian = _slope(scaled, choices.chosen, chances)
        gradient -= strength * (weights - start)
        step = np.linalg.solve(hessian + strength * np.eye(len(weights)), gradient)
        gained = 0.0
        for shorter in (1.0, 0.5, 0.25, 0.125, 0.0625):
            tried = weights + shorter * step
            new_chances, new_value = _likelihood(scaled, choices.chosen, offsets, tried)
            gained = (new_value - strength / 2 * _square(tried - start)) - (
                value - strength / 2 * _square(weights - start)
            )
            if gained >= 0:
                weights, chances, value = tried, new_chances, new_value
                break
        if gained < _TOLERANCE * len(choices.chosen):
            break
    return np.asarray(weights / spread)


def _likelihood(
    scaled: Block, chosen: NDArray[np.int64], offsets: Block, weights: Floats
) -> tuple[NDArray[np.float32], float]:
    scores = scaled @ weights.astype(np.float32) + offsets
    scores -= scores.max(axis=1, keepdims=True)
    chances = np.exp(scores)
    total = chances.sum(axis=1, keepdims=True)
    value = scores[np.arange(len(chosen)), chosen].sum(dtype=np.float64) - np.log(total).sum(dtype=np.float64)
    return chances / total, float(value)


def _slope(scaled: Block, chosen: NDArray[np.int64], chances: NDArray[np.float32]) -> tuple[Floats, Floats]:
    means = (chances[:, None, :] @ scaled)[:, 0, :].astype(np.float64)
    gradient = (scaled[np.arange(len(chosen)), chosen] - means).sum(axis=0)
    flat = scaled.reshape(-1, scaled.shape[2])
    curvature = (flat * chances.reshape(-1, 1)).T @ flat
    return gradient, curvature.astype(np.float64) - means.T @ means


def _square(values: Floats) -> float:
    return float(values @ values)

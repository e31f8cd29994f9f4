"""A score for each pair of people as a weighted sum of factors, and how the weights are learnt from rounds of hiding.

In each round something known is hidden, the factors are computed from the rest, and the conditional logit says what
sets those who were hidden apart from others. How far the weights may leave those thought likely beforehand is chosen
by how well a round is told by weights that were learnt from the others.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from services.recommendations.engine import conditional_logit
from services.recommendations.engine.conditional_logit import Choices

Dense = NDArray[np.float32]
Rows = NDArray[np.int64]
Factor = Callable[[Rows], Dense]
"""From some people to one row each, with one column for every person."""

_BLOCK = 64
"""People looked at together while learning."""


@dataclass(frozen=True)
class PairModel:
    """Factors, and the weight of each."""

    factors: Mapping[str, Factor]
    weights: Mapping[str, float]

    def scores(self, rows: Rows) -> NDArray[np.float64]:
        """One row a person of `rows`, one column for everybody (those known already and the person, too)."""
        found: NDArray[np.float64] | float = 0.0
        for name, factor in self.factors.items():
            found = found + self.weights[name] * factor(rows).astype(np.float64)
        return np.asarray(found)

    def explain(self, person: int, other: int) -> dict[str, float]:
        """What each factor adds to the score of `other`; they sum to it."""
        row = np.array([person])
        return {name: float(self.weights[name] * factor(row)[0, other]) for name, factor in self.factors.items()}


@dataclass(frozen=True)
class Learning:
    """How weights are learnt: among how many of the likeliest candidates a hidden one is told, from how many of one
    person at most, and from how many in a round, without looking at more than so many pairs of people; `few` in all
    rounds are too few to learn from. `strengths` are tried for the pull of likely weights, in cases, on each round in
    turn, or on the first only where there are `many` cases."""

    candidates: int = 80
    of_one: int = 2
    cases: int = 2_000
    pairs: int = 8_000_000
    few: int = 10
    strengths: tuple[float, ...] = (10.0, 30.0, 100.0, 300.0, 1000.0)
    many: int = 1_500


def cases(
    factors: Mapping[str, Factor],
    hidden: Mapping[int, NDArray[np.int64]],
    excluded: Callable[[Rows], NDArray[np.bool_]],
    prior: NDArray[np.float64],
    learning: Learning,
    draw: np.random.Generator,
) -> Choices:
    """The cases of one round: each of `hidden` (others by person) among the likeliest who are neither hidden nor
    `excluded`. A hidden one who is less likely than all of these is no case: what it takes to tell the likely apart is
    something else than what it takes to tell them from all others, and only the former decides what people are shown.
    """
    order = draw.permutation(np.array(sorted(hidden), dtype=np.int64))
    limit = learning.cases // learning.of_one
    if len(order):
        limit = min(limit, learning.pairs // excluded(order[:1]).shape[1])
    people = np.sort(order[: max(limit, _BLOCK)])
    width = max(1, learning.candidates)
    blocks: list[Dense] = []
    offsets: list[NDArray[np.float64]] = []
    for start in range(0, len(people), _BLOCK):
        rows = people[start : start + _BLOCK]
        tables = np.stack([factor(rows) for factor in factors.values()], axis=2)
        free = ~excluded(rows)
        for person, table, open_ in zip(rows, tables, free, strict=True):
            others = hidden[int(person)]
            open_[[person, *others]] = False
            hopes = table @ prior
            candidates = _likeliest(hopes, np.flatnonzero(open_), width)
            if len(candidates) == width:
                others = others[hopes[others] >= hopes[candidates[-1]]]
            padding = (0, width - len(candidates))
            offset = np.pad(np.zeros(1 + len(candidates)), padding, constant_values=-np.inf)
            for other in draw.permutation(others)[: learning.of_one]:
                blocks.append(table[np.pad(np.r_[other, candidates], padding, mode="edge")])
                offsets.append(offset)
    shape = (len(blocks), width + 1, len(factors))
    chosen = np.zeros(len(blocks), dtype=np.int64)
    return Choices(
        np.array(blocks, dtype=np.float32).reshape(shape),
        chosen,
        np.array(offsets, dtype=np.float32).reshape(shape[:2]),
    )


def weights(rounds: Sequence[Choices], prior: NDArray[np.float64], learning: Learning) -> NDArray[np.float64]:
    """The weights learnt from rounds of cases; the prior where there are too few."""
    rounds = [each for each in rounds if len(each.chosen)]
    if sum(len(each.chosen) for each in rounds) < learning.few:
        return prior
    strength = _strength(rounds, prior, learning) if len(rounds) > 1 else learning.strengths[-1]
    return conditional_logit.learn(_all(rounds), prior, strength)


def _strength(rounds: Sequence[Choices], prior: NDArray[np.float64], learning: Learning) -> float:
    """The strength with which weights that are learnt without a round tell best who was hidden in it."""
    number = sum(len(each.chosen) for each in rounds)
    told = np.zeros(len(learning.strengths))
    for held in range(1 if number >= learning.many else len(rounds)):
        rest = _all([each for index, each in enumerate(rounds) if index != held])
        told += [_told(rounds[held], conditional_logit.learn(rest, prior, each)) for each in learning.strengths]
    return learning.strengths[int(told.argmax())]


def _likeliest(hopes: NDArray[np.float64], free: NDArray[np.int64], width: int) -> NDArray[np.int64]:
    return free[np.argsort(-hopes[free], kind="stable")][:width]


def _told(round_: Choices, weights: NDArray[np.float64]) -> float:
    """The mean reciprocal rank of the hidden ones among their candidates."""
    scores = np.where(np.isneginf(round_.offsets), -np.inf, round_.factors @ weights)
    own = scores[np.arange(len(scores)), round_.chosen][:, None]
    return float((1 / ((scores > own).sum(axis=1) + (scores == own).sum(axis=1) / 2 + 0.5)).mean())


def _all(rounds: Sequence[Choices]) -> Choices:
    return Choices(
        np.concatenate([each.factors for each in rounds]),
        np.concatenate([each.chosen for each in rounds]),
        np.concatenate([each.offsets for each in rounds]),
    )

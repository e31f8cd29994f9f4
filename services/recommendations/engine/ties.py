"""Whom a person will probably get to know: everybody else, ordered by the factors of ties with learnt weights.

The weights are learnt from the ties themselves: a share of them is hidden, several times over, to be told from people
who are not tied.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from services.recommendations.engine import pair_model
from services.recommendations.engine.conditional_logit import Choices
from services.recommendations.engine.pair_model import Learning, PairModel, Rows
from services.recommendations.engine.tie_factors import Ties, factors

LIKELY: Mapping[str, float] = {
    "sought after": 0.5,
    "shared contacts": 0.8,
    "alike in contacts": 0.5,
    "three steps away": 0.8,
    "three steps away, by ties and groups": 0.3,
    "same circles": 0.8,
    "chosen by many": 0.5,
    "has chosen the person": 0.5,
    "chosen by those one chose": 0.3,
    "chosen by those who choose alike": 0.5,
}
"""Weights thought likely before anything is learnt: what most organisations have in common."""

LIKELY_OF_ANY = (("same ", 0.8), ("near in ", 0.2), (": tied", 0.7), (": shared contacts", 0.2))
"""The same for factors that are named for a column or a layer, by the beginning or the end of their name."""


@dataclass(frozen=True)
class Policy:
    """What is hidden while weights are learnt, `rounds` times a `share` of the ties, and what is thought likely."""

    share: float = 0.2
    rounds: int = 5
    seed: int = 0
    likely: Mapping[str, float] = field(default_factory=lambda: LIKELY)
    learning: Learning = field(default_factory=lambda: Learning(candidates=60, of_one=4, cases=4_000, pairs=5_000_000))


def fit(ties: Ties, policy: Policy | None = None) -> PairModel:
    """The model of `ties`."""
    policy = policy or Policy()
    found = factors(ties)
    prior = np.array([_likely(name, policy.likely) for name in found])
    learnt = pair_model.weights(list(_rounds(ties, policy, prior)), prior, policy.learning)
    return PairModel(found, dict(zip(found, map(float, learnt), strict=True)))


def others_by_person(ties: Ties) -> dict[int, NDArray[np.int64]]:
    """Those to whom each person has a tie."""
    matrix = ties.matrix()
    people = np.flatnonzero(np.diff(matrix.indptr))
    ends = matrix.indptr
    return {int(person): matrix.indices[ends[person] : ends[person + 1]].astype(np.int64) for person in people}


def _likely(name: str, likely: Mapping[str, float]) -> float:
    if name in likely:
        return likely[name]
    return next((weight for part, weight in LIKELY_OF_ANY if name.startswith(part) or name.endswith(part)), 0.0)


def _rounds(ties: Ties, policy: Policy, prior: NDArray[np.float64]) -> Iterator[Choices]:
    draw = np.random.default_rng(policy.seed)
    number = max(1, round(policy.share * len(ties)))
    for _ in range(policy.rounds if len(ties) > 1 else 0):
        hidden = np.zeros(len(ties), dtype=np.bool_)
        hidden[draw.permutation(len(ties))[:number]] = True
        rest = ties.only(~hidden)
        tied = rest.matrix()

        def known(rows: Rows, tied: sparse.csr_matrix = tied) -> NDArray[np.bool_]:
            return np.asarray(tied[rows].toarray() > 0)

        others = others_by_person(ties.only(hidden))
        yield pair_model.cases(factors(rest), others, known, prior, policy.learning, draw)

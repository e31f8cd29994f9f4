"""Where one may go from a role that nobody was seen to leave: everything that speaks for a move, weighed.

The score of a move is the sum of its factors times their weights. Weights are learnt as the model is used: some roles
at a time are set aside as if nobody had been seen to leave them, and their moves are foretold from those of the others.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from services.recommendations.engine.careers import Floats, Ints
from services.recommendations.engine.conditional_logit import Choices, learn
from services.recommendations.engine.contenders import contenders, joined
from services.recommendations.engine.role_path_factors import PathFactors, Roles, seen

NAME = "role-paths"
VERSION = 1

SAFE: Mapping[str, float] = {
    "popularity": 0.9,
    "moves_back": 0.5,
    "same_sources": 0.2,
    "same_family": 0.3,
    "from_family": 0.3,
    "between_families": 0.2,
    "title": 1.0,
    "description": 1.0,
    "codes": 0.5,
    "skills": 1.0,
    "title_neighbours": 0.1,
    "description_neighbours": 0.1,
    "codes_neighbours": 0.1,
    "skills_neighbours": 0.2,
    "neighbours": 0.3,
}
"""The weights before anything is learnt. Factors that are not named have none."""

_FOLDS = 4
_TRIALS = 4000
_STRENGTH = 20.0
_CELLS = 20_000_000


@dataclass(frozen=True)
class RolePathModel:
    """Factors, and the weight of each."""

    factors: PathFactors
    weights: Floats

    @classmethod
    def fit(cls, roles: Roles, left: Ints, reached: Ints, *, seed: int = 0) -> "RolePathModel":
        """Learn from moves, each from a role to another."""
        factors = PathFactors(roles, seen(roles, left, reached))
        prior = np.array([SAFE.get(name, 0.0) for name in factors.names])
        choices = _trials(roles, left, reached, prior, np.random.default_rng(seed))
        return cls(factors, learn(choices, prior, _STRENGTH) if choices else prior)

    def scores(self, left: Ints) -> Floats:
        """The score of moving to every role (columns) from each of `left`; -inf for the role itself."""
        found = np.empty((len(left), self.factors.roles.number))
        for block in _blocks(len(left), self.factors):
            found[block] = self.factors.of(left[block]) @ self.weights.astype(np.float32)
        found[np.arange(len(left)), left] = -np.inf
        return found

    def explain(self, left: int, reached: int) -> Mapping[str, float]:
        """What each factor contributes to the score of a move; the score is their sum."""
        found = self.factors.of(np.array([left]))[0, reached] * self.weights
        return dict(zip(self.factors.names, map(float, found), strict=True))


def _trials(roles: Roles, left: Ints, reached: Ints, prior: Floats, rng: np.random.Generator) -> Choices | None:
    """Moves out of roles set aside, with the factors that the other roles' moves give them."""
    sources = np.unique(left)
    if len(sources) < 2:
        return None
    fold_of = np.zeros(roles.number, dtype=np.int64)
    fold_of[rng.permutation(sources)] = np.arange(len(sources)) % _FOLDS
    parts = []
    for fold in range(min(_FOLDS, len(sources))):
        aside = fold_of[left] == fold
        some = rng.permutation(np.flatnonzero(aside))[: _TRIALS // _FOLDS]
        factors = PathFactors(roles, seen(roles, left[~aside], reached[~aside]))
        for block in _blocks(len(some), factors):
            chosen = some[block]
            parts.append(contenders(factors.of(left[chosen]), reached[chosen], left[chosen], prior, rng))
    return joined(parts)


def _blocks(size: int, factors: PathFactors) -> Iterator[slice]:
    step = max(1, _CELLS // max(1, factors.roles.number * len(factors.names)))
    for begin in range(0, size, step):
        yield slice(begin, min(begin + step, size))

"""Which role somebody will have next: everything that speaks for a role, weighed as the organisation's own past says.

The score of a role is the sum of its factors times their weights, so that every recommendation can say what moved it.
Weights are learnt on moves that nothing was counted from: first the factors are made from a part of the careers, the
weights from the rest, then the factors from all. With few moves the weights stay near `SAFE`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from scipy import sparse

from services.recommendations.engine.career_embedding import CareerEmbedding, learn_embedding
from services.recommendations.engine.careers import Careers, Floats, Situations, moves_of
from services.recommendations.engine.conditional_logit import learn
from services.recommendations.engine.contenders import contenders, joined
from services.recommendations.engine.next_role_factors import Factors, tables
from services.recommendations.engine.role_content import RoleContent, role_content

NAME = "next-role"
VERSION = 1

SAFE: Mapping[str, float] = {
    "popularity": 0.85,
    "transitions": 0.15,
    "transitions_back": 0.1,
    "earlier_roles": 0.25,
    "shared_careers": 0.55,
    "held_before": 0.15,
    "just_left": 0.15,
    "years_since": -0.9,
    "years_held": 0.6,
    "moves_made": 0.4,
    "common_return": -0.25,
    "unit": 0.4,
    "unit_and_role": 0.4,
    "grade": 0.4,
    "codes": 0.5,
    "words": 0.5,
    "skills": 0.5,
}
"""The weights before anything is learnt, with which small organisations begin. Factors that are not named have none."""

ENOUGH = 300
"""Moves from which on the model of all careers at once is learnt."""
_STRENGTH = 20.0
_TRIALS = 4000
_CELLS = 20_000_000


class HeldOut(StrEnum):
    """Which moves the weights are learnt on: those of other people, or later ones, as what is to be foretold."""

    PEOPLE = "people"
    LATER = "later"


@dataclass(frozen=True)
class Policy:
    """What is needed, beside what was counted, to score in the same way again."""

    name: str
    version: int
    weights: Mapping[str, float]


@dataclass(frozen=True)
class NextRoleModel:
    """Factors, and the weight of each."""

    factors: Factors
    weights: Floats

    @classmethod
    def fit(
        cls,
        known: Careers,
        names: Sequence[str],
        *,
        skills: sparse.csr_matrix | None = None,
        held_out: HeldOut = HeldOut.LATER,
        seed: int = 0,
    ) -> "NextRoleModel":
        """Learn from the careers of an organisation whose roles have these names and, if known, these skills."""
        content = role_content(names, skills)
        rng = np.random.default_rng(seed)
        part, rest = _parts(known, held_out, rng)
        weights = _weights(_factors(part, content, len(names)), rest, rng)
        factors = _factors(known, content, len(names))
        return cls(factors, np.array([weights.get(name, SAFE.get(name, 0.0)) for name in factors.names]))

    @property
    def policy(self) -> Policy:
        """The policy by which this model scores."""
        return Policy(NAME, VERSION, dict(zip(self.factors.names, map(float, self.weights), strict=True)))

    def scores(self, situations: Situations) -> Floats:
        """The score of every role (columns) in each situation; -inf for the present role, which is no move."""
        scores = self.factors.weighed(situations, self.weights)
        scores[np.arange(len(situations)), situations.role] = -np.inf
        return scores

    def score_blocks(self, situations: Situations) -> Iterator[tuple[slice, Floats]]:
        """The scores of many situations, some at a time, so that they need not all fit into memory."""
        for block in blocks(len(situations), self.factors):
            yield block, self.scores(situations.take(np.arange(block.start, block.stop)))

    def explain(self, situation: Situations, role: int) -> Mapping[str, float]:
        """What each factor contributes to the score of `role` in the first of `situation`; the score is their sum."""
        found = self.factors.of(situation.take(np.array([0])))[0, role] * self.weights
        return dict(zip(self.factors.names, map(float, found), strict=True))


def blocks(size: int, factors: Factors) -> Iterator[slice]:
    """Slices of so many situations that their factors fit into memory together."""
    step = max(1, _CELLS // max(1, factors.tables.roles * len(factors.names)))
    for begin in range(0, size, step):
        yield slice(begin, min(begin + step, size))


def _factors(known: Careers, content: RoleContent, roles: int) -> Factors:
    moves = moves_of(known)
    return Factors(tables(known, moves, roles), content, _embedding(known, moves, roles))


def _embedding(known: Careers, moves: Situations, roles: int) -> CareerEmbedding | None:
    if len(moves) < ENOUGH:
        return None
    units, grades = (int(each.max(initial=-1)) + 1 for each in (known.unit, known.grade))
    return learn_embedding(moves, roles, units=units, grades=grades)


def _parts(known: Careers, held_out: HeldOut, rng: np.random.Generator) -> tuple[Careers, Situations]:
    """The careers to make factors from, and the moves, about one in five, to learn weights from."""
    moves = moves_of(known)
    if held_out is HeldOut.LATER and len(moves):
        until = np.quantile(moves.time, 0.8)
        later = moves.time > until
        if later.sum() >= len(moves) / 20:
            return known.only(known.time <= until), moves.take(np.flatnonzero(later))
    people = rng.random(int(known.person.max(initial=-1)) + 1) < 0.2
    return known.of(~people), moves.take(np.flatnonzero(people[moves.person]))


def _weights(factors: Factors, trials: Situations, rng: np.random.Generator) -> dict[str, float]:
    names = factors.names
    prior = np.array([SAFE.get(name, 0.0) for name in names])
    if not len(trials):
        return {}
    some = np.sort(rng.permutation(len(trials))[:_TRIALS])
    chosen = trials.take(some)
    parts = [
        contenders(
            factors.of(chosen.take(np.arange(block.start, block.stop))),
            chosen.target[block],
            chosen.role[block],
            prior,
            rng,
        )
        for block in blocks(len(chosen), factors)
    ]
    choices = joined(parts)
    return dict(zip(names, map(float, learn(choices, prior, _STRENGTH)), strict=True))

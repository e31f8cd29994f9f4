"""Where somebody's next move goes: the engine's next-role model as chances, set right by what an organisation saw.

The model's weights are made to rank roles well where little is known. As chances they leave two things to be learnt
from an organisation's own moves: how often people go back to roles that they had, and how alike the moves out of a role
are.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from services.recommendations.engine.careers import NONE, Careers, Floats, Ints, Situations
from services.recommendations.engine.counts import shares
from services.recommendations.engine.next_role import ENOUGH, SAFE, blocks
from services.recommendations.engine.next_role_factors import Factors

_TRIALS = 2_000
_PARTS = 5
_STEPS = 10
_MIXING_STEPS = 50
_RETURNING_WIDTH = 1.0
_PRIOR = 5.0
_LEAST = 1e-12


Make = Callable[[Careers, Situations], Factors]
"""Counts factors in careers and in their moves."""


@dataclass(frozen=True)
class NextRoles:
    """The engine's model of next roles: its factors, and the weight of each.

    `returning` is what the log-odds of roles that somebody had before have more than the factors say, and `as_counted`
    how far the moves out of a role are taken as they were counted: where all go the same way, factors, each of which
    is weighed a little, do not say so.
    """

    factors: Factors
    weights: Floats
    returning: float = 0.0
    as_counted: float = 0.0

    @classmethod
    def fit(cls, known: Careers, moves: Situations, make: Make, weights: Mapping[str, float]) -> "NextRoles | None":
        """What careers say, and the `moves` in them, by the factors that `make` counts; None where nobody ever moved.

        `returning` and `as_counted` are learnt on one person in five, from what was counted of the others; both are 0
        where that is little.
        """
        if not len(moves):
            return None
        tried = moves.person % _PARTS == 0
        trials = moves.take(np.flatnonzero(tried))
        factors = make(known, moves)
        plain = cls(factors, weighed(factors, weights))
        if len(trials) < ENOUGH / _PARTS:
            return plain
        some = trials.take(np.unique(np.linspace(0, len(trials) - 1, _TRIALS).astype(np.int64)))
        others = make(known.only(known.person % _PARTS != 0), moves.take(np.flatnonzero(~tried)))
        returning = _returning(cls(others, weighed(others, weights)), some)
        as_counted = _as_counted(cls(others, weighed(others, weights), returning), some)
        return replace(plain, returning=returning, as_counted=as_counted)

    def by(self, weights: Mapping[str, float]) -> "NextRoles":
        """The same with the weights that an organisation has set."""
        return replace(self, weights=weighed(self.factors, weights))

    def shares(self, situations: Situations) -> Floats:
        """The chance of every role (columns) to be the next one in each situation, in which it is another one."""
        return (1 - self.as_counted) * self.foretold(situations) + self.as_counted * self.counted(situations)

    def foretold(self, situations: Situations) -> Floats:
        """The same by the factors alone."""
        scores = self.factors.weighed(situations, self.weights)
        scores += self.returning * _had(situations, scores.shape[1])
        return of_another(np.exp(scores - scores.max(axis=1, keepdims=True)), situations.role)

    def counted(self, situations: Situations) -> Floats:
        """The same by the moves out of each role alone."""
        tables = self.factors.tables
        return of_another(shares(tables.direct, situations.role, tables.popular, _PRIOR), situations.role)


def weighed(factors: Factors, weights: Mapping[str, float]) -> Floats:
    """The weight of each factor: as given, else a safe one."""
    return np.array([weights.get(name, SAFE.get(name, 0.0)) for name in factors.names])


def of_another(found: Floats, own: Ints) -> Floats:
    """Shares of other roles than one's own, from what they are in proportion to."""
    known = np.flatnonzero(own != NONE)
    found[known, own[known]] = 0.0
    total = found.sum(axis=1, keepdims=True)
    return np.asarray(found / np.where(total > 0, total, 1.0))


def _returning(model: NextRoles, trials: Situations) -> float:
    """By how much the log-odds of going back have to be raised, so that people go back as often as they did."""
    back, before = np.zeros(len(trials)), np.zeros(len(trials))
    for block in blocks(len(trials), model.factors):
        part = trials.take(np.arange(block.start, block.stop))
        foretold = model.foretold(part)
        had = _had(part, foretold.shape[1])
        before[block], back[block] = (foretold * had).sum(axis=1), had[np.arange(len(part)), part.target]
    found = 0.0
    for _ in range(_STEPS):
        odds = before * np.exp(found)
        likely = odds / (1 - before + odds)
        slope = (back - likely).sum() - found / _RETURNING_WIDTH**2
        found += float(np.clip(slope / ((likely * (1 - likely)).sum() + 1 / _RETURNING_WIDTH**2), -1.0, 1.0))
    return found


def _as_counted(model: NextRoles, trials: Situations) -> float:
    """The part of the counts in a mixture of both that makes what happened likeliest, by expectation maximisation."""
    both = np.empty((2, len(trials)))
    for block in blocks(len(trials), model.factors):
        part = trials.take(np.arange(block.start, block.stop))
        rows = np.arange(len(part))
        both[0, block] = model.foretold(part)[rows, part.target]
        both[1, block] = model.counted(part)[rows, part.target]
    found = 0.5
    for _ in range(_MIXING_STEPS):
        counted = found * both[1]
        found = float((counted / np.maximum((1 - found) * both[0] + counted, _LEAST)).mean())
    return found


def _had(situations: Situations, roles: int) -> Floats:
    """1 for the roles that somebody had before the present one: situations x roles."""
    found = np.zeros((len(situations), roles))
    past = situations.lag > 0
    found[situations.held_in[past], situations.held[past]] = 1.0
    return found

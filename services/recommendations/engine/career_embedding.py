"""Which roles suit a career, by a low-rank model of all careers at once.

Each role held, with how and when it was held, places a career in a space of a few dimensions; each candidate has a
place in it, too, and a career leads to candidates near by. It is a multinomial logit with weights of low rank, learnt
by stochastic gradients (Adam, Kingma and Ba 2015) with dropout (Srivastava et al. 2014). It sees similar careers
where counts of transitions see none. Draws are seeded: the same careers give the same model.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from services.recommendations.engine.careers import Floats, Ints, Situations
from services.recommendations.engine.counts import popularity

Single = NDArray[np.float32]

_DIMENSIONS = 64
_DROPPED = np.float32(0.4)
_BATCH = 512
_EPOCHS = 8
_RATE = 0.01
_DECAY = 0.2
_TARGETS = 2000
"""So many of the commonest roles have a place of their own as candidates; the others are as likely as common."""
_WORK = 300_000_000
"""At most about so many scores of candidates are computed for one model: larger organisations have fewer epochs."""
_SEEDS = 2
"""So many models are learnt and speak together, or one where the work leaves no room for all epochs."""
_FADING_YEARS = 4.0
_BINS = 7


@dataclass(frozen=True)
class Inputs:
    """How a situation becomes a row of numbers: the edges of the bins of tenure, moves, experience and time."""

    roles: int
    units: int
    grades: int
    edges: tuple[Floats, ...]

    def of(self, situations: Situations) -> sparse.csr_matrix:
        """One row a situation."""
        parts = [self._present(situations), self._tenure(situations), *self._past(situations)]
        parts += [_one_hot(numbers, size) for numbers, size in self._kinds(situations)]
        return sparse.hstack(parts).tocsr().astype(np.float32)

    def _present(self, s: Situations) -> sparse.csr_matrix:
        return _one_hot(s.role, self.roles)

    def _tenure(self, s: Situations) -> sparse.csr_matrix:
        now = s.lag == 0
        return self._held(s, now, np.log1p(s.years[now]) / 2)

    def _past(self, s: Situations) -> list[sparse.csr_matrix]:
        last, before, long_before = s.lag == 1, s.lag >= 1, s.lag >= 2
        faded = np.exp(-s.ago[before] / _FADING_YEARS) * np.log1p(s.years[before])
        return [
            self._held(s, last, np.ones(last.sum())),
            self._held(s, before, faded),
            self._held(s, long_before, 0.7 / np.sqrt(1 + s.lag[long_before])),
        ]

    def _held(self, s: Situations, chosen: NDArray[np.bool_], values: Floats) -> sparse.csr_matrix:
        return sparse.csr_matrix((values, (s.held_in[chosen], s.held[chosen])), shape=(len(s), self.roles))

    def _kinds(self, s: Situations) -> list[tuple[Ints, int]]:
        measures = _measures(s)
        binned = [
            (np.searchsorted(edges, measure, side="right"), len(edges) + 1)
            for edges, measure in zip(self.edges, measures, strict=True)
        ]
        return [*binned, (s.unit, self.units), (s.grade, self.grades)]


@dataclass(frozen=True)
class CareerEmbedding:
    """The model: where inputs place a career, where candidates are, and how common they are."""

    inputs: Inputs
    places: Sequence[Single]
    candidates: Sequence[Single]
    common: Sequence[Single]

    def log_chances(self, situations: Situations) -> Single:
        """The log of every role's chance to be next, one row a situation: the mean over the models of each seed."""
        rows = self.inputs.of(situations)
        total = np.zeros((len(situations), self.inputs.roles), dtype=np.float32)
        for place, candidate, common in zip(self.places, self.candidates, self.common, strict=True):
            total += _log_softmax((rows @ place) @ candidate + common)
        return total / np.float32(len(self.places))


def learn_embedding(situations: Situations, roles: int, *, units: int, grades: int) -> CareerEmbedding:
    """The model that explains the moves best."""
    edges = tuple(
        np.unique(np.quantile(m, np.linspace(0, 1, _BINS + 1)[1:-1])) if len(m) else np.empty(0)
        for m in _measures(situations)
    )
    inputs = Inputs(roles, units, grades, edges)
    rows = inputs.of(situations)
    epochs = int(np.clip(_WORK // max(1, len(situations) * min(roles, _TARGETS)), 1, _EPOCHS))
    seeds = range(_SEEDS if epochs == _EPOCHS else 1)
    models = [_descend(rows, situations, roles, epochs, np.random.default_rng(seed)) for seed in seeds]
    places, candidates, common = zip(*models, strict=True)
    return CareerEmbedding(inputs, places, candidates, common)


def _measures(s: Situations) -> tuple[Floats, ...]:
    return s.tenure, s.moves.astype(np.float64), s.experience, s.time


def _one_hot(numbers: Ints, size: int) -> sparse.csr_matrix:
    known = np.flatnonzero((numbers >= 0) & (numbers < size))
    return sparse.csr_matrix((np.ones(len(known)), (known, numbers[known])), shape=(len(numbers), size))


def _log_softmax(scores: Single) -> Single:
    scores = scores - scores.max(axis=1, keepdims=True)
    return np.asarray(scores - np.log(np.exp(scores).sum(axis=1, keepdims=True)), dtype=np.float32)


def _descend(
    rows: sparse.csr_matrix, s: Situations, roles: int, epochs: int, rng: np.random.Generator
) -> tuple[Single, Single, Single]:
    common = np.log(popularity(s.target, roles)).astype(np.float32)
    own = np.sort(np.argsort(-common, kind="stable")[:_TARGETS])
    column = np.full(roles, -1)
    column[own] = np.arange(len(own))
    learnt = np.flatnonzero(column[s.target] >= 0)
    targets, present = column[s.target], column[s.role]
    place = rng.standard_normal((rows.shape[1], _DIMENSIONS), dtype=np.float32) * np.float32(0.1)
    candidate = rng.standard_normal((_DIMENSIONS, len(own)), dtype=np.float32) * np.float32(0.1)
    bias = common[own].copy()
    adam = _Adam([place, candidate, bias])
    for epoch in range(epochs):
        order = rng.permutation(learnt)
        for begin in range(0, len(order), _BATCH):
            batch = order[begin : begin + _BATCH]
            drawn = rng.random((len(batch), _DIMENSIONS), dtype=np.float32) > _DROPPED
            kept = np.asarray(drawn / (1 - _DROPPED), dtype=np.float32)
            gradients = _gradients(rows[batch], (place, candidate, bias), targets[batch], present[batch], kept)
            adam.step(gradients, _RATE * (1 - epoch / epochs))
    whole = np.zeros((_DIMENSIONS, roles), dtype=np.float32)
    whole[:, own] = candidate
    common[own] = bias
    return place, whole, common


def _gradients(
    rows: sparse.csr_matrix, weights: tuple[Single, Single, Single], targets: Ints, present: Ints, kept: Single
) -> list[Single]:
    place, candidate, bias = weights
    each = np.arange(len(targets))
    hidden = (rows @ place) * kept
    scores = hidden @ candidate + bias
    scores[each[present >= 0], present[present >= 0]] = -1e9
    error = np.exp(_log_softmax(scores))
    error[each, targets] -= 1
    error /= np.float32(len(targets))
    return [rows.T @ ((error @ candidate.T) * kept), hidden.T @ error, error.sum(axis=0)]


class _Adam:
    """Adam with decoupled decay of the weights, the biases excepted; it changes the arrays that it is given."""

    def __init__(self, weights: list[Single]) -> None:
        self._weights = weights
        self._means = [np.zeros_like(each) for each in weights]
        self._squares = [np.zeros_like(each) for each in weights]
        self._steps = 0

    def step(self, gradients: list[Single], rate: float) -> None:
        self._steps += 1
        ahead = np.float32(rate / (1 - 0.9**self._steps))
        behind = np.float32(1 / (1 - 0.999**self._steps))
        for weight, gradient, mean, square in zip(self._weights, gradients, self._means, self._squares, strict=True):
            mean *= np.float32(0.9)
            mean += np.float32(0.1) * gradient
            square *= np.float32(0.999)
            square += np.float32(0.001) * gradient * gradient
            weight -= ahead * mean / (np.sqrt(square * behind) + np.float32(1e-8))
            if weight.ndim > 1:
                weight *= np.float32(1 - rate * _DECAY)

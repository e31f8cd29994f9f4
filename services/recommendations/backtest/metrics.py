"""How good a ranking is, case by case.

A case is one list of candidates of which one or several turn out to be relevant. Candidates of equal score are
ordered by a draw from their names (`draw`), the same for every model: no model gains from the order of a file, and the
same files always give the same figures.
"""

from collections.abc import Sequence
from hashlib import md5

import numpy as np
from numpy.typing import NDArray

METRICS = ("mrr", "hit@1", "hit@5", "hit@10", "recall@5", "recall@10", "map")
"""In the order of the columns of `Values`."""

Scores = NDArray[np.float64]
Values = NDArray[np.float64]
"""One row a case, one column a metric."""

EXCLUDED = -np.inf
"""The score of what is no candidate in a case. It comes after every candidate."""


def draw(names: Sequence[str]) -> NDArray[np.int64]:
    """The place of every candidate among those of its score: a permutation that depends on the names alone."""
    hashes = [md5(name.encode(), usedforsecurity=False).digest() for name in names]
    order = sorted(range(len(names)), key=hashes.__getitem__)
    places = np.empty(len(names), dtype=np.int64)
    places[order] = np.arange(len(names))
    return places


def ranks_of_one(scores: Scores, targets: NDArray[np.int64], places: NDArray[np.int64]) -> NDArray[np.int64]:
    """The rank, from 1, of the one relevant candidate of each case.

    `scores` has one row a case and one column a candidate; `targets` the relevant column of each row.
    """
    rows = np.arange(len(targets))
    target = scores[rows, targets][:, None]
    before = (scores > target) | ((scores == target) & (places[None, :] < places[targets][:, None]))
    return np.asarray(before.sum(axis=1) + 1, dtype=np.int64)


def ranks_of_many(scores: Scores, relevant: NDArray[np.int64], places: NDArray[np.int64]) -> NDArray[np.int64]:
    """The ranks, from 1 and ascending, of the relevant candidates of one case; `scores` has one entry a candidate."""
    ranks = np.empty(len(scores), dtype=np.int64)
    ranks[np.lexsort((places, -scores))] = np.arange(1, len(scores) + 1)
    return np.sort(ranks[relevant])


def values_of_one(ranks: NDArray[np.int64]) -> Values:
    """The metrics of cases with one relevant candidate each, from its ranks."""
    reciprocal = 1.0 / ranks
    hits = [(ranks <= k).astype(np.float64) for k in (1, 5, 10)]
    return np.column_stack([reciprocal, *hits, hits[1], hits[2], reciprocal])


def values_of_many(ranks: NDArray[np.int64]) -> Values:
    """The metrics of one case, from the ascending ranks of its relevant candidates (at least one).

    Recall at k is the share of the relevant that are among the first k, of those that k places can hold: of 12 relevant
    ones 10 at most. Average precision is over the whole ranking.
    """
    among = [int((ranks <= k).sum()) for k in (1, 5, 10)]
    precision = np.arange(1, len(ranks) + 1) / ranks
    found = [float(number > 0) for number in among]
    recalled = [number / min(k, len(ranks)) for number, k in zip(among[1:], (5, 10), strict=True)]
    return np.array([1.0 / ranks[0], *found, *recalled, float(precision.mean())])


def mean(values: Values) -> dict[str, float | None]:
    """Each metric's mean over cases; None where there are no cases."""
    if not len(values):
        return dict.fromkeys(METRICS)
    return dict(zip(METRICS, map(float, values.mean(axis=0)), strict=True))


def macro_mean(values: Values, groups: NDArray[np.int64]) -> dict[str, float | None]:
    """Each metric's mean over groups of its means within them, so that frequent groups count no more than rare ones."""
    _, group = np.unique(groups, return_inverse=True)
    sizes = np.bincount(group)
    within = np.column_stack([np.bincount(group, weights=column) for column in values.T]) if len(values) else values
    return mean(within / sizes[:, None] if len(values) else values)

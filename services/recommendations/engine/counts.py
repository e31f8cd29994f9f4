"""Counts by key, and the shares they stand for when little is known of a key."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Counts:
    """How often each of the outcomes followed each key. Keys are any numbers; one that was never seen has none."""

    keys: Ints
    table: sparse.csr_matrix
    totals: Floats

    def rows(self, keys: Ints) -> tuple[Floats, Floats]:
        """The counts of outcomes for each of `keys`, and their totals."""
        if not len(self.keys):
            return np.zeros((len(keys), self.table.shape[1])), np.zeros(len(keys))
        at = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        known = self.keys[at] == keys
        return self.table[at].toarray() * known[:, None], self.totals[at] * known


def counted(keys: Ints, outcomes: Ints, size: int, weights: Floats | None = None) -> Counts:
    """The counts of pairs of a key and one of `size` outcomes; a key or an outcome below 0 is left out."""
    chosen = (keys >= 0) & (outcomes >= 0)
    known, rows = np.unique(keys[chosen], return_inverse=True)
    weight = np.ones(len(rows)) if weights is None else weights[chosen]
    table = sparse.csr_matrix((weight, (rows, outcomes[chosen])), shape=(len(known), size))
    table.sum_duplicates()
    return Counts(known, table, np.asarray(table.sum(axis=1), dtype=np.float64).ravel())


def shares(counts: Counts, keys: Ints, prior: Floats, weight: float) -> Floats:
    """The share of each outcome by key, where `prior` (one share an outcome, or one row a key) counts as `weight`
    observations: Dirichlet smoothing."""
    rows, totals = counts.rows(keys)
    return np.asarray((rows + weight * prior) / (totals + weight)[:, None])


def popularity(outcomes: Ints, size: int, weights: Floats | None = None) -> Floats:
    """The share of each outcome, each counted half a time more than it occurred, so that none is impossible."""
    found = np.bincount(outcomes[outcomes >= 0], None if weights is None else weights[outcomes >= 0], size) + 0.5
    return np.asarray(found / found.sum())

"""Boosted regression trees of small depth: whether something is chosen, from factors that do not simply add up.

Newton steps on the logistic loss, with histograms (Friedman 2001, "Greedy function approximation"; Chen and Guestrin
2016, "XGBoost"). Nothing is drawn by chance. A score is the sum of what its factors contribute: at each split on the
way to a leaf, the change of the node's value is that of the factor that is split by (Saabas 2014).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Rows = NDArray[np.float32]
_Bins = NDArray[np.uint8]
_Nodes = NDArray[np.int64]


@dataclass(frozen=True)
class Growth:
    """How trees are grown: how many, how deep, how far each one steps, and what holds them back.

    `ridge` shrinks the values of nodes; `weight` is the least sum of second derivatives in a leaf; `bins`, at most
    255, is the number of intervals that a factor's values are cut into.
    """

    trees: int = 160
    depth: int = 3
    step: float = 0.08
    ridge: float = 5.0
    weight: float = 4.0
    bins: int = 64


DEFAULT = Growth()


@dataclass(frozen=True)
class BoostedTrees:
    """Complete trees as arrays: one row a tree, one column a node, numbered from the root level by level.

    A row goes left at an inner node where its bin of `factor` is at most `cut`; a node that is not split sends all
    rows left, to a node of the same value. `edges` has one row a factor.
    """

    edges: Floats
    factor: _Nodes
    cut: _Nodes
    value: Floats
    base: float

    def scores(self, rows: Rows) -> Floats:
        """The log odds of each row; `rows` has one column a factor."""
        binned = _binned(rows, self.edges)
        found = np.full(len(rows), self.base)
        for tree, values in enumerate(self.value):
            *_, leaf = self._path(tree, binned)
            found += values[leaf]
        return found

    def contributions(self, rows: Rows) -> Floats:
        """What each factor adds to the log odds of each row; what all rows have in common comes last."""
        binned = _binned(rows, self.edges)
        found = np.zeros((len(rows), len(self.edges) + 1))
        found[:, -1] = self.base + self.value[:, 0].sum()
        each = np.arange(len(rows))
        for tree, values in enumerate(self.value):
            above: _Nodes = np.zeros(len(rows), dtype=np.int64)
            for below in self._path(tree, binned):
                found[each, self.factor[tree, above]] += values[below] - values[above]
                above = below
        return found

    def _path(self, tree: int, binned: _Bins) -> Iterator[_Nodes]:
        each = np.arange(len(binned))
        node: _Nodes = np.zeros(len(binned), dtype=np.int64)
        for _ in range(_depth(self.factor.shape[1])):
            node = 2 * node + 1 + (binned[each, self.factor[tree, node]] > self.cut[tree, node])
            yield node


def grow(rows: Rows, chosen: NDArray[np.bool_], growth: Growth = DEFAULT) -> BoostedTrees:
    """Trees that tell rows that were chosen from others; `rows` has one column a factor."""
    edges = _edges(rows, chosen, growth.bins)
    binned = np.ascontiguousarray(_binned(rows, edges).T)
    share = float(np.clip(chosen.mean(), 1e-6, 1 - 1e-6))
    base = float(np.log(share / (1 - share)))
    inner = 2**growth.depth - 1
    factor = np.zeros((growth.trees, inner), dtype=np.int64)
    cut = np.full((growth.trees, inner), growth.bins, dtype=np.int64)
    value = np.zeros((growth.trees, 2 * inner + 1))
    scores = np.full(len(rows), base)
    for tree in range(growth.trees):
        expected = 1 / (1 + np.exp(-scores))
        leaf = _grow_one(binned, chosen - expected, expected * (1 - expected), growth, (factor, cut, value), tree)
        scores += value[tree][leaf]
    return BoostedTrees(edges, factor, cut, value, base)


def _grow_one(
    binned: _Bins,
    slopes: Floats,
    bends: Floats,
    growth: Growth,
    trees: tuple[_Nodes, _Nodes, Floats],
    tree: int,
) -> _Nodes:
    """Fill in one tree, and answer the leaf that each row comes to."""
    factor, cut, value = (each[tree] for each in trees)
    value[0] = growth.step * slopes.sum() / (bends.sum() + growth.ridge)
    node: _Nodes = np.zeros(binned.shape[1], dtype=np.int64)
    for level in range(growth.depth):
        first, nodes = 2**level - 1, 2**level
        sums = _histograms(binned, node - first, nodes, slopes, bends, growth.bins)
        gains = _gains(*sums, growth)
        best = gains.reshape(nodes, -1).argmax(axis=1)
        for index in range(nodes):
            by, at = divmod(int(best[index]), growth.bins)
            below = 2 * (first + index) + 1
            if gains[index, by, at] <= 0:
                value[below] = value[below + 1] = value[first + index]
                continue
            factor[first + index], cut[first + index] = by, at
            for side, part in enumerate((slice(None, at + 1), slice(at + 1, None))):
                slope, bend = (each[index, by, part].sum() for each in sums)
                value[below + side] = growth.step * slope / (bend + growth.ridge)
        node = 2 * node + 1 + (binned[factor[node], np.arange(len(node))] > cut[node])
    return node


def _histograms(
    binned: _Bins, node: _Nodes, nodes: int, slopes: Floats, bends: Floats, bins: int
) -> tuple[Floats, Floats]:
    shape = (nodes, len(binned), bins)
    first, second = np.empty(shape), np.empty(shape)
    offset = node * bins
    for by, column in enumerate(binned):
        place = offset + column
        first[:, by] = np.bincount(place, slopes, nodes * bins).reshape(nodes, bins)
        second[:, by] = np.bincount(place, bends, nodes * bins).reshape(nodes, bins)
    return first, second


def _gains(slopes: Floats, bends: Floats, growth: Growth) -> Floats:
    """What splitting a node after each bin of each factor gains in loss; nothing where a side would be too light."""
    left, left_bend = slopes.cumsum(axis=2), bends.cumsum(axis=2)
    all_, all_bend = left[:, :, -1:], left_bend[:, :, -1:]
    right, right_bend = all_ - left, all_bend - left_bend
    gain = (
        left**2 / (left_bend + growth.ridge)
        + right**2 / (right_bend + growth.ridge)
        - all_**2 / (all_bend + growth.ridge)
    )
    return np.where((left_bend >= growth.weight) & (right_bend >= growth.weight), gain, 0.0)


def _edges(rows: Rows, chosen: NDArray[np.bool_], bins: int) -> Floats:
    """Where the values of each factor are cut: half by the quantiles of all rows, half by those of what was chosen,
    since it is among the few strongest that small differences matter."""
    some = rows[chosen] if chosen.any() else rows
    half = bins // 2
    parts = [(rows, half), (some, bins - 1 - half)]
    edges = [np.quantile(part, np.arange(1, number + 1) / (number + 1), axis=0).T for part, number in parts]
    return np.sort(np.concatenate(edges, axis=1), axis=1).astype(np.float64)


def _binned(rows: Rows, edges: Floats) -> _Bins:
    found = np.empty(rows.shape, dtype=np.uint8)
    for by, each in enumerate(edges):
        found[:, by] = np.searchsorted(each, rows[:, by], side="left")
    return found


def _depth(inner: int) -> int:
    return (inner + 1).bit_length() - 1

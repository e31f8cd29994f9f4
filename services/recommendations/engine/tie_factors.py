"""What speaks for a tie between two people: whom they both know, how alike they are, how sought after one is.

Every factor is a number for each pair, computed for some people (rows) against all others (columns). Strengths that
come from the ties are relative to the twenty strongest of the person, so that people with many and few ties compare.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from services.recommendations.engine.attributes import NONE, Attributes, Groups
from services.recommendations.engine.pair_model import Dense, Factor, Rows
from services.recommendations.engine.tie_structure import (
    closeness,
    dense,
    product,
    relative,
    structure,
    sums,
    with_groups,
)

_SEEN_FROM_THERE = ("shared contacts", "contacts of those alike", "three steps away", "same circles")
_ENOUGH = 3_000
"""Ties from which on finer factors of their structure gain more than the learning of their weights costs."""
_MANY = 4_000
"""People beyond whom these factors take more time than they are worth."""


@dataclass(frozen=True)
class Ties:
    """Ties among `people` people: who, to whom and how strongly (1 where nothing is known).

    Where they are not directed, each is entered once, in either direction. `layers` are ties of other kinds.
    """

    people: int
    source: NDArray[np.int64]
    target: NDArray[np.int64]
    weight: NDArray[np.float64]
    directed: bool = False
    attributes: Attributes = NONE
    layers: Mapping[str, "Ties"] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.source)

    def only(self, chosen: NDArray[np.bool_]) -> "Ties":
        """Some of the ties among the same people."""
        return replace(self, source=self.source[chosen], target=self.target[chosen], weight=self.weight[chosen])

    def matrix(self) -> sparse.csr_matrix:
        """The strength of each tie, log2(1 + weight): both ways where ties are not directed."""
        shape = (self.people, self.people)
        strength = np.log2(1 + np.maximum(self.weight, 0))
        found = sparse.csr_matrix((strength, (self.source, self.target)), shape=shape)
        if not self.directed:
            found = sparse.csr_matrix(found + found.T)
        found.sum_duplicates()
        return found


def factors(ties: Ties) -> dict[str, Factor]:
    """Every factor of the ties, by name."""
    given = ties.matrix()
    both = sparse.csr_matrix(given + given.T) if ties.directed else given
    found = _undirected(both, ties.attributes.groups)
    if ties.directed:
        found |= _directed(given)
    for name, layer in ties.layers.items():
        found |= _layer(name, layer.matrix(), given)
    for groups in ties.attributes.groups:
        found |= _groups(groups, given)
    for amounts in ties.attributes.amounts:
        found |= _amounts(amounts.name, amounts.of)
    return found


def _undirected(ties: sparse.csr_matrix, groups: Sequence[Groups]) -> dict[str, Factor]:
    people = ties.shape[0]
    found = {"sought after": _column(np.log1p(_degrees(ties, 0))), **structure(ties, people)}
    if ties.nnz < 2 * _ENOUGH or people > _MANY:
        return found
    found |= closeness(ties, {name: found[name] for name in _SEEN_FROM_THERE})
    if groups:
        mixed = structure(with_groups(ties, [_members(each) for each in groups]), people)
        found |= {f"{name}, by ties and groups": factor for name, factor in mixed.items()}
    return found


def _directed(ties: sparse.csr_matrix) -> dict[str, Factor]:
    back = sparse.csr_matrix(ties.T)
    onward = sparse.csr_matrix(sparse.diags(1 / np.maximum(sums(ties, 1), 1e-9)) @ ties)
    chosen = sparse.csr_matrix(sparse.diags(1 / np.maximum(sums(ties, 0), 1e-9)) @ back)
    return {
        "chosen by many": _column(np.log1p(_degrees(ties, 0))),
        "chooses many": _column(np.log1p(_degrees(ties, 1))),
        "has chosen the person": lambda rows: dense(back[rows]),
        "chosen by those one chose": relative(lambda rows: dense(ties[rows] @ onward)),
        "chosen by those who choose alike": relative(lambda rows: product(dense(ties[rows] @ chosen), onward)),
        "chooses alike": relative(lambda rows: dense(ties[rows] @ chosen)),
    }


def _layer(name: str, layer: sparse.csr_matrix, ties: sparse.csr_matrix) -> dict[str, Factor]:
    back = sparse.csr_matrix(layer.T)
    both = sparse.csr_matrix(layer + back)
    near = sparse.csr_matrix(sparse.diags(1 / np.maximum(sums(both, 1), 1e-9)) @ both)
    onward = sparse.csr_matrix(sparse.diags(1 / np.maximum(sums(ties, 1), 1e-9)) @ ties)
    return {
        f"{name}: tied": lambda rows: dense(layer[rows]),
        f"{name}: tied back": lambda rows: dense(back[rows]),
        f"{name}: sought after": _column(np.log1p(_degrees(layer, 0))),
        f"{name}: shared contacts": relative(lambda rows: dense(both[rows] @ near)),
        f"{name}: tied to one's contacts": relative(lambda rows: dense(both[rows] @ onward)),
    }


def _groups(groups: Groups, ties: sparse.csr_matrix) -> dict[str, Factor]:
    """The same group, and who is sought after in it; groups between which there are more ties than chance has; the
    share of one person's ties that goes to the other's group, smoothed by that of their own group."""
    name, of = groups.name, groups.of
    member = _members(groups)
    sizes = np.maximum(sums(member, 0), 1)
    between = np.asarray((member.T @ ties @ member).toarray())
    by_chance = np.outer(between.sum(1), between.sum(0)) / max(between.sum(), 1e-9)
    affinity = np.log((between + 1) / (by_chance + 1))
    share = (between + 0.5) / (between.sum(1, keepdims=True) + 0.5 * groups.number)

    def towards(which: sparse.csr_matrix, shares: NDArray[np.float64]) -> NDArray[np.float64]:
        own = (which @ member).toarray() + 5 * (member @ shares)
        return np.asarray(np.log((own + 1e-3) / (sums(which, 1)[:, None] + 5) / sizes[None, :] + 1e-5))

    out = towards(ties, share)
    back = between.T
    into = towards(sparse.csr_matrix(ties.T), (back + 0.5) / (back.sum(1, keepdims=True) + 0.5 * groups.number))

    within = ties.tocoo()
    inner = (of[within.row] == of[within.col]) & (of[within.row] >= 0)
    sought = np.log1p(np.bincount(within.col[inner], minlength=len(of)))

    def same(rows: Rows) -> NDArray[np.bool_]:
        return np.asarray((of[rows, None] == of[None, :]) & (of[None, :] >= 0))

    def in_columns(table: NDArray[np.float64]) -> Dense:
        return np.where(of[None, :] >= 0, table[:, np.maximum(of, 0)], 0).astype(np.float32)

    def of_rows(rows: Rows, table: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.where(of[rows, None] >= 0, table[np.maximum(of[rows], 0)], 0)

    return {
        f"same {name}": lambda rows: same(rows).astype(np.float32),
        f"sought after in the {name}": lambda rows: np.where(same(rows), sought[None, :], 0).astype(np.float32),
        f"{name}s with many ties": lambda rows: in_columns(of_rows(rows, affinity)),
        f"one's ties to that {name}": lambda rows: in_columns(out[rows]),
        f"their ties to one's {name}": lambda rows: np.where(
            of[rows, None] >= 0, into.T[np.maximum(of[rows], 0)], 0
        ).astype(np.float32),
    }


def _members(groups: Groups) -> sparse.csr_matrix:
    """One row a person and one column a group: 1 where the person is in it."""
    known = np.flatnonzero(groups.of >= 0)
    entries = (np.ones(len(known)), (known, groups.of[known]))
    return sparse.csr_matrix(entries, shape=(len(groups.of), groups.number))


def _amounts(name: str, of: NDArray[np.float64]) -> dict[str, Factor]:
    return {
        f"near in {name}": lambda rows: -np.abs(of[rows, None] - of[None, :]).astype(np.float32),
        f"ahead in {name}": lambda rows: (of[None, :] - of[rows, None]).astype(np.float32),
    }


def _column(values: NDArray[np.float64]) -> Factor:
    column = values.astype(np.float32)
    return lambda rows: np.broadcast_to(column, (len(rows), len(column)))


def _degrees(ties: sparse.csr_matrix, axis: int) -> NDArray[np.float64]:
    return sums(ties > 0, axis)

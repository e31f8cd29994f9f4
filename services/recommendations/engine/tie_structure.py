"""How people are placed in a network of ties: whom they share, how far apart they are, which circles they move in.

Strengths are relative to the twenty strongest of the person, so that people with many and few ties compare.
"""

import numpy as np
from numpy.typing import NDArray
from scipy import linalg, sparse

from services.recommendations.engine.pair_model import Dense, Factor, Rows

_TOP = 20
_SMALL = 1_500
"""People up to which all eigenvectors are computed, and everybody is compared with everybody beforehand; beyond it the
`_VECTORS` strongest have to do."""
_VECTORS = 64
_ITERATIONS = 8
_CLOSEST = (10, 30)


def structure(ties: sparse.csr_matrix, people: int) -> dict[str, Factor]:
    """The factors of ties that go both ways, among the first `people` nodes; what else there is only lies between."""
    strength = np.maximum(sums(ties, 1), 1e-9)
    step = sparse.csr_matrix(sparse.diags(1 / strength) @ ties)
    even = sparse.csr_matrix(sparse.diags(strength**-0.5) @ ties @ sparse.diags(strength**-0.5))
    unit = _unit(ties)
    vectors, gains = _spectrum(ties)

    def alike(rows: Rows) -> Dense:
        return dense(unit[rows] @ unit.T)

    def of_people(factor: Factor) -> Factor:
        return relative(lambda rows: factor(rows)[:, :people])

    return {
        "shared contacts": of_people(lambda rows: dense(ties[rows] @ step)),
        "alike in contacts": lambda rows: alike(rows)[:, :people],
        "contacts of those alike": of_people(lambda rows: product(alike(rows) ** 2, ties)),
        "two steps away": of_people(lambda rows: dense(even[rows] @ even)),
        "three steps away": of_people(lambda rows: product(dense(even[rows] @ even), even)),
        "same circles": of_people(lambda rows: np.asarray(vectors[rows] * gains @ vectors.T, dtype=np.float32)),
    }


def closeness(ties: sparse.csr_matrix, found: dict[str, Factor]) -> dict[str, Factor]:
    """What takes a comparison of everybody with everybody: who is tied to those most alike, who is most alike to those
    tied to, and how strong `found` factors are for the other one. Nothing where there are too many people for it."""
    if ties.shape[0] > _SMALL:
        return {}
    unit = _unit(ties)
    likeness = dense(unit @ unit.T)
    np.fill_diagonal(likeness, 0)
    closer: dict[str, Factor] = {}
    for number in _CLOSEST:
        near = sparse.csr_matrix(strongest(likeness, number))
        closer[f"contacts of the {number} most alike"] = relative(_through(near, ties))
        closer[f"among the {number} most alike to contacts"] = relative(_through(ties, sparse.csr_matrix(near.T)))
    return closer | {f"{name}, seen from there": _from_there(factor, ties.shape[0]) for name, factor in found.items()}


def with_groups(ties: sparse.csr_matrix, members: list[sparse.csr_matrix]) -> sparse.csr_matrix:
    """The ties with one more node for each group, tied to its members twice as strongly as people are on average."""
    strength = 2 * float(ties.sum()) / max(ties.nnz, 1)
    every = sparse.hstack(members) * strength
    return sparse.csr_matrix(sparse.bmat([[ties, every], [every.T, None]]))


def relative(factor: Factor) -> Factor:
    """The factor in units of the mean of each person's strongest."""

    def in_units(rows: Rows) -> Dense:
        found = factor(rows)
        return np.asarray(found / _top(found)[:, None], dtype=np.float32)

    return in_units


def strongest(strengths: Dense, number: int) -> Dense:
    """The strengths with all but about `number` in each row set to 0."""
    if strengths.shape[1] <= number:
        return strengths
    least = -np.partition(-strengths, number - 1, axis=1)[:, number - 1 : number]
    return np.where(strengths >= least, strengths, np.float32(0))


def sums(matrix: sparse.csr_matrix, axis: int) -> NDArray[np.float64]:
    """The sums of columns (0) or rows (1)."""
    return np.asarray(matrix.sum(axis=axis), dtype=np.float64).ravel()


def product(left: Dense, right: sparse.csr_matrix) -> Dense:
    """A dense matrix times a sparse one."""
    return np.asarray(left @ right.astype(np.float32), dtype=np.float32)


def dense(matrix: sparse.csr_matrix) -> Dense:
    """All entries of a sparse matrix."""
    return np.asarray(matrix.toarray(), dtype=np.float32)


def _through(first: sparse.csr_matrix, second: sparse.csr_matrix) -> Factor:
    return lambda rows: dense(first[rows] @ second)


def _from_there(factor: Factor, people: int) -> Factor:
    """The factor in units of the mean of each other one's strongest."""
    units = _top(factor(np.arange(people)).T)
    return lambda rows: np.asarray(factor(rows) / units[None, :], dtype=np.float32)


def _top(strengths: Dense) -> Dense:
    number = min(_TOP, strengths.shape[1])
    top = np.partition(strengths, strengths.shape[1] - number, axis=1)[:, -number:].mean(axis=1)
    return np.asarray(np.abs(top) + 1e-6, dtype=np.float32)


def _unit(ties: sparse.csr_matrix) -> sparse.csr_matrix:
    return sparse.csr_matrix(sparse.diags(1 / np.maximum(np.sqrt(sums(ties.multiply(ties), 1)), 1e-9)) @ ties)


def _spectrum(ties: sparse.csr_matrix) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Eigenvectors of the ties, and how much of each remains: those that noise could have made are held back.

    Ridge regression of everybody's contacts on everybody's contacts, in the eigenbasis.
    """
    people = ties.shape[0]
    if people <= _SMALL:
        values, vectors = linalg.eigh(ties.toarray())
    else:
        values, vectors = _leading(ties, _VECTORS)
    noise = 4 * float(ties.multiply(ties).sum()) / max(people, 1)
    gains = values**3 / (values**2 + noise + 1e-9)
    return vectors.astype(np.float32), gains.astype(np.float32)


def _leading(ties: sparse.csr_matrix, number: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """About the strongest eigenvectors, by subspace iteration from random ones (Halko, Martinsson and Tropp 2011)."""
    basis = np.random.default_rng(0).standard_normal((ties.shape[0], number))
    for _ in range(_ITERATIONS):
        basis = ties @ basis
        # Made orthogonal by way of their products, which takes a fraction of the time of a QR factorisation.
        sizes, turned = linalg.eigh(basis.T @ basis)
        kept = sizes > sizes[-1] * 1e-12
        basis = basis @ (turned[:, kept] / np.sqrt(sizes[kept]))
    values, turned = linalg.eigh(basis.T @ (ties @ basis))
    return values, basis @ turned

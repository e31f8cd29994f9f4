"""What speaks for a skill in a role of which some skills are known: each kind of evidence as one factor.

Roles alike in skills or in words, skills that go together, skills named in the words of the role. All are learnt from
the profiles of other roles, none from the role itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import linalg, sparse

from services.recommendations.engine.words import rarity, unit_rows

Floats = NDArray[np.float32]

ALTOGETHER = "roles alike altogether"
BY_SKILLS = "roles alike in skills"
BY_WORDS = "roles alike in words"
CLOSEST = "closest roles"
STEPS = "shared rare skills"
TOGETHER = "skills that go together"
NAMED = "named in the role's words"
LIKE_KNOWN = "words like those of known skills"
FREQUENT = "frequent skill"
KNOWN = "number of known skills"


@dataclass(frozen=True)
class Roles:
    """Roles as rows: which skills each has (0 or 1), and, where known, its words and its families.

    `families` has one column a family and one row a role, of which the entries sum to 1 at most: a role in nested
    families has a part of it in each.
    """

    skills: sparse.csr_matrix
    words: sparse.csr_matrix | None = None
    families: sparse.csr_matrix | None = None

    def __len__(self) -> int:
        return int(self.skills.shape[0])

    def __getitem__(self, rows: NDArray[np.int64]) -> "Roles":
        def part(matrix: sparse.csr_matrix | None) -> sparse.csr_matrix | None:
            return None if matrix is None else matrix[rows]

        return Roles(self.skills[rows], part(self.words), part(self.families))

    def knowing(self, skills: sparse.csr_matrix) -> "Roles":
        """The same roles, with only some of their skills known."""
        return replace(self, skills=skills)


@dataclass(frozen=True)
class Kernels:
    """How alike two roles are: weights of their skills (cosine of rare skills to the power of 1.5), of their words and
    of their families; `ridge` is what regression on likeness is held back by."""

    skills: float = 1.5
    power: float = 1.5
    words: float = 0.4
    families: float = 0.15
    ridge: float = 1.0
    together: float = 30.0
    closest: int = 10
    landmarks: int = 2_500


DEFAULT = Kernels()


@dataclass(frozen=True)
class Evidence:
    """What was learnt from the profiles of `roles`. Regressions are on those of them that are `landmarks`."""

    roles: Roles
    landmarks: NDArray[np.int64]
    skill_words: sparse.csr_matrix | None
    kernels: Kernels
    rare: NDArray[np.float64]
    solvers: Mapping[str, NDArray[np.float32]]
    together: tuple[NDArray[np.float32], NDArray[np.float32]]

    def factors(self, asked: Roles) -> dict[str, Floats]:
        """Every factor for every skill: one row a role asked about, one column a skill.

        Strengths are relative to the ten strongest of the role, so that roles can be compared.
        """
        alike = _likeness(asked, self.roles, self.rare, self.kernels)
        have, marks = self.roles.skills, self.landmarks
        found = {name: _times(alike[name][:, marks] @ solver, have[marks]) for name, solver in self.solvers.items()}
        found[CLOSEST] = _times(_closest(alike[BY_SKILLS] ** 2, self.kernels.closest), have)
        found[STEPS] = self._steps(asked)
        found[TOGETHER] = self._together(asked)
        if self.skill_words is not None and asked.words is not None:
            found[NAMED] = _dense(asked.words @ self.skill_words.T)
            found[LIKE_KNOWN] = _dense((asked.skills @ self.skill_words) @ self.skill_words.T)
        known = asked.skills.toarray() > 0
        found = {name: _relative(strength, known) for name, strength in found.items()}
        times = np.bincount(have.indices, minlength=have.shape[1])
        found[FREQUENT] = np.tile(np.log1p(times).astype(np.float32), (len(asked), 1))
        found[KNOWN] = np.repeat(known.sum(axis=1).astype(np.float32)[:, None], have.shape[1], axis=1)
        return found

    def likeness(self, asked: Roles) -> NDArray[np.float32]:
        """How alike each role asked about is to each role learnt from, altogether."""
        return _likeness(asked, self.roles, self.rare, self.kernels)[ALTOGETHER]

    def _steps(self, asked: Roles) -> Floats:
        """A random walk from a known skill to a role that has it and on to another skill of that role."""
        have = self.roles.skills
        times, sizes = np.bincount(have.indices, minlength=have.shape[1]), np.diff(have.indptr)
        onward = sparse.diags(1 / np.maximum(sizes, 1)) @ have
        return _times(_dense(asked.skills @ sparse.diags(1 / np.maximum(times, 1)) @ have.T), onward)

    def _together(self, asked: Roles) -> Floats:
        """Skills regressed on each other, none on itself (Steck 2019, "Embarrassingly shallow autoencoders"), solved
        among roles instead of skills."""
        inverse, own = self.together
        weight = np.sqrt(self.rare).astype(np.float32)
        known = sparse.csr_matrix(asked.skills.multiply(weight[None, :]))
        have = sparse.csr_matrix(self.roles.skills[self.landmarks].multiply(weight[None, :]))
        explained = _times(_dense(known @ have.T) @ inverse, have)
        return np.asarray((explained / own[None, :] / np.maximum(weight, 0.1)[None, :]), dtype=np.float32)


def learn(roles: Roles, skill_words: sparse.csr_matrix | None = None, kernels: Kernels = DEFAULT) -> Evidence:
    """What the profiles of `roles` say; `skill_words` has one row a skill."""
    # The regressions take time in the cube of roles: an even part of very many says nearly the same.
    marks = np.linspace(0, len(roles) - 1, min(len(roles), kernels.landmarks)).astype(np.int64)
    rare = np.maximum(rarity(roles.skills), 1e-3)
    some = roles[marks]
    solvers = {name: _inverse(each, kernels.ridge) for name, each in _likeness(some, some, rare, kernels).items()}
    return Evidence(roles, marks, skill_words, kernels, rare, solvers, _autoencoder(some, rare, kernels.together))


def families_of(names: Sequence[str]) -> sparse.csr_matrix:
    """Families as columns. Codes of digits, all of one length, are nested: `2654` is in 2, 26, 265 and 2654."""
    nested = len({len(name) for name in names if name}) == 1 and all(name.isdigit() for name in names if name)
    depth = max((len(name) for name in names), default=0) if nested else 1
    levels = [[name[: level + 1] if nested else name for level in range(depth)] if name else [] for name in names]
    columns = {name: index for index, name in enumerate(sorted({each for level in levels for each in level}))}
    starts = np.cumsum([0, *map(len, levels)])
    indices = [columns[each] for level in levels for each in level]
    entries = np.full(len(indices), np.sqrt(1 / depth) if depth else 0.0)
    return sparse.csr_matrix((entries, indices, starts), shape=(len(names), len(columns)))


def _likeness(
    asked: Roles, roles: Roles, rare: NDArray[np.float64], kernels: Kernels
) -> dict[str, NDArray[np.float32]]:
    skills = _dense(unit_rows(asked.skills, rare) @ unit_rows(roles.skills, rare).T) ** np.float32(kernels.power)
    found = {BY_SKILLS: skills}
    altogether = kernels.skills * skills
    if asked.words is not None and roles.words is not None:
        found[BY_WORDS] = _dense(asked.words @ roles.words.T)
        altogether = altogether + kernels.words * found[BY_WORDS]
    if asked.families is not None and roles.families is not None:
        altogether = altogether + kernels.families * _dense(asked.families @ roles.families.T)
    found[ALTOGETHER] = np.asarray(altogether, dtype=np.float32)
    return found


def _inverse(alike: NDArray[np.float32], ridge: float) -> NDArray[np.float32]:
    """The inverse of `alike` + `ridge` on the diagonal."""
    shifted = np.asfortranarray(alike, dtype=np.float32)
    shifted[np.diag_indices(len(shifted))] += np.float32(ridge)
    triangle, failed = linalg.lapack.spotrf(shifted, lower=1)
    if failed:  # A power of a likeness need not be positive definite.
        return np.asarray(linalg.inv(shifted), dtype=np.float32)
    inverse, _ = linalg.lapack.spotri(triangle, lower=1, overwrite_c=1)
    lower = np.tril(inverse)
    return np.asarray(lower + np.tril(lower, -1).T, dtype=np.float32)


def _autoencoder(
    roles: Roles, rare: NDArray[np.float64], ridge: float
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    have = sparse.csr_matrix(roles.skills.multiply(np.sqrt(rare)[None, :]))
    inverse = _inverse(_dense(have @ have.T), ridge)
    own = 1 - np.asarray(have.multiply(_times(inverse, have)).sum(axis=0)).ravel()
    return inverse, np.maximum(own, 1e-6).astype(np.float32)


def _closest(alike: NDArray[np.float32], number: int) -> NDArray[np.float32]:
    if alike.shape[1] <= number:
        return alike
    least = -np.partition(-alike, number - 1, axis=1)[:, number - 1 : number]
    return np.where(alike >= least, alike, np.float32(0))


def _relative(strength: Floats, known: NDArray[np.bool_]) -> Floats:
    strength = np.where(known, np.float32(0), strength)
    number = min(10, strength.shape[1])
    top = np.partition(strength, strength.shape[1] - number, axis=1)[:, -number:].mean(axis=1, keepdims=True)
    return np.asarray(strength / (np.abs(top) + 1e-6), dtype=np.float32)


def _times(dense: NDArray[np.float32], matrix: sparse.csr_matrix) -> Floats:
    return np.asarray(dense @ matrix.astype(np.float32), dtype=np.float32)


def _dense(matrix: sparse.csr_matrix) -> NDArray[np.float32]:
    return np.asarray(matrix.toarray(), dtype=np.float32)

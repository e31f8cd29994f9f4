"""What speaks for a move from one role to another, where no move out of the first was ever seen.

What is known of such a role is what it is (its title, description, family and skills), who moved into it, and where
people went from roles like it. Shares are logs of how much larger they are than a role's share of all moves.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from services.recommendations.engine.careers import NONE, Floats, Ints
from services.recommendations.engine.counts import Counts, counted, popularity, shares
from services.recommendations.engine.role_content import similarity

Single = NDArray[np.float32]

_FEW = 5.0
_SOME = 10.0
_NEIGHBOURS = 30
_SHARPNESS = 3.0
"""Roles count by this power of their likeness, so that the most alike say most."""


@dataclass(frozen=True)
class Roles:
    """What the roles of an organisation are: rows of unit length or empty by kind of content, and families (-1: none).

    The kinds are those of which anything is known, for instance `title`, `description`, `codes` and `skills`.
    """

    number: int
    content: Mapping[str, sparse.csr_matrix]
    family: Ints


@dataclass(frozen=True)
class Seen:
    """What was counted in the moves seen: moves into roles, by the role and by the family left, and the other way."""

    popular: Floats
    direct: Counts
    back: Counts
    by_family: Counts
    between_families: Counts
    families: Floats


def seen(roles: Roles, left: Ints, reached: Ints) -> Seen:
    """Count moves, each from a role to another."""
    families = int(roles.family.max(initial=NONE)) + 1
    return Seen(
        popular=popularity(reached, roles.number),
        direct=counted(left, reached, roles.number),
        back=counted(reached, left, roles.number),
        by_family=counted(roles.family[left], reached, roles.number),
        between_families=counted(roles.family[left], roles.family[reached], families),
        families=popularity(roles.family[reached], families) if families else np.empty(0),
    )


@dataclass(frozen=True)
class PathFactors:
    """The factors of moves from any role to any other."""

    roles: Roles
    seen: Seen

    @property
    def names(self) -> tuple[str, ...]:
        """The factors, in the order in which `of` has them."""
        found = ["popularity", "moves_back", "same_sources"]
        if len(self.seen.families):
            found += ["same_family", "from_family", "between_families"]
        for kind in self.roles.content:
            found += [kind, f"{kind}_neighbours", f"{kind}_sources"]
        return (*found, *(["neighbours"] if len(self.roles.content) > 1 else []))

    def of(self, left: Ints) -> Single:
        """Roles left x roles x factors."""
        found = {**self._moves(left), **self._families(left), **self._contents(left)}
        block = np.zeros((len(left), self.roles.number, len(self.names)), dtype=np.float32)
        for index, name in enumerate(self.names):
            block[:, :, index] = found[name]
        return block

    def _moves(self, left: Ints) -> dict[str, Floats | Single]:
        popular = self.seen.popular
        sources, total = self.seen.back.rows(left)
        mixed = (sources @ _rows(self.seen.direct, popular)) / (total + _FEW)[:, None]
        return {
            "popularity": np.broadcast_to(np.log(popular), (len(left), self.roles.number)),
            "moves_back": np.log(shares(self.seen.back, left, popular, _FEW) / popular),
            "same_sources": np.log((mixed + (_FEW / (total + _FEW))[:, None] * popular) / popular),
        }

    def _families(self, left: Ints) -> dict[str, Floats | Single]:
        if not len(self.seen.families):
            return {}
        family, popular = self.roles.family, self.seen.popular
        here = family[left]
        between = np.log(shares(self.seen.between_families, here, self.seen.families, _FEW) / self.seen.families)
        return {
            "same_family": ((here[:, None] == family[None, :]) & (here >= 0)[:, None]).astype(np.float32),
            "from_family": np.log(shares(self.seen.by_family, here, popular, _SOME) / popular),
            "between_families": np.where(family >= 0, between[:, family], 0.0),
        }

    def _contents(self, left: Ints) -> dict[str, Floats | Single]:
        found: dict[str, Floats | Single] = {}
        every: list[Single] = []
        for kind, matrix in self.roles.content.items():
            alike = similarity(matrix, left)
            every.append(alike)
            found[kind] = alike
            found[f"{kind}_neighbours"] = self._neighbours(left, alike)
            found[f"{kind}_sources"] = self._sources(left, matrix)
        if len(every) > 1:
            found["neighbours"] = self._neighbours(left, np.asarray(np.mean(every, axis=0), dtype=np.float32))
        return found

    def _neighbours(self, left: Ints, alike: Single) -> Floats:
        """Where people went from the roles most alike."""
        sources = self.seen.direct.keys
        if not len(sources):
            return np.zeros((len(left), self.roles.number))
        near = np.where(sources[None, :] == left[:, None], 0.0, np.maximum(alike[:, sources], 0.0)) ** _SHARPNESS
        if near.shape[1] > _NEIGHBOURS:
            least = np.partition(near, -_NEIGHBOURS, axis=1)[:, -_NEIGHBOURS][:, None]
            near[near < least] = 0.0
        popular = self.seen.popular
        weight = near / np.maximum(near.max(axis=1, keepdims=True), 1e-9) * np.sqrt(self.seen.direct.totals)
        rows = _shares(self.seen.direct)
        reached = np.asarray((rows.T @ weight.T).T)
        return np.asarray(np.log((reached + popular) / (weight.sum(axis=1) + 1)[:, None] / popular))

    def _sources(self, left: Ints, matrix: sparse.csr_matrix) -> Floats:
        """How much like the candidate those roles are from which people came: what feeds a role, it may feed."""
        came, total = self.seen.back.rows(left)
        centre = matrix.T @ (came / np.maximum(total, 1.0)[:, None]).T
        return np.asarray((matrix @ centre).T)


def _shares(counts: Counts) -> sparse.csr_matrix:
    return sparse.csr_matrix(sparse.diags(1 / np.maximum(counts.totals, 1e-9)) @ counts.table)


def _rows(counts: Counts, popular: Floats) -> sparse.csr_matrix:
    """The shares by every role left, seen or not, as far as moves were seen."""
    spread = sparse.csr_matrix(
        (np.ones(len(counts.keys)), (counts.keys, np.arange(len(counts.keys)))), shape=(len(popular), len(counts.keys))
    )
    return sparse.csr_matrix(spread @ _shares(counts))


def families_of(names: Sequence[str]) -> Ints:
    """The number of each role's family, -1 where it has none."""
    number = {name: index for index, name in enumerate(sorted(set(names) - {""}))}
    return np.array([number.get(name, NONE) for name in names], dtype=np.int64)

"""What speaks for each role to be somebody's next one, as numbers that can be weighed and explained.

Most factors are logs of how much likelier a role is, knowing something, than it is for anybody. So 0 says nothing, a
factor counts towards a role above 0 and against it below.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from services.recommendations.engine.career_embedding import CareerEmbedding
from services.recommendations.engine.careers import NONE, Careers, Floats, Ints, Situations
from services.recommendations.engine.counts import Counts, counted, popularity, shares
from services.recommendations.engine.role_content import RoleContent, similarity

Single = NDArray[np.float32]

_FEW = 5.0
"""Moves that a prior weighs where transitions from one role are counted."""
_SOME = 10.0
"""The same, where all roles ever held are counted."""
_RECENT_YEARS = 3.0
_FADING_YEARS = 6.0


@dataclass(frozen=True)
class Tables:
    """What was counted in careers.

    `popular` is each role's share of moves into it, `recent` and `staffed` the logs of how much larger its share is
    among recent moves and among the people who are there now. Counts are of roles moved to: `direct` by the role left,
    `reverse` the other way, `later` by every role held before, `shared` both ways; by unit, grade, and unit with role.
    """

    roles: int
    popular: Floats
    recent: Floats
    staffed: Floats
    direct: Counts
    reverse: Counts
    later: Counts
    shared: Counts
    unit: Counts
    unit_and_role: Counts
    grade: Counts


def tables(known: Careers, moves: Situations, roles: int) -> Tables:
    """Count `moves`, which are those in `known`."""
    popular = popularity(moves.target, roles)
    latest = moves.time.max() if len(moves) else 0.0
    recent = popularity(moves.target, roles, 0.5 ** ((latest - moves.time) / _RECENT_YEARS))
    last = known.person != np.append(known.person[1:], NONE)
    staffed = popularity(known.role[last], roles)
    reached = moves.target[moves.held_in]
    both = np.concatenate([moves.held, reached]), np.concatenate([reached, moves.held])
    return Tables(
        roles=roles,
        popular=popular,
        recent=np.log(recent / popular),
        staffed=np.log(staffed / popular),
        direct=counted(moves.role, moves.target, roles),
        reverse=counted(moves.target, moves.role, roles),
        later=counted(moves.held, reached, roles),
        shared=counted(*both, roles),
        unit=counted(moves.unit, moves.target, roles),
        unit_and_role=counted(_unit_and_role(moves, roles), moves.target, roles),
        grade=counted(moves.grade, moves.target, roles),
    )


@dataclass(frozen=True)
class Factors:
    """The factors that there are for an organisation, by what is known in it."""

    tables: Tables
    content: RoleContent
    embedding: CareerEmbedding | None

    @property
    def names(self) -> tuple[str, ...]:
        """The factors, in the order in which `of` has them."""
        found = [*_ALWAYS]
        found += ["careers"] if self.embedding is not None else []
        found += ["unit", "unit_and_role"] if len(self.tables.unit.keys) else []
        found += ["grade"] if len(self.tables.grade.keys) else []
        return (*found, *self.content.kinds())

    def of(self, situations: Situations) -> Single:
        """Situations x roles x factors."""
        block = np.empty((len(self.names), len(situations), self.tables.roles), dtype=np.float32)
        for index, (_, found) in enumerate(self._each(situations)):
            block[index] = found
        return np.moveaxis(block, 0, 2)

    def weighed(self, situations: Situations, weights: Floats) -> Floats:
        """The sum of all factors, each times its weight: situations x roles."""
        total = np.zeros((len(situations), self.tables.roles), dtype=np.float32)
        for weight, (_, found) in zip(weights, self._each(situations), strict=True):
            total += np.float32(weight) * found
        return total.astype(np.float64)

    def _each(self, s: Situations) -> Iterator[tuple[str, Single]]:
        yield from self._general(s)
        yield from _returning(s, self.tables)
        if self.embedding is not None:
            yield "careers", self.embedding.log_chances(s) - np.log(self.tables.popular).astype(np.float32)
        yield from self._by_unit(s)
        for name, matrix in self.content.kinds().items():
            yield name, similarity(matrix, s.role)

    def _general(self, s: Situations) -> Iterator[tuple[str, Single]]:
        t, everywhere = self.tables, (len(s), self.tables.roles)
        for name, values in (("popularity", np.log(t.popular)), ("recently", t.recent), ("headcount", t.staffed)):
            yield name, np.broadcast_to(values.astype(np.float32), everywhere)
        yield "transitions", _gain(shares(t.direct, s.role, t.popular, _FEW), t.popular)
        yield "transitions_back", _gain(shares(t.reverse, s.role, t.popular, _FEW), t.popular)
        weights = _fading(s, t.roles)
        yield "earlier_roles", _gain(_mixed(t.later, weights, t.popular), t.popular)
        yield "shared_careers", _gain(_mixed(t.shared, weights, t.popular), t.popular)

    def _by_unit(self, s: Situations) -> Iterator[tuple[str, Single]]:
        t = self.tables
        if len(t.unit.keys):
            yield "unit", _gain(shares(t.unit, s.unit, t.popular, _SOME), t.popular)
            direct = shares(t.direct, s.role, t.popular, _FEW)
            yield "unit_and_role", _gain(shares(t.unit_and_role, _unit_and_role(s, t.roles), direct, _FEW), direct)
        if len(t.grade.keys):
            yield "grade", _gain(shares(t.grade, s.grade, t.popular, _SOME), t.popular)


_RETURNING = ("held_before", "just_left", "years_since", "years_held", "moves_made", "common_return")
_ALWAYS = (
    "popularity",
    "recently",
    "headcount",
    "transitions",
    "transitions_back",
    "earlier_roles",
    "shared_careers",
    *_RETURNING,
)


def _returning(s: Situations, t: Tables) -> Iterator[tuple[str, Single]]:
    """What speaks for going back to a role that the person had, and how."""
    past = s.lag > 0
    values = {
        "held_before": np.ones(past.sum()),
        "just_left": (s.lag[past] == 1).astype(np.float64),
        "years_since": np.log1p(np.maximum(s.ago[past], 0)),
        "years_held": np.log1p(np.maximum(s.years[past], 0)),
        "moves_made": np.log1p(s.moves[s.held_in[past]]),
        "common_return": np.log(t.popular * t.roles)[s.held[past]],
    }
    for name, value in values.items():
        found = np.zeros((len(s), t.roles), dtype=np.float32)
        found[s.held_in[past], s.held[past]] = value
        yield name, found


def _gain(found: Floats, base: Floats) -> Single:
    """How much likelier than `base`, as a log."""
    return np.log((found / base).astype(np.float32))


def _fading(s: Situations, roles: int) -> sparse.csr_matrix:
    """How much each role held still says, by how long it was held and how long ago; rows sum to 1."""
    weight = np.sqrt(np.maximum(s.years, 0) + 0.25) * np.exp(-np.maximum(s.ago, 0) / _FADING_YEARS) + 1e-9
    total = np.bincount(s.held_in, weight, minlength=len(s))
    return sparse.csr_matrix((weight / total[s.held_in], (s.held_in, s.held)), shape=(len(s), roles))


def _mixed(counts: Counts, weights: sparse.csr_matrix, popular: Floats) -> Floats:
    """The shares by role held, mixed by `weights` (situations x roles)."""
    scale = np.full(weights.shape[1], 1 / _SOME)
    scale[counts.keys] = 1 / (counts.totals + _SOME)
    known = weights.multiply(scale[None, :]).tocsr()
    seen = (known[:, counts.keys] @ counts.table).toarray()
    return np.asarray(seen + np.asarray(known.sum(axis=1)) * _SOME * popular)


def _unit_and_role(s: Situations, roles: int) -> Ints:
    return np.where(s.unit >= 0, s.unit * roles + s.role, NONE)

"""Where people went from where they were: the moves of everybody, and how likely each role is to be next. Pure.

The engine's model of next roles says so, by its safe weights or those that the organisation has set: whatever was
counted in careers, and what roles have in common in their titles and profiles, counts together.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from services.recommendations.engine.careers import NONE, Careers, careers, moves_of, present
from services.recommendations.engine.next_chances import NextRoles, weighed
from services.recommendations.engine.next_role import SAFE, blocks
from services.recommendations.engine.next_role_factors import Factors
from services.recommendations.engine.next_role_factors import tables as counted
from services.recommendations.engine.outlook import Past, hazards_of
from services.recommendations.engine.role_content import role_content
from services.recommendations.engine.year_steps import year_steps
from services.recommendations.tables import Table, table
from shared.contracts.integrations.record import Record

LOOKED_AT = 8
"""How many of the likeliest roles are told."""

_DAYS_A_YEAR = 365.25


class Stay(NamedTuple):
    """Being in a role since a day; where somebody goes on in it in another place, there is another stay."""

    since: date
    role: str
    unit: str | None
    grade: str | None


Career = tuple[Stay, ...]
"""The stays of somebody, oldest first."""


Skills = Callable[[Sequence[str]], "sparse.csr_matrix | None"]
"""Answers roles x skills, 1 where a role's profile asks for a skill; None where there is no profile."""


class Likely(NamedTuple):
    """A role that is likely to be next: its chance as a share of that of the likeliest, and what speaks for it most."""

    role: str
    share: float
    by: str


@dataclass(frozen=True)
class Moves:
    """What all careers say: how many moved from one of `roles` to another, how likely moves are, and where to.

    Without any move there are no factors of next roles, and nothing is likely.
    """

    roles: tuple[str, ...]
    units: Mapping[str, int]
    grades: Mapping[str, int]
    times: Table
    past: Past

    @property
    def factors(self) -> Factors | None:
        """The factors of the engine's model of next roles."""
        return None if self.past.model is None else self.past.model.factors

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """The number of each role."""
        return {role: number for number, role in enumerate(self.roles)}

    def likely(self, people: Sequence[Career], weights: Mapping[str, float], today: date) -> Sequence[Sequence[Likely]]:
        """The likeliest roles of each of these people, the likeliest first; none of somebody who never had a role."""
        known = self.careers(people)
        found: list[Sequence[Likely]] = [()] * len(people)
        if self.factors is None or not len(known.person):
            return found
        weight = weighed(self.factors, weights)
        situations = present(known, years_of(today))
        for block in blocks(len(situations), self.factors):
            some = situations.take(np.arange(block.start, block.stop))
            parts = self.factors.of(some)
            parts *= weight.astype(np.float32)
            for person, roles in zip(some.person.tolist(), self._likeliest(parts, some.role), strict=True):
                found[person] = roles
        return found

    def between(self, one: str, other: str) -> int:
        """How many moved from one role to another."""
        if one not in self.numbers or other not in self.numbers:
            return 0
        return self._moved.get((self.numbers[one], self.numbers[other]), 0)

    def out_of(self, role: str) -> int:
        """How many moved on from a role."""
        return self._left[self.numbers[role]] if role in self.numbers else 0

    @cached_property
    def _moved(self) -> Mapping[tuple[int, int], int]:
        """How many moved, by the numbers of both roles."""
        pairs = zip(self.times.rows_of().tolist(), self.times.columns.tolist(), strict=True)
        return dict(zip(pairs, map(round, self.times.values.tolist()), strict=True))

    @cached_property
    def _left(self) -> list[int]:
        """How many moved on from each role."""
        times = np.bincount(self.times.rows_of(), weights=self.times.values, minlength=len(self.roles))
        return [round(each) for each in times.tolist()]

    def _likeliest(self, parts: NDArray[np.float32], own: NDArray[np.int64]) -> Iterable[Sequence[Likely]]:
        """The likeliest roles in each of these situations, by what speaks for them: situations x roles x factors."""
        assert self.factors is not None
        each = np.arange(len(own))[:, None]
        scores = parts.sum(axis=2, dtype=np.float64)
        scores[each[:, 0], own] = -np.inf
        tops = np.argsort(-scores, axis=1, kind="stable")[:, :LOOKED_AT]
        found = scores[each, tops]
        # A share this small rounds to nothing.
        shares = np.exp(np.maximum(found - found[:, :1], -50.0)).tolist()
        best = parts[each, tops].argmax(axis=2).tolist()
        names = self.factors.names
        for at, (top, possible) in enumerate(zip(tops.tolist(), np.isfinite(found).tolist(), strict=True)):
            told = zip(top, shares[at], best[at], possible, strict=True)
            yield [Likely(self.roles[role], share, names[by]) for role, share, by, is_one in told if is_one]

    def careers(self, people: Sequence[Career], *, keep_last: bool = False) -> Careers:
        """Careers in the numbers of the model. Roles that it does not know are left out; `keep_last` keeps the last
        of each, as NONE."""
        rows = [
            (person, stay, self.numbers.get(stay.role, NONE))
            for person, career in enumerate(people)
            for stay in career
            if stay.role in self.numbers or (keep_last and stay is career[-1])
        ]
        return _as_careers(rows, self.units, self.grades)


def career_of(record: Record, role_key: Callable[[str], str], today: date) -> Career:
    """The stays of somebody up to today, with the roles by their keys."""
    return tuple(
        Stay(held.since, role_key(held.role), held.unit, held.grade)
        for held in record.assignments
        if held.since <= today and held.role is not None
    )


class Until(NamedTuple):
    """Until when a career is known: until somebody left, or until today."""

    day: date
    left: bool


def until_of(record: Record, today: date) -> Until:
    """Until when the career of somebody is known."""
    end = record.employment.end if record.employment else None
    return Until(today, left=False) if end is None or today < end else Until(end, left=True)


def moves_in(people: Sequence[Career], until: Sequence[Until], titles: Callable[[str], str], skills: Skills) -> Moves:
    """The moves in careers, of which each is known `until` then. Roles are called by `titles`, and `skills` are those
    that their profiles ask for."""
    roles = tuple(sorted({stay.role for career in people for stay in career}))
    units = _numbered(stay.unit for career in people for stay in career)
    grades = _numbered(stay.grade for career in people for stay in career)
    numbers = {role: number for number, role in enumerate(roles)}
    rows = [(person, stay, numbers[stay.role]) for person, career in enumerate(people) for stay in career]
    known = _as_careers(rows, units, grades)
    content = role_content([titles(role) for role in roles], skills(roles))
    # The model of all careers at once is left out: to learn it takes minutes.
    moves = moves_of(known)
    model = NextRoles.fit(
        known, moves, lambda some, theirs: Factors(counted(some, theirs, len(roles)), content, None), SAFE
    )
    days = np.array([years_of(each.day) for each in until], dtype=np.float64)
    left = np.array([each.left for each in until], dtype=np.bool_)
    moving, leaving = hazards_of(year_steps(known, days, left), len(roles))
    one, other = (each.astype(np.int32) for each in (moves.role, moves.target))
    quit_, reached = (np.bincount(each, minlength=len(roles)).astype(np.float64) for each in (one, other))
    times = table(one, other, np.ones(len(one)), len(roles))
    return Moves(roles, units, grades, times, Past(model, moving, leaving, reached, quit_))


def _as_careers(rows: Sequence[tuple[int, Stay, int]], units: Mapping[str, int], grades: Mapping[str, int]) -> Careers:
    return careers(
        np.array([person for person, _, _ in rows], dtype=np.int64),
        np.array([years_of(stay.since) for _, stay, _ in rows], dtype=np.float64),
        np.array([role for _, _, role in rows], dtype=np.int64),
        np.array([units.get(stay.unit or "", NONE) for _, stay, _ in rows], dtype=np.int64),
        np.array([grades.get(stay.grade or "", NONE) for _, stay, _ in rows], dtype=np.int64),
    )


def _numbered(names: Iterable[str | None]) -> Mapping[str, int]:
    return {name: number for number, name in enumerate(sorted({each for each in names if each is not None}))}


def years_of(day: date) -> float:
    """A day as a time of the engine's."""
    return day.toordinal() / _DAYS_A_YEAR

"""Where people went from where they were: the moves of everybody, and how likely each role is to be next. Pure.

Recent moves count more. Where few people left a role, where people go in general speaks as well: the chances are a
mixture of both, by Dirichlet smoothing (Zhai and Lafferty 2004, "A study of smoothing methods").
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from services.recommendations.tables import Floats, Table, table
from shared.contracts.integrations.record import Record

HALF_LIFE_DAYS = 5 * 365
"""A move counts half as much as one that is five years newer."""

GENERAL = 4.0
"""As many moves as where people go in general weighs."""


@dataclass(frozen=True)
class Career:
    """The roles that somebody had, oldest first, each different from the one before; since when, and in which unit."""

    roles: tuple[str, ...]
    since: tuple[date, ...]
    units: tuple[str | None, ...]


@dataclass(frozen=True)
class Moves:
    """All moves between `roles`: how many there were from one to another, and how much they weigh by their age.

    `general` is the share of all moves, so weighed, that lead to each role.
    """

    roles: tuple[str, ...]
    times: Table
    weight: Table
    general: Floats

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The number of each role."""
        return {role: number for number, role in enumerate(self.roles)}

    def chances(self, career: Career) -> Floats:
        """How likely each of `roles` is to be the next one: from 0 to 1, and 0 for the present one."""
        found = GENERAL * self.general
        here = self.numbers.get(career.roles[-1]) if career.roles else None
        if here is not None:
            to, weight = self.weight.row(here)
            found[to] += weight
            found[here] = 0.0
        total = found.sum()
        return np.asarray(found / total if total else found)

    def between(self, one: str, other: str) -> int:
        """How many moved from one role to another."""
        if one not in self.numbers or other not in self.numbers:
            return 0
        return round(self.times.value(self.numbers[one], self.numbers[other]))

    def out_of(self, role: str) -> int:
        """How many moved on from a role."""
        return round(self.times.row(self.numbers[role])[1].sum()) if role in self.numbers else 0


def career_of(record: Record, role_key: Callable[[str], str], today: date) -> Career:
    """The roles that somebody had up to today, by their keys."""
    roles: list[str] = []
    since: list[date] = []
    units: list[str | None] = []
    for held in record.assignments:
        if held.since > today or held.role is None:
            continue
        role = role_key(held.role)
        if not roles or roles[-1] != role:
            roles.append(role)
            since.append(held.since)
            units.append(held.unit)
    return Career(tuple(roles), tuple(since), tuple(units))


def moves_of(careers: Sequence[Career], today: date) -> Moves:
    """The moves in careers, as they weigh on the day `today`."""
    roles = tuple(sorted({role for career in careers for role in career.roles}))
    numbers = {role: number for number, role in enumerate(roles)}
    moves = [(career, at) for career in careers for at in range(1, len(career.roles))]
    one = np.array([numbers[career.roles[at - 1]] for career, at in moves], dtype=np.int32)
    other = np.array([numbers[career.roles[at]] for career, at in moves], dtype=np.int32)
    days = np.array([(today - career.since[at]).days for career, at in moves], dtype=np.float64)
    weight = 0.5 ** (days / HALF_LIFE_DAYS)
    to = np.bincount(other, weights=weight, minlength=len(roles))
    return Moves(
        roles,
        times=table(one, other, np.ones(len(one)), len(roles)),
        weight=table(one, other, weight, len(roles)),
        general=to / max(float(to.sum()), 1e-9),
    )

"""Careers as arrays, and the situations in which people changed their role.

Roles, units and grades are numbers from 0; -1 is none. Times are in years. Rows of one person that follow one another
with the same role are one stay: only a change to another role is a move.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
NONE = -1


@dataclass(frozen=True)
class Careers:
    """What is known of people's careers: each row says that from `time` on the person had the role.

    Rows are sorted by person, then by time.
    """

    person: Ints
    time: Floats
    role: Ints
    unit: Ints
    grade: Ints

    def of(self, people: NDArray[np.bool_]) -> "Careers":
        """The rows of the people for whom `people`, by number, is true."""
        return self.only(people[self.person])

    def only(self, rows: NDArray[np.bool_]) -> "Careers":
        """Some of the rows."""
        return Careers(self.person[rows], self.time[rows], self.role[rows], self.unit[rows], self.grade[rows])


def careers(person: Ints, time: Floats, role: Ints, unit: Ints | None = None, grade: Ints | None = None) -> Careers:
    """Careers from rows in any order; rows of one person and time stay in the order given."""
    none = np.full(len(person), NONE, dtype=np.int64)
    order = np.lexsort((time, person))
    units, grades = (none if each is None else each for each in (unit, grade))
    return Careers(person[order], time[order], role[order], units[order], grades[order])


@dataclass(frozen=True)
class Situations:
    """Where people stood: one entry a situation, and one entry a role held in it.

    `role` is held at `time` since `tenure` years, after `moves` earlier moves and `experience` years in all; `target`
    is the role moved to, -1 where none is known. Of each distinct role held so far, the present one included:
    `held_in` is the situation, `held` the role, `lag` how many distinct roles later ones there are (0: the present
    one), `years` how long it was held in all, and `ago` how long since it was left.
    """

    person: Ints
    role: Ints
    target: Ints
    time: Floats
    tenure: Floats
    experience: Floats
    moves: Ints
    unit: Ints
    grade: Ints
    held_in: Ints
    held: Ints
    lag: Ints
    years: Floats
    ago: Floats

    def __len__(self) -> int:
        return len(self.role)

    def take(self, chosen: Ints) -> "Situations":
        """Some of the situations, in the order given."""
        begins, ends = np.searchsorted(self.held_in, [chosen, chosen + 1])
        counts = ends - begins
        rows = np.repeat(begins - np.cumsum(counts) + counts, counts) + np.arange(counts.sum())
        one = {name: getattr(self, name)[chosen] for name in _BY_SITUATION}
        many = {name: getattr(self, name)[rows] for name in ("held", "lag", "years", "ago")}
        return replace(self, **one, **many, held_in=np.repeat(np.arange(len(chosen)), counts))


_BY_SITUATION = ("person", "role", "target", "time", "tenure", "experience", "moves", "unit", "grade")


def moves_of(known: Careers) -> Situations:
    """Every situation that ended in a move, with its target."""
    return _situations(known, _ends_of_stays(known, last=False), None)


def present(known: Careers, now: float) -> Situations:
    """The situation of every person at `now`, after all that is known of them."""
    return _situations(known, _ends_of_stays(known, last=True), now)


def _ends_of_stays(known: Careers, *, last: bool) -> Ints:
    """The rows after which the role changes, or of `last` the person's final ones."""
    following = np.append(known.person[1:], NONE)
    same = known.person == following
    if last:
        return np.flatnonzero(~same)
    return np.flatnonzero(same & (known.role != np.append(known.role[1:], NONE)))


def _situations(known: Careers, ends: Ints, now: float | None) -> Situations:
    """The situations after the rows `ends`: at `now`, or, where it is None, when the following row began."""
    firsts = np.searchsorted(known.person, known.person[ends])
    at = known.time[ends + 1] if now is None else np.full(len(ends), now)
    stays = _Stays(known.role.tolist(), known.time.tolist())
    begun, moves = np.zeros(len(ends)), np.zeros(len(ends), dtype=np.int64)
    held: list[tuple[int, int, int, float, float]] = []
    for number, (first, end, time) in enumerate(zip(firsts.tolist(), ends.tolist(), at.tolist(), strict=True)):
        begun[number], moves[number], roles = stays.until(first, end, time)
        held.extend((number, role, lag, years, ago) for lag, (role, years, ago) in enumerate(roles))
    table = np.array(held, dtype=np.float64).reshape(-1, 5)
    held_in, roles_held, lag = (table[:, column].astype(np.int64) for column in range(3))
    return Situations(
        person=known.person[ends],
        role=known.role[ends],
        target=known.role[ends + 1] if now is None else np.full(len(ends), NONE),
        time=at,
        tenure=at - begun,
        experience=at - known.time[firsts],
        moves=moves,
        unit=known.unit[ends],
        grade=known.grade[ends],
        held_in=held_in,
        held=roles_held,
        lag=lag,
        years=table[:, 3],
        ago=table[:, 4],
    )


@dataclass(frozen=True)
class _Stays:
    roles: Sequence[int]
    times: Sequence[float]

    def until(self, first: int, end: int, at: float) -> tuple[float, int, list[tuple[int, float, float]]]:
        """When the last stay in these rows began, how many moves came before it, and the distinct roles, latest
        first, each with the years that it was held and the years since it was left."""
        years: dict[int, float] = {}
        left: dict[int, float] = {}
        begun, moves = self.times[first], 0
        for row in range(first, end + 1):
            role, until = self.roles[row], self.times[row + 1] if row < end else at
            years[role] = years.get(role, 0.0) + until - self.times[row]
            left.pop(role, None)
            left[role] = until
            if row > first and role != self.roles[row - 1]:
                begun, moves = self.times[row], moves + 1
        return begun, moves, [(role, years[role], at - left[role]) for role in reversed(left)]

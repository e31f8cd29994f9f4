"""What is known of everybody in an organisation, as arrays: whom recommendations compare a person with. Pure.

People, roles and skills are numbered: a number is an index into `people`, `roles` and `skills`. What an array says of
single people is never shown to others: reasons tell of groups, of what everybody may see, or of one's own ties.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from services.recommendations.knowledge_catalogue import Catalogue
from services.recommendations.knowledge_moves import Moves
from services.recommendations.tables import Numbers, Table, table

T = TypeVar("T")

NOBODY = -1
"""Stands in an array where there is no person, role or unit."""

HAVING = 2
"""The stated level from which on people count as having a skill."""

LONGEST_LINE = 64


@dataclass(frozen=True)
class Mentor:
    """Somebody who offers to mentor and has room: topics are skills by id, with their level, or else words.

    `position` is that of the event by which they made the offer as it is.
    """

    number: int
    skills: Mapping[str, float]
    words: tuple[str, ...]
    completed: int
    position: int


@dataclass(frozen=True)
class Outcome:
    """How an offer of learning fared: who completed it by role, who gave it up, and the stars that it was given."""

    completed: Mapping[int, int] = field(default_factory=dict)
    completions: int = 0
    dropped: int = 0
    stars: int = 0
    ratings: int = 0


@dataclass(frozen=True)
class Knowledge:
    """What is known on the day `today`, with the logs read up to `positions`."""

    today: date
    positions: Mapping[str, int]
    catalogue: Catalogue
    people: tuple[str, ...]
    here: NDArray[np.bool_]
    role: Numbers
    unit: Numbers
    manager: Numbers
    roles: tuple[str, ...]
    units: tuple[str, ...]
    skills: tuple[str, ...]
    ties: Table
    """The strengths of ties between people who are here, the same in both directions."""
    contacts: Table
    """1 for people who are connected, or have to do with each other; a part of `ties`."""
    stated: Table
    """People by skill: the highest level that is stated of each."""
    asked: Numbers
    """How much feedback each person is asked for."""
    mentors: tuple[Mentor, ...]
    outcomes: Mapping[str, Outcome]
    moves: Moves
    kept: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """The number of each person."""
        return {person: number for number, person in enumerate(self.people)}

    @cached_property
    def role_numbers(self) -> Mapping[str, int]:
        """The number of each role."""
        return {role: number for number, role in enumerate(self.roles)}

    @cached_property
    def unit_numbers(self) -> Mapping[str, int]:
        """The number of each unit."""
        return {unit: number for number, unit in enumerate(self.units)}

    @cached_property
    def skill_numbers(self) -> Mapping[str, int]:
        """The number of each skill."""
        return {skill: number for number, skill in enumerate(self.skills)}

    @cached_property
    def mentors_of(self) -> Mapping[str, tuple[Mentor, ...]]:
        """The mentors for each skill."""
        found: dict[str, list[Mentor]] = {}
        for mentor in self.mentors:
            for skill in mentor.skills:
                found.setdefault(skill, []).append(mentor)
        return {skill: tuple(mentors) for skill, mentors in found.items()}

    @cached_property
    def headcount(self) -> Numbers:
        """How many people are in each role."""
        there = self.role[self.here & (self.role != NOBODY)]
        return np.bincount(there, minlength=len(self.roles)).astype(np.int32)

    @cached_property
    def holders(self) -> Table:
        """Roles by skill: how many of those in a role have a skill at `HAVING` or above."""
        rows, columns, values = self.stated.rows_of(), self.stated.columns, self.stated.values
        counted = (values >= HAVING) & (self.role[rows] != NOBODY)
        ones = np.ones(int(counted.sum()))
        return table(self.role[rows[counted]], columns[counted], ones, len(self.roles))

    @cached_property
    def in_role(self) -> Mapping[int, Numbers]:
        """The people who are in each role, by its number."""
        there = np.flatnonzero(self.here & (self.role != NOBODY)).astype(np.int32)
        there = there[np.argsort(self.role[there], kind="stable")]
        bounds = np.concatenate([[0], np.cumsum(self.headcount)])
        return {role: there[bounds[role] : bounds[role + 1]] for role in range(len(self.roles))}

    @cached_property
    def reports(self) -> Mapping[int, Numbers]:
        """Those who are here and report to a manager themself, by the manager's number."""
        under = np.flatnonzero(self.here & (self.manager != NOBODY)).astype(np.int32)
        under = under[np.argsort(self.manager[under], kind="stable")]
        managers, starts = np.unique(self.manager[under], return_index=True)
        return dict(zip(managers.tolist(), np.split(under, starts[1:]), strict=True)) if len(managers) else {}

    def __getstate__(self) -> dict[str, Any]:
        """What is handed to another process: that which cannot be found from the rest."""
        return {each.name: getattr(self, each.name) for each in fields(self)} | {"kept": {}}

    def once(self, name: Any, compute: Callable[[], T]) -> T:
        """What `compute` answers: computed once, and kept under `name` for as long as this is what is known."""
        if name not in self.kept:
            self.kept[name] = compute()
        found: T = self.kept[name]
        return found

    @cached_property
    def is_here(self) -> list[bool]:
        """Whether each person is here."""
        return [bool(each) for each in self.here]

    @cached_property
    def unit_of(self) -> list[int]:
        """The unit of each person."""
        return [int(each) for each in self.unit]

    @cached_property
    def managers(self) -> list[int]:
        """The manager of each person."""
        return [int(each) for each in self.manager]

    def reaches(self, after: Mapping[str, int]) -> bool:
        """Whether it is known from logs that were read up to these positions at least."""
        return all(self.positions.get(source, position) >= position for source, position in after.items())

    def above(self, manager: int) -> list[int]:
        """The line from a manager upwards, that manager first."""
        line: list[int] = []
        while manager != NOBODY and manager not in line and len(line) < LONGEST_LINE:
            line.append(manager)
            manager = self.managers[manager]
        return line

    def reports_to(self, number: int, above: int) -> bool:
        """Whether a person reports to another, directly or through others."""
        return above in self.managing and above in self.above(self.managers[number])

    @cached_property
    def managing(self) -> frozenset[int]:
        """Those to whom somebody reports, be they here or not."""
        return frozenset(self.managers)

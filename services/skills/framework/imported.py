"""What a framework says, whatever its format: skills, what they are to one another, and roles.

A field that is None is not in the framework's files, and what is known of it stays; an empty one is emptied.
Ids are those of Milepost (see `ids`). `line` is where a row begins in `file`, 1 being the first line; in JSON it is
the number of the element in its list.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from shared.contracts.skills.events import SkillKind, SkillRelation


@dataclass(frozen=True, slots=True)
class ImportedSkill:
    """A skill as the framework describes it."""

    file: str
    line: int
    skill: str
    name: str
    kind: SkillKind | None = None
    aliases: tuple[str, ...] | None = None
    description: str | None = None
    uri: str | None = None
    half_life_days: int | None = None
    in_demand: bool | None = None


@dataclass(frozen=True, slots=True)
class ImportedRelation:
    """`other` is `relation` to `skill`."""

    file: str
    line: int
    skill: str
    relation: SkillRelation
    other: str


@dataclass(frozen=True, slots=True)
class ImportedRequirement:
    """A role asks for a skill at a level from 0 to 5."""

    line: int
    skill: str
    level: int
    importance: Decimal = Decimal(1)
    essential: bool = True


@dataclass(frozen=True, slots=True)
class ImportedRole:
    """A role as the framework describes it."""

    file: str
    line: int
    role: str
    title: str
    skills: tuple[ImportedRequirement, ...] | None = None
    alternate_titles: tuple[str, ...] | None = None
    family: str | None = None
    grade: str | None = None
    description: str | None = None
    uri: str | None = None


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that does not go in: where it is, what it is about, which field was wrong and why."""

    file: str
    line: int
    id: str | None
    field: str
    reason: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """So many rows that the framework itself says are not to be used."""

    rows: int = 1


class Framework(Protocol):
    """The files of one framework, understood and ready to be read as often as need be.

    `kinds` are the kinds of skill of which the files list all that the framework has, and `lists_roles` says whether
    they list all its roles: what is known and not listed is gone. Of the relations in `relation_kinds` they have all.
    """

    format: str
    name: str
    release: str | None
    language: str | None
    files: Sequence[str]
    kinds: frozenset[SkillKind]
    lists_roles: bool
    relation_kinds: frozenset[SkillRelation]

    def skills(self) -> Iterator[ImportedSkill | Rejected | LeftOut]:
        """The skills, row by row."""

    def relations(self) -> Iterator[ImportedRelation | Rejected | LeftOut]:
        """What they are to one another."""

    def roles(self) -> Iterator[ImportedRole | Rejected | LeftOut]:
        """The roles, each with what it asks for."""

"""The project's own tables: one of skills, one of roles, in any number of files. `docs/skill-frameworks.md` has them.

Ids are taken as they stand, so that a role can ask for skills of any framework. A cell that holds several ids or
names has them on lines of their own, or set off by `|`. A role has a row for each skill that it asks for; what the
role itself is, its first row says.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TypeVar

from services.skills.framework import cells
from services.skills.framework.cells import Unfit
from services.skills.framework.ids import is_id
from services.skills.framework.imported import (
    ImportedRelation,
    ImportedRequirement,
    ImportedRole,
    ImportedSkill,
    LeftOut,
    Rejected,
)
from services.skills.framework.reading import File, Row, Table
from shared.contracts.skills.events import SkillKind, SkillRelation

NAME = "own"
MOST_DAYS = 36_500

T = TypeVar("T")

_SKILLS = ("id", "name")
_ROLES = ("role", "title")
_SEPARATORS = "\n|"
_RELATIONS: Mapping[str, SkillRelation] = {
    "broader": SkillRelation.BROADER,
    "prerequisites": SkillRelation.PREREQUISITE,
    "similar": SkillRelation.SIMILAR,
}


class OwnTables:
    """The tables of an organisation's own skills and roles, of which either may be missing."""

    format = "Milepost CSV"
    release: str | None = None
    language: str | None = None

    def __init__(self, skills: Sequence[Table], roles: Sequence[Table], name: str = NAME) -> None:
        self.name = name
        self.files: Sequence[str] = [table.path.name for table in (*skills, *roles)]
        self._skills = skills
        self._roles = roles
        self.kinds = frozenset(SkillKind) if skills else frozenset[SkillKind]()
        self.lists_roles = bool(roles)
        self.relation_kinds = frozenset(
            relation for field, relation in _RELATIONS.items() if any(table.has(field) for table in skills)
        )

    def skills(self) -> Iterator[ImportedSkill | Rejected | LeftOut]:
        """The skills, row by row."""
        yield from _each(self._skills, "id", _skill)

    def relations(self) -> Iterator[ImportedRelation | Rejected | LeftOut]:
        """What they are to one another. Rows that were rejected as skills are passed over."""
        for table in self._skills:
            for row in table.rows():
                if isinstance(row, Row):
                    yield from _relations(row)

    def roles(self) -> Iterator[ImportedRole | Rejected | LeftOut]:
        """The roles, with all rows of each, in the order of their first ones."""
        rows: dict[str, list[Row]] = {}
        for row in _each(self._roles, "role", _role_row):
            if isinstance(row, Rejected):
                yield row
            else:
                rows.setdefault(row.cells["role"].strip(), []).append(row)
        for role, own in rows.items():
            yield from _role(role, own)


def recognise(files: Sequence[File], name: str | None) -> OwnTables | None:
    """The project's own tables, where some of the files are such."""
    tables = [file for file in files if isinstance(file, Table)]
    skills = [table for table in tables if table.has(*_SKILLS)]
    roles = [table for table in tables if table.has(*_ROLES)]
    return OwnTables(skills, roles, name or NAME) if skills or roles else None


def _each(tables: Sequence[Table], identity: str, take: Callable[[Row], T]) -> Iterator[T | Rejected]:
    for table in tables:
        for row in table.rows():
            if isinstance(row, Rejected):
                yield row
                continue
            try:
                yield take(row)
            except Unfit as unfit:
                yield unfit.at(row, row.cells[identity].strip() or None)


def _skill(row: Row) -> ImportedSkill:
    said = row.cells
    days = said.get("halflifedays", "").strip()
    return ImportedSkill(
        file=row.file,
        line=row.line,
        skill=_identity(said["id"], "id"),
        name=cells.name(said, "name"),
        kind=_kind(said),
        aliases=cells.names(said, "aliases", _SEPARATORS),
        description=cells.text(said, "description"),
        uri=cells.text(said, "uri"),
        half_life_days=cells.whole(said, "halflifedays", 1, MOST_DAYS) if days else None,
        in_demand=cells.yes(said, "indemand", False) if "indemand" in said else None,
    )


def _kind(said: Mapping[str, str]) -> SkillKind | None:
    kind = said.get("kind", "").strip().casefold()
    if not kind:
        return None
    if kind not in set(SkillKind):
        raise Unfit("kind", f"{kind!r} is none of {', '.join(SkillKind)}")
    return SkillKind(kind)


def _identity(said: str, field: str) -> str:
    identity = said.strip()
    if not is_id(identity):
        shown = f"{identity!r} is no id" if identity else "is empty"
        raise Unfit(field, f"{shown}: write 1 to 64 letters, digits, hyphens, underscores, dots or colons")
    return identity


def _relations(row: Row) -> Iterator[ImportedRelation | Rejected]:
    skill = row.cells["id"].strip()
    for field, relation in _RELATIONS.items():
        try:
            others = cells.names(row.cells, field, _SEPARATORS) or ()
        except Unfit as unfit:
            yield unfit.at(row, skill)
            continue
        for other in others:
            if is_id(other):
                yield ImportedRelation(row.file, row.line, skill, relation, other)
            else:
                yield Rejected(row.file, row.line, skill, field, f"{other!r} is no id of a skill")


def _role_row(row: Row) -> Row:
    _identity(row.cells["role"], "role")
    return row


def _role(role: str, rows: Sequence[Row]) -> Iterator[ImportedRole | Rejected]:
    """The role, and its rows that are rejected."""
    first = rows[0]
    asked: dict[str, ImportedRequirement] = {}
    for row in rows:
        try:
            _require_agreement(first, row)
            if required := _requirement(row):
                if required.skill in asked:
                    line = asked[required.skill].line
                    raise Unfit("skill", f"the role asks for {required.skill} on line {line} already")
                asked[required.skill] = required
        except Unfit as unfit:
            yield unfit.at(row, role)
    said = first.cells
    try:
        yield ImportedRole(
            file=first.file,
            line=first.line,
            role=role,
            title=cells.name(said, "title"),
            skills=tuple(asked.values()) if "skill" in said else None,
            alternate_titles=cells.names(said, "alternatetitles", _SEPARATORS),
            family=_short(said, "family"),
            grade=_short(said, "grade"),
            description=cells.text(said, "description"),
            uri=cells.text(said, "uri"),
        )
    except Unfit as unfit:
        yield unfit.at(first, role)


def _requirement(row: Row) -> ImportedRequirement | None:
    said = row.cells
    if not said.get("skill", "").strip():
        return None
    importance = said.get("importance", "").strip()
    return ImportedRequirement(
        row.line,
        _identity(said["skill"], "skill"),
        cells.whole(said, "level", 0, 5),
        cells.number(said, "importance", "0.01", "100") if importance else Decimal(1),
        cells.yes(said, "essential", True),
    )


def _require_agreement(first: Row, row: Row) -> None:
    title, before = " ".join(row.cells["title"].split()), " ".join(first.cells["title"].split())
    if title not in ("", before):
        raise Unfit("title", f"is {title!r} here, and {before!r} on line {first.line}")


def _short(said: Mapping[str, str], field: str) -> str | None:
    return cells.short(" ".join(said[field].split()), field) if field in said else None

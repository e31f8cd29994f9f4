"""An import in parts: the payloads of the commands, one after the other, that bring a framework in.

A framework has more than one message should carry. Skills go first, some thousands at a time, so that what follows
can name them; then all relations in one command, since whether they run in a circle is a question about all of them;
then roles; at last the ids of all that was listed, by which the rest is found to be gone. Each part is a
reconciliation of its own, carried out once and whole. An import that breaks off is finished by importing again.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from services.skills.framework.ids import is_id
from services.skills.framework.imported import (
    Framework,
    ImportedRelation,
    ImportedRequirement,
    ImportedRole,
    ImportedSkill,
    LeftOut,
    Rejected,
)
from services.skills.framework.report import as_report
from shared.contracts.skills.commands.frameworks import MOST_ROWS

WEIGHT = 25_000
"""Rows of a part, about: a name or a required skill weighs as much as a row of its own."""

Described = ImportedSkill | ImportedRole
Found = ImportedSkill | ImportedRole | Rejected | LeftOut

_ADDED = ("skills", "relations", "roles", "retired", "events")
"""The numbers of a report that add up over the parts."""


@dataclass(frozen=True)
class Part:
    """A payload of `skills.import_framework`, and how many rows of what it brings."""

    payload: Mapping[str, Any]
    what: str
    rows: int


@dataclass
class _Listed:
    """The ids that one of the framework's lists names, each with where it was first, and whether it hides any."""

    first: dict[str, tuple[str, int]] = field(default_factory=dict)
    rejected: set[str] = field(default_factory=set)
    hides: bool = False

    def ids(self) -> list[str]:
        """What is there; whose row was rejected is there, too, and stays as it is."""
        return [*self.first, *sorted(self.rejected - self.first.keys())]


@dataclass
class Import:
    """A framework on its way into the catalogue: its parts, and the report that their answers add up to.

    A `delta` names only what changed: nothing is retired. `options` go into every command. The `release` is that of
    the framework where none is given.
    """

    framework: Framework
    delta: bool = False
    release: str | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    rejected: list[Rejected] = field(default_factory=list)
    left_out: int = 0
    _skills: _Listed = field(default_factory=_Listed)
    _roles: _Listed = field(default_factory=_Listed)
    _counts: Counter[str] = field(default_factory=Counter)
    _refused: list[Mapping[str, Any]] = field(default_factory=list)
    _told: int = 0

    def parts(self) -> Iterator[Part]:
        """The parts, read from the files while they are asked for. Raises FrameworkUnreadable."""
        yield from self._heaps("skills", self._once(self.framework.skills(), self._skills), _row)
        if self.framework.relation_kinds:
            yield from self._relations()
        yield from self._heaps("roles", self._once(self.framework.roles(), self._roles), _role_row)
        if listed := self._listed():
            yield self._part("listed", {"listed": listed}, len(self._skills.first) + len(self._roles.first))

    def answered(self, answer: Mapping[str, Any]) -> None:
        """Add what a part came to."""
        self._counts.update({name: answer[name] for name in _ADDED})
        self._refused += answer["rejections"]

    def report(self) -> dict[str, Any]:
        """The import in numbers, with every rejected row, ready for JSON."""
        rejections = sorted([*map(as_report, self.rejected), *self._refused], key=_place)
        return {
            "framework": self.framework.name,
            "format": self.framework.format,
            "release": self.release or self.framework.release,
            "language": self.framework.language,
            "listed": {"skills": len(self._skills.first), "roles": len(self._roles.first)},
            **{name: self._counts[name] for name in _ADDED},
            "left_out": self.left_out,
            "rejected": len(rejections),
            "rejections": rejections,
        }

    def _once(self, found: Iterator[Found], listed: _Listed) -> Iterator[Described]:
        """What is found, the first of each id; what is rejected and left out is kept for the report."""
        for each in found:
            match each:
                case LeftOut():
                    self.left_out += each.rows
                case Rejected():
                    self.rejected.append(each)
                    listed.hides |= each.id is None
                    if each.id is not None and is_id(each.id):
                        listed.rejected.add(each.id)
                case ImportedSkill() | ImportedRole():
                    identity = each.skill if isinstance(each, ImportedSkill) else each.role
                    if identity not in listed.first:
                        listed.first[identity] = (each.file, each.line)
                        yield each
                    else:
                        file, line = listed.first[identity]
                        reason = f"the id is on line {line} of {file} already"
                        self.rejected.append(Rejected(each.file, each.line, identity, "id", reason))

    def _heaps(self, what: str, found: Iterator[Described], row_of: Callable[[Any], dict[str, Any]]) -> Iterator[Part]:
        heap: list[dict[str, Any]] = []
        weight = 0
        for each in found:
            row = row_of(each)
            heap.append(row)
            weight += 1 + sum(len(value) for value in row.values() if isinstance(value, list))
            if weight >= WEIGHT:
                yield self._part(what, {what: heap}, len(heap))
                heap, weight = [], 0
        if heap:
            yield self._part(what, {what: heap}, len(heap))

    def _relations(self) -> Iterator[Part]:
        others: dict[str, list[ImportedRelation]] = defaultdict(list)
        for each in self.framework.relations():
            match each:
                case LeftOut():
                    self.left_out += each.rows
                case Rejected():
                    self.rejected.append(each)
                case ImportedRelation():
                    others[each.skill].append(each)
        skills = dict.fromkeys([*self._skills.first, *others])
        rows = [{"skill": skill, "others": [_other(each) for each in others[skill]]} for skill in skills]
        for start in range(0, len(rows), MOST_ROWS):
            some = rows[start : start + MOST_ROWS]
            kinds = sorted(self.framework.relation_kinds)
            yield self._part("relations", {"relation_kinds": kinds, "relations": some}, len(some))

    def _listed(self) -> dict[str, Any]:
        """What is there, of the kinds of which the framework lists all; nothing in a delta.

        Where it lists nothing, or a row that cannot be told was rejected, nothing is found to be gone.
        """
        listed: dict[str, Any] = {}
        if self.delta:
            return listed
        if self.framework.kinds and self._skills.first and not self._skills.hides:
            listed |= {"kinds": sorted(self.framework.kinds), "skills": self._skills.ids()}
        if self.framework.lists_roles and self._roles.first and not self._roles.hides:
            listed["roles"] = self._roles.ids()
        return listed

    def _part(self, what: str, content: Mapping[str, Any], rows: int) -> Part:
        fresh, self._told = len(self.rejected) - self._told, len(self.rejected)
        about = {
            "framework": self.framework.name,
            "release": self.release or self.framework.release,
            "language": self.framework.language,
        }
        return Part({**about, **self.options, "rejected": fresh, **content}, what, rows)


def _role_row(role: ImportedRole) -> dict[str, Any]:
    row = _row(role)
    if role.skills is not None:
        row["skills"] = [_required(each) for each in role.skills]
    return row


def _required(required: ImportedRequirement) -> dict[str, Any]:
    row: dict[str, Any] = {"line": required.line, "skill": required.skill, "level": required.level}
    if required.importance != 1:
        row["importance"] = str(required.importance)
    if not required.essential:
        row["essential"] = False
    return row


def _other(relation: ImportedRelation) -> dict[str, Any]:
    return {"file": relation.file, "line": relation.line, "relation": relation.relation, "other": relation.other}


def _row(imported: Described) -> dict[str, Any]:
    """Its fields as JSON: what is not said is left out, what is empty is null or an empty list."""
    row: dict[str, Any] = {}
    for name in imported.__slots__:
        value = getattr(imported, name)
        if isinstance(value, tuple):
            row[name] = list(value)
        elif value is not None:
            row[name] = value if value != "" else None
    return row


def _place(rejection: Mapping[str, Any]) -> tuple[str, int]:
    return rejection["file"] or "", rejection["line"]

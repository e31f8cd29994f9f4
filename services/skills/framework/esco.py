"""ESCO in the layout of its CSV download, in one language, whatever the order of the columns.

- `altLabels` and `hiddenLabels` hold a name a line within their cell. Only concepts that are `released` are taken.
- A skill that is essential for another is its prerequisite, an optional one is similar to it. Groups of skills are
  broader than what they hold.
- ESCO has no levels: an occupation asks for its essential skills at level 3 (competent) and with importance 2, for
  its optional ones at level 2 and with importance 1.
- The family of an occupation is the group of ISCO that it is in.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from services.skills.framework import cells
from services.skills.framework.cells import Unfit
from services.skills.framework.ids import framework_id, last_part
from services.skills.framework.imported import (
    ImportedRelation,
    ImportedRequirement,
    ImportedRole,
    ImportedSkill,
    LeftOut,
    Rejected,
)
from services.skills.framework.reading import File, FrameworkUnreadable, Row, Table
from shared.contracts.skills.events import SkillKind, SkillRelation

NAME = "esco"

_SKILL, _GROUP, _OCCUPATION, _ISCO = "knowledgeskillcompetence", "skillgroup", "occupation", "iscogroup"
_CONCEPT = ("concepttype", "concepturi", "preferredlabel")
_BROADER = ("concepttype", "concepturi", "broaderuri")
_OF_OCCUPATION = ("occupationuri", "relationtype", "skilluri")
_OF_SKILL = ("originalskilluri", "relationtype", "relatedskilluri")
_EXCERPTS = frozenset({"broaderconcepturi", "greenshare"})
"""Columns of the tables that repeat some of the concepts."""

_KINDS: Mapping[str, SkillKind] = {
    "": SkillKind.SKILL,
    "skill/competence": SkillKind.SKILL,
    "knowledge": SkillKind.KNOWLEDGE,
    "language": SkillKind.LANGUAGE,
    "attitude": SkillKind.ATTITUDE,
}
_RELATIONS = {"essential": SkillRelation.PREREQUISITE, "optional": SkillRelation.SIMILAR}
_ASKED = {"essential": (3, Decimal(2)), "optional": (2, Decimal(1))}
"""The level and importance with which an occupation asks for a skill."""

_LANGUAGE = re.compile(r"_([a-z]{2})\.csv(\.gz)?$", re.IGNORECASE)


class Esco:
    """ESCO's files, of which any may be missing."""

    format = "ESCO CSV"
    release: str | None = None

    def __init__(self, tables: Sequence[Table], name: str = NAME) -> None:
        """Raises FrameworkUnreadable where the files are in several languages, or lack the occupations they need."""
        self.name = name
        self.files: Sequence[str] = [table.path.name for table in tables]
        self._concepts = [table for table in tables if _is_concepts(table)]
        self._broader = [table for table in tables if table.has(*_BROADER)]
        self._of_occupations = [table for table in tables if table.has(*_OF_OCCUPATION)]
        self._of_skills = [table for table in tables if table.has(*_OF_SKILL)]
        self.language: str | None = _language(tables)
        types = {kind for table in self._concepts for kind in _first(table, "concepttype")}
        if self._of_occupations and _OCCUPATION not in types:
            path = self._of_occupations[0].path
            raise FrameworkUnreadable(path, "it needs the file of occupations beside it")
        self.lists_roles = _OCCUPATION in types
        groups = frozenset({SkillKind.GROUP} if _GROUP in types else ())
        self.kinds = groups | (frozenset(SkillKind) - {SkillKind.GROUP} if _SKILL in types else frozenset())
        self.relation_kinds: frozenset[SkillRelation] = (
            frozenset(_RELATIONS.values()) if self._of_skills else frozenset()
        )
        if {_SKILL, _GROUP} & {kind for table in self._broader for kind in _first(table, "concepttype")}:
            self.relation_kinds |= {SkillRelation.BROADER}

    def skills(self) -> Iterator[ImportedSkill | Rejected | LeftOut]:
        """The skills, and the groups that they are in."""
        for row in self._rows_of(_SKILL, _GROUP):
            if isinstance(row, Rejected | LeftOut):
                yield row
                continue
            uri = row.cells["concepturi"].strip()
            try:
                yield self._skill(row, uri)
            except Unfit as unfit:
                yield unfit.at(row, self._id(uri) if uri else None)

    def relations(self) -> Iterator[ImportedRelation | Rejected | LeftOut]:
        """What skills are to one another."""
        for row in _rows(self._of_skills):
            if isinstance(row, Rejected):
                yield row
                continue
            skill, other = row.cells["originalskilluri"], row.cells["relatedskilluri"]
            relation = _RELATIONS.get(row.cells["relationtype"].strip().casefold())
            if relation is None:
                yield _unknown_relation(row, self._id(skill))
            else:
                yield ImportedRelation(row.file, row.line, self._id(skill), relation, self._id(other))
        for row in _rows(self._broader):
            if isinstance(row, Rejected):
                yield row
            elif row.cells["concepttype"].strip().casefold() in (_SKILL, _GROUP):
                skill, broader = self._id(row.cells["concepturi"]), self._id(row.cells["broaderuri"])
                yield ImportedRelation(row.file, row.line, skill, SkillRelation.BROADER, broader)

    def roles(self) -> Iterator[ImportedRole | Rejected | LeftOut]:
        """The occupations, with their skills where these are given."""
        asked: dict[str, dict[str, ImportedRequirement]] = defaultdict(dict)
        rows: dict[str, Row] = {}
        yield from self._requirements(asked, rows)
        families = _Families(self._concepts, self._broader)
        for row in self._rows_of(_OCCUPATION):
            if isinstance(row, Rejected | LeftOut):
                yield row
                continue
            uri = row.cells["concepturi"].strip()
            rows.pop(uri, None)
            try:
                yield self._role(row, uri, families, tuple(asked.pop(uri, {}).values()))
            except Unfit as unfit:
                yield unfit.at(row, self._id(uri) if uri else None)
        for uri, row in rows.items():
            yield Rejected(row.file, row.line, uri, "occupationuri", "is not among the occupations")

    def _rows_of(self, *types: str) -> Iterator[Row | Rejected | LeftOut]:
        """The rows of concepts of these types. A row that does not fit its table is rejected once, with skills."""
        for table in self._concepts:
            own = not _first(table, "concepttype").isdisjoint(types)
            for row in table.rows():
                if isinstance(row, Rejected):
                    if own:
                        yield row
                elif row.cells["concepttype"].strip().casefold() in types:
                    released = row.cells.get("status", "").strip().casefold() in ("", "released")
                    yield row if released else LeftOut()

    def _skill(self, row: Row, uri: str) -> ImportedSkill:
        if not uri:
            raise Unfit("concepturi", "is empty")
        name = cells.name(row.cells, "preferredlabel")
        group = row.cells["concepttype"].strip().casefold() == _GROUP
        said = row.cells.get("skilltype", "").strip().casefold()
        return ImportedSkill(
            file=row.file,
            line=row.line,
            skill=self._id(uri),
            name=name,
            kind=SkillKind.GROUP if group else _KINDS.get(said, SkillKind.OTHER),
            aliases=_labels(row),
            description=cells.text(row.cells, "description") or cells.text(row.cells, "definition"),
            uri=uri,
        )

    def _role(self, row: Row, uri: str, families: "_Families", skills: tuple[ImportedRequirement, ...]) -> ImportedRole:
        if not uri:
            raise Unfit("concepturi", "is empty")
        return ImportedRole(
            file=row.file,
            line=row.line,
            role=self._id(uri),
            title=cells.name(row.cells, "preferredlabel"),
            skills=skills if self._of_occupations else None,
            alternate_titles=_labels(row),
            family=families.of(uri, row.cells.get("iscogroup", "").strip()),
            description=cells.text(row.cells, "description") or cells.text(row.cells, "definition"),
            uri=uri,
        )

    def _requirements(
        self, asked: dict[str, dict[str, ImportedRequirement]], rows: dict[str, Row]
    ) -> Iterator[Rejected]:
        """Collect what each occupation asks for, and a row of each; yields the rows that are rejected."""
        for row in _rows(self._of_occupations):
            if isinstance(row, Rejected):
                yield row
                continue
            occupation, skill = row.cells["occupationuri"].strip(), self._id(row.cells["skilluri"])
            said = row.cells["relationtype"].strip().casefold()
            rows.setdefault(occupation, row)
            before = asked[occupation].get(skill)
            if said not in _ASKED:
                yield _unknown_relation(row, self._id(occupation))
            elif before is not None:
                reason = f"the occupation asks for the skill on line {before.line} already"
                yield Rejected(row.file, row.line, self._id(occupation), "skilluri", reason)
            else:
                level, importance = _ASKED[said]
                asked[occupation][skill] = ImportedRequirement(
                    row.line, skill, level, importance, essential=said == "essential"
                )

    def _id(self, uri: str) -> str:
        return framework_id(self.name, last_part(uri.strip()))


class _Families:
    """Which group of ISCO an occupation is in, by its code or by what is broader than it."""

    def __init__(self, concepts: Sequence[Table], broader: Sequence[Table]) -> None:
        self._by_code: dict[str, str] = {}
        self._by_uri: dict[str, str] = {}
        for row in _rows([table for table in concepts if _ISCO in _first(table, "concepttype")]):
            if isinstance(row, Row) and row.cells["concepttype"].strip().casefold() == _ISCO:
                label = " ".join(row.cells["preferredlabel"].split())
                self._by_code[row.cells.get("code", "").strip()] = label
                self._by_uri[row.cells["concepturi"].strip()] = label
        self._above = {
            row.cells["concepturi"].strip(): row.cells["broaderuri"].strip()
            for row in _rows(broader)
            if isinstance(row, Row)
        }

    def of(self, uri: str, code: str) -> str | None:
        """The name of the group; None where the files do not say."""
        seen: set[str] = set()
        at: str | None = uri
        while at is not None and at not in self._by_uri and at not in seen:
            seen.add(at)
            at = self._above.get(at)
        return self._by_code.get(code) or (self._by_uri.get(at) if at else None)


def recognise(files: Sequence[File], name: str | None) -> Esco | None:
    """ESCO, where some of the files are of it. Raises what `Esco` raises."""
    tables = [file for file in files if isinstance(file, Table) and _is_esco(file)]
    return Esco(tables, name or NAME) if tables else None


def _is_esco(table: Table) -> bool:
    return _is_concepts(table) or any(table.has(*columns) for columns in (_BROADER, _OF_OCCUPATION, _OF_SKILL))


def _is_concepts(table: Table) -> bool:
    return table.has(*_CONCEPT) and table.named.isdisjoint(_EXCERPTS)


def _language(tables: Sequence[Table]) -> str | None:
    found = {match[1].casefold() for table in tables if (match := _LANGUAGE.search(table.path.name))}
    if len(found) > 1:
        folder = tables[0].path.parent
        raise FrameworkUnreadable(folder, f"it has ESCO in several languages ({', '.join(sorted(found))}); keep one")
    return next(iter(found), None)


def _first(table: Table, column: str) -> frozenset[str]:
    """What the first row has in a column; nothing in an empty table."""
    first = next((row for row in table.rows() if isinstance(row, Row)), None)
    return frozenset() if first is None else frozenset({first.cells[column].strip().casefold()})


def _rows(tables: Sequence[Table]) -> Iterator[Row | Rejected]:
    for table in tables:
        yield from table.rows()


def _labels(row: Row) -> tuple[str, ...] | None:
    found = [cells.names(row.cells, field) for field in ("altlabels", "hiddenlabels")]
    said = [labels for labels in found if labels is not None]
    return cells.unique((label for labels in said for label in labels), "altlabels") if said else None


def _unknown_relation(row: Row, about: str) -> Rejected:
    said = row.cells["relationtype"]
    return Rejected(row.file, row.line, about, "relationtype", f"{said!r} is neither essential nor optional")

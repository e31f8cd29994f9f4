"""O*NET in the layout of its text download: tables whose columns are set off by tabs.

- Skills and knowledge come with importance (IM, 1 to 5) and level (LV, 0 to 7) on rows of their own. An occupation
  asks for an element whose two rows are there, at the level LV * 5 / 7, rounded, with the importance IM. It is
  essential from importance 3, which O*NET calls important.
- A rating whose publication is not recommended (`Recommend Suppress`), or that most found not to matter
  (`Not Relevant`), is left out, and so is one whose level is rounded to 0.
- Technologies are listed by example and belong to a commodity. Those in demand for an occupation are asked for, at
  level 2, with importance 1 and not as essential: the others are what one employer or another uses.
- The grade of an occupation is its job zone, its family the major group of the Standard Occupational Classification.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

from services.skills.framework import cells
from services.skills.framework.cells import Unfit
from services.skills.framework.ids import framework_id, named_id
from services.skills.framework.imported import (
    ImportedRelation,
    ImportedRequirement,
    ImportedRole,
    ImportedSkill,
    LeftOut,
    Rejected,
)
from services.skills.framework.onet_ratings import Ratings, is_rated, kind_of
from services.skills.framework.onet_tables import FAMILIES, NAME, OnetTables, rows_of
from services.skills.framework.reading import File, Row, first_line
from shared.contracts.skills.events import SkillKind, SkillRelation

_TECHNOLOGY_LEVEL = 2
_RELEASE = re.compile(r"O\*NET (\d+(?:\.\d+)*)")


class Onet:
    """O*NET's files, of which any may be missing."""

    format = "O*NET text"
    language: str | None = "en"

    def __init__(self, tables: OnetTables, name: str = NAME) -> None:
        self.name = name
        self.files: Sequence[str] = tables.files
        self._tables = tables
        self.release: str | None = _release(tables)
        self.lists_roles = bool(tables.occupations)
        self._rated = _rated(tables)
        self.kinds = frozenset(_kinds(tables, self._rated))
        # Without the content model it is not known what is broader than a rated element.
        known = tables.content if tables.ratings else tables.technologies
        self.relation_kinds = frozenset({SkillRelation.BROADER} if known else ())

    def skills(self) -> Iterator[ImportedSkill | Rejected | LeftOut]:
        """The rated elements and the groups that they are in, then technologies and their commodities."""
        yield from self._elements()
        yield from self._technologies()

    def relations(self) -> Iterator[ImportedRelation | Rejected | LeftOut]:
        """What is broader than elements and technologies."""
        listed = self._listed()
        for row in rows_of(self._tables.content):
            element = row.cells["elementid"].strip() if isinstance(row, Row) else ""
            above = element.rpartition(".")[0]
            if isinstance(row, Row) and element in listed and above in listed:
                yield self._broader(row, self._id(element), self._id(above))
        seen: set[tuple[str, str]] = set()
        for row in rows_of(self._tables.technologies):
            if isinstance(row, Row) and (pair := (row.cells["example"], row.cells["commoditycode"])) not in seen:
                seen.add(pair)
                if all(each.strip() for each in pair):
                    yield self._broader(row, self._technology(pair[0]), self._id(pair[1].strip()))

    def roles(self) -> Iterator[ImportedRole | Rejected | LeftOut]:
        """The occupations, with what they ask for where ratings or technologies are given."""
        ratings = Ratings()
        for table in self._tables.ratings:
            yield from ratings.add(table)
        yield from ratings.settle()
        in_demand, titles, zones = self._in_demand(), self._alternate_titles(), self._zones()
        known: set[str] = set()
        for row in rows_of(self._tables.occupations):
            if isinstance(row, Rejected):
                yield row
                continue
            code = row.cells["onetsoccode"].strip()
            known.add(code)
            rated = [self._requirement(each) for each in ratings.of(code)]
            try:
                yield self._role(row, code, [*rated, *in_demand[code].values()], titles, zones)
            except Unfit as unfit:
                yield unfit.at(row, self._id(code) if code else None)
        yield from ratings.without(known)

    def _elements(self) -> Iterator[ImportedSkill | Rejected | LeftOut]:
        rated, listed = self._rated, self._listed()
        described: set[str] = set()
        for row in rows_of(self._tables.content):
            if isinstance(row, Rejected):
                yield row
            elif (element := row.cells["elementid"].strip()) in listed:
                described.add(element)
                yield self._element(row, element, kind_of(element) if element in rated else SkillKind.GROUP)
        for element, row in rated.items():
            if element not in described:
                yield self._element(row, element, kind_of(element))

    def _element(self, row: Row, element: str, kind: SkillKind) -> ImportedSkill | Rejected:
        try:
            name, said = cells.name(row.cells, "elementname"), cells.text(row.cells, "description")
        except Unfit as unfit:
            return unfit.at(row, self._id(element))
        return ImportedSkill(row.file, row.line, self._id(element), name, kind, description=said)

    def _technologies(self) -> Iterator[ImportedSkill | Rejected]:
        """Technologies by example, the first row of each, and their commodities."""
        wanted = {row.cells["example"].strip() for row in self._technology_rows() if _is_in_demand(row)}
        seen: set[str] = set()
        for row in rows_of(self._tables.technologies):
            if isinstance(row, Rejected):
                yield row
                continue
            code, example = row.cells["commoditycode"].strip(), row.cells["example"].strip()
            for identity, field, kind in (
                (self._id(code), "commoditytitle", SkillKind.GROUP),
                (self._technology(example), "example", SkillKind.TECHNOLOGY),
            ):
                if identity in seen or (kind is SkillKind.GROUP and not code):
                    continue
                seen.add(identity)
                demanded = kind is SkillKind.TECHNOLOGY and example in wanted
                try:
                    name = cells.name(row.cells, field)
                    yield ImportedSkill(row.file, row.line, identity, name, kind, in_demand=demanded)
                except Unfit as unfit:
                    yield unfit.at(row, identity if row.cells[field].strip() else None)

    def _listed(self) -> set[str]:
        """The rated elements, and what is above them in the content model but for its two highest levels."""
        return {above for element in self._rated for above in _line(element)}

    def _in_demand(self) -> dict[str, dict[str, ImportedRequirement]]:
        found: dict[str, dict[str, ImportedRequirement]] = defaultdict(dict)
        for row in self._technology_rows():
            skill = self._technology(row.cells["example"])
            if row.cells.get("indemand", "").strip().casefold() == "y":
                asked = ImportedRequirement(row.line, skill, _TECHNOLOGY_LEVEL, essential=False)
                found[row.cells["onetsoccode"].strip()].setdefault(skill, asked)
        return found

    def _alternate_titles(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for row in rows_of(self._tables.alternate_titles):
            if isinstance(row, Row):
                short = row.cells.get("shorttitle", "").strip()
                found[row.cells["onetsoccode"].strip()] += [
                    row.cells["alternatetitle"].strip(),
                    *([short] if short.casefold() != "n/a" else []),
                ]
        return found

    def _zones(self) -> dict[str, str]:
        rows = (row for row in rows_of(self._tables.zones) if isinstance(row, Row))
        return {row.cells["onetsoccode"].strip(): row.cells["jobzone"].strip() for row in rows}

    def _requirement(self, rated: ImportedRequirement) -> ImportedRequirement:
        return ImportedRequirement(rated.line, self._id(rated.skill), rated.level, rated.importance, rated.essential)

    def _role(
        self,
        row: Row,
        code: str,
        asked: Sequence[ImportedRequirement],
        titles: dict[str, list[str]],
        zones: dict[str, str],
    ) -> ImportedRole:
        if not code:
            raise Unfit("onetsoccode", "is empty")
        others = cells.unique((cells.short(each, "alternatetitle") for each in titles.get(code, ())), "alternatetitle")
        return ImportedRole(
            file=row.file,
            line=row.line,
            role=self._id(code),
            title=cells.name(row.cells, "title"),
            skills=tuple(asked) if self._tables.ratings else None,
            alternate_titles=others if self._tables.alternate_titles else None,
            family=FAMILIES.get(code[:2]),
            grade=_grade(zones.get(code)) if self._tables.zones else None,
            description=cells.text(row.cells, "description"),
        )

    def _technology_rows(self) -> Iterator[Row]:
        return (row for row in rows_of(self._tables.technologies) if isinstance(row, Row))

    def _broader(self, row: Row, skill: str, other: str) -> ImportedRelation:
        return ImportedRelation(row.file, row.line, skill, SkillRelation.BROADER, other)

    def _technology(self, example: str) -> str:
        return named_id(self.name, "t", example)

    def _id(self, local: str) -> str:
        return framework_id(self.name, local)


def recognise(files: Sequence[File], name: str | None) -> Onet | None:
    """O*NET, where some of the files are of it."""
    tables = OnetTables.among(files)
    return Onet(tables, name or NAME) if tables.files else None


def _rated(tables: OnetTables) -> dict[str, Row]:
    """The elements that are rated, with a row of each."""
    rated: dict[str, Row] = {}
    for row in rows_of(tables.ratings):
        if isinstance(row, Row) and is_rated(row.cells["elementid"]):
            rated.setdefault(row.cells["elementid"].strip(), row)
    return rated


def _kinds(tables: OnetTables, rated: Iterable[str]) -> Iterator[SkillKind]:
    """The kinds of which the tables have all. Groups are those of the content model and the commodities together."""
    yield from map(kind_of, rated)
    if tables.technologies:
        yield SkillKind.TECHNOLOGY
        if tables.content and tables.ratings:
            yield SkillKind.GROUP


def _line(element: str) -> Sequence[str]:
    """The element and what is above it, from the second level of the content model on: `2.A`, `2.A.1`, `2.A.1.a`."""
    return list(accumulate(element.split("."), "{}.{}".format))[1:]


def _grade(zone: str | None) -> str:
    return f"Job Zone {zone}" if zone else ""


def _is_in_demand(row: Row) -> bool:
    return "y" in (row.cells.get(field, "").strip().casefold() for field in ("hottechnology", "indemand"))


def _release(tables: OnetTables) -> str | None:
    found = (_RELEASE.search(first_line(path)) for path in tables.about)
    return next((match[1] for match in found if match), None)

"""1EdTech CASE 1.1 in JSON: a CFPackage, or CFDocument, CFItems and CFAssociations in files of their own.

- Items become skills: named by their abbreviated statement or else by the full one, which is then the description.
  The human coding scheme and the alternative label are aliases. An item whose type is that of a heading is a group.
- Of the associations, `isChildOf` and `isPartOf` say what is broader, `precedes` what comes before, `isRelatedTo`,
  `isPeerOf` and `exactMatchOf` what is similar. Others are left out: they say nothing of a catalogue.
- Rubrics, definitions and groupings of associations are not read. CASE has no roles.

There are no lines: an element is told by its number in its list.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from services.skills.framework import cells
from services.skills.framework.cells import Unfit
from services.skills.framework.ids import as_name, framework_id, last_part
from services.skills.framework.imported import (
    ImportedRelation,
    ImportedRole,
    ImportedSkill,
    LeftOut,
    Rejected,
)
from services.skills.framework.reading import Document, File, FrameworkUnreadable, Row
from shared.contracts.skills.commands.frameworks import LONGEST_NAME
from shared.contracts.skills.events import SkillKind, SkillRelation

NAME = "case"

_LISTS = ("CFItems", "CFAssociations")
_PARTS = frozenset({"CFDocument", *_LISTS})
_HEADINGS = frozenset({"area", "category", "cluster", "domain", "folder", "group", "heading", "section", "strand"})
_RELATIONS: Mapping[str, SkillRelation] = {
    "ischildof": SkillRelation.BROADER,
    "ispartof": SkillRelation.BROADER,
    "precedes": SkillRelation.PREREQUISITE,
    "isrelatedto": SkillRelation.SIMILAR,
    "ispeerof": SkillRelation.SIMILAR,
    "exactmatchof": SkillRelation.SIMILAR,
}

_Element = tuple[str, int, Mapping[str, Any]]
"""An element of a list, with its file and its number there."""


class CasePackage:
    """A framework in CASE."""

    format = "CASE 1.1"
    lists_roles = False

    def __init__(self, documents: Sequence[Document], name: str | None = None) -> None:
        """Raises FrameworkUnreadable where a part is not of the form that CASE gives it."""
        self.files: Sequence[str] = [document.path.name for document in documents]
        about = _about(documents)
        self._document = str(about.get("identifier") or "")
        self.name = name or as_name(str(about.get("title") or ""), NAME)
        self.release = _said(about, "version")
        self.language = _said(about, "language")
        self._items = list(_elements(documents, "CFItems"))
        self._associations = list(_elements(documents, "CFAssociations"))
        self.kinds = frozenset(SkillKind) if self._items else frozenset[SkillKind]()
        listed = any("CFAssociations" in document.content for document in documents)
        self.relation_kinds = frozenset(SkillRelation) if listed else frozenset[SkillRelation]()

    def skills(self) -> Iterator[ImportedSkill | Rejected | LeftOut]:
        """The items."""
        for file, number, item in self._items:
            said = {key: value for key, value in item.items() if isinstance(value, str)}
            row = Row(file, number, said)
            identity = _identifier(item)
            try:
                yield self._skill(row, identity)
            except Unfit as unfit:
                yield unfit.at(row, framework_id(self.name, identity) if identity else None)

    def relations(self) -> Iterator[ImportedRelation | Rejected | LeftOut]:
        """What the associations say of items."""
        for file, number, association in self._associations:
            said = association.get("associationType")
            relation = _RELATIONS.get(str(said).replace("_", "").casefold())
            origin, destination = (_node(association, end) for end in ("originNodeURI", "destinationNodeURI"))
            if not origin or not destination:
                field = "destinationNodeURI" if origin else "originNodeURI"
                yield Rejected(file, number, _identifier(association) or None, field, "names no item")
            elif relation is None or self._document in (origin, destination):
                yield LeftOut()
            else:
                # What precedes something is needed before it: there the destination is the skill that needs.
                ends = (destination, origin) if relation is SkillRelation.PREREQUISITE else (origin, destination)
                skill, other = (framework_id(self.name, end) for end in ends)
                yield ImportedRelation(file, number, skill, relation, other)

    def roles(self) -> Iterator[ImportedRole | Rejected | LeftOut]:
        """None: CASE has no roles."""
        yield from ()

    def _skill(self, row: Row, identity: str) -> ImportedSkill:
        if not identity:
            raise Unfit("identifier", "is empty")
        full = " ".join(row.cells.get("fullStatement", "").split())
        name = " ".join(row.cells.get("abbreviatedStatement", "").split()) or full
        if not name:
            raise Unfit("fullStatement", "is empty")
        if len(name) > LONGEST_NAME:
            name = f"{name[: LONGEST_NAME - 1]}…"
        texts = (full if full != name else "", row.cells.get("notes", "").strip())
        also = (row.cells.get(field, "").strip() for field in ("humanCodingScheme", "alternativeLabel"))
        return ImportedSkill(
            file=row.file,
            line=row.line,
            skill=framework_id(self.name, identity),
            name=name,
            kind=_kind(row.cells.get("CFItemType", "")),
            aliases=cells.unique((cells.short(each, "alternativeLabel") for each in also), "alternativeLabel"),
            description=cells.text({"said": "\n".join(filter(None, texts))}, "said"),
            uri=row.cells.get("uri", ""),
        )


def recognise(files: Sequence[File], name: str | None) -> CasePackage | None:
    """CASE, where some of the files are of it. Raises FrameworkUnreadable."""
    documents = [file for file in files if isinstance(file, Document) and not _PARTS.isdisjoint(file.content)]
    return CasePackage(documents, name) if documents else None


def _about(documents: Sequence[Document]) -> Mapping[str, Any]:
    """The CFDocument, empty where there is none. Raises FrameworkUnreadable for several."""
    found = [(each, each.content["CFDocument"]) for each in documents if each.content.get("CFDocument")]
    if not found:
        return {}
    for document, about in found:
        if not isinstance(about, dict):
            raise FrameworkUnreadable(document.path, "its CFDocument is no object")
        if about.get("identifier") != found[0][1].get("identifier"):
            raise FrameworkUnreadable(document.path, f"{found[0][0].path.name} is of another CFDocument")
    return dict(found[0][1])


def _elements(documents: Sequence[Document], part: str) -> Iterator[_Element]:
    for document in documents:
        found = document.content.get(part) or []
        if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
            raise FrameworkUnreadable(document.path, f"its {part} are no list of objects")
        for number, each in enumerate(found, start=1):
            yield document.path.name, number, each


def _identifier(element: Mapping[str, Any]) -> str:
    said = element.get("identifier") or last_part(str(element.get("uri") or ""))
    return str(said).strip()


def _node(association: Mapping[str, Any], end: str) -> str:
    """The identifier of the item at an end of an association, which CASE 1.1 links to and CASE 1.0 names by URI."""
    said = association.get(end)
    return _identifier(said) if isinstance(said, dict) else last_part(str(said or ""))


def _kind(item_type: str) -> SkillKind:
    said = item_type.strip().casefold()
    if said in _HEADINGS:
        return SkillKind.GROUP
    return SkillKind(said) if said in set(SkillKind) else SkillKind.SKILL


def _said(about: Mapping[str, Any], field: str) -> str | None:
    said = about.get(field)
    return str(said) if said else None

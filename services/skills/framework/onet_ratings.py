"""O*NET's ratings of what occupations ask for: importance and level, which are on rows of their own, put together."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from services.skills.framework import cells
from services.skills.framework.cells import Unfit
from services.skills.framework.imported import ImportedRequirement, LeftOut, Rejected
from services.skills.framework.reading import Row, Table
from shared.contracts.skills.events import SkillKind

_KINDS = {"1.A": SkillKind.ABILITY, "2.A": SkillKind.SKILL, "2.B": SkillKind.SKILL, "2.C": SkillKind.KNOWLEDGE}
_BOUNDS = {"IM": ("1", "5"), "LV": ("0", "7")}
_ESSENTIAL_FROM = Decimal(3)


def is_rated(element: str) -> bool:
    """Whether the element of the content model is a skill, knowledge or an ability."""
    return element.strip()[:3] in _KINDS


def kind_of(element: str) -> SkillKind:
    """What sort of thing a rated element is."""
    return _KINDS[element[:3]]


def level_of(rating: Decimal) -> int:
    """The level from 0 to 5 of one from 0 to 7."""
    return int((rating * 5 / 7).quantize(Decimal(1), ROUND_HALF_UP))


@dataclass(slots=True)
class _Rating:
    """What is known of an element of an occupation so far; `line` is that of its first row."""

    file: str
    line: int
    importance: Decimal | None = None
    level: Decimal | None = None
    unfit: bool = False
    rows: int = 0


class Ratings:
    """The ratings of all occupations: add the tables, settle, then ask for each occupation."""

    def __init__(self) -> None:
        self._rated: dict[str, dict[str, _Rating]] = {}

    def add(self, table: Table) -> Iterator[Rejected]:
        """Take in the rows of a table; yields those that are rejected."""
        for row in table.rows(quoted=False):
            if isinstance(row, Rejected):
                yield row
            elif is_rated(row.cells["elementid"]) and row.cells["scaleid"].strip() in _BOUNDS:
                try:
                    self._take(row)
                except Unfit as unfit:
                    yield unfit.at(row, f"{row.cells['onetsoccode']} {row.cells['elementid']}")

    def settle(self) -> Iterator[Rejected | LeftOut]:
        """Keep only what is asked for: yields what is left out, and what lacks one of its two rows."""
        for code, elements in self._rated.items():
            for element, rating in list(elements.items()):
                if rating.unfit or (rating.level is not None and level_of(rating.level) == 0):
                    yield LeftOut(rating.rows)
                elif rating.importance is None or rating.level is None:
                    missing = "importance (IM)" if rating.importance is None else "level (LV)"
                    reason = f"the {missing} of the element is missing"
                    yield Rejected(rating.file, rating.line, f"{code} {element}", "scaleid", reason)
                else:
                    continue
                del elements[element]

    def of(self, code: str) -> Iterator[ImportedRequirement]:
        """What an occupation asks for, by the ids of the elements."""
        for element, rating in self._rated.get(code, {}).items():
            assert rating.importance is not None
            assert rating.level is not None
            yield ImportedRequirement(
                rating.line,
                element,
                level_of(rating.level),
                rating.importance,
                essential=rating.importance >= _ESSENTIAL_FROM,
            )

    def without(self, known: Collection[str]) -> Iterator[Rejected]:
        """A rejection for every occupation that is rated and not among those `known`."""
        for code, elements in self._rated.items():
            if code not in known and elements:
                first = next(iter(elements.values()))
                yield Rejected(first.file, first.line, code, "onetsoccode", "is not among the occupations")

    def _take(self, row: Row) -> None:
        scale = row.cells["scaleid"].strip()
        elements = self._rated.setdefault(row.cells["onetsoccode"].strip(), {})
        rating = elements.setdefault(row.cells["elementid"].strip(), _Rating(row.file, row.line))
        value = cells.number(row.cells, "datavalue", *_BOUNDS[scale])
        if (rating.importance if scale == "IM" else rating.level) is not None:
            raise Unfit("scaleid", f"the {scale} of the element is on an earlier line already")
        if scale == "IM":
            rating.importance = value
        else:
            rating.level = value
        rating.rows += 1
        rating.unfit |= any(cells.yes(row.cells, field, False) for field in ("recommendsuppress", "notrelevant"))

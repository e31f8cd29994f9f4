"""Which of a folder's files are tables of O*NET, and what each of them holds."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from services.skills.framework.imported import Rejected
from services.skills.framework.reading import File, Row, Table

NAME = "onet"

FAMILIES: Mapping[str, str] = {
    "11": "Management",
    "13": "Business and Financial Operations",
    "15": "Computer and Mathematical",
    "17": "Architecture and Engineering",
    "19": "Life, Physical, and Social Science",
    "21": "Community and Social Service",
    "23": "Legal",
    "25": "Educational Instruction and Library",
    "27": "Arts, Design, Entertainment, Sports, and Media",
    "29": "Healthcare Practitioners and Technical",
    "31": "Healthcare Support",
    "33": "Protective Service",
    "35": "Food Preparation and Serving Related",
    "37": "Building and Grounds Cleaning and Maintenance",
    "39": "Personal Care and Service",
    "41": "Sales and Related",
    "43": "Office and Administrative Support",
    "45": "Farming, Fishing, and Forestry",
    "47": "Construction and Extraction",
    "49": "Installation, Maintenance, and Repair",
    "51": "Production",
    "53": "Transportation and Material Moving",
    "55": "Military Specific",
}
"""The major groups of the Standard Occupational Classification of 2018, by the first two digits of a code."""


@dataclass(frozen=True)
class OnetTables:
    """The tables by what they hold; `about` are the files that say which release it is."""

    occupations: Sequence[Table]
    alternate_titles: Sequence[Table]
    ratings: Sequence[Table]
    technologies: Sequence[Table]
    zones: Sequence[Table]
    content: Sequence[Table]
    about: Sequence[Path]

    @classmethod
    def among(cls, files: Sequence[File]) -> Self:
        """Those among the files of a folder, by their columns."""
        tables = [file for file in files if isinstance(file, Table)]

        def having(*columns: str, without: str = "") -> list[Table]:
            return [table for table in tables if table.has(*columns) and without not in table.named]

        found = cls(
            occupations=having("onetsoccode", "title", "description"),
            alternate_titles=having("onetsoccode", "alternatetitle"),
            ratings=having("onetsoccode", "elementid", "scaleid", "datavalue", without="category"),
            technologies=having("onetsoccode", "example", "commoditycode", "commoditytitle"),
            zones=having("onetsoccode", "jobzone"),
            content=having("elementid", "elementname", "description", without="onetsoccode"),
            about=[table.path for table in tables if table.path.name.casefold().startswith(("read me", "readme"))],
        )
        # The content model alone has no column that only O*NET has.
        return found if found._named else cls([], [], [], [], [], [], [])

    @property
    def files(self) -> list[str]:
        """The names of the files that are read."""
        if not self._named:
            return []
        return [*(table.path.name for table in (*self._named, *self.content)), *(path.name for path in self.about)]

    @property
    def _named(self) -> Sequence[Table]:
        return [*self.occupations, *self.alternate_titles, *self.ratings, *self.technologies, *self.zones]


def rows_of(tables: Sequence[Table]) -> Iterator[Row | Rejected]:
    """The rows of the tables, one after the other. O*NET quotes nothing."""
    for table in tables:
        yield from table.rows(quoted=False)

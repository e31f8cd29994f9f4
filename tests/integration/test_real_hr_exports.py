"""Two real exports of one company, a year apart, reconcile to what plain counting finds in them."""

import csv
import gzip
from datetime import date
from pathlib import Path

import pytest

from services.integrations.feed.reading import open_feed
from services.integrations.feed.reconcile import Feed, Ids, reconcile
from services.integrations.feed.report import Reconciliation
from services.integrations.feed.row import parse_row
from services.integrations.person import PERSON, Person
from services.integrations.unit import UNIT, Unit

DATA = Path(__file__).parents[2].parent / "shared" / "data"
YEARS = (1999, 2000)


def export(year: int) -> Path:
    return DATA / f"hr_export_{year}-06-30.csv.gz"


pytestmark = pytest.mark.skipif(
    not all(export(year).exists() for year in YEARS), reason=f"the HR exports are not in {DATA}"
)


class Directory:
    """What a service would keep: everything folded from the events of the runs so far."""

    def __init__(self) -> None:
        self.people: dict[str, Person] = {}
        self.units: dict[str, Unit] = {}

    def take(self, year: int) -> Reconciliation:
        result = reconcile(
            {person.external_id or "": person for person in self.people.values()},
            map(parse_row, open_feed(export(year)).rows()),
            units=self.units.values(),
            feed=Feed("hr", date(year, 6, 30)),
            ids=Ids(person=lambda external_id: f"person-{external_id}", unit=lambda name: f"unit-{name}"),
        )
        for identity, events in result.people.items():
            self.people[identity] = PERSON.fold(events, self.people.get(identity))
        for identity, events in result.units.items():
            self.units[identity] = UNIT.fold(events, self.units.get(identity))
        return result


def plainly(year: int) -> dict[str, dict[str, str]]:
    with gzip.open(export(year), "rt", encoding="utf-8", newline="") as lines:
        return {row["Employee ID"]: row for row in csv.DictReader(lines)}


def test_only_what_differs_between_the_exports_becomes_an_event() -> None:
    before, after = plainly(1999), plainly(2000)
    placing = ("Job Title", "Department", "Manager ID")
    stayed = before.keys() & after.keys()
    moved = {key for key in stayed if any(before[key][column] != after[key][column] for column in placing)}
    directory = Directory()

    first, second, third = directory.take(1999), directory.take(2000), directory.take(2000)

    assert first.counts == {"joined": len(before), "left": 0, "moved": 0, "changed": 0, "rejoined": 0}
    assert len(first.units) == len({row["Department"] for row in before.values()})
    assert second.counts == {
        "joined": len(after.keys() - before.keys()),
        "left": len(before.keys() - after.keys()),
        "moved": len(moved),
        "changed": 0,
        "rejoined": 0,
    }
    assert {change.external_id for change in second.changes} == moved | (before.keys() ^ after.keys())
    assert first.rejected == second.rejected == ()
    assert third.events == 0


def test_after_the_runs_the_directory_says_what_the_last_export_says() -> None:
    directory = Directory()
    for year in YEARS:
        directory.take(year)
    day = date(2000, 6, 30)
    here = {person.external_id: person for person in directory.people.values() if person.here_on(day)}
    expected = plainly(2000)
    assert here.keys() == expected.keys()
    for external_id, row in expected.items():
        held = here[external_id].assignment_on(day)
        assert held is not None
        manager = f"person-{row['Manager ID']}" if row["Manager ID"] else None
        assert (held.placement.role, held.placement.unit, held.placement.manager) == (
            row["Job Title"],
            f"unit-{row['Department']}",
            manager,
        )
        assert held.role_since.isoformat() == row["In Job Since"]


def test_gender_and_date_of_birth_are_left_unread() -> None:
    assert open_feed(export(1999)).ignored_columns == ("Gender", "Date of Birth")

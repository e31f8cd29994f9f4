"""The row of a person says what the directory knows of them, and finds them again."""

from datetime import UTC, date, datetime, timedelta

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from services.integrations.person import PERSON
from shared.contracts.integrations.events import (
    LeavingWithdrawn,
    MoveReason,
    PersonDatesCorrected,
    PersonDetailsChanged,
    PersonErased,
    PersonJoined,
    PersonLeft,
    PersonMoved,
    PersonRejoined,
)
from shared.contracts.integrations.record import Record
from shared.event import Event
from shared.projecting.table import Table
from shared.read_models.people import PEOPLE, PersonRow, searchable
from shared.read_models.reports import REPORTS
from tests.unit.read_models.happened import recorded_at, rows_after

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)
DAYS = st.integers(0, 20).map(lambda days: date(2026, 1, 1) + timedelta(days=days))
IDS = st.none() | st.sampled_from("abc")
ROLES = st.sampled_from(["Engineer", "Lead"])
PLACES = {"unit": IDS, "role": ROLES, "manager": IDS, "location": st.none()}
ADA = {"person": st.just("ada"), "effective_on": DAYS}
NAMES = st.sampled_from(["Ada", "Zoë", None])

JOINED = st.builds(PersonJoined, **ADA, **PLACES, name=NAMES, in_role_since=st.none() | DAYS)
LATER = st.one_of(
    st.builds(PersonMoved, **ADA, **PLACES, reason=st.sampled_from(MoveReason)),
    st.builds(PersonRejoined, **ADA, **PLACES, in_role_since=st.none() | DAYS),
    st.builds(PersonDetailsChanged, **ADA, name=NAMES),
    st.builds(PersonDatesCorrected, **ADA, joined_on=DAYS, in_role_since=st.none() | DAYS, left_on=st.none() | DAYS),
    st.builds(PersonLeft, **ADA),
    st.builds(LeavingWithdrawn, **ADA),
)
HISTORIES = st.tuples(JOINED, st.lists(LATER, max_size=12)).map(lambda history: [history[0], *history[1]])


def row_of(events: list[Event]) -> PersonRow:
    (row,) = rows_after(PEOPLE, recorded_at(NOW, *events))
    return row


@given(events=HISTORIES)
def test_a_row_holds_the_record_by_which_the_directory_decides(events: list[Event]) -> None:
    person, row = PERSON.fold(events), row_of(events)
    assert {name: getattr(row, name) for name in Record.__struct_fields__} == {
        name: getattr(person, name) for name in Record.__struct_fields__
    }
    assert row.search_name == searchable(person.name or "")


@given(events=HISTORIES)
def test_the_reports_name_everyone_who_was_ever_recorded_as_manager(events: list[Event]) -> None:
    said = [event for event in events if isinstance(event, PersonJoined | PersonMoved | PersonRejoined)]
    rows = rows_after(REPORTS, recorded_at(NOW, *events))
    assert {(row.person, row.manager) for row in rows} == {("ada", each.manager) for each in said if each.manager}


@given(events=HISTORIES)
def test_a_row_survives_being_stored(events: list[Event]) -> None:
    row, table = row_of(events), Table(PEOPLE)
    assert table.decode(table.rows_as_json([row]).encode()) == [row]
    assert all(isinstance(msgspec.json.decode(msgspec.json.encode(held))["since"], str) for held in row.assignments)


def test_the_erased_have_no_row() -> None:
    joined = PersonJoined(person="ada", effective_on=date(2026, 1, 1), name="Ada")
    assert not rows_after(PEOPLE, recorded_at(NOW, joined, PersonErased(person="ada")))


@given(name=st.text())
def test_a_searchable_name_is_found_by_itself(name: str) -> None:
    assert searchable(searchable(name)) == searchable(name)


def test_case_and_accents_do_not_matter() -> None:
    assert searchable("Zoë ÅNGSTRÖM") == searchable("ZOE Ångström") == "zoe angstrom"

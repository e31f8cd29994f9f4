"""The row of a unit says what the directory knows of it."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from services.integrations.unit import UNIT
from shared.contracts.integrations.events import UnitClosed, UnitCreated, UnitMoved, UnitRenamed
from shared.event import Event
from shared.read_models.units import UNITS
from tests.unit.read_models.happened import recorded_at, rows_after

CREATED = UnitCreated(unit="a", name="Engines", parent="top")
EVENTS = st.lists(
    st.one_of(
        st.builds(UnitRenamed, unit=st.just("a"), name=st.sampled_from(["Engines", "Motors", "Mills"])),
        st.builds(UnitMoved, unit=st.just("a"), parent=st.none() | st.sampled_from("bc")),
        st.builds(UnitClosed, unit=st.just("a")),
    ),
    max_size=10,
)


@given(events=EVENTS)
def test_a_row_says_what_the_directory_decides_by(events: list[Event]) -> None:
    unit = UNIT.fold([CREATED, *events])
    (row,) = rows_after(UNITS, recorded_at(datetime(2026, 1, 1, tzinfo=UTC), CREATED, *events))
    assert (*row.former_names, row.name) == unit.names
    assert (row.unit, row.parent, row.closed) == (unit.id, unit.parent, unit.closed)

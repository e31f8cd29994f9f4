from datetime import UTC, date, datetime

from shared.contracts.integrations.events import MoveReason, PersonJoined, PersonMoved, PersonRejoined
from shared.read_models.places import PLACES, PlaceKind
from tests.unit.read_models.happened import recorded_at, rows_after

DAY = date(2026, 1, 1)
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def test_a_person_is_found_wherever_they_ever_were_and_by_titles_in_any_case() -> None:
    rows = rows_after(
        PLACES,
        recorded_at(
            NOON,
            PersonJoined("ada", DAY, name="Ada", unit="tools", role="Engineer"),
            PersonMoved("ada", DAY, MoveReason.PROMOTION, unit="tools", role="HEAD of Tools"),
            PersonRejoined("ada", DAY, unit="engines", role=None),
        ),
    )
    assert {(row.person, row.kind, row.place) for row in rows} == {
        ("ada", PlaceKind.UNIT, "tools"),
        ("ada", PlaceKind.UNIT, "engines"),
        ("ada", PlaceKind.ROLE, "engineer"),
        ("ada", PlaceKind.ROLE, "head of tools"),
    }

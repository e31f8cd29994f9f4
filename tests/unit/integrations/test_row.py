"""What a row says is taken only where it can be true."""

from datetime import date
from typing import Any

import pytest

from services.integrations.feed.row import Rejected, Row, parse_row


def parsed(**cells: Any) -> Row | Rejected:
    return parse_row({"line": 7, "external_id": "1", "name": "Ada"} | cells)


@pytest.mark.parametrize("written", ["2020-03-31", "2020-03-31T00:00:00", "20200331", "31.03.2020", " 2020-03-31 "])
def test_a_date_may_be_written_in_any_unambiguous_order(written: str) -> None:
    row = parsed(hired_on=written)
    assert isinstance(row, Row)
    assert row.hired_on == date(2020, 3, 31)


def test_an_open_end_is_no_date() -> None:
    row = parsed(left_on="9999-12-31")
    assert isinstance(row, Row)
    assert row.left_on is None


@pytest.mark.parametrize(
    ("cells", "field", "reason"),
    [
        ({"external_id": " "}, "external_id", "empty"),
        ({"name": ""}, "name", "empty"),
        ({"name": "a" * 201}, "name", "201 characters"),
        ({"hired_on": "03/04/2020"}, "hired_on", "no date"),
        ({"hired_on": "2020-02-30"}, "hired_on", "no day of the calendar"),
        ({"hired_on": "1899-12-31"}, "hired_on", "before 1900"),
        ({"hired_on": "2020-01-02", "left_on": "2020-01-01"}, "left_on", "before being hired"),
        ({"hired_on": "2020-01-02", "in_role_since": "2020-01-01"}, "in_role_since", "before being hired"),
        ({"in_role_since": "2020-01-02", "left_on": "2020-01-01"}, "in_role_since", "after leaving"),
        ({"problem": "has 2 cells where the header has 3"}, "row", "2 cells"),
    ],
)
def test_an_impossible_row_is_rejected_with_its_line_field_and_reason(
    cells: dict[str, str], field: str, reason: str
) -> None:
    rejected = parsed(**cells)
    assert isinstance(rejected, Rejected)
    assert (rejected.line, rejected.field) == (7, field)
    assert reason in rejected.reason


def test_a_name_may_come_in_parts() -> None:
    row = parsed(name="", first_name="Ada", last_name="Lovelace")
    assert isinstance(row, Row)
    assert row.name == "Ada Lovelace"


@pytest.mark.parametrize(("status", "gone"), [("Terminated", True), ("Active", False), ("On leave", False)])
def test_a_status_tells_who_has_left(status: str, gone: bool) -> None:
    row = parsed(status=status)
    assert isinstance(row, Row)
    assert row.gone is gone

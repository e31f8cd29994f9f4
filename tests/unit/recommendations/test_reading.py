import gzip
from pathlib import Path

import pytest

from services.recommendations.backtest.reading import (
    Column,
    ColumnMissing,
    ColumnsInvalid,
    Reading,
    TableUnreadable,
    pairs_of,
    read_table,
)
from services.recommendations.backtest.times import TimeUnreadable, days, years

COLUMNS = (Column("person", ("employee id",)), Column("role"), Column("unit", required=False))


def written(tmp_path: Path, text: str, name: str = "table.csv") -> Path:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    return path


def test_columns_are_known_by_header_in_any_order_and_the_rest_is_left_unread(tmp_path: Path) -> None:
    table = read_table(written(tmp_path, "Role;pay;Employee ID\ncook;3;7\n"), COLUMNS)
    assert table.cells == {"person": ["7"], "role": ["cook"]}
    assert not table.has("unit")
    assert table.others == {}


def test_other_columns_are_read_where_they_are_asked_for(tmp_path: Path) -> None:
    table = read_table(written(tmp_path, "person,role,site\n7,cook,Lyon\n"), COLUMNS, others=True)
    assert table.others == {"site": ["Lyon"]}


def test_a_packed_file_reads_like_a_plain_one(tmp_path: Path) -> None:
    path = tmp_path / "table.csv.gz"
    path.write_bytes(gzip.compress(b"\xef\xbb\xbfperson,role\n7,cook\n"))
    assert read_table(path, COLUMNS).cells == {"person": ["7"], "role": ["cook"]}


def test_a_file_parted_by_blanks_needs_no_header(tmp_path: Path) -> None:
    table = read_table(written(tmp_path, "# from a server\n7 cook\n\n8\tbaker\n"), COLUMNS)
    assert table.cells["person"] == ["7", "8"]
    assert table.cells["role"] == ["cook", "baker"]


def test_a_first_line_that_holds_a_time_is_no_header_even_if_a_cell_reads_like_one(tmp_path: Path) -> None:
    table = read_table(written(tmp_path, "2020-01-31T10:00Z unit\n2020-02-01 cook\n"), COLUMNS)
    assert table.cells["role"] == ["unit", "cook"]


def test_the_user_may_name_columns_and_choose_rows(tmp_path: Path) -> None:
    path = written(tmp_path, "who,what,kind\n7,cook,essential\n7,baker,optional\n")
    reading = Reading(pairs_of("person=who, role=what"), pairs_of("kind=essential"))
    assert read_table(path, COLUMNS, reading).cells == {"person": ["7"], "role": ["cook"]}


def test_rows_that_lack_a_required_cell_are_counted_and_left_out(tmp_path: Path) -> None:
    table = read_table(written(tmp_path, "person,role,unit\n7,,a\n8\n9,cook\n"), COLUMNS)
    assert table.cells == {"person": ["9"], "role": ["cook"], "unit": [""]}
    assert table.skipped == 2


def test_a_missing_column_is_named_beside_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(ColumnMissing, match=r"no column role\. Its columns are: person, pay"):
        read_table(written(tmp_path, "person,pay\n7,3\n"), COLUMNS)


@pytest.mark.parametrize("text", ["", "\n\n", "person,role\n", "person,role\n,\n,cook\n"])
def test_a_file_without_rows_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(TableUnreadable, match=r"it is empty|it has no rows|all its rows lack"):
        read_table(written(tmp_path, text), COLUMNS)


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    for content in (b"\x00\x01,\x02\n", b"person,role\n\xff\xfe,x\n", gzip.compress(b"person,role\n7,cook")[:-4]):
        path.write_bytes(content)
        with pytest.raises(TableUnreadable):
            read_table(path, COLUMNS)
    with pytest.raises(TableUnreadable):
        read_table(tmp_path / "absent.csv", COLUMNS)


@pytest.mark.parametrize(("columns", "where"), [("person=whom", ""), ("boss=role", ""), ("", "kind=x")])
def test_a_column_that_is_not_there_cannot_be_named(tmp_path: Path, columns: str, where: str) -> None:
    with pytest.raises(ColumnsInvalid):
        read_table(written(tmp_path, "person,role\n7,cook\n"), COLUMNS, Reading(pairs_of(columns), pairs_of(where)))


def test_what_is_no_pair_of_name_and_value_is_refused() -> None:
    with pytest.raises(ColumnsInvalid, match="name=value"):
        pairs_of("person")


def test_years_months_dates_and_times_are_points_of_one_scale() -> None:
    found = days(["1970", "1970-02", "1970-01-02", "1970-01-02T12:00", "1970-01-02T12:00:00+12:00", "1970.0"], "year")
    assert found.tolist() == [0, 31, 1, 1.5, 1, 0]
    assert days(["86400"], "time").tolist() == [1]
    assert years(["1999", "1999-12-31", "2000-01-01", "1969-12-31T23:59"], "year").tolist() == [1999, 1999, 2000, 1969]


@pytest.mark.parametrize("cell", ["soon", "31/12/1999", "0", "1999-13-01", "1e99", "9" * 400])
def test_what_is_no_time_is_refused_by_its_column(cell: str) -> None:
    with pytest.raises(TimeUnreadable, match="column year"):
        days([cell], "year")

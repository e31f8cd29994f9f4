"""A feed's file is read whatever its delimiter, encoding and compression, and never half understood."""

import gzip
from pathlib import Path

import pytest

from services.integrations.feed.columns import MappingFile
from services.integrations.feed.reading import FeedUnreadable, open_feed


def write(path: Path, content: str | bytes, encoding: str = "utf-8") -> Path:
    raw = content if isinstance(content, bytes) else content.encode(encoding)
    path.write_bytes(gzip.compress(raw) if path.suffix == ".gz" else raw)
    return path


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("name", ["feed.csv", "feed.csv.gz"])
def test_delimiter_encoding_and_compression_are_found_out(
    tmp_path: Path, name: str, encoding: str, delimiter: str
) -> None:
    content = f"Employee ID{delimiter}Name{delimiter}Gender\r\n7{delimiter}Zoë Müller{delimiter}F\r\n"
    feed = open_feed(write(tmp_path / name, content, encoding))
    assert list(feed.rows()) == [{"line": 2, "external_id": "7", "name": "Zoë Müller"}]
    assert feed.ignored_columns == ("Gender",)


def test_a_row_is_numbered_by_the_line_it_begins_on(tmp_path: Path) -> None:
    path = write(tmp_path / "feed.csv", 'Id,Name\n1,"Ada\nLovelace"\n\n2,Bea\n')
    assert [(row["line"], row["external_id"]) for row in open_feed(path).rows()] == [(2, "1"), (5, "2")]


def test_a_row_that_does_not_fit_the_header_says_so_and_still_says_whom_it_is_about(tmp_path: Path) -> None:
    path = write(tmp_path / "feed.csv", "Id,Name,Role\n1,Ada,Engineer,?\n2,Bea\n")
    assert list(open_feed(path).rows()) == [
        {"line": 2, "problem": "has 4 cells where the header has 3"}
        | {"external_id": "1", "name": "Ada", "role": "Engineer"},
        {"line": 3, "problem": "has 2 cells where the header has 3"} | {"external_id": "2", "name": "Bea", "role": ""},
    ]


def test_only_line_ends_end_a_line(tmp_path: Path) -> None:
    path = write(tmp_path / "feed.csv", "Id,Name\n1,Ada\u2028Love\x0blace\x85\n")
    assert [row["name"] for row in open_feed(path).rows()] == ["Ada\u2028Love\x0blace"]


def test_dates_in_a_declared_format_are_read_in_iso_order_and_others_left_for_their_row(tmp_path: Path) -> None:
    path = write(tmp_path / "feed.csv", "Id,Name,Hire Date\n1,Ada,03/31/2020\n2,Bea,31/03/2020\n3,Cem,\n")
    feed = open_feed(path, MappingFile(date_format="%m/%d/%Y"))
    assert [row["hired_on"] for row in feed.rows()] == ["2020-03-31", "31/03/2020", ""]


@pytest.mark.parametrize("content", [b"", b"\n", b"\xef\xbb\xbf"])
def test_a_file_without_a_header_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(FeedUnreadable, match="no header"):
        open_feed(write(tmp_path / "feed.csv", content))


def test_a_missing_or_damaged_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FeedUnreadable, match="cannot be read"):
        open_feed(tmp_path / "none.csv")
    damaged = tmp_path / "feed.csv.gz"
    damaged.write_bytes(gzip.compress(b"Id,Name\n" + b"1,Ada\n" * 1000)[:-12])
    with pytest.raises(FeedUnreadable, match="cannot be read"):
        list(open_feed(damaged).rows())

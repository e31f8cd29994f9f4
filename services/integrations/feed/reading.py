"""Reading a feed from a `.csv` or `.csv.gz` file, row by row, whatever its delimiter and encoding."""

import codecs
import csv
import gzip
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from io import TextIOWrapper
from pathlib import Path
from typing import Any, BinaryIO, TextIO, cast

from services.integrations.feed.columns import DATE_FIELDS, ColumnMapping, MappingFile, map_columns
from shared.errors import InvalidInput

DELIMITERS = ",;\t|"
BLOCK = 1 << 20


class FeedUnreadable(InvalidInput):
    """A feed's file is missing, empty, damaged, or no table."""


@dataclass(frozen=True)
class TableFile:
    """A table on disk, ready to be read as often as need be."""

    path: Path
    encoding: str
    delimiter: str
    headers: tuple[str, ...]

    def records(self) -> Iterator[tuple[int, list[str]]]:
        """The cells of each record that is not blank, with the line on which it begins.

        Raises FeedUnreadable where the file is damaged.
        """
        with _records(self.path, self.encoding, self.delimiter) as records:
            next(records)
            for line, cells in records:
                if any(cell.strip() for cell in cells):
                    yield line, cells


@dataclass(frozen=True)
class FeedFile:
    """A feed on disk whose columns are understood."""

    table: TableFile
    mapping: ColumnMapping
    date_format: str | None = None

    @property
    def ignored_columns(self) -> tuple[str, ...]:
        """The headers of the columns that are left unread."""
        return self.mapping.ignored

    def rows(self) -> Iterator[dict[str, Any]]:
        """The rows as `import_people` takes them: canonical fields as text, and the `line` each begins on.

        A row that does not fit the header carries a `problem` that says so. Raises FeedUnreadable where the file
        is damaged.
        """
        for line, cells in self.table.records():
            yield self._row(line, cells, len(self.table.headers))

    def _row(self, line: int, cells: Sequence[str], width: int) -> dict[str, Any]:
        row: dict[str, Any] = {"line": line}
        if len(cells) != width:
            row["problem"] = f"has {len(cells)} cells where the header has {width}"
        for name, index in self.mapping.columns.items():
            cell = cells[index].strip() if index < len(cells) else ""
            row[name] = _iso(cell, self.date_format) if name in DATE_FIELDS else cell
        return row


def open_feed(path: Path, mapping: MappingFile | None = None) -> FeedFile:
    """The feed at `path`: its encoding, delimiter and columns are found out, its rows not yet read.

    Raises FeedUnreadable, and what `map_columns` raises about its columns.
    """
    table = open_table(path)
    columns = map_columns(table.headers, mapping)
    return FeedFile(table, columns, mapping.date_format if mapping else None)


def open_table(path: Path) -> TableFile:
    """The table at `path`: its encoding, delimiter and headers are found out. Raises FeedUnreadable."""
    encoding = _encoding(path)
    with _text(path, encoding) as lines:
        first = lines.readline()
    if not first.strip():
        raise FeedUnreadable(f"{path} has no header. The first line of a table names its columns.")
    delimiter = max(DELIMITERS, key=first.count)
    with _records(path, encoding, delimiter) as records:
        _, headers = next(records)
    return TableFile(path, encoding, delimiter, tuple(header.strip() for header in headers))


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    compressed = path.suffix.lower() == ".gz"
    try:
        with gzip.open(path) if compressed else path.open("rb") as raw:
            yield cast(BinaryIO, raw)
    except (OSError, EOFError, zlib.error) as error:
        raise FeedUnreadable(f"{path} cannot be read: {error}.") from error


@contextmanager
def _text(path: Path, encoding: str) -> Iterator[TextIO]:
    with _opened(path) as raw:
        yield TextIOWrapper(raw, encoding, errors="replace", newline="")


@contextmanager
def _records(path: Path, encoding: str, delimiter: str) -> Iterator[Iterator[tuple[int, list[str]]]]:
    with _text(path, encoding) as lines:
        yield _numbered(csv.reader(lines, delimiter=delimiter), path)


def _numbered(records: Any, path: Path) -> Iterator[tuple[int, list[str]]]:
    begins = 1
    try:
        for cells in records:
            yield begins, cells
            begins = records.line_num + 1
    except csv.Error as error:
        raise FeedUnreadable(f"{path}, line {begins}: {error}.") from error


def _encoding(path: Path) -> str:
    """UTF-16 where it says so, UTF-8 where the whole file is, otherwise what Windows writes in the West."""
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    with _opened(path) as raw:
        block = raw.read(BLOCK)
        if block.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        try:
            while block:
                decoder.decode(block)
                block = raw.read(BLOCK)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8-sig"


def _iso(cell: str, date_format: str | None) -> str:
    """The date in ISO order; as it stands where it is in no such format, for its row to be rejected by."""
    if not cell or not date_format:
        return cell
    try:
        return datetime.strptime(cell, date_format).date().isoformat()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return cell

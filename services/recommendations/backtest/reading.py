"""Reading the tables that back-tests run on: CSV and the like, or columns parted by blanks, also packed by gzip.

Columns are known by their headers, in any order and whatever their case, spacing and punctuation; others are left
unread unless they are asked for. A file whose first line names none of the columns has no header: its columns are
then taken in the order in which they are declared.
"""

import csv
import gzip
import re
import unicodedata
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import TextIOWrapper
from pathlib import Path
from typing import BinaryIO, TextIO, cast

from shared.errors import InvalidInput

DELIMITERS = ",;\t|"
_GZIP = b"\x1f\x8b"
_VALUE = re.compile(r"\d[\d\W]*(T[\d\W]+Z?)?")
"""Numbers and times, which no header is."""


class TableUnreadable(InvalidInput):
    """A file is missing, empty, damaged, or no text."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path} cannot be read: {reason}.", fields={"path": [reason]})


class ColumnMissing(InvalidInput):
    """A table lacks a column that the back-test needs."""

    def __init__(self, path: Path, name: str, headers: Sequence[str]) -> None:
        super().__init__(
            f"{path} has no column {name}. Its columns are: {', '.join(headers)}. "
            f'Say which one it is with --columns "{name}=Their column".',
            fields={name: ["There is no such column."]},
        )


class ColumnsInvalid(InvalidInput):
    """An option about columns is not written as it has to be, or names what there is not."""

    def __init__(self, text: str, why: str) -> None:
        super().__init__(f"{text!r}: {why}.", fields={"columns": [f"{why}."]})


@dataclass(frozen=True)
class Column:
    """A column that a back-test reads: its name, and the other headers it is known by."""

    name: str
    known: tuple[str, ...] = ()
    required: bool = True


@dataclass(frozen=True)
class Reading:
    """What a user says about a file's columns and rows.

    `columns` maps a column's name to its header in the file; `where` a header to the value that its cell must have
    for the row to be read.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    where: Mapping[str, str] = field(default_factory=dict)


AS_IT_STANDS = Reading()


@dataclass(frozen=True)
class Table:
    """The cells of a table by column: the columns asked for by name, the others, if wanted, by header.

    `skipped` counts the rows left out because a cell of a required column is empty or missing.
    """

    cells: Mapping[str, Sequence[str]]
    others: Mapping[str, Sequence[str]]
    skipped: int

    def __len__(self) -> int:
        return len(next(iter(self.cells.values())))

    def has(self, name: str) -> bool:
        """Whether the table has the optional column of that name."""
        return name in self.cells


def pairs_of(text: str | None) -> Mapping[str, str]:
    """What `name=header,name=header` says. Raises ColumnsInvalid."""
    found: dict[str, str] = {}
    for each in (text or "").split(","):
        name, separator, value = (part.strip() for part in each.partition("="))
        if separator and name and value:
            found[name] = value
        elif each.strip():
            raise ColumnsInvalid(each, "write it as name=value, several with commas")
    return found


def read_table(
    path: Path, columns: Sequence[Column], reading: Reading = AS_IT_STANDS, *, others: bool = False
) -> Table:
    """The table at `path`. Raises TableUnreadable, ColumnMissing and ColumnsInvalid."""
    with _records(path) as records:
        first = next(records, None)
        if first is None:
            raise TableUnreadable(path, "it is empty")
        found = _positions(path, [cell.strip() for cell in first], columns, reading)
        rest = records if found.header else _chained(first, records)
        table = _collect(rest, found, [c.name for c in columns if c.required], others)
    if not len(table):
        raise TableUnreadable(path, "it has no rows" if not table.skipped else "all its rows lack a required cell")
    return table


def key_of(header: str) -> str:
    """What a header is compared by: its letters and digits, without case."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", header).casefold())


@dataclass(frozen=True)
class _Found:
    header: bool
    columns: Mapping[str, int]
    others: Mapping[str, int]
    where: Mapping[int, str]


def _positions(path: Path, first: Sequence[str], columns: Sequence[Column], reading: Reading) -> _Found:
    at = {key_of(header): index for index, header in reversed(list(enumerate(first)))}
    said = {name: _said(path, at, name, header) for name, header in reading.columns.items()}
    unknown = said.keys() - {column.name for column in columns}
    if unknown:
        names = ", ".join(column.name for column in columns)
        raise ColumnsInvalid(", ".join(sorted(unknown)), f"the columns of {path} are called {names}")
    found = dict(said)
    for column in columns:
        headers = (key_of(header) for header in (column.name, *column.known))
        free = (at[key] for key in headers if key in at and at[key] not in found.values())
        index = next(free, None)
        if column.name not in found and index is not None:
            found[column.name] = index
    lacking = any(column.required and column.name not in found for column in columns)
    is_row = not found or (lacking and not said and any(_VALUE.fullmatch(cell) for cell in first))
    if is_row and not reading.where and len(first) >= sum(column.required for column in columns):
        return _without_header(first, columns)
    for column in columns:
        if column.required and column.name not in found:
            raise ColumnMissing(path, column.name, first)
    where = {_said(path, at, header, header): value for header, value in reading.where.items()}
    rest = {header: index for index, header in enumerate(first) if index not in found.values()}
    return _Found(True, found, rest, where)


def _said(path: Path, at: Mapping[str, int], name: str, header: str) -> int:
    if key_of(header) not in at:
        raise ColumnsInvalid(f"{name}={header}", f"{path} has no column {header}")
    return at[key_of(header)]


def _without_header(first: Sequence[str], columns: Sequence[Column]) -> _Found:
    named = [column.name for column in columns][: len(first)]
    rest = {f"column {index + 1}": index for index in range(len(named), len(first))}
    return _Found(False, {name: index for index, name in enumerate(named)}, rest, {})


def _collect(records: Iterator[list[str]], found: _Found, required: Sequence[str], others: bool) -> Table:
    wanted = {**(found.others if others else {}), **found.columns}
    cells: dict[str, list[str]] = {name: [] for name in wanted}
    needed = [found.columns[name] for name in required]
    skipped = 0
    for record in records:
        record = [cell.strip() for cell in record]
        record += [""] * (max(wanted.values()) + 1 - len(record))
        if not all(index < len(record) and record[index] == value for index, value in found.where.items()):
            continue
        if not all(record[index] for index in needed):
            skipped += 1
            continue
        for name, index in wanted.items():
            cells[name].append(record[index])
    named = {name: column for name, column in cells.items() if name in found.columns}
    return Table(named, {name: column for name, column in cells.items() if name not in named}, skipped)


def _chained(first: list[str], rest: Iterator[list[str]]) -> Iterator[list[str]]:
    yield first
    yield from rest


@contextmanager
def _records(path: Path) -> Iterator[Iterator[list[str]]]:
    """The records of a file, without blank lines."""
    try:
        with _opened(path) as lines:
            first = next((line for line in lines if line.strip()), "")
            delimiter = max(DELIMITERS, key=first.count)
            if "\0" in first:
                raise TableUnreadable(path, "it is no text")
            if delimiter in first:
                reader: Iterator[list[str]] = csv.reader(_lines(first, lines), delimiter=delimiter)
            else:
                reader = (_split(line) for line in _lines(first, lines))
            yield (record for record in reader if any(cell.strip() for cell in record))
    except UnicodeDecodeError as error:
        raise TableUnreadable(path, f"it is not in UTF-8 ({error.reason}); save it as UTF-8") from error
    except (OSError, EOFError, zlib.error, csv.Error) as error:
        raise TableUnreadable(path, str(error)) from error


def _split(line: str) -> list[str]:
    return [] if line.startswith(("#", "%")) else line.split()


def _lines(first: str, rest: TextIO) -> Iterator[str]:
    if first:
        yield first
    yield from rest


@contextmanager
def _opened(path: Path) -> Iterator[TextIO]:
    with path.open("rb") as raw:
        packed = raw.read(len(_GZIP)) == _GZIP
        raw.seek(0)
        unpacked = cast(BinaryIO, gzip.GzipFile(fileobj=raw)) if packed else raw
        with TextIOWrapper(unpacked, "utf-8-sig", newline="") as lines:
            yield lines

"""Reading the files of a framework, plain or packed by gzip: tables row by row, and JSON documents.

Everything is UTF-8, with or without its mark. A file that is not is refused as a whole, since to guess would put
wrong letters into names.
"""

import csv
import gzip
import re
import unicodedata
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import TextIOWrapper
from pathlib import Path
from typing import Any, BinaryIO, TextIO, cast

import msgspec

from services.skills.framework.imported import Rejected
from shared.errors import InvalidInput

DELIMITERS = ",;\t"
_GZIP = b"\x1f\x8b"
_FIRST = 4096


class FrameworkUnreadable(InvalidInput):
    """A file of a framework is missing, empty, damaged, in another encoding than UTF-8, or no text at all."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path} cannot be read: {reason}.", fields={"path": [reason]})


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its cells by the keys of their columns."""

    file: str
    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Table:
    """A table on disk, of whose columns the keys are known (see `key_of`)."""

    path: Path
    columns: tuple[str, ...]
    delimiter: str
    named: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "named", frozenset(self.columns))

    def has(self, *keys: str) -> bool:
        """Whether it has all these columns."""
        return self.named.issuperset(keys)

    def rows(self, *, quoted: bool = True) -> Iterator[Row | Rejected]:
        """The rows, of which those that do not fit the header are rejected. Raises FrameworkUnreadable.

        In a table that is not `quoted` a quotation mark is one like any other character.
        """
        with opened(self.path) as lines:
            reader = csv.reader(
                lines, delimiter=self.delimiter, quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE
            )
            file, columns = self.path.name, self.columns
            for line, cells in _numbered(reader, self.path):
                if line == 1 or not any(cells):
                    continue
                if len(cells) == len(columns):
                    yield Row(file, line, dict(zip(columns, cells, strict=True)))
                else:
                    reason = f"has {len(cells)} cells where the header has {len(columns)}"
                    yield Rejected(file, line, None, "row", reason)


@dataclass(frozen=True)
class Document:
    """A JSON object on disk."""

    path: Path
    content: Mapping[str, Any]


File = Table | Document


def read_file(path: Path) -> File:
    """The file as a JSON document where it begins like one, else as a table. Raises FrameworkUnreadable."""
    with opened(path) as lines:
        first = lines.read(_FIRST).lstrip()
    if not first:
        raise FrameworkUnreadable(path, "it is empty")
    return _document(path) if first[0] in "{[" else _table(path)


def first_line(path: Path) -> str:
    """The first line of a text. Raises FrameworkUnreadable."""
    with opened(path) as lines:
        return lines.readline().strip()


def key_of(header: str) -> str:
    """What a column is known by, whatever its case, spacing and punctuation: `O*NET-SOC Code` is `onetsoccode`."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", header).casefold())


@contextmanager
def opened(path: Path) -> Iterator[TextIO]:
    """The text of a file, unpacked where it is packed. Raises FrameworkUnreadable."""
    try:
        with path.open("rb") as raw:
            packed = raw.read(len(_GZIP)) == _GZIP
            raw.seek(0)
            unpacked = cast(BinaryIO, gzip.GzipFile(fileobj=raw)) if packed else raw
            yield TextIOWrapper(unpacked, "utf-8-sig", newline="")
    except UnicodeDecodeError as error:
        raise FrameworkUnreadable(path, f"it is not in UTF-8 ({error.reason}); save it as UTF-8") from error
    except (OSError, EOFError, zlib.error) as error:
        raise FrameworkUnreadable(path, str(error)) from error


def _table(path: Path) -> Table:
    with opened(path) as lines:
        header = lines.readline()
        if "\0" in header:
            raise FrameworkUnreadable(path, "it is no text")
        delimiter = max(DELIMITERS, key=header.count)
        try:
            columns = next(csv.reader([header], delimiter=delimiter), [])
        except csv.Error as error:
            raise FrameworkUnreadable(path, f"line 1: {error}") from error
    return Table(path, tuple(map(key_of, columns)), delimiter)


def _document(path: Path) -> Document:
    with opened(path) as lines:
        text = lines.read()
    try:
        content = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError) as error:
        raise FrameworkUnreadable(path, f"it is not JSON ({error})") from error
    if not isinstance(content, dict):
        raise FrameworkUnreadable(path, "it is JSON, and no object")
    return Document(path, content)


def _numbered(reader: Any, path: Path) -> Iterator[tuple[int, list[str]]]:
    begins = 1
    try:
        for cells in reader:
            yield begins, cells
            begins = reader.line_num + 1
    except csv.Error as error:
        raise FrameworkUnreadable(path, f"line {begins}: {error}") from error

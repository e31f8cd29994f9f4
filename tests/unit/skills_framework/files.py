"""Files of frameworks, written for a test, and what is read from them."""

import gzip
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from services.skills.framework.imported import Framework, Rejected
from services.skills.framework.recognising import read_framework

T = TypeVar("T")

SAMPLES = Path(__file__).parents[2] / "samples" / "skills"


def write(folder: Path, files: Mapping[str, str], *, packed: bool = False) -> Path:
    """The folder with these files in it."""
    for name, text in files.items():
        content = text.encode()
        path = folder / (f"{name}.gz" if packed else name)
        path.write_bytes(gzip.compress(content) if packed else content)
    return folder


def reading(folder: Path, **files: str) -> Framework:
    """The framework in these files, whose names have `__` for the dot."""
    return read_framework(write(folder, {name.replace("__", "."): text for name, text in files.items()}))


def tabbed(*rows: str) -> str:
    """Rows whose cells are set off by `|`, as O*NET has them, by tabs."""
    return "".join(f"{row.replace('|', chr(9))}\r\n" for row in rows)


def of(kind: type[T], found: Any) -> list[T]:
    """Those of what was found that are of a kind."""
    return [each for each in found if isinstance(each, kind)]


def reasons(found: Any) -> list[tuple[int, str, str]]:
    """Line, field and reason of every rejected row."""
    return [(each.line, each.field, each.reason) for each in of(Rejected, found)]

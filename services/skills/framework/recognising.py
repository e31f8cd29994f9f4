"""Recognising which framework a file or a folder holds, by what is in the files and not by how they are called."""

from collections.abc import Callable, Sequence
from pathlib import Path

from services.skills.framework import case, esco, onet, own_csv
from services.skills.framework.ids import LONGEST_FRAMEWORK, is_id
from services.skills.framework.imported import Framework
from services.skills.framework.reading import File, FrameworkUnreadable, read_file
from shared.errors import InvalidInput, require

FORMATS: Sequence[Callable[[Sequence[File], str | None], Framework | None]] = (
    case.recognise,
    esco.recognise,
    onet.recognise,
    own_csv.recognise,
)
_TEXTS = frozenset({".csv", ".tsv", ".txt", ".json"})
_ACCEPTED = (
    "Milepost's own CSV (skills with the columns id and name, roles with role, title, skill and level), "
    "1EdTech CASE 1.1 JSON, ESCO's CSV download, or O*NET's text download; plain or packed by gzip, in UTF-8"
)


class FrameworkUnknown(InvalidInput):
    """A file or folder holds no framework of skills that is known."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} holds no framework of skills that Milepost knows. It takes {_ACCEPTED}.")
        self.fields = {"path": ["Is of no known format."]}


class FrameworksMixed(InvalidInput):
    """A folder holds the files of more than one framework."""

    def __init__(self, path: Path, found: Sequence[Framework]) -> None:
        named = "; ".join(f"{each.format} in {', '.join(each.files)}" for each in found)
        super().__init__(
            f"{path} holds more than one framework: {named}. Import them one by one.",
            fields={"path": [each.format for each in found]},
        )


class FrameworkMisnamed(InvalidInput):
    """The name given to a framework cannot begin its ids."""

    def __init__(self, name: str) -> None:
        reason = f"A framework's name has 1 to {LONGEST_FRAMEWORK} letters, digits, hyphens, underscores or dots."
        super().__init__(f"{name!r} cannot name a framework. {reason}", fields={"framework": [reason]})


def read_framework(path: Path, name: str | None = None) -> Framework:
    """The framework in a file or folder, under its own name unless another is given.

    Raises FrameworkUnknown, FrameworksMixed, FrameworkMisnamed, and FrameworkUnreadable where a file is damaged.
    """
    if name is not None:
        require(is_id(name) and len(name) <= LONGEST_FRAMEWORK and ":" not in name, FrameworkMisnamed(name))
    files = _files(path)
    found = [framework for recognise in FORMATS if (framework := recognise(files, name))]
    require(found, FrameworkUnknown(path))
    require(len(found) == 1, FrameworksMixed(path, found))
    return found[0]


def left_unread(path: Path, framework: Framework) -> list[str]:
    """The names of the files in a folder that are no part of the framework."""
    return [each.name for each in _paths(path) if each.name not in framework.files] if path.is_dir() else []


def _files(path: Path) -> Sequence[File]:
    if not path.is_dir():
        return [read_file(path)]
    return [read_file(each) for each in _paths(path) if _is_text(each)]


def _paths(folder: Path) -> Sequence[Path]:
    try:
        return sorted(each for each in folder.iterdir() if each.is_file() and not each.name.startswith("."))
    except OSError as error:
        raise FrameworkUnreadable(folder, str(error)) from error


def _is_text(path: Path) -> bool:
    plain = path.with_suffix("") if path.suffix.casefold() == ".gz" else path
    return plain.suffix.casefold() in _TEXTS

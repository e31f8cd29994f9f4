"""What the cells of a framework's tables say, or why it cannot be taken."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation

from services.skills.framework.imported import Rejected
from services.skills.framework.reading import Row
from shared.contracts.skills.commands.frameworks import LONGEST_NAME, LONGEST_TEXT, MOST_NAMES

_YES = frozenset({"y", "yes", "true", "1"})
_NO = frozenset({"n", "no", "false", "0"})


class Unfit(Exception):
    """A cell that cannot be taken, for this reason."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field
        self.reason = reason

    def at(self, row: Row, identity: str | None) -> Rejected:
        """The rejection of the row that it is in."""
        return Rejected(row.file, row.line, identity, self.field, self.reason)


def name(cells: Mapping[str, str], field: str) -> str:
    """A name, which must be there. Raises Unfit."""
    said = " ".join(cells.get(field, "").split())
    if not said:
        raise Unfit(field, "is empty")
    return short(said, field)


def short(said: str, field: str) -> str:
    """A text that must not be longer than a name may be. Raises Unfit."""
    if len(said) > LONGEST_NAME:
        raise Unfit(field, f"has {len(said)} characters, and at most {LONGEST_NAME} are taken")
    return said


def text(cells: Mapping[str, str], field: str) -> str | None:
    """A text of any length, "" where it is empty, None where there is no such column. What is too long is cut."""
    said = cells.get(field)
    if said is None:
        return None
    said = said.strip()
    return said if len(said) <= LONGEST_TEXT else f"{said[: LONGEST_TEXT - 1]}…"


def names(cells: Mapping[str, str], field: str, separators: str = "\n") -> tuple[str, ...] | None:
    """The names in a cell, each once; None where there is no such column. Raises Unfit."""
    said = cells.get(field)
    if said is None:
        return None
    parts = re.split(f"[{re.escape(separators)}]", said) if said else []
    return unique((short(" ".join(part.split()), field) for part in parts), field)


def unique(found: Iterable[str], field: str) -> tuple[str, ...]:
    """Each of the names once, empty ones left out. Raises Unfit where they are too many."""
    once = tuple(dict.fromkeys(each for each in found if each))
    if len(once) > MOST_NAMES:
        raise Unfit(field, f"has {len(once)} names, and at most {MOST_NAMES} are taken")
    return once


def number(cells: Mapping[str, str], field: str, lowest: str, highest: str) -> Decimal:
    """A number within bounds. Raises Unfit."""
    said = cells.get(field, "").strip()
    try:
        found = Decimal(said)
    except InvalidOperation:
        raise Unfit(field, f"{said!r} is no number") from None
    if not (found.is_finite() and Decimal(lowest) <= found <= Decimal(highest)):
        raise Unfit(field, f"{said} is not from {lowest} to {highest}")
    return found


def whole(cells: Mapping[str, str], field: str, lowest: int, highest: int) -> int:
    """A whole number within bounds. Raises Unfit."""
    found = number(cells, field, str(lowest), str(highest))
    if found != int(found):
        raise Unfit(field, f"{found} is no whole number")
    return int(found)


def yes(cells: Mapping[str, str], field: str, otherwise: bool) -> bool:
    """Yes or no; `otherwise` where the cell is empty. Raises Unfit."""
    said = cells.get(field, "").strip().casefold()
    if not said:
        return otherwise
    if said not in _YES | _NO:
        raise Unfit(field, f"{said!r} is neither yes nor no")
    return said in _YES

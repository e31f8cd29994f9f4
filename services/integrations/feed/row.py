"""One row of a feed: what it says of one person, or why it cannot be taken."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

EARLIEST = date(1900, 1, 1)
OPEN_END = 9999
"""The year in which HR systems let end what has no end."""

LEFT_WORDS = frozenset(
    {"terminated", "inactive", "left", "former", "resigned", "retired", "withdrawn", "ausgeschieden"}
)
LONGEST = {"external_id": 64, "name": 200, "email": 254, "role": 200, "unit": 200, "grade": 50, "location": 200}

_DATE_FORMS = (
    re.compile(r"(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)(?:[T ].*)?"),
    re.compile(r"(?P<y>\d{4})(?P<m>\d\d)(?P<d>\d\d)"),
    re.compile(r"(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4})"),
)


@dataclass(frozen=True, slots=True)
class Row:
    """What a feed says of one person. `given` names the fields that the feed has, be they empty or not.

    `gone` is set for someone whom the feed lists as having left, on `left_on` where it says when.
    """

    line: int
    external_id: str
    given: frozenset[str]
    name: str
    email: str | None = None
    hired_on: date | None = None
    role: str | None = None
    in_role_since: date | None = None
    unit: str | None = None
    manager: str | None = None
    grade: str | None = None
    location: str | None = None
    left_on: date | None = None
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that did not go in: where it is, whom it is about, which field was wrong and why."""

    line: int
    external_id: str | None
    field: str
    reason: str


class _Unfit(Exception):
    """A cell that cannot be taken."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field
        self.reason = reason


def parse_row(cells: Mapping[str, Any]) -> Row | Rejected:
    """The row in these canonical cells, or why not: a missing id or name, a text too long, an impossible date."""
    external_id = _text(cells, "external_id")
    try:
        return _row(cells, external_id)
    except _Unfit as unfit:
        return Rejected(cells["line"], external_id, unfit.field, unfit.reason)


def _row(cells: Mapping[str, Any], external_id: str | None) -> Row:
    if problem := _text(cells, "problem"):
        raise _Unfit("row", problem)
    if external_id is None:
        raise _Unfit("external_id", "is empty")
    name = _text(cells, "name") or " ".join(
        part for part in (_text(cells, "first_name"), _text(cells, "last_name")) if part
    )
    if not name:
        raise _Unfit("name", "is empty")
    row = Row(
        line=cells["line"],
        external_id=external_id,
        given=frozenset(cells),
        name=name,
        email=_text(cells, "email"),
        hired_on=_day(cells, "hired_on"),
        role=_text(cells, "role"),
        in_role_since=_day(cells, "in_role_since"),
        unit=_text(cells, "unit"),
        manager=_text(cells, "manager_external_id"),
        grade=_text(cells, "grade"),
        location=_text(cells, "location"),
        left_on=_day(cells, "left_on"),
        gone=(_text(cells, "status") or "").casefold() in LEFT_WORDS,
    )
    _check_lengths(row)
    _check_order(row)
    return row


def _text(cells: Mapping[str, Any], field: str) -> str | None:
    value = cells.get(field)
    return (value.strip() or None) if value else None


def _day(cells: Mapping[str, Any], field: str) -> date | None:
    written = _text(cells, field)
    if written is None:
        return None
    form = next((match for form in _DATE_FORMS if (match := form.fullmatch(written))), None)
    if form is None:
        raise _Unfit(field, f"{written!r} is no date: write it as YYYY-MM-DD, or give date_format in the mapping")
    year, month, day = int(form["y"]), int(form["m"]), int(form["d"])
    if year == OPEN_END:
        return None
    try:
        found = date(year, month, day)
    except ValueError as error:
        raise _Unfit(field, f"{written!r} is no day of the calendar") from error
    if found < EARLIEST:
        raise _Unfit(field, f"{found} is before {EARLIEST}")
    return found


def _check_lengths(row: Row) -> None:
    for field, longest in LONGEST.items():
        value = getattr(row, field)
        if value is not None and len(value) > longest:
            raise _Unfit(field, f"has {len(value)} characters, and at most {longest} are taken")


def _check_order(row: Row) -> None:
    if row.hired_on and row.left_on and row.hired_on > row.left_on:
        raise _Unfit("left_on", f"left on {row.left_on}, before being hired on {row.hired_on}")
    if row.hired_on and row.in_role_since and row.in_role_since < row.hired_on:
        raise _Unfit("in_role_since", f"in the role since {row.in_role_since}, before being hired on {row.hired_on}")
    if row.in_role_since and row.left_on and row.in_role_since > row.left_on:
        raise _Unfit("in_role_since", f"in the role since {row.in_role_since}, after leaving on {row.left_on}")

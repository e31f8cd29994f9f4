"""When something happened, as files write it: a year, a date, a date and time, or seconds since 1970."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from shared.errors import InvalidInput

DAYS_A_YEAR = 365.2425
_EPOCH = date(1970, 1, 1).toordinal()
_SECONDS_A_DAY = 86_400


class TimeUnreadable(InvalidInput):
    """A cell that has to say when holds something else."""

    def __init__(self, text: str, column: str) -> None:
        super().__init__(
            f"{text!r} in column {column} is neither a year nor a date. Write 2024, 2024-05, 2024-05-31 or "
            "2024-05-31T12:00.",
            fields={column: [f"{text!r} is neither a year nor a date."]},
        )


def days(cells: Sequence[str], column: str) -> NDArray[np.float64]:
    """Days since 1970 began, of each cell. A year or a month stands for its first day. Raises TimeUnreadable."""
    return np.array([_day(cell, column) for cell in cells], dtype=np.float64)


def years(cells: Sequence[str], column: str) -> NDArray[np.int64]:
    """The calendar year of each cell. Raises TimeUnreadable."""
    found = [_date(_day(cell, column)).year for cell in cells]
    return np.array(found, dtype=np.int64)


def _date(day: float) -> date:
    return date.fromordinal(_EPOCH + int(np.floor(day)))


def _within_calendar(day: float) -> float:
    if day > date.max.toordinal() - _EPOCH:
        raise OverflowError
    return day


@lru_cache(maxsize=1 << 16)
def _day(cell: str, column: str) -> float:
    try:
        if cell.replace(".", "", 1).isdecimal():
            number = float(cell)
            if number > date.max.year:
                return _within_calendar(number / _SECONDS_A_DAY)
            return float(date(int(number), 1, 1).toordinal() - _EPOCH)
        text = f"{cell}-01" if len(cell) == len("2024-05") else cell
        found = datetime.fromisoformat(text)
        whole = found if found.tzinfo else found.replace(tzinfo=UTC)
        return whole.timestamp() / _SECONDS_A_DAY
    except (ValueError, OverflowError):
        raise TimeUnreadable(cell, column) from None

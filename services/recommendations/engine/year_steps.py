"""Careers year by year: where people were, for how long already, and whether a year later they had moved or left.

The years of a person are counted from the first day that is known of them, so that a year is a year of a career and
not of the calendar. Of a year in which somebody moved more than once, only where they were at its end is seen.
"""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from services.recommendations.engine.careers import NONE, Careers, Floats, Ints

LONGEST = 5
"""So many full years in a role, and more, count alike."""

SOON = 0.01
"""Years are not all of a length: what begins so little later counts as of that day."""


class Outcome(IntEnum):
    """What a year brought."""

    STAYED = 0
    MOVED = 1
    LEFT = 2


@dataclass(frozen=True)
class YearSteps:
    """One entry a person and year: the role at its beginning, held for `tenure` full years, at most LONGEST; what the
    year brought, an Outcome; and the time at which it began."""

    person: Ints
    role: Ints
    tenure: Ints
    outcome: Ints
    began: Floats

    def __len__(self) -> int:
        return len(self.person)

    def only(self, chosen: NDArray[np.bool_] | Ints) -> "YearSteps":
        """Some of them."""
        return YearSteps(
            self.person[chosen], self.role[chosen], self.tenure[chosen], self.outcome[chosen], self.began[chosen]
        )


def year_steps(known: Careers, until: Floats, left: NDArray[np.bool_]) -> YearSteps:
    """The years of careers, each up to the time `until`, by the person's number; `left` where they left then.

    The last year counts where it is over, or where the person left in it.
    """
    people, firsts = np.unique(known.person, return_index=True)
    over = np.maximum(until[people] - known.time[firsts], 0.0)
    years = np.where(left[people], np.ceil(over), np.floor(over + SOON)).astype(np.int64)
    person = np.repeat(people, years)
    nth = np.arange(len(person)) - np.repeat(np.cumsum(years) - years, years)
    began = np.repeat(known.time[firsts], years) + nth
    at, later = _rows_at(known, person, began), _rows_at(known, person, began + 1.0)
    gone = left[person] & (nth == np.repeat(years, years) - 1)
    moved = known.role[later] != known.role[at]
    outcome = np.where(gone, Outcome.LEFT, np.where(moved, Outcome.MOVED, Outcome.STAYED)).astype(np.int64)
    held = np.floor(began + SOON - known.time[_stays_begun(known)][at]).astype(np.int64)
    return YearSteps(person, known.role[at], np.clip(held, 0, LONGEST), outcome, began)


def tenure_at(known: Careers, now: float) -> int:
    """For how many full years the last role of one person has been held at `now`, at most LONGEST."""
    begun = known.time[_stays_begun(known)[-1]]
    return int(np.clip(np.floor(now + SOON - begun), 0, LONGEST))


def role_after(known: Careers, person: Ints, time: Floats) -> Ints:
    """The roles that these people have at these times, none of which lies before their first."""
    return known.role[_rows_at(known, person, time)]


def _rows_at(known: Careers, person: Ints, time: Floats) -> Ints:
    """The rows that hold for these people at these times, none of which lies before their first."""
    if not len(known.time):
        return np.zeros(0, dtype=np.int64)
    start, span = float(known.time.min()), float(np.ptp(known.time)) + LONGEST
    keys = known.person * span + (known.time - start)
    wanted = person * span + np.minimum(time + SOON - start, span - 1.0)
    return np.asarray(np.searchsorted(keys, wanted, side="right") - 1, dtype=np.int64)


def _stays_begun(known: Careers) -> Ints:
    """For each row, the row with which its stay began."""
    before = np.concatenate([[NONE], known.person[:-1]]) != known.person
    changed = before | (np.concatenate([[NONE], known.role[:-1]]) != known.role)
    return np.asarray(np.maximum.accumulate(np.where(changed, np.arange(len(known.role)), 0)), dtype=np.int64)

"""What is known of people beside their ties: groups that they are in, and numbers such as seniority.

A column of a file may be either. Cells that are all numbers are also compared as numbers where there are more than a
few; a column of which nearly every cell is another one says nothing about groups.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_FEW = 8
"""Distinct numbers up to which they are taken for names of groups only."""
_LONE = 0.5
"""Distinct values per person from which a column names no groups."""


@dataclass(frozen=True)
class Groups:
    """Which group each person is in, as numbers from 0; -1 where it is not known."""

    name: str
    of: NDArray[np.int64]

    @property
    def number(self) -> int:
        """How many groups there are."""
        return int(self.of.max(initial=-1)) + 1


@dataclass(frozen=True)
class Amounts:
    """A number for each person, in standard deviations from the mean; 0 where it is not known."""

    name: str
    of: NDArray[np.float64]


@dataclass(frozen=True)
class Attributes:
    """All that is known of people."""

    groups: tuple[Groups, ...] = ()
    amounts: tuple[Amounts, ...] = ()


NONE = Attributes()


def read(name: str, cells: Sequence[str]) -> Attributes:
    """What one column says; an empty cell is not known."""
    given = [cell for cell in cells if cell]
    distinct = sorted(set(given))
    if len(distinct) < 2:
        return NONE
    numbers = _numbers(cells)
    groups: tuple[Groups, ...] = ()
    if len(distinct) <= max(2, _LONE * len(given)):
        code = {value: index for index, value in enumerate(distinct)}
        groups = (Groups(name, np.array([code.get(cell, -1) for cell in cells], dtype=np.int64)),)
    if numbers is None or len(distinct) <= _FEW:
        return Attributes(groups)
    return Attributes(groups, (Amounts(name, numbers),))


def together(parts: Sequence[Attributes]) -> Attributes:
    """Several columns as one."""
    return Attributes(
        tuple(each for part in parts for each in part.groups), tuple(each for part in parts for each in part.amounts)
    )


def _numbers(cells: Sequence[str]) -> NDArray[np.float64] | None:
    try:
        found = np.array([float(cell) if cell else np.nan for cell in cells])
    except ValueError:
        return None
    if not np.isfinite(found[~np.isnan(found)]).all():
        return None
    spread = float(np.nanstd(found))
    return np.nan_to_num((found - np.nanmean(found)) / spread) if spread > 0 else None

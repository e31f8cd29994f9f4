"""Sparse matrices as three plain arrays: what is looked up row by row, many times, needs no more. Pure."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int32]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Table:
    """A sparse matrix: `starts` says where the columns and the values of each row begin, and where the last one ends.

    The columns of a row are in ascending order.
    """

    starts: NDArray[np.int64]
    columns: Numbers
    values: Floats

    def row(self, number: int) -> tuple[Numbers, Floats]:
        """The columns of a row, and their values."""
        part = slice(self.starts[number], self.starts[number + 1])
        return self.columns[part], self.values[part]

    def value(self, row: int, column: int) -> float:
        """One value; 0 where none is stored."""
        columns, values = self.row(row)
        at = int(np.searchsorted(columns, column))
        return float(values[at]) if at < len(columns) and columns[at] == column else 0.0

    @cached_property
    def lengths(self) -> NDArray[np.int64]:
        """How many values each row has."""
        return np.diff(self.starts)

    def rows_of(self) -> Numbers:
        """The row of each value."""
        return np.repeat(np.arange(len(self.lengths), dtype=np.int32), self.lengths)


def table(row: Numbers, column: Numbers, values: Floats, rows: int) -> Table:
    """The table of values that stand at these rows and columns; those at the same place are added up."""
    order = np.lexsort((column, row))
    row, column, values = row[order], column[order], values[order]
    if len(row) == 0:
        return Table(np.zeros(rows + 1, dtype=np.int64), column.astype(np.int32), values.astype(np.float64))
    first = np.concatenate([[True], (row[1:] != row[:-1]) | (column[1:] != column[:-1])])
    summed = np.add.reduceat(values, np.flatnonzero(first))
    starts = np.concatenate([[0], np.cumsum(np.bincount(row[first], minlength=rows))]).astype(np.int64)
    return Table(starts, column[first].astype(np.int32), summed.astype(np.float64))

"""What speaks for a person to be worked with soon: how often, how lately and how mutually people interacted."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from services.recommendations.engine.pair_model import Factor

_LIVES = {"lately": 1 / 32, "this while": 1 / 8, "for long": 1 / 2}
"""Half-lives of interactions, as shares of the history."""
_PERIODS = 40
"""Parts of the history in each of which people do interact or do not."""


@dataclass(frozen=True)
class Interactions:
    """Who interacted with whom, and when: numbers below `people`, and days.

    `manager` is the number of each person's manager, -1 where there is none or it is not known.
    """

    people: int
    time: NDArray[np.float64]
    source: NDArray[np.int64]
    target: NDArray[np.int64]
    manager: NDArray[np.int64]

    def between(self, start: float, end: float) -> "Interactions":
        """Those from `start` on and before `end`."""
        kept = (self.time >= start) & (self.time < end)
        return replace(self, time=self.time[kept], source=self.source[kept], target=self.target[kept])

    def counts(self, weights: NDArray[np.float64] | None = None) -> sparse.csr_matrix:
        """How often each person (row) turned to each other (column), or the sum of weights of these times."""
        apart = self.source != self.target
        values = np.ones(len(self.time)) if weights is None else weights
        shape = (self.people, self.people)
        found = sparse.csr_matrix((values[apart], (self.source[apart], self.target[apart])), shape=shape)
        found.sum_duplicates()
        return found

    def both_ways(self, weights: NDArray[np.float64] | None = None) -> sparse.csr_matrix:
        """The same of each pair, whoever turned to whom."""
        found = self.counts(weights)
        return sparse.csr_matrix(found + found.T)


def factors(history: Interactions, end: float) -> dict[str, Factor]:
    """Every factor at the day `end`, by name."""
    span = max(end - float(history.time.min(initial=end)), 1e-9)
    ages = (end - history.time) / span
    found = {f"interacts {name}": _log(history.both_ways(0.5 ** (ages / life))) for name, life in _LIVES.items()}
    ever, long = history.counts(), history.both_ways(0.5 ** (ages / _LIVES["for long"]))
    found["interacts at all"] = _log(history.both_ways())
    found["answers"] = _log(sparse.csr_matrix(ever.minimum(ever.T)))
    found["regularly"] = _log(_periods(history, ages))
    totals = np.asarray(long.sum(axis=1)).ravel()
    onward = sparse.csr_matrix(sparse.diags(1 / np.maximum(totals, 1e-9)) @ long)
    sought = np.log1p(totals).astype(np.float32)
    own = 1 / np.maximum(totals, 1e-9)
    found["shared contacts"] = lambda rows: np.sqrt((long[rows] @ onward).toarray() * own[rows, None]).astype(
        np.float32
    )
    found["sought after"] = lambda rows: np.broadcast_to(sought, (len(rows), history.people))
    return found | _chart(history.manager)


def _chart(manager: NDArray[np.int64]) -> dict[str, Factor]:
    everybody = np.arange(len(manager))
    known = manager >= 0
    return {
        "manager": lambda rows: (manager[rows, None] == everybody).astype(np.float32),
        "report": lambda rows: (rows[:, None] == manager).astype(np.float32),
        "same manager": lambda rows: ((manager[rows, None] == manager) & known).astype(np.float32),
    }


def _periods(history: Interactions, ages: NDArray[np.float64]) -> sparse.csr_matrix:
    """In how many periods of the history two people interacted."""
    period = np.minimum((ages * _PERIODS).astype(np.int64), _PERIODS - 1)
    ends = np.sort(np.column_stack([history.source, history.target]), axis=1)
    once = np.unique(np.column_stack([ends, period]), axis=0)
    pairs = replace(history, time=once[:, 2].astype(np.float64), source=once[:, 0], target=once[:, 1])
    return pairs.both_ways()


def _log(times: sparse.csr_matrix) -> Factor:
    logs = times.copy()
    logs.data = np.log1p(logs.data)
    return lambda rows: np.asarray(logs[rows].toarray(), dtype=np.float32)

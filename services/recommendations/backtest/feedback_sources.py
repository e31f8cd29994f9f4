"""Back-test of feedback sources: whom will people interact with most after a cut-off, from what came before it?

Cases are the people with an interaction from the cut-off on; the `top` people whom they interact with most from then
on, in either direction, are to be found among all other people (of equals those whose names sort first). `unseen` are
the cases of which nobody to be found was interacted with before.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from services.recommendations.backtest import times
from services.recommendations.backtest.metrics import draw
from services.recommendations.backtest.people import managers_of, read_people
from services.recommendations.backtest.reading import AS_IT_STANDS, Column, ColumnMissing, Reading, key_of, read_table
from services.recommendations.backtest.report import OURS, Report, report
from services.recommendations.backtest.several import Rankings
from services.recommendations.backtest.splits import NoTestCases, NothingToLearnFrom
from services.recommendations.engine import feedback_sources
from services.recommendations.engine.feedback_sources import Policy, most_important
from services.recommendations.engine.interaction_factors import Interactions

_TIME = Column("time", ("date", "timestamp", "datetime", "when", "at", "on", "sent at", "sent", "ts"))
_FROM = Column("from", ("source", "src", "sender", "from id", "person", "a"))
_TO = Column("to", ("target", "dst", "receiver", "recipient", "to id", "other", "b"))
_MANAGER = ("manager", "managerid", "reportsto", "supervisor", "supervisorid", "boss", "linemanager")
_LATEST_YEAR = 9_999
_BLOCK = 128


def backtest_feedback_sources(
    path: Path, *, cut_off: str, top: int = 5, reading: Reading = AS_IT_STANDS, people: Path | None = None
) -> Report:
    """Measure on INTERACTIONS (time, from, to); `people` (person, manager) is the chart of the organisation.

    Times are dates, dates and times, or numbers, of which seconds since 1970 or any other beginning; the cut-off is
    written in the same way. Raises NoTestCases, NothingToLearnFrom, TimeUnreadable and what reading raises.
    """
    table = read_table(path, (_TIME, _FROM, _TO), reading)
    *when, cut = _days([*table.cells["time"], cut_off])
    known, columns = read_people(people) if people else ([], {})
    names = sorted({*known, *table.cells["from"], *table.cells["to"]})
    number = {name: index for index, name in enumerate(names)}
    source, target = (np.array([number[name] for name in table.cells[end]]) for end in ("from", "to"))
    order = np.lexsort((target, source, when))
    manager = np.full(len(names), -1, dtype=np.int64)
    if people:
        manager = managers_of(names, known, _managers(people, columns))
    everything = Interactions(len(names), np.array(when)[order], source[order], target[order], manager)
    before, after = everything.between(-np.inf, cut), everything.between(cut, np.inf)
    if not len(before.time):
        raise NothingToLearnFrom("nothing happens before the cut-off")
    wanted = most_important(after, top)
    if not wanted:
        raise NoTestCases("nothing happens between people from the cut-off on")
    persons = np.array(sorted(wanted), dtype=np.int64)
    rankings, contacts = Rankings(draw(names)), before.both_ways()
    model = feedback_sources.fit(before, cut, Policy(top=top))
    for start in range(0, len(persons), _BLOCK):
        rows = persons[start : start + _BLOCK]
        oneself = rows[:, None] == np.arange(len(names))[None, :]
        for name, scores in ((OURS, model.scores(rows)), *_baselines(before, contacts, rows)):
            for index, person in enumerate(rows):
                rankings.add(name, scores[index], oneself[index], wanted[int(person)])
    unseen = np.array([contacts[[person]][:, wanted[int(person)]].nnz == 0 for person in persons], dtype=np.bool_)
    return report("feedback-sources", rankings.values(), unseen=unseen, notes=(rankings.note(),))


def _baselines(
    before: Interactions, contacts: sparse.csr_matrix, rows: NDArray[np.int64]
) -> Iterator[tuple[str, NDArray[np.float64]]]:
    """Those with many interactions; those with whom the person had most, and had the last; those alike in contacts
    (cosine); the manager, the reports and then those of the same manager."""
    totals = np.asarray(contacts.sum(axis=0)).ravel()
    lengths = np.sqrt(np.maximum(np.asarray(contacts.multiply(contacts).sum(axis=1)).ravel(), 1e-9))
    yield "popularity", np.tile(totals, (len(rows), 1))
    yield "as_before", contacts[rows].toarray()
    yield "last", _last(before)[rows].toarray()
    yield "similarity", (contacts[rows] @ contacts.T).toarray() / lengths[rows, None] / lengths[None, :]
    manager = before.manager
    if (manager >= 0).any():
        line = (manager[rows, None] == np.arange(len(manager))) | (rows[:, None] == manager)
        beside = (manager[rows, None] == manager) & (manager >= 0)
        yield "same_unit", 2.0 * line + beside + totals / (totals.sum() + 1)


def _last(before: Interactions) -> sparse.csr_matrix:
    """When two people last interacted, from 1 upwards."""
    order = np.argsort(before.time, kind="stable")
    ends = np.column_stack([before.source, before.target])[order]
    ends = np.sort(ends, axis=1)[::-1]
    pairs, first = np.unique(ends, axis=0, return_index=True)
    values = (len(ends) - first).astype(np.float64)
    found = sparse.csr_matrix((values, (pairs[:, 0], pairs[:, 1])), shape=(before.people, before.people))
    return sparse.csr_matrix(found + found.T)


def _days(cells: Sequence[str]) -> NDArray[np.float64]:
    """Times in days. A column of numbers of which some are too large for years is in seconds throughout."""
    if all(re.fullmatch(r"-?\d+(\.\d+)?", cell) for cell in cells):
        numbers = np.array([float(cell) for cell in cells])
        if np.abs(numbers).max() > _LATEST_YEAR:
            return numbers / 86_400
    return times.days(cells, "time")


def _managers(path: Path, columns: Mapping[str, Sequence[str]]) -> Sequence[str]:
    for header, cells in columns.items():
        if key_of(header) in _MANAGER:
            return cells
    if len(columns) == 1 and "column 2" in columns:
        return columns["column 2"]
    raise ColumnMissing(path, "manager", ["person", *columns])

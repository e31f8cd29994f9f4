"""Back-tests of connections and mentors: hide a share of the ties, and find them again.

A tie is hidden where `md5(salt + a + " " + b)`, taken as a fraction of 1, is below the share; of ties that are not
directed `a` is the name that sorts first, and both directions and all repetitions are one tie. Cases are the
people with a hidden tie (from them, where ties are directed), or as many of them as can be ranked in time; all other
people are candidates but those already tied. Ties of people to themselves are left out.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from services.recommendations.backtest.metrics import draw
from services.recommendations.backtest.people import attributes_of, read_people
from services.recommendations.backtest.reading import AS_IT_STANDS, Column, Reading, Table, read_table
from services.recommendations.backtest.report import OURS, Report, report
from services.recommendations.backtest.several import Rankings
from services.recommendations.backtest.splits import Hiding, NoTestCases, NothingToLearnFrom, digest
from services.recommendations.backtest.weights import weights_of
from services.recommendations.engine import mentors, ties
from services.recommendations.engine.attributes import NONE
from services.recommendations.engine.pair_model import PairModel
from services.recommendations.engine.tie_factors import Ties
from services.recommendations.engine.ties import Policy, others_by_person

_A = Column("a", ("from", "source", "src", "person", "mentee", "sender", "ego", "i", "person a", "person 1", "from id"))
_B = Column(
    "b",
    ("to", "target", "dst", "other", "mentor", "receiver", "recipient", "alter", "j", "person b", "person 2", "to id"),
)
_WEIGHT = Column("weight", ("strength", "count", "times", "w", "value"), required=False)
_BLOCK = 128
_CASES = 500
"""Cases that are always enough to tell models apart."""
_PAIRS = 20_000_000
"""Pairs of people that are ranked in less than a minute; in larger organisations some people stand for all."""


@dataclass(frozen=True)
class _Read:
    """The ties of a file: names of both ends, and weights."""

    a: list[str]
    b: list[str]
    weight: NDArray[np.float64]


def backtest_connections(
    path: Path, *, hide: Hiding, reading: Reading = AS_IT_STANDS, people: Path | None = None
) -> Report:
    """Measure on TIES (a, b; optional weight), which are not directed; `people` (person, any other columns).

    Raises NoTestCases, NothingToLearnFrom and what reading raises.
    """
    return _backtest("connections", path, {}, hide, reading, people)


def backtest_mentors(
    path: Path,
    *,
    hide: Hiding,
    reading: Reading = AS_IT_STANDS,
    people: Path | None = None,
    layers: Mapping[str, Path] | None = None,
) -> Report:
    """Measure on TIES from a mentee or whoever asks to a mentor; `layers` are files of other ties among them.

    Raises NoTestCases, NothingToLearnFrom and what reading raises.
    """
    return _backtest("mentors", path, layers or {}, hide, reading, people)


def _backtest(
    task: str, path: Path, layers: Mapping[str, Path], hide: Hiding, reading: Reading, people: Path | None
) -> Report:
    directed = task == "mentors"
    read = _read(read_table(path, (_A, _B, _WEIGHT), reading))
    others = {name: _read(read_table(layer, (_A, _B, _WEIGHT))) for name, layer in layers.items()}
    known, columns = read_people(people) if people else ([], {})
    names = sorted({*known, *read.a, *read.b, *(each for layer in others.values() for each in (*layer.a, *layer.b))})
    found, left_out = attributes_of(names, known, columns) if people else (NONE, ())
    number = {name: index for index, name in enumerate(names)}
    everything = Ties(
        len(names),
        *_merged(read, number, directed),
        directed=directed,
        attributes=found,
        layers={name: Ties(len(names), *_merged(layer, number, True), True) for name, layer in others.items()},
    )
    pairs = zip(everything.source, everything.target, strict=True)
    hidden = np.array([hide.hides(f"{names[a]} {names[b]}") for a, b in pairs], dtype=np.bool_)
    if not hidden.any():
        raise NoTestCases("no tie is hidden")
    if hidden.all():
        raise NothingToLearnFrom("all ties are hidden")
    rest = everything.only(~hidden)
    fit = mentors.fit if directed else ties.fit
    model = fit(rest, Policy(share=hide.share))
    wanted = others_by_person(everything.only(hidden))
    notes = [f"Left out as protected: {', '.join(left_out)}."] if left_out else []
    limit = max(_CASES, _PAIRS // len(names))
    if len(wanted) > limit:
        notes.append(f"Of {len(wanted)} people with hidden ties, {limit} were drawn by their names' hashes as cases.")
        drawn = sorted(wanted, key=lambda person: digest(hide.salt + names[person]))[:limit]
        wanted = {person: wanted[person] for person in drawn}
    rankings = _rank(model, rest, wanted, names)
    return report(task, rankings.values(), notes=(*notes, rankings.note()))


def _rank(model: PairModel, rest: Ties, wanted: Mapping[int, NDArray[np.int64]], names: list[str]) -> Rankings:
    found = Rankings(draw(names))
    people = np.array(sorted(wanted), dtype=np.int64)
    given = rest.matrix()
    both = sparse.csr_matrix(given + given.T)
    for start in range(0, len(people), _BLOCK):
        rows = people[start : start + _BLOCK]
        excluded = given[rows].toarray() > 0
        excluded[np.arange(len(rows)), rows] = True
        for name, scores in ((OURS, model.scores(rows)), *_baselines(rest, given, both, rows)):
            for index, person in enumerate(rows):
                found.add(name, scores[index], excluded[index], wanted[int(person)])
    return found


def _baselines(
    ties: Ties, given: sparse.csr_matrix, both: sparse.csr_matrix, rows: NDArray[np.int64]
) -> Iterator[tuple[str, NDArray[np.float64]]]:
    """Those with many ties; those alike in contacts (cosine); shared contacts, and those counting the less the more
    contacts they have (resource allocation: Zhou, Lu and Zhang 2009), also with a tenth for each group in common;
    those of the same groups; and, of directed ties, those whom one's own choices choose."""
    tied = sparse.csr_matrix((both > 0).astype(np.float64))
    times = np.asarray((given > 0).sum(axis=0), dtype=np.float64).ravel()
    degrees = np.maximum(np.asarray(tied.sum(axis=1)).ravel(), 1)
    common = (tied[rows] @ tied).toarray()
    allocated = (tied[rows] @ sparse.diags(1 / degrees) @ tied).toarray()
    yield "popularity", np.tile(times, (len(rows), 1))
    yield "similarity", common / np.sqrt(degrees[rows, None] * degrees[None, :])
    yield "common_contacts", common
    yield "resource_allocation", allocated
    if ties.directed:
        choices = sparse.csr_matrix(sparse.diags(1 / np.maximum(np.asarray(given.sum(axis=1)).ravel(), 1e-9)) @ given)
        yield "markov", (choices[rows] @ choices).toarray()
    if ties.attributes.groups:
        same = np.zeros(allocated.shape)
        for groups in ties.attributes.groups:
            same += (groups.of[rows, None] == groups.of[None, :]) & (groups.of[None, :] >= 0)
        yield "same_unit", same + times / (times.sum() + 1)
        yield "resource_allocation_and_unit", allocated + 0.1 * same


def _read(table: Table) -> _Read:
    apart = [index for index, (a, b) in enumerate(zip(table.cells["a"], table.cells["b"], strict=True)) if a != b]
    weight = weights_of(table.cells["weight"]) if table.has("weight") else np.ones(len(table))
    a, b = ([table.cells[end][index] for index in apart] for end in ("a", "b"))
    return _Read(a, b, weight[apart])


def _merged(
    read: _Read, number: Mapping[str, int], directed: bool
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Each pair once, with the sum of its weights."""
    a = np.array([number[name] for name in read.a], dtype=np.int64)
    b = np.array([number[name] for name in read.b], dtype=np.int64)
    if not directed:
        a, b = np.minimum(a, b), np.maximum(a, b)
    keys, place = np.unique(a * len(number) + b, return_inverse=True)
    return keys // len(number), keys % len(number), np.bincount(place, read.weight, len(keys)).astype(np.float64)

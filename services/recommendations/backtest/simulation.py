"""How well it is foretold where people will be after 1, 3 and 5 years.

Some people are learnt from. A case is a year of one of the others: from all that came before it, the distribution over
all roles of the file is foretold, and the role that they had so many years later is looked up. Of a file whose times
are years, only years are known for which it has a row of the person; of any other, what holds until the next row.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from services.recommendations.backtest.next_role import History, notes_on
from services.recommendations.backtest.report import OURS
from services.recommendations.backtest.splits import HashSplit, NoTestCases, NothingToLearnFrom, digest
from services.recommendations.engine import outlook, simulation
from services.recommendations.engine.careers import Careers, Floats, Ints, moves_of
from services.recommendations.engine.counts import popularity
from services.recommendations.engine.next_chances import NextRoles
from services.recommendations.engine.next_role import SAFE
from services.recommendations.engine.next_role_factors import Factors, tables
from services.recommendations.engine.role_content import role_content
from services.recommendations.engine.year_steps import SOON, YearSteps, role_after, tenure_at, year_steps

HORIZONS = (1, 3, 5)
METRICS = ("log loss", "Brier", "top 1", "top 5", "calibration error")

CASES = 1_500
"""No more cases are tried: those with the smallest hashes."""
_DRAWS = 32
_BINS = 10
_LEAST = 1e-9
_PRIOR = 2.0


@dataclass(frozen=True)
class SimulationReport:
    """For each horizon in years: how many cases, and by model the metrics in the order of METRICS, none of no cases.

    `notes` say what a reader should know of the file.
    """

    cases: Mapping[int, int]
    metrics: Mapping[int, Mapping[str, Sequence[float]]]
    notes: Sequence[str] = ()

    def as_object(self) -> dict[str, Any]:
        """The report for programs."""
        horizons = {
            str(years): {
                "cases": self.cases[years],
                "metrics": {
                    model: dict(zip(METRICS, values, strict=True)) for model, values in self.metrics[years].items()
                },
            }
            for years in HORIZONS
        }
        return {"task": "simulation", "horizons": horizons}


@dataclass(frozen=True)
class _Case:
    """Somebody's career up to `at`, their years up to then, and the role after each horizon, -1 where unknown."""

    career: Careers
    own: YearSteps
    at: float
    truth: Ints


def run(history: History, split: HashSplit, *, seed: int = 0) -> SimulationReport:
    """The back-test. Raises NothingToLearnFrom and NoTestCases."""
    tests = np.array([split.tests(name) for name in history.people], dtype=np.bool_)
    steps = _years(history)
    learnt = steps.only(~tests[steps.person])
    if not len(learnt):
        raise NothingToLearnFrom("nothing is known of any year in the training part")
    past = _past(history, history.careers.of(~tests), learnt)
    cases = _cases(history, steps.only(tests[steps.person]))
    if not cases:
        raise NoTestCases("no year of anybody is in the test part")
    foretold = {OURS: _ours(past, cases, seed), **_baselines(history, learnt, cases)}
    truths = np.array([case.truth for case in cases])
    known = {years: truths[:, at] >= 0 for at, years in enumerate(HORIZONS)}
    return SimulationReport(
        {years: int(known[years].sum()) for years in HORIZONS},
        {
            years: {
                model: _measured(shares[known[years], at], truths[known[years], at])
                for model, shares in foretold.items()
                if known[years].any()
            }
            for at, years in enumerate(HORIZONS)
        },
        notes_on(history),
    )


def _years(history: History) -> YearSteps:
    """The years of which beginning and end are known."""
    known = history.careers
    until = np.zeros(len(history.people))
    np.maximum.at(until, known.person, known.time)
    steps = year_steps(known, until, np.zeros(len(until), dtype=np.bool_))
    if not history.by_year:
        return steps
    return steps.only(_has_row(known, steps.person, steps.began) & _has_row(known, steps.person, steps.began + 1.0))


def _has_row(known: Careers, person: Ints, time: Floats) -> NDArray[np.bool_]:
    """Whether a person has a row in that year."""

    def key(people: Ints, times: Floats) -> Ints:
        return np.asarray(people * 10_000 + np.round(times).astype(np.int64), dtype=np.int64)

    return np.isin(key(person, time), key(known.person, known.time))


def _past(history: History, known: Careers, learnt: YearSteps) -> outlook.Past:
    """What is learnt by the live engine: by safe weights, without the model of all careers at once."""
    moves, roles = moves_of(known), len(history.roles)
    reached, left = (np.bincount(each, minlength=roles).astype(np.float64) for each in (moves.target, moves.role))
    content = role_content(history.roles)
    model = NextRoles.fit(known, moves, lambda some, theirs: Factors(tables(some, theirs, roles), content, None), SAFE)
    return outlook.Past(model, *outlook.hazards_of(learnt, roles), reached, left)


def _cases(history: History, steps: YearSteps) -> Sequence[_Case]:
    """The years with the smallest hashes, each with what was known at its beginning."""
    names = history.people
    number = [round(each) for each in steps.began]
    hashed = [digest(f"{names[person]}/{year}") for person, year in zip(steps.person.tolist(), number, strict=True)]
    chosen = np.array(sorted(nsmallest(CASES, range(len(hashed)), key=hashed.__getitem__)), dtype=np.int64)
    known, until = history.careers, np.zeros(len(names))
    np.maximum.at(until, known.person, known.time)
    truth = []
    for years in HORIZONS:
        person, at = steps.person[chosen], steps.began[chosen] + years
        seen = _has_row(known, person, at) if history.by_year else at <= until[person] + SOON
        truth.append(np.where(seen, role_after(known, person, at), -1))
    everybody = np.arange(len(names) + 1)
    starts, firsts = (np.searchsorted(each, everybody).tolist() for each in (known.person, steps.person))
    found = []
    for row, answers in zip(chosen.tolist(), np.column_stack(truth), strict=True):
        who, begun = int(steps.person[row]), float(steps.began[row])
        rows = np.arange(starts[who], starts[who + 1])
        before = rows[known.time[rows] <= begun + SOON]
        own = steps.only(np.arange(firsts[who], row))
        found.append(_Case(_alone(known, before), own, begun, answers))
    return found


def _alone(known: Careers, rows: Ints) -> Careers:
    """Some rows of one person."""
    nobody_else = np.zeros(len(rows), dtype=np.int64)
    return Careers(nobody_else, known.time[rows], known.role[rows], known.unit[rows], known.grade[rows])


def _ours(past: outlook.Past, cases: Sequence[_Case], seed: int) -> Floats:
    """The distribution of each case after each horizon: cases x horizons x roles."""
    found = np.zeros((len(cases), len(HORIZONS), len(past.reached)), dtype=np.float64)
    at = [years - 1 for years in HORIZONS]
    for number, case in enumerate(cases):
        ahead = outlook.outlook(past, case.career, case.at)
        chances = outlook.chances(past, ahead, case.own, np.random.default_rng(seed), _DRAWS)
        nothing_done = simulation.Effects(np.ones((max(HORIZONS), len(ahead.roles) + 1)))
        start = simulation.Start(0, tenure_at(case.career, case.at))
        shares = simulation.distributions(chances, start, nothing_done).mean(axis=0)[at]
        roles = len(ahead.roles)
        found[number] = shares[:, roles : roles + 1] * ahead.within
        found[number][:, ahead.roles] += shares[:, :roles]
    return found


def _baselines(history: History, learnt: YearSteps, cases: Sequence[_Case]) -> Mapping[str, Floats]:
    """Staying, as often as people stay so long; the yearly transitions, one after the other; and the roles held."""
    roles = len(history.roles)
    own = np.array([case.career.role[-1] for case in cases])
    later = role_after(history.careers, learnt.person, learnt.began + 1.0)
    held = popularity(learnt.role, roles)
    ones = np.ones(len(later))
    counts = sparse.csr_matrix((ones, (learnt.role, later)), shape=(roles, roles))
    total = np.asarray(counts.sum(axis=1)).ravel()

    def a_year_on(shares: Floats) -> Floats:
        known = shares / (total + _PRIOR)
        return np.asarray((counts.T @ known.T).T + known.sum(axis=1, keepdims=True) * _PRIOR * held)

    stay, markov = np.empty((2, len(cases), len(HORIZONS), roles))
    there = np.zeros((len(cases), roles))
    there[np.arange(len(cases)), own] = 1.0
    shares = there
    for year in range(1, max(HORIZONS) + 1):
        shares = a_year_on(shares)
        if year in HORIZONS:
            stays = _staying(history, learnt, year)
            at = HORIZONS.index(year)
            markov[:, at], stay[:, at] = shares, stays * there + (1 - stays) * held
    marginal = np.broadcast_to(held, (len(cases), len(HORIZONS), roles))
    return {"markov": markov, "stay": stay, "marginal": marginal}


def _staying(history: History, learnt: YearSteps, years: int) -> float:
    """The share of those of whom it is known who have the same role after so many years."""
    known, until = history.careers, np.zeros(len(history.people))
    np.maximum.at(until, known.person, known.time)
    at = learnt.began + years
    seen = _has_row(known, learnt.person, at) if history.by_year else at <= until[learnt.person] + SOON
    same = role_after(known, learnt.person[seen], at[seen]) == learnt.role[seen]
    return float(same.mean()) if len(same) else 1.0


def _measured(shares: Floats, truth: Ints) -> Sequence[float]:
    """The metrics of one model, in the order of METRICS."""
    rows = np.arange(len(truth))
    told = np.maximum(shares[rows, truth], _LEAST)
    brier = (shares**2).sum(axis=1) - 2 * shares[rows, truth] + 1
    rank = (shares > shares[rows, truth][:, None]).sum(axis=1)
    means = (-np.log(told).mean(), brier.mean(), (rank < 1).mean(), (rank < 5).mean())
    return [*map(float, means), _off(shares, truth)]


def _off(shares: Floats, truth: Ints) -> float:
    """The expected calibration error of what is thought likeliest (Naeini and others 2015): how far its chance is
    from how often it comes true, in ten bins of chance, each as much as it has cases."""
    best, chance = shares.argmax(axis=1), shares.max(axis=1)
    bins = np.minimum((chance * _BINS).astype(np.int64), _BINS - 1)
    off = np.bincount(bins, (best == truth) - chance, _BINS)
    return float(np.abs(off).sum() / len(truth))

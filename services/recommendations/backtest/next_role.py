"""How well people's next roles are foretold.

Each move to a different role is a case: from all that came before it, all roles of the file but the present one are
ranked. With a split by people, some people are learnt from and the moves of the others foretold; with a split by
time, everything up to the end of a year is learnt from, and the moves after it are foretold. For moves to a role that
the person never held, `new_to_person` ranks the roles that the person never held.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from services.recommendations.backtest.metrics import EXCLUDED, Scores, Values, draw, ranks_of_one, values_of_one
from services.recommendations.backtest.profiles import ROLE, Profiles, matrix_of
from services.recommendations.backtest.reading import AS_IT_STANDS, Column, Reading, read_table
from services.recommendations.backtest.report import OURS, Report, report
from services.recommendations.backtest.splits import HashSplit, NoTestCases, NothingToLearnFrom, TimeSplit
from services.recommendations.backtest.times import DAYS_A_YEAR, days
from services.recommendations.engine.careers import NONE, Careers, Floats, Ints, Situations, careers, moves_of
from services.recommendations.engine.counts import counted, popularity, shares
from services.recommendations.engine.next_role import HeldOut, NextRoleModel, blocks
from services.recommendations.engine.role_content import RoleContent, similarity

COLUMNS = (
    Column("person", ("person id", "employee id", "employee number", "employee", "emp no", "worker id", "id")),
    Column(
        "year",
        ("date", "time", "from", "since", "start", "start date", "from date", "effective date", "effective on", "on"),
    ),
    Column("role", ROLE),
    Column("unit", ("department", "dept", "org unit", "business unit", "team"), required=False),
    Column("grade", ("level", "job grade", "job level", "pay grade", "band"), required=False),
)
_PRIOR = 5.0

Scorer = Callable[[Situations], Scores]


@dataclass(frozen=True)
class History:
    """Careers, with the names of people and roles by their numbers; `by_year` where a time is a year, and no day."""

    careers: Careers
    people: Sequence[str]
    roles: Sequence[str]
    skipped: int = 0
    by_year: bool = False


def read_history(path: Path, reading: Reading = AS_IT_STANDS) -> History:
    """The careers in a file. Raises TableUnreadable, ColumnMissing and TimeUnreadable."""
    table = read_table(path, COLUMNS, reading)
    people, person = _numbered(table.cells["person"])
    roles, role = _numbered(table.cells["role"])
    time = days(table.cells["year"], "year") / DAYS_A_YEAR
    unit, grade = (_numbered(table.cells[name])[1] if table.has(name) else None for name in ("unit", "grade"))
    by_year = all(len(cell) == len("1999") for cell in table.cells["year"])
    return History(careers(person, time, role, unit, grade), people, roles, table.skipped, by_year)


def run(history: History, split: HashSplit | TimeSplit, profiles: Profiles | None = None, *, seed: int = 0) -> Report:
    """The back-test. Raises NothingToLearnFrom and NoTestCases."""
    known, tested = _split(history, split)
    learnt = moves_of(known)
    if not len(learnt):
        raise NothingToLearnFrom("nobody moves to another role in the training part")
    if not len(tested):
        raise NoTestCases("nobody moves to another role in the test part")
    skills = matrix_of(profiles, history.roles) if profiles else None
    held_out = HeldOut.LATER if isinstance(split, TimeSplit) else HeldOut.PEOPLE
    model = NextRoleModel.fit(known, history.roles, skills=skills, held_out=held_out, seed=seed)
    scorers = {OURS: model.scores, **_baselines(learnt, len(history.roles), model.factors.content)}
    everything, new = _values(scorers, tested, history.roles, model)
    pair = tested.role * len(history.roles) + tested.target
    unseen = ~np.isin(pair, learnt.role * len(history.roles) + learnt.target)
    return report("next-role", everything, pairs=pair, unseen=unseen, new_to_person=new, notes=notes_on(history))


def _split(history: History, split: HashSplit | TimeSplit) -> tuple[Careers, Situations]:
    every = moves_of(history.careers)
    if isinstance(split, TimeSplit):
        begins = float(days([str(split.year + 1)], "split")[0]) / DAYS_A_YEAR
        known = history.careers.only(history.careers.time < begins)
        return known, every.take(np.flatnonzero(every.time >= begins))
    tests = np.array([split.tests(name) for name in history.people], dtype=np.bool_)
    return history.careers.of(~tests), every.take(np.flatnonzero(tests[every.person]))


def _baselines(learnt: Situations, roles: int, content: RoleContent) -> Mapping[str, Scorer]:
    """What is plainly known: how common roles are, where people go from a role or unit, and which roles are alike."""
    popular = popularity(learnt.target, roles)
    direct = counted(learnt.role, learnt.target, roles)
    found: dict[str, Scorer] = {
        "popularity": lambda s: np.tile(popular, (len(s), 1)),
        "markov": lambda s: shares(direct, s.role, popular, _PRIOR),
    }
    if content.kinds():
        found["similarity"] = lambda s: _alike(content, s.role)
    if (learnt.unit != NONE).any():
        by_unit = counted(learnt.unit, learnt.target, roles)
        found["same_unit"] = lambda s: shares(by_unit, s.unit, popular, _PRIOR)
    return found


def _alike(content: RoleContent, roles: Ints) -> Floats:
    alike = [similarity(matrix, roles) for matrix in content.kinds().values()]
    return np.asarray(np.sum(alike, axis=0), dtype=np.float64)


def _values(
    scorers: Mapping[str, Scorer], tested: Situations, roles: Sequence[str], model: NextRoleModel
) -> tuple[dict[str, Values], dict[str, Values]]:
    """The metrics of every case by model, and those of the moves to a role new to the person."""
    places = draw(roles)
    returns = np.zeros(len(tested), dtype=np.bool_)
    returns[tested.held_in[tested.held == tested.target[tested.held_in]]] = True
    everything: dict[str, list[NDArray[np.int64]]] = {name: [] for name in scorers}
    new: dict[str, list[NDArray[np.int64]]] = {name: [] for name in scorers}
    for block in blocks(len(tested), model.factors):
        some = tested.take(np.arange(block.start, block.stop))
        first = ~returns[block]
        for name, scorer in scorers.items():
            scores = scorer(some)
            scores[np.arange(len(some)), some.role] = EXCLUDED
            everything[name].append(ranks_of_one(scores, some.target, places))
            scores[some.held_in, some.held] = EXCLUDED
            new[name].append(ranks_of_one(scores[first], some.target[first], places))
    return _of_ranks(everything), _of_ranks(new)


def _of_ranks(ranks: Mapping[str, Sequence[NDArray[np.int64]]]) -> dict[str, Values]:
    return {name: values_of_one(np.concatenate(each)) for name, each in ranks.items()}


def notes_on(history: History) -> list[str]:
    """What a reader should know of the file."""
    return [f"{history.skipped} rows lack a person, a time or a role, and were left out."] if history.skipped else []


def _numbered(cells: Sequence[str]) -> tuple[list[str], Ints]:
    """The distinct texts in order, and the number of each cell's; an empty cell has none."""
    names = sorted(set(cells) - {""})
    number = {name: index for index, name in enumerate(names)}
    return names, np.array([number.get(cell, NONE) for cell in cells], dtype=np.int64)

"""How well moves are foretold out of roles that nobody was seen to leave.

Roles are split, not moves: of a role in the test part, no move out of it is learnt from. Each of its moves is a case,
in which all roles that occur in the moves, but the role itself, are ranked. So every case's pair is unseen.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from services.recommendations.backtest.metrics import EXCLUDED, Scores, Values, draw, ranks_of_one, values_of_one
from services.recommendations.backtest.profiles import Profiles, matrix_of
from services.recommendations.backtest.reading import AS_IT_STANDS, Column, Reading, read_table
from services.recommendations.backtest.report import OURS, Report, report
from services.recommendations.backtest.splits import HashSplit, NoTestCases, NothingToLearnFrom
from services.recommendations.engine.careers import Ints
from services.recommendations.engine.counts import counted, popularity, shares
from services.recommendations.engine.role_content import role_content, similarity
from services.recommendations.engine.role_path_factors import Roles, families_of
from services.recommendations.engine.role_paths import RolePathModel

MOVES = (
    Column("from", ("from role", "source", "origin", "previous role", "old role")),
    Column("to", ("to role", "target", "destination", "next role", "new role")),
)
DESCRIBED = (
    Column("role", ("role id", "role code", "code", "id", "occupation code", "onet soc code", "concept uri")),
    Column("title", ("name", "role title", "job title", "preferred label"), required=False),
    Column("description", ("summary", "definition"), required=False),
    Column("family", ("job family", "group", "role family", "category"), required=False),
)
_PRIOR = 5.0
_BLOCK = 500

Scorer = Callable[[Ints], Scores]


@dataclass(frozen=True)
class Moves:
    """Moves between roles, by their numbers."""

    roles: Sequence[str]
    left: Ints
    reached: Ints
    skipped: int = 0


@dataclass(frozen=True)
class Described:
    """What is said of a role."""

    title: str = ""
    description: str = ""
    family: str = ""


def read_moves(path: Path, reading: Reading = AS_IT_STANDS) -> Moves:
    """The moves in a file, without those from a role to itself. Raises TableUnreadable and ColumnMissing."""
    table = read_table(path, MOVES, reading)
    left, reached = table.cells["from"], table.cells["to"]
    roles = sorted({*left, *reached})
    number = {role: index for index, role in enumerate(roles)}
    pairs = np.array([(number[a], number[b]) for a, b in zip(left, reached, strict=True) if a != b], dtype=np.int64)
    numbers_left, numbers_reached = pairs.reshape(-1, 2).T
    return Moves(roles, numbers_left, numbers_reached, table.skipped)


def read_roles(path: Path) -> Mapping[str, Described]:
    """What a file says of roles. Raises TableUnreadable and ColumnMissing."""
    table = read_table(path, DESCRIBED)
    empty = [""] * len(table)
    columns = (table.cells.get(name, empty) for name in ("title", "description", "family"))
    return {role: Described(*said) for role, *said in zip(table.cells["role"], *columns, strict=True)}


def run(
    moves: Moves,
    split: HashSplit,
    described: Mapping[str, Described] | None = None,
    profiles: Profiles | None = None,
    *,
    seed: int = 0,
) -> Report:
    """The back-test. Raises NothingToLearnFrom and NoTestCases."""
    tests = np.array([split.tests(role) for role in moves.roles], dtype=np.bool_)[moves.left]
    left, reached = moves.left[~tests], moves.reached[~tests]
    if not len(left):
        raise NothingToLearnFrom("every move is out of a role in the test part")
    if not tests.any():
        raise NoTestCases("no move is out of a role in the test part")
    roles = _roles(moves.roles, described or {}, profiles or {})
    model = RolePathModel.fit(roles, left, reached, seed=seed)
    sources, case = np.unique(moves.left[tests], return_inverse=True)
    targets = moves.reached[tests]
    scores = {OURS: model.scores, **_baselines(roles, left, reached)}
    values = {name: _values(scorer, sources, case, targets, draw(moves.roles)) for name, scorer in scores.items()}
    pairs = sources[case] * len(moves.roles) + targets
    notes = [f"{moves.skipped} rows lack a role, and were left out."] if moves.skipped else []
    return report("role-paths", values, pairs=pairs, unseen=np.ones(len(targets), dtype=np.bool_), notes=notes)


def _roles(names: Sequence[str], described: Mapping[str, Described], profiles: Profiles) -> Roles:
    """What is known of the roles. A role of which no title is known is called by its name."""
    said = [described.get(name, Described()) for name in names]
    skills = matrix_of(profiles, names)
    by_name = role_content(names, skills if skills.nnz else None)
    title = role_content([each.title or name for each, name in zip(said, names, strict=True)]).words
    description = role_content([each.description for each in said]).words
    found = {"title": title, "description": description, "codes": by_name.codes, "skills": by_name.skills}
    content = {name: matrix for name, matrix in found.items() if matrix is not None}
    return Roles(len(names), content, families_of([each.family for each in said]))


def _baselines(roles: Roles, left: Ints, reached: Ints) -> Mapping[str, Scorer]:
    popular = popularity(reached, roles.number)
    direct = counted(left, reached, roles.number)
    found: dict[str, Scorer] = {
        "popularity": lambda some: np.tile(popular, (len(some), 1)),
        "markov": lambda some: shares(direct, some, popular, _PRIOR),
    }
    if roles.content:
        found["similarity"] = lambda some: np.sum(
            [similarity(matrix, some) for matrix in roles.content.values()], axis=0, dtype=np.float64
        )
    if (roles.family >= 0).any():
        by_family = counted(roles.family[left], reached, roles.number)
        found["same_unit"] = lambda some: shares(by_family, roles.family[some], popular, _PRIOR)
    return found


def _values(scorer: Scorer, sources: Ints, case: Ints, targets: Ints, places: Ints) -> Values:
    scores = scorer(sources)
    scores[np.arange(len(sources)), sources] = EXCLUDED
    blocks = [slice(begin, begin + _BLOCK) for begin in range(0, len(targets), _BLOCK)]
    return values_of_one(np.concatenate([ranks_of_one(scores[case[b]], targets[b], places) for b in blocks]))

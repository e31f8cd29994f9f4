import random
from pathlib import Path

import numpy as np
import pytest

from services.recommendations.backtest.profiles import read_profiles
from services.recommendations.backtest.report import OURS, as_object
from services.recommendations.backtest.role_paths import Described, Moves, read_moves, read_roles, run
from services.recommendations.backtest.splits import HashSplit, NoTestCases, NothingToLearnFrom
from services.recommendations.engine.role_path_factors import Roles, families_of
from services.recommendations.engine.role_paths import RolePathModel
from services.recommendations.engine.words import word_vectors

TRADES = ("joiner", "nurse", "clerk", "pilot", "farmer", "tailor")
DESCRIBED = {
    f"r{trade}{level}": Described(title=f"{TRADES[trade]} grade", family=TRADES[trade])
    for trade in range(6)
    for level in range(8)
}


def moves_made(tmp_path: Path, number: int = 1500) -> Moves:
    """Most moves stay within a trade; one in five goes anywhere."""
    rng = random.Random(1)
    roles = list(DESCRIBED)
    rows = ["from,to"]
    for _ in range(number):
        left = rng.choice(roles)
        near = [role for role in roles if DESCRIBED[role].family == DESCRIBED[left].family]
        rows.append(f"{left},{rng.choice(near if rng.random() < 0.8 else roles)}")
    path = tmp_path / "moves.csv"
    path.write_text("\n".join(rows), "utf-8")
    return read_moves(path)


def test_moves_out_of_roles_never_left_are_foretold_from_what_the_roles_are(tmp_path: Path) -> None:
    metrics = run(moves_made(tmp_path), HashSplit(2), DESCRIBED).overall.metrics
    ours, common = metrics[OURS]["mrr"], metrics["popularity"]["mrr"]
    assert ours is not None
    assert common is not None
    assert ours > common + 0.1


def test_every_case_is_unseen_and_none_is_about_a_person(tmp_path: Path) -> None:
    found = as_object(run(moves_made(tmp_path), HashSplit(2, "s"), DESCRIBED))
    assert found["unseen"] == found["metrics"]
    assert found["new_to_person"] == {}
    assert set(found["metrics"]) == {OURS, "popularity", "markov", "similarity", "same_unit"}


def test_it_runs_on_moves_alone(tmp_path: Path) -> None:
    found = run(moves_made(tmp_path), HashSplit(2))
    assert OURS in found.overall.metrics
    assert "same_unit" not in found.overall.metrics


def test_files_about_roles_are_read_by_header(tmp_path: Path) -> None:
    roles, profiles = tmp_path / "roles.csv", tmp_path / "profiles.csv"
    roles.write_text("Family,Role,Title,Colour\nwood,r1,Joiner,red\n", "utf-8")
    profiles.write_text("skill,role\nsawing,r1\nsawing,r1\nglueing,r1\n", "utf-8")
    assert read_roles(roles) == {"r1": Described("Joiner", "", "wood")}
    assert read_profiles(profiles) == {"r1": frozenset({"sawing", "glueing"})}


def test_a_move_from_a_role_to_itself_is_none(tmp_path: Path) -> None:
    path = tmp_path / "moves.csv"
    path.write_text("from,to\na,a\na,b\n", "utf-8")
    moves = read_moves(path)
    assert [(moves.roles[a], moves.roles[b]) for a, b in zip(moves.left, moves.reached, strict=True)] == [("a", "b")]


def test_the_contributions_of_factors_add_up_to_the_score() -> None:
    titles = word_vectors(["joiner", "master joiner", "nurse", "nurse joiner"])[0]
    roles = Roles(4, {"title": titles}, families_of(["x", "x", "y", ""]))
    model = RolePathModel.fit(roles, np.array([0, 1, 2, 0]), np.array([1, 0, 3, 2]))
    scores = model.scores(np.array([3]))[0]
    for reached in (0, 1, 2):
        assert sum(model.explain(3, reached).values()) == pytest.approx(scores[reached], abs=1e-4)
    assert np.isneginf(scores[3])


@pytest.mark.parametrize(("pair", "error"), [("only", NothingToLearnFrom), ("none", NoTestCases)])
def test_a_split_that_leaves_a_part_empty_is_refused(tmp_path: Path, pair: str, error: type[Exception]) -> None:
    split = HashSplit(2)
    left = next(name for name in map(str, range(99)) if split.tests(name) is (pair == "only"))
    path = tmp_path / "moves.csv"
    path.write_text(f"from,to\n{left},z\n", "utf-8")
    with pytest.raises(error):
        run(read_moves(path), split)

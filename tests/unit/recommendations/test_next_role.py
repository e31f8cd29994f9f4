from pathlib import Path

import numpy as np
import pytest

from services.recommendations.backtest.next_role import History, read_history, run
from services.recommendations.backtest.report import OURS, as_object
from services.recommendations.backtest.splits import HashSplit, NoTestCases, NothingToLearnFrom, TimeSplit
from services.recommendations.engine.careers import moves_of, present
from services.recommendations.engine.next_role import ENOUGH, SAFE, HeldOut, NextRoleModel
from tests.unit.recommendations.histories import written_history


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> History:
    return read_history(written_history(tmp_path_factory.mktemp("histories") / "history.csv", 300))


@pytest.fixture(scope="module")
def model(history: History) -> NextRoleModel:
    return NextRoleModel.fit(history.careers, history.roles)


def mrr(found: object) -> float:
    assert isinstance(found, float)
    return found


@pytest.mark.parametrize("split", [HashSplit(5), HashSplit(3, "salt"), TimeSplit(1994)])
def test_the_mixture_beats_what_is_merely_common(history: History, split: HashSplit | TimeSplit) -> None:
    metrics = run(history, split).overall.metrics
    assert mrr(metrics[OURS]["mrr"]) > mrr(metrics["popularity"]["mrr"]) + 0.1


def test_going_back_to_a_role_is_learnt_beside_transitions(tmp_path: Path) -> None:
    history = read_history(written_history(tmp_path / "history.csv", 300, returns=True))
    metrics = run(history, HashSplit(5)).overall.metrics
    assert mrr(metrics[OURS]["mrr"]) > mrr(metrics["markov"]["mrr"])


def test_the_same_file_gives_the_same_figures_whatever_the_order_of_its_rows(tmp_path: Path) -> None:
    path = written_history(tmp_path / "history.csv", 60)
    header, *rows = path.read_text("utf-8").splitlines()
    shuffled = tmp_path / "shuffled.csv"
    shuffled.write_text("\n".join([header, *sorted(rows, key=lambda row: row[::-1])]), "utf-8")
    reports = [as_object(run(read_history(each), HashSplit(5))) for each in (path, path, shuffled)]
    assert reports[0] == reports[1] == reports[2]


def test_the_report_has_the_parts_that_tell_models_apart(history: History) -> None:
    found = as_object(run(history, HashSplit(5)))
    assert set(found) == {"task", "cases", "metrics", "macro", "unseen", "new_to_person"}
    assert set(found["metrics"]) == {OURS, "popularity", "markov", "similarity", "same_unit"}
    for part in ("macro", "unseen", "new_to_person"):
        assert set(found[part]) == set(found["metrics"])


def test_no_model_ranks_the_present_role(model: NextRoleModel, history: History) -> None:
    now = present(history.careers, 2010.0)
    scores = model.scores(now)
    assert np.isneginf(scores[np.arange(len(now)), now.role]).all()
    assert np.isfinite(scores).sum() == scores.size - len(now)


def test_the_contributions_of_factors_add_up_to_the_score(model: NextRoleModel, history: History) -> None:
    now = present(history.careers, 2010.0).take(np.array([4]))
    for role in (0, 7):
        assert sum(model.explain(now, role).values()) == pytest.approx(model.scores(now)[0, role], abs=1e-4)


def test_the_policy_names_the_weight_of_every_factor(model: NextRoleModel) -> None:
    assert model.policy.name == "next-role"
    assert tuple(model.policy.weights) == model.factors.names


def test_scores_come_out_the_same_in_blocks_and_at_once(model: NextRoleModel, history: History) -> None:
    moves = moves_of(history.careers)
    together = np.concatenate([scores for _, scores in model.score_blocks(moves)])
    alone = [model.scores(moves.take(np.array([number])))[0] for number in (0, 9, 99)]
    assert np.allclose(together[[0, 9, 99]], alone, atol=1e-4)


def test_with_few_moves_the_weights_stay_near_the_safe_ones(tmp_path: Path) -> None:
    small = read_history(written_history(tmp_path / "history.csv", 4))
    model = NextRoleModel.fit(small.careers, small.roles, held_out=HeldOut.PEOPLE)
    assert len(moves_of(small.careers)) < ENOUGH
    assert model.factors.embedding is None
    for name, weight in model.policy.weights.items():
        assert abs(weight - SAFE.get(name, 0.0)) < 1


def test_skills_of_roles_are_a_factor_where_they_are_known(history: History) -> None:
    profiles = {role: frozenset(role.split()) for role in history.roles}
    found = run(history, HashSplit(5), profiles)
    assert found.overall.cases == run(history, HashSplit(5)).overall.cases
    assert mrr(found.overall.metrics["similarity"]["mrr"]) > 0


def test_a_split_by_time_tests_the_moves_after_the_year_only(tmp_path: Path) -> None:
    path = tmp_path / "history.csv"
    path.write_text("role,date,person\nx,2000-05-01,a\ny,2001-12-31,a\nz,2002-01-01,a\nx,2000,b\ny,2001,b\n", "utf-8")
    found = run(read_history(path), TimeSplit(2001))
    assert found.overall.cases == 1
    assert found.unseen.cases == 1
    assert found.new_to_person.cases == 1


@pytest.mark.parametrize("year", [2001, 2050])
def test_no_move_to_test_on_is_said(tmp_path: Path, year: int) -> None:
    path = tmp_path / "history.csv"
    path.write_text("person,year,role\na,2000,x\na,2001,y\nb,2000,x\nb,2003,x\n", "utf-8")
    with pytest.raises(NoTestCases):
        run(read_history(path), TimeSplit(year))


def test_no_move_to_learn_from_is_said(tmp_path: Path) -> None:
    path = tmp_path / "history.csv"
    path.write_text("person,year,role\na,2000,x\na,2001,y\n", "utf-8")
    with pytest.raises(NothingToLearnFrom):
        run(read_history(path), TimeSplit(1999))

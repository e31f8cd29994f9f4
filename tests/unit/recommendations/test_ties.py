from pathlib import Path

import numpy as np
import pytest

from services.recommendations.backtest.connections import backtest_connections, backtest_mentors
from services.recommendations.backtest.report import OURS, as_object
from services.recommendations.backtest.splits import Hiding, NoTestCases, NothingToLearnFrom
from services.recommendations.backtest.weights import WeightInvalid
from services.recommendations.engine import mentors, ties
from services.recommendations.engine.tie_factors import Ties
from tests.unit.recommendations.made_up import shuffled, written_people, written_ties

FIFTH = Hiding(0.2)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written_ties(tmp_path_factory.mktemp("ties") / "ties.csv", 72)


@pytest.fixture(scope="module")
def people(file: Path) -> Path:
    return written_people(file.with_name("people.csv"), 72)


def of(directed: bool = False, number: int = 36) -> Ties:
    draw = np.random.default_rng(0)
    found = np.array([(a, b) for a in range(number) for b in range(number) if a != b and a // 6 == b // 6])
    found = found[draw.random(len(found)) < 0.5]
    if not directed:
        found = np.unique(np.sort(found, axis=1), axis=0)
    return Ties(number, found[:, 0], found[:, 1], np.ones(len(found)), directed)


def test_hidden_ties_are_found_among_the_contacts_of_contacts(file: Path) -> None:
    metrics = backtest_connections(file, hide=FIFTH).overall.metrics
    assert metrics[OURS]["recall@10"] > metrics["popularity"]["recall@10"] + 0.2
    assert metrics[OURS]["recall@10"] > metrics["common_contacts"]["recall@10"] - 0.05


def test_what_is_known_of_people_helps_where_there_are_few_ties(file: Path, people: Path) -> None:
    sparse = written_ties(file.with_name("sparse.csv"), 72, near=0.08)
    bare, known = (backtest_connections(sparse, hide=FIFTH, people=each).overall.metrics for each in (None, people))
    assert known[OURS]["map"] > bare[OURS]["map"] + 0.02
    assert "same_unit" in known
    assert "same_unit" not in bare


def test_protected_columns_are_left_out_and_the_report_says_so(file: Path, people: Path) -> None:
    without = people.with_name("without.csv")
    lines = (line.split(",") for line in people.read_text("utf-8").splitlines())
    without.write_text("\n".join(",".join([*cells[:2], *cells[3:]]) for cells in lines), "utf-8")
    first, second = (backtest_connections(file, hide=FIFTH, people=each) for each in (people, without))
    assert as_object(first) == as_object(second)
    assert "Left out as protected: gender." in first.notes


def test_neither_the_order_of_rows_nor_the_direction_of_a_tie_changes_anything(file: Path) -> None:
    turned = file.with_name("turned.csv")
    lines = shuffled(file).read_text("utf-8").splitlines()[1:]
    turned.write_text("a,b\n" + "\n".join(",".join(reversed(line.split(","))) for line in lines), "utf-8")
    assert as_object(backtest_connections(file, hide=FIFTH)) == as_object(backtest_connections(turned, hide=FIFTH))


def test_two_columns_parted_by_blanks_need_no_header(file: Path, people: Path) -> None:
    bare, groups = file.with_name("bare.txt"), file.with_name("groups.txt")
    bare.write_text(file.read_text("utf-8").split("\n", 1)[1].replace(",", " "), "utf-8")
    lines = people.read_text("utf-8").splitlines()[1:]
    groups.write_text("\n".join(" ".join(line.split(",")[:2]) for line in lines), "utf-8")
    assert as_object(backtest_connections(bare, hide=FIFTH)) == as_object(backtest_connections(file, hide=FIFTH))
    assert "same_unit" in backtest_connections(bare, hide=FIFTH, people=groups).overall.metrics


def test_ties_to_oneself_are_left_out(file: Path) -> None:
    selves = file.with_name("selves.csv")
    selves.write_text(file.read_text("utf-8") + "p1,p1\np2,p2\n", "utf-8")
    assert as_object(backtest_connections(selves, hide=FIFTH)) == as_object(backtest_connections(file, hide=FIFTH))


def test_weights_have_to_be_numbers_from_0(tmp_path: Path) -> None:
    path = tmp_path / "ties.csv"
    path.write_text("a,b,weight\nx,y,1\ny,z,strong\n", "utf-8")
    with pytest.raises(WeightInvalid, match="'strong'"):
        backtest_connections(path, hide=FIFTH)


@pytest.mark.parametrize(("share", "error"), [(1e-9, NoTestCases), (1 - 1e-9, NothingToLearnFrom)])
def test_some_ties_have_to_be_hidden_and_some_not(
    file: Path, share: float, error: type[NoTestCases | NothingToLearnFrom]
) -> None:
    with pytest.raises(error):
        backtest_connections(file, hide=Hiding(share))


def test_ties_of_other_kinds_help_to_find_mentors(file: Path, people: Path) -> None:
    friends = written_ties(file.with_name("friends.csv"), 72, header="from,to\n")
    bare = backtest_mentors(file, hide=FIFTH, people=people).overall.metrics[OURS]["map"]
    layered = backtest_mentors(file, hide=FIFTH, people=people, layers={"friends": friends}).overall.metrics
    assert bare is not None
    assert layered[OURS]["map"] > bare + 0.2


def test_a_file_of_five_ties_can_be_measured_on(tmp_path: Path) -> None:
    path = tmp_path / "ties.csv"
    path.write_text("a,b\nx,y\ny,z\nz,w\nw,x\ny,w\n", "utf-8")
    assert backtest_connections(path, hide=Hiding(0.7)).overall.cases > 0
    assert backtest_mentors(path, hide=Hiding(0.7)).overall.cases > 0


@pytest.mark.parametrize("directed", [False, True])
def test_the_contributions_of_factors_add_up_to_the_score(directed: bool) -> None:
    model = mentors.fit(of(directed)) if directed else ties.fit(of(directed))
    assert sum(model.explain(3, 5).values()) == pytest.approx(model.scores(np.array([3]))[0, 5], abs=1e-4)


def test_one_is_closer_to_ones_own_circle_than_to_others() -> None:
    scores = ties.fit(of()).scores(np.arange(36))
    own = np.arange(36)[:, None] // 6 == np.arange(36)[None, :] // 6
    np.fill_diagonal(own, False)
    assert scores[own].mean() > scores[~own].mean() + 1


def test_the_same_ties_give_the_same_weights() -> None:
    assert ties.fit(of()).weights == ties.fit(of()).weights


def test_people_without_any_tie_are_scored_like_others() -> None:
    few = Ties(5, np.array([0]), np.array([1]), np.ones(1))
    assert np.isfinite(ties.fit(few).scores(np.arange(5))).all()
    none = Ties(3, np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), np.zeros(0))
    assert np.isfinite(ties.fit(none).scores(np.arange(3))).all()

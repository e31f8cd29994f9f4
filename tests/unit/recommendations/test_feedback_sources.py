from pathlib import Path

import numpy as np
import pytest

from services.recommendations.backtest.feedback_sources import backtest_feedback_sources
from services.recommendations.backtest.reading import ColumnMissing
from services.recommendations.backtest.report import OURS, as_object
from services.recommendations.backtest.splits import NoTestCases, NothingToLearnFrom
from services.recommendations.engine import feedback_sources
from services.recommendations.engine.feedback_sources import most_important
from services.recommendations.engine.interaction_factors import Interactions
from tests.unit.recommendations.made_up import shuffled, written_interactions

CUT = str(150 * 86_400)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written_interactions(tmp_path_factory.mktemp("interactions") / "interactions.csv", 40)


def history(rows: list[tuple[float, int, int]], people: int = 4, manager: tuple[int, ...] = ()) -> Interactions:
    time, source, target = (np.array(column) for column in zip(*rows, strict=True))
    chart = np.array(manager or [-1] * people, dtype=np.int64)
    return Interactions(people, time.astype(np.float64), source.astype(np.int64), target.astype(np.int64), chart)


def test_those_worked_with_lately_come_before_those_of_long_ago(file: Path) -> None:
    metrics = backtest_feedback_sources(file, cut_off=CUT).overall.metrics
    assert metrics[OURS]["recall@5"] > metrics["as_before"]["recall@5"] + 0.1
    assert metrics[OURS]["recall@5"] > metrics["popularity"]["recall@5"] + 0.3


def test_what_comes_after_the_cut_off_is_not_learnt_from() -> None:
    past = [(float(day), 0, 1) for day in range(20)]
    known = feedback_sources.fit(history([*past, (25.0, 0, 3)]), 20.0)
    assert (
        known.scores(np.array([0])).tolist() == feedback_sources.fit(history(past), 20.0).scores(np.array([0])).tolist()
    )


def test_the_order_of_rows_changes_nothing(file: Path) -> None:
    first, second = (as_object(backtest_feedback_sources(path, cut_off=CUT)) for path in (file, shuffled(file)))
    assert first == second


def test_times_may_be_dates_or_numbers(file: Path) -> None:
    dated = file.with_name("dated.csv")
    header, *rows = file.read_text("utf-8").splitlines()
    cells = (row.split(",", 1) for row in rows)
    lines = [f"{np.datetime64(int(seconds), 's')},{rest}" for seconds, rest in cells]
    dated.write_text("\n".join([header, *lines]), "utf-8")
    first = as_object(backtest_feedback_sources(file, cut_off=CUT))
    assert as_object(backtest_feedback_sources(dated, cut_off="1970-05-31")) == first


@pytest.mark.parametrize(("cut_off", "error"), [("0", NothingToLearnFrom), ("99999999", NoTestCases)])
def test_something_has_to_happen_before_the_cut_off_and_after(
    file: Path, cut_off: str, error: type[NoTestCases | NothingToLearnFrom]
) -> None:
    with pytest.raises(error):
        backtest_feedback_sources(file, cut_off=cut_off)


def test_a_chart_without_managers_is_refused(file: Path) -> None:
    path = file.with_name("people.csv")
    path.write_text("person,unit\np1,u\n", "utf-8")
    with pytest.raises(ColumnMissing, match="no column manager"):
        backtest_feedback_sources(file, cut_off=CUT, people=path)


def test_real_interaction_comes_before_the_chart_of_the_organisation() -> None:
    rows = [(float(day), 0, 1) for day in range(10)]
    scores = feedback_sources.fit(history(rows, manager=(2, -1, -1, -1)), 10.0).scores(np.array([0]))[0]
    assert scores[1] > scores[2] > scores[3]


def test_one_who_never_interacted_is_led_to_their_manager() -> None:
    scores = feedback_sources.fit(history([(1.0, 1, 3)], manager=(2, -1, -1, -1)), 10.0).scores(np.array([0]))[0]
    assert scores.argmax() == 2


def test_the_most_important_people_are_counted_in_both_directions() -> None:
    found = most_important(history([(1, 0, 1), (2, 1, 0), (3, 0, 2), (4, 3, 0), (5, 0, 0)]), 2)
    assert found[0].tolist() == [1, 2]
    assert found[3].tolist() == [0]


def test_the_contributions_of_factors_add_up_to_the_score() -> None:
    model = feedback_sources.fit(history([(1, 0, 1), (2, 1, 2), (3, 2, 0)]), 4.0)
    assert sum(model.explain(0, 2).values()) == pytest.approx(model.scores(np.array([0]))[0, 2], abs=1e-5)


def test_cases_without_anyone_known_before_are_shown_by_themselves(tmp_path: Path) -> None:
    path = tmp_path / "interactions.csv"
    path.write_text(
        "time,from,to\n2024-01-01,a,b\n2024-01-02,b,c\n2024-02-01,a,c\n2024-02-02,c,b\n2024-02-03,c,b\n", "utf-8"
    )
    found = backtest_feedback_sources(path, cut_off="2024-02-01", top=1)
    assert (found.overall.cases, found.unseen.cases) == (3, 1)

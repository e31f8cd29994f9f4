import json
import random
from pathlib import Path

import pytest

from infra.cli import exit_codes
from infra.cli.application import run
from services.recommendations.backtest import simulation
from services.recommendations.backtest.next_role import read_history
from services.recommendations.backtest.simulation import HORIZONS, METRICS
from services.recommendations.backtest.splits import HashSplit, NoTestCases, NothingToLearnFrom
from tests.unit.recommendations.histories import LEVELS, TRADES


def written_years(path: Path, people: int, *, seed: int = 0, shuffled: bool = False) -> Path:
    """People climb one of four ladders, a row a year; some of them fast, others hardly ever."""
    rng = random.Random(seed)
    rows = []
    for person in range(people):
        ladder, step, pace = rng.randrange(4), rng.randrange(3), rng.choice([0.1, 0.6])
        for year in range(1990, 2002):
            rows.append(f"{person},{year},{LEVELS[step]} {TRADES[ladder]}")
            step = min(step + (rng.random() < pace), len(LEVELS) - 1)
    if shuffled:
        rng.shuffle(rows)
    path.write_text("\n".join(["person,year,role", *rows]) + "\n", "utf-8")
    return path


def found(path: Path, parts: int = 4) -> simulation.SimulationReport:
    return simulation.run(read_history(path), HashSplit(parts))


def test_where_careers_follow_rules_every_baseline_is_beaten(tmp_path: Path) -> None:
    report = found(written_years(tmp_path / "years.csv", 200))
    for years in HORIZONS:
        assert report.cases[years] > 100
        by_model = {model: dict(zip(METRICS, values, strict=True)) for model, values in report.metrics[years].items()}
        ours = by_model.pop("milepost")
        assert set(by_model) == {"markov", "stay", "marginal"}
        assert all(ours["log loss"] < each["log loss"] for each in by_model.values())
        assert all(ours["Brier"] < each["Brier"] for each in by_model.values())


def test_the_order_of_the_rows_changes_nothing(tmp_path: Path) -> None:
    one = found(written_years(tmp_path / "one.csv", 40))
    other = found(written_years(tmp_path / "other.csv", 40, shuffled=True))
    assert one.as_object() == other.as_object()


def test_of_a_file_by_years_only_years_with_a_row_are_known(tmp_path: Path) -> None:
    path = tmp_path / "gaps.csv"
    rows = [f"{person},{year},{role}" for person in range(30) for year, role in ((1990, "a"), (1991, "b"), (1999, "a"))]
    path.write_text("\n".join(["person,year,role", *rows]), "utf-8")
    assert found(path, 2).cases == {1: len([p for p in range(30) if HashSplit(2).tests(str(p))]), 3: 0, 5: 0}
    days = tmp_path / "days.csv"
    days.write_text(path.read_text("utf-8").replace("1990,", "1990-06-01,").replace("1999,", "1999-06-01,"), "utf-8")
    assert min(found(days, 2).cases.values()) > 0


def test_without_a_year_to_learn_from_or_to_try_it_says_so(tmp_path: Path) -> None:
    path = tmp_path / "once.csv"
    path.write_text("person,year,role\na,1990,x\nb,1990,x\n", "utf-8")
    with pytest.raises(NothingToLearnFrom):
        found(path)
    with pytest.raises(NothingToLearnFrom):
        found(written_years(tmp_path / "years.csv", 3), 1)
    nobody_tested = tmp_path / "one.csv"
    name = next(str(n) for n in range(100) if not HashSplit(5).tests(str(n)))
    nobody_tested.write_text(f"person,year,role\n{name},1990,x\n{name},1991,y\n", "utf-8")
    with pytest.raises(NoTestCases):
        found(nobody_tested, 5)


def test_the_command_shows_a_table_a_horizon_or_one_object(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written_years(tmp_path / "years.csv", 40)
    assert run(["backtest", "simulation", str(path), "--split", "people:3"]) == exit_codes.DONE
    assert capsys.readouterr().out.count("milepost") == len(HORIZONS)
    assert run(["backtest", "simulation", str(path), "--split", "people:3", "--json"]) == exit_codes.DONE
    told = json.loads(capsys.readouterr().out)
    assert told["task"] == "simulation"
    assert set(told["horizons"]["5"]["metrics"]["milepost"]) == set(METRICS)

import json
from pathlib import Path

import pytest

from infra.cli import exit_codes
from infra.cli.application import run
from services.recommendations.backtest.metrics import METRICS
from tests.unit.recommendations.histories import written_history


def test_json_is_one_object_with_every_metric_of_every_model(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written_history(tmp_path / "history.csv", 40)
    assert run(["backtest", "next-role", str(path), "--split", "people:3:salt", "--json"]) == exit_codes.DONE
    found = json.loads(capsys.readouterr().out)
    assert found["task"] == "next-role"
    assert found["cases"] > 0
    assert set(found["metrics"]["milepost"]) == set(METRICS)


def test_the_table_names_the_models_beside_their_figures(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "moves.csv"
    path.write_text("to,from\n" + "".join(f"{(n + 1) % 9},{n % 9}\n" for n in range(50)), "utf-8")
    assert run(["backtest", "role-paths", str(path)]) == exit_codes.DONE
    shown = capsys.readouterr().out
    assert "role-paths:" in shown
    assert "milepost" in shown
    assert "popularity" in shown


def test_a_column_with_another_name_can_be_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written_history(tmp_path / "history.csv", 40)
    path.write_text(path.read_text("utf-8").replace("role", "post", 1), "utf-8")
    assert run(["backtest", "next-role", str(path), "--json"]) == exit_codes.USAGE
    assert "no column role" in capsys.readouterr().err
    assert run(["backtest", "next-role", str(path), "--columns", "role=post", "--json"]) == exit_codes.DONE


def test_rows_that_are_left_out_are_told_beside_the_result(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written_history(tmp_path / "history.csv", 40)
    path.write_text(path.read_text("utf-8") + "nobody,1990,\n", "utf-8")
    assert run(["backtest", "next-role", str(path), "--json"]) == exit_codes.DONE
    said = capsys.readouterr()
    assert json.loads(said.out)["task"] == "next-role"
    assert "1 rows lack" in said.err


@pytest.mark.parametrize("split", ["roles:2", "time:soon", "time:2100", "people:1"])
def test_a_split_that_cannot_be_is_refused_as_used_wrongly(tmp_path: Path, split: str) -> None:
    path = written_history(tmp_path / "history.csv", 20)
    assert run(["backtest", "next-role", str(path), "--split", split]) == exit_codes.USAGE

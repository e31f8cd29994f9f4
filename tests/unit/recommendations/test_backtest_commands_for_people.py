import json
from pathlib import Path

import pytest

from infra.cli import exit_codes
from infra.cli.application import run
from services.recommendations.backtest.metrics import METRICS
from tests.unit.recommendations.made_up import written_interactions, written_people, written_profiles, written_ties


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    return {
        "skills": str(written_profiles(tmp_path / "profiles.csv", 30)),
        "connections": str(written_ties(tmp_path / "ties.csv", 24)),
        "mentors": str(tmp_path / "ties.csv"),
        "feedback-sources": str(written_interactions(tmp_path / "interactions.csv", 12)),
        "people": str(written_people(tmp_path / "people.csv", 24)),
    }


@pytest.mark.parametrize(
    ("task", "options"),
    [
        ("skills", ["--hide", "0.5:salt", "--split", "roles:3:salt"]),
        ("connections", ["--people", "people", "--hide", "0.3:salt"]),
        ("mentors", ["--people", "people", "--layer", "friends=connections"]),
        ("feedback-sources", ["--cut-off", "8640000", "--top", "3"]),
    ],
)
def test_json_is_one_object_with_every_metric_of_every_model(
    files: dict[str, str], task: str, options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    given = [files.get(option, option.replace("=connections", f"={files['connections']}")) for option in options]
    assert run(["backtest", task, files[task], *given, "--json"]) == exit_codes.DONE
    found = json.loads(capsys.readouterr().out)
    assert found["task"] == task
    assert found["cases"] > 0
    assert {"milepost", "popularity", "similarity"} <= set(found["metrics"])
    assert set(found["metrics"]["milepost"]) == set(METRICS)


def test_a_column_of_another_name_and_rows_of_one_kind_can_be_said(
    files: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    path = Path(files["skills"])
    rows = path.read_text("utf-8").splitlines()[1:]
    path.write_text("kind,post,skill\n" + "\n".join(f"must,{row}\nmay,{row}x" for row in rows), "utf-8")
    given = ["--columns", "role=post", "--where", "kind=must", "--split", "roles:3"]
    assert run(["backtest", "skills", files["skills"], *given]) == exit_codes.DONE
    assert "skills:" in capsys.readouterr().out


@pytest.mark.parametrize("layer", ["friends", "friends=missing.csv", "=x.csv"])
def test_a_layer_without_a_name_or_a_file_is_refused(files: dict[str, str], layer: str) -> None:
    assert run(["backtest", "mentors", files["mentors"], "--layer", layer]) == exit_codes.USAGE


@pytest.mark.parametrize("hide", ["0", "1", "half", "-0.2"])
def test_a_share_that_cannot_be_hidden_is_refused(files: dict[str, str], hide: str) -> None:
    assert run(["backtest", "connections", files["connections"], "--hide", hide]) == exit_codes.USAGE

"""The chances that simulations stand on, on real careers: where people were after 1, 3 and 5 years."""

from pathlib import Path

import pytest

from services.recommendations.backtest import simulation
from services.recommendations.backtest.next_role import read_history
from services.recommendations.backtest.simulation import HORIZONS, METRICS
from services.recommendations.backtest.splits import HashSplit

CAREERS = Path(__file__).parents[2].parent / "shared" / "data" / "career_histories.csv.gz"

pytestmark = pytest.mark.skipif(not CAREERS.exists(), reason=f"there are no careers at {CAREERS}")


def test_whole_distributions_are_foretold_better_than_by_any_baseline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simulation, "CASES", 400)
    report = simulation.run(read_history(CAREERS), HashSplit(5))
    for years in HORIZONS:
        by_model = {model: dict(zip(METRICS, values, strict=True)) for model, values in report.metrics[years].items()}
        ours = by_model.pop("milepost")
        assert all(ours["log loss"] < each["log loss"] for each in by_model.values())
        assert all(ours["Brier"] < each["Brier"] for each in by_model.values())
        assert ours["calibration error"] < 0.12

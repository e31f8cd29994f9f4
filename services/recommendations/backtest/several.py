"""Cases with several relevant candidates: the metrics of each model, gathered row by row."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from services.recommendations.backtest.metrics import EXCLUDED, Scores, Values, values_of_many

_PLACES = 10


class Rankings:
    """Gathers how each model ranked the relevant candidates of each case.

    `places` is the order of candidates of equal score (`metrics.draw`).
    """

    def __init__(self, places: NDArray[np.int64]) -> None:
        self._places = places
        self._ranks: dict[str, list[NDArray[np.int64]]] = {}

    def add(self, model: str, scores: Scores, excluded: NDArray[np.bool_], relevant: NDArray[np.int64]) -> None:
        """One more case of a model: the score of each candidate, and which of them are none in this case."""
        scores = np.where(excluded, EXCLUDED, scores)
        self._ranks.setdefault(model, []).append(ranks_of_relevant(scores, relevant, self._places))

    def values(self) -> dict[str, Values]:
        """The metrics of every case by model."""
        return {model: np.array([values_of_many(each) for each in ranks]) for model, ranks in self._ranks.items()}

    def note(self) -> str:
        """What recall at 10 is if a case is measured by all of its relevant ones, also by those beyond ten."""
        found = ", ".join(f"{model} {_of_all(ranks):.3f}" for model, ranks in self._ranks.items())
        return f"Recall at 10 of all that is relevant: {found}"


def ranks_of_relevant(scores: Scores, relevant: NDArray[np.int64], places: NDArray[np.int64], /) -> NDArray[np.int64]:
    """What `metrics.ranks_of_many` answers, in time that grows with the relevant candidates and without sorting all."""
    order = np.lexsort((places[relevant], -scores[relevant]))
    ordered = relevant[order]
    ranks = [
        1 + np.count_nonzero(scores > score) + np.count_nonzero((scores == score) & (places < place))
        for score, place in zip(scores[ordered], places[ordered], strict=True)
    ]
    return np.array(ranks, dtype=np.int64)


def codes(*columns: Sequence[str]) -> tuple[list[str], list[NDArray[np.int64]]]:
    """The distinct names of all columns in their order, and each column as numbers of names."""
    names = sorted(set().union(*columns))
    number: Mapping[str, int] = {name: index for index, name in enumerate(names)}
    return names, [np.array([number[name] for name in column], dtype=np.int64) for column in columns]


def _of_all(ranks: Sequence[NDArray[np.int64]]) -> float:
    return float(np.mean([(each <= _PLACES).mean() for each in ranks]))

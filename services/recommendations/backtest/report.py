"""What a back-test found: each model's metrics, over all cases and over the parts of them that tell models apart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from services.recommendations.backtest.metrics import Values, macro_mean, mean

OURS = "milepost"
"""What our own engine is called beside the baselines."""

Metrics = Mapping[str, float | None]


@dataclass(frozen=True)
class Part:
    """The metrics by model over some of the cases. A metric is None where there are no cases, and no model has any
    where the part has no meaning for the task."""

    cases: int
    metrics: Mapping[str, Metrics]


NOT_APPLICABLE = Part(0, {})


@dataclass(frozen=True)
class Report:
    """What a back-test found.

    `macro` averages over distinct (from, to) pairs, `unseen` are cases whose pair is absent from training,
    `new_to_person` those whose answer the person never held, ranked among what the person never held. `notes` say what
    a reader should know of the files.
    """

    task: str
    overall: Part
    macro: Part
    unseen: Part
    new_to_person: Part
    notes: tuple[str, ...] = ()


def report(
    task: str,
    values: Mapping[str, Values],
    *,
    pairs: NDArray[np.int64] | None = None,
    unseen: NDArray[np.bool_] | None = None,
    new_to_person: Mapping[str, Values] | None = None,
    notes: Sequence[str] = (),
) -> Report:
    """The report on a task, from the metrics of every case by model.

    `pairs` numbers the (from, to) pair of each case, `unseen` says which cases are such, and `new_to_person` has the
    metrics of the cases that are such. What is left out has no meaning for the task.
    """
    macro = NOT_APPLICABLE
    if pairs is not None:
        by_model = {model: macro_mean(each, pairs) for model, each in values.items()}
        macro = Part(len(np.unique(pairs)), by_model)
    return Report(
        task,
        _part(values),
        macro,
        NOT_APPLICABLE if unseen is None else _part({model: each[unseen] for model, each in values.items()}),
        NOT_APPLICABLE if new_to_person is None else _part(new_to_person),
        tuple(notes),
    )


def as_object(found: Report) -> dict[str, Any]:
    """The report for programs."""
    return {
        "task": found.task,
        "cases": found.overall.cases,
        "metrics": found.overall.metrics,
        "macro": found.macro.metrics,
        "unseen": found.unseen.metrics,
        "new_to_person": found.new_to_person.metrics,
    }


def _part(values: Mapping[str, Values]) -> Part:
    cases = len(next(iter(values.values()), ()))
    return Part(cases, {model: mean(each) for model, each in values.items()})

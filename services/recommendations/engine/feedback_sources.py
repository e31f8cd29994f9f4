"""Whom a person works with and could ask for feedback: ordered by real interaction before the chart.

Interactions count less the longer ago they were. How fast they fade, and what reciprocity, shared contacts and the
reporting line add, is learnt inside the history: it is cut at earlier moments, to tell whom people interacted with
most after each. Ages are relative to the length of the history, so that hours and years of it are treated alike.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from services.recommendations.engine import pair_model
from services.recommendations.engine.conditional_logit import Choices
from services.recommendations.engine.interaction_factors import Interactions, factors
from services.recommendations.engine.pair_model import Learning, PairModel, Rows

LIKELY: Mapping[str, float] = {
    "interacts lately": 1.0,
    "interacts this while": 1.0,
    "interacts for long": 0.5,
    "interacts at all": 0.5,
    "answers": 0.3,
    "regularly": 0.3,
    "shared contacts": 0.5,
    "manager": 1.0,
    "report": 0.5,
    "same manager": 0.5,
    "sought after": 0.2,
}
"""Weights thought likely before anything is learnt. The chart counts less than real interaction."""


@dataclass(frozen=True)
class Policy:
    """How weights are learnt: at which shares of the interactions the history is cut, and how many people count as
    those interacted with most."""

    cuts: tuple[float, ...] = (0.75, 0.85, 0.65)
    top: int = 5
    seed: int = 0
    likely: Mapping[str, float] = field(default_factory=lambda: LIKELY)
    learning: Learning = field(default_factory=lambda: Learning(of_one=5))


def fit(history: Interactions, end: float, policy: Policy | None = None) -> PairModel:
    """The model, at the day `end`, of what happened before."""
    policy = policy or Policy()
    history = history.between(-np.inf, end)
    found = factors(history, end)
    prior = np.array([policy.likely.get(name, 0.0) for name in found])
    learnt = pair_model.weights(list(_rounds(history, policy, prior)), prior, policy.learning)
    return PairModel(found, dict(zip(found, map(float, learnt), strict=True)))


def most_important(history: Interactions, top: int) -> dict[int, NDArray[np.int64]]:
    """Whom each person interacted with most, in either direction: `top` people, of equals those of lower numbers."""
    times = history.both_ways()
    found = {}
    for person in np.flatnonzero(np.diff(times.indptr)):
        part = slice(times.indptr[person], times.indptr[person + 1])
        others = times.indices[part].astype(np.int64)
        found[int(person)] = others[np.lexsort((others, -times.data[part]))][:top]
    return found


def _rounds(history: Interactions, policy: Policy, prior: NDArray[np.float64]) -> Iterator[Choices]:
    draw = np.random.default_rng(policy.seed)
    for share in policy.cuts if len(history.time) else ():
        cut = float(np.quantile(history.time, share))
        before, after = history.between(-np.inf, cut), history.between(cut, np.inf)
        if len(before.time):
            known = factors(before, cut)
            important = most_important(after, policy.top)
            yield pair_model.cases(known, important, _nobody(history.people), prior, policy.learning, draw)


def _nobody(people: int) -> Callable[[Rows], NDArray[np.bool_]]:
    return lambda rows: np.zeros((len(rows), people), dtype=np.bool_)

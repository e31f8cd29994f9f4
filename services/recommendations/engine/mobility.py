"""How likely somebody is to move to another role within a year, or to leave: by the time in the role, by the role, and
by the person.

The log-odds of it are the sum of three: what holds for everybody after so many years in a role, what the role adds,
and what the person adds, as far as their own past says it. The effects of roles and of people are drawn from normal
distributions around 0 whose widths the data say too, so that a role with few people, and a person with few years, is
thought to be like all others. Fitted by penalised quasi-likelihood (Breslow and Clayton 1993, "Approximate inference
in generalized linear mixed models"), which says how certain each effect is.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from services.recommendations.engine.careers import Floats, Ints
from services.recommendations.engine.year_steps import LONGEST, YearSteps

TENURES = LONGEST + 1

USUAL = -2.0
"""The log-odds that are thought usual before anything is known: about one in eight within a year."""
_USUAL_WIDTH = 1.0
_SPREAD = 0.5
"""The width thought usual of the effects of roles, and of people; it counts as much as those of `_SPREADS` of them."""
_SPREADS = 10.0
_SWEEPS = 20


@dataclass(frozen=True)
class Effects:
    """Effects as log-odds: what they are most likely, and the variance of each."""

    mean: Floats
    variance: Floats

    def draw(self, rng: np.random.Generator, draws: int) -> Floats:
        """Draws x effects, as likely as they are known to be."""
        noise = rng.standard_normal((draws, len(self.mean)))
        return np.asarray(self.mean + noise * np.sqrt(self.variance))


@dataclass(frozen=True)
class Mobility:
    """The hazard of an event within a year. `tenures` are the effects of the years in a role, `roles` those of roles;
    `people` is the variance of those of people. `years` and `events` are what it was learnt from, role by role."""

    tenures: Effects
    roles: Effects
    people: float
    years: Ints
    events: Ints

    @classmethod
    def fit(cls, steps: YearSteps, happened: NDArray[np.bool_], roles: int) -> "Mobility":
        """Learn from years in which it `happened`, or not."""
        _, person = np.unique(steps.person, return_inverse=True)
        of = (steps.tenure, steps.role, person.astype(np.int64))
        sizes = (TENURES, roles, int(person.max(initial=-1)) + 1)
        found = [Effects(np.full(TENURES, USUAL), np.full(TENURES, _USUAL_WIDTH**2))]
        found += [Effects(np.zeros(size), np.full(size, _SPREAD**2)) for size in sizes[1:]]
        widths = [_USUAL_WIDTH**2, _SPREAD**2, _SPREAD**2]
        y = happened.astype(np.float64)
        for _ in range(_SWEEPS):
            for at, centre in enumerate((USUAL, 0.0, 0.0)):
                others = sum((found[k].mean[of[k]] for k in range(3) if k != at), start=np.zeros(len(y)))
                found[at] = _newton(found[at].mean, others, y, of[at], centre, widths[at])
                if at:
                    widths[at] = _width(found[at], np.bincount(of[at], minlength=sizes[at]) > 0)
        counted = (np.bincount(steps.role, weights, roles).astype(np.int64) for weights in (None, y))
        return cls(found[0], found[1], widths[2], *counted)

    def of_person(self, steps: YearSteps, happened: NDArray[np.bool_]) -> Effects:
        """The effect of one person, from the years of theirs."""
        others = self.tenures.mean[steps.tenure] + self.roles.mean[steps.role]
        nobody_else, effect = np.zeros(len(steps), dtype=np.int64), np.zeros(1)
        found = Effects(effect, np.array([self.people]))
        for _ in range(_SWEEPS if len(steps) else 0):
            found = _newton(found.mean, others, happened.astype(np.float64), nobody_else, 0.0, self.people)
        return found

    def of_roles(self, roles: Ints) -> Effects:
        """The effects of some roles; of one below 0, which nobody had yet, no more than that it is a role."""
        known = roles >= 0
        width = float(self.roles.variance.max(initial=_SPREAD**2))
        return Effects(
            np.where(known, self.roles.mean[roles], 0.0) if len(self.roles.mean) else np.zeros(len(roles)),
            np.where(known, self.roles.variance[roles], width) if len(self.roles.mean) else np.full(len(roles), width),
        )


def hazards(tenures: Floats, roles: Floats, person: Floats) -> Floats:
    """Chances within a year, draws x roles x tenures, from draws of the effects of each."""
    return _chance(tenures[:, None, :] + roles[:, :, None] + person[:, :, None])


def _newton(effect: Floats, others: Floats, y: Floats, of: Ints, centre: float, width: float) -> Effects:
    """One step of Newton's towards the likeliest effects, given all others; no longer than the log-odds can bear."""
    p = _chance(effect[of] + others)
    slope = np.bincount(of, y - p, len(effect)) - (effect - centre) / width
    curvature = np.bincount(of, p * (1 - p), len(effect)) + 1 / width
    return Effects(effect + np.clip(slope / curvature, -1.0, 1.0), 1 / curvature)


def _width(found: Effects, seen: NDArray[np.bool_]) -> float:
    """How widely effects are spread, given those that were seen."""
    total = float((found.mean[seen] ** 2 + found.variance[seen]).sum())
    return (total + _SPREADS * _SPREAD**2) / (int(seen.sum()) + _SPREADS)


def _chance(log_odds: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-log_odds)))

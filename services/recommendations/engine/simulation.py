"""Where a career goes from here: the distribution over roles, year by year, and what the steps of a plan change in it.

The model, in words that can be checked:

- Time goes in years. In each, somebody stays in their role, moves to another, or leaves, which is for good.
- How likely a year is to bring a move depends on the role, on the full years in it, and on the person
  (`engine.mobility`). Where a move goes depends on the role that is left and on the person's past (`engine.next_role`);
  for the role that they reach, as though that were one role more in their past.
- A year is a choice among staying and all roles, weighed by these chances. What makes a role likelier multiplies its
  weight (`Effects.weights`); so it raises the chance that the person moves at all, and lowers all others.
- A move that is planned for a year comes about in it with the chance that is given for it (`Attempt`), before anything
  else; otherwise the year goes on as any other.

None of these chances is known exactly. So they are drawn many times, as likely as the past makes them: chances to move
from the normal distributions of their log-odds, next roles from a Dirichlet distribution that counts the moves that
were seen. For each draw the distribution over roles is computed exactly, not sampled; the answer is the mean over the
draws, and the range in which nine of ten of them lie. What changes with a step is compared draw by draw.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from services.recommendations.engine.careers import Floats
from services.recommendations.engine.mobility import TENURES

LEFT = -1
"""Stands for having left, among roles by their numbers: the last one of a distribution."""

FEW = 5.0
"""So many moves are the shares of next roles thought to be worth beside those that were seen."""

LOW, HIGH = 0.05, 0.95
"""Between these shares of the draws lies the range that is told."""


@dataclass(frozen=True)
class Chances:
    """Draws of all chances: `moving` and `leaving` within a year, draws x roles x tenures, and of the next role, draws
    x roles x roles, of which each row sums to 1 and has nothing for its own role."""

    moving: Floats
    leaving: Floats
    following: Floats


@dataclass(frozen=True)
class Attempt:
    """A move that is planned for a year, the first being 0: to a role, or LEFT, with the chance that it comes about."""

    year: int
    to: int
    chance: float


@dataclass(frozen=True)
class Effects:
    """What a plan does: the factor on the weight of each role, years x roles, and the moves that are planned."""

    weights: Floats
    attempts: Sequence[Attempt] = field(default=())


@dataclass(frozen=True)
class Start:
    """Where somebody is: the number of their role, and the full years in it."""

    role: int
    tenure: int


@dataclass(frozen=True)
class Range:
    """A share: its mean over all draws, and between what nine of ten draws of it lie."""

    mean: float
    low: float
    high: float


def drawn_next(shares: Floats, moves: Floats, rng: np.random.Generator, draws: int) -> Floats:
    """Draws of the next roles, from their shares (roles x roles) and how many moves out of each role were seen."""
    rate = np.broadcast_to((moves + FEW)[:, None] * shares, (draws, *shares.shape))
    # What is so small that it rounds to nothing is nothing; a row that is nothing at all is what it was thought to be.
    found = rng.standard_gamma(rate)
    total = found.sum(axis=2, keepdims=True)
    return np.asarray(np.where(total > 0, found / np.where(total > 0, total, 1.0), shares))


def distributions(chances: Chances, start: Start, effects: Effects, *, absorbing: int | None = None) -> Floats:
    """Draws x years x roles and LEFT: how likely somebody is to be in each after each year of `effects`.

    Nobody moves on from the role `absorbing`: how likely they are in it is how likely they have ever reached it.
    """
    draws, roles, _ = chances.moving.shape
    there = np.zeros((draws, roles, TENURES))
    there[:, start.role, start.tenure] = 1.0
    left, found = np.zeros(draws), np.empty((draws, len(effects.weights), roles + 1))
    goes_on = np.ones(roles)
    if absorbing is not None:
        goes_on[absorbing] = 0.0
    for year, weights in enumerate(effects.weights):
        arrived = np.zeros((draws, roles))
        for attempt in (each for each in effects.attempts if each.year == year):
            there, left = _attempted(there, left, arrived, attempt, goes_on)
        gone = there * chances.leaving * goes_on[:, None]
        staying, moved = _moved(there - gone, chances, weights, goes_on)
        left = left + gone.sum(axis=(1, 2))
        there = _a_year_older(staying)
        there[:, :, 0] += moved + arrived
        found[:, year, :roles], found[:, year, LEFT] = there.sum(axis=2), left
    return found


def range_of(draws: Floats) -> Range:
    """What draws of a share say."""
    low, high = np.quantile(draws, (LOW, HIGH))
    return Range(float(draws.mean()), float(low), float(high))


def distance(one: Floats, other: Floats) -> float:
    """The total variation distance between two distributions: the largest difference in the chance of anything."""
    return float(np.abs(one - other).sum() / 2)


def _attempted(
    there: Floats, left: Floats, arrived: Floats, attempt: Attempt, goes_on: Floats
) -> tuple[Floats, Floats]:
    """Who succeeds in a planned move is there at the end of the year; who is there already has no need to."""
    share = attempt.chance * goes_on
    if attempt.to != LEFT:
        share = share * (np.arange(len(goes_on)) != attempt.to)
    succeeded = there * share[:, None]
    total = succeeded.sum(axis=(1, 2))
    if attempt.to == LEFT:
        return there - succeeded, left + total
    arrived[:, attempt.to] += total
    return there - succeeded, left


def _moved(there: Floats, chances: Chances, weights: Floats, goes_on: Floats) -> tuple[Floats, Floats]:
    """Who stays, by tenure, and who has come to each role: a choice among staying and all roles, by their weights."""
    weighed = chances.following * weights
    inviting = weighed.sum(axis=2)[:, :, None]
    stays = 1 - chances.moving
    share = there * goes_on[:, None] * chances.moving / (stays + chances.moving * inviting)
    staying = there - share * inviting
    moved = np.matmul(share.sum(axis=2)[:, None, :], weighed)[:, 0, :]
    return staying, moved


def _a_year_older(staying: Floats) -> Floats:
    older = np.zeros_like(staying)
    older[:, :, 1:] = staying[:, :, :-1]
    older[:, :, -1] += staying[:, :, -1]
    return older

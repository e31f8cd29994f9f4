"""The chances that a simulation stands on, for somebody's own career: which roles may come, and how likely.

Only the roles that are likely to be next, and those that are asked for, stand for themselves; all others together are
one more, the last, called the rest.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from services.recommendations.engine.careers import NONE, Careers, Floats, Ints, present
from services.recommendations.engine.mobility import Effects, Mobility, hazards
from services.recommendations.engine.next_chances import NextRoles, of_another
from services.recommendations.engine.simulation import Chances, drawn_next
from services.recommendations.engine.year_steps import Outcome, YearSteps

ROLES = 40
"""How many of the likeliest roles stand for themselves."""

_UNSEEN = 0.5
"""A role is taken to have been moved to half a time more often than it was."""

_LEAST = 1e-12


@dataclass(frozen=True)
class Past:
    """What the careers of an organisation say: the next-role model, the hazards of moving and of leaving (None where
    nobody ever left), and how often each role was moved to and left."""

    model: NextRoles | None
    moving: Mobility
    leaving: Mobility | None
    reached: Floats
    quit: Floats

    @property
    def popular(self) -> Floats:
        """The share of each role among the roles moved to."""
        counted = self.reached + _UNSEEN
        return np.asarray(counted / counted.sum())


@dataclass(frozen=True)
class Outlook:
    """The roles that stand for themselves, today's first, NONE where nobody ever had it. The rest comes after them.

    `shares` are those of the next role after each role (rows), `moves` how many moves out of each were seen. `within`
    is how all roles share what is the rest's, 0 for those that stand for themselves.
    """

    roles: Ints
    shares: Floats
    moves: Floats
    within: Floats


def hazards_of(steps: YearSteps, roles: int) -> tuple[Mobility, Mobility | None]:
    """The hazards of moving, and of leaving, that the years of careers say.

    Years that were over before anybody left say nothing of leaving: who left then is not known at all.
    """
    stayed, left = steps.only(steps.outcome != Outcome.LEFT), steps.outcome == Outcome.LEFT
    moving = Mobility.fit(stayed, stayed.outcome == Outcome.MOVED, roles)
    if not left.any():
        return moving, None
    since = steps.only(steps.began > steps.began[left].min() - 1.0)
    return moving, Mobility.fit(since, since.outcome == Outcome.LEFT, roles)


def outlook(past: Past, career: Careers, now: float, wanted: Sequence[int] = (), new: int = 0) -> Outlook:
    """How the career of one person may go on at `now`: to the likeliest roles, and to those `wanted`, of which `new`
    were never had by anybody.

    `career` has at least one row, whose role is NONE where nobody else ever had it. Next roles are those after a year
    in the role: by then somebody has moved who moves within it.
    """
    own = int(career.role[-1])
    first = _next(past, career, now + 1.0)[0]
    likely = [role for role in np.argsort(-first, kind="stable").tolist() if role != own][:ROLES]
    others = [role for role in dict.fromkeys([*wanted, *likely]) if role != own]
    later = _next(past, _with_each(career, others, now), now + 1.0)
    anybody = np.tile(past.popular, (new, 1))
    roles = np.array([own, *others, *[NONE] * new], dtype=np.int64)
    full = np.vstack([first[None], later, anybody, past.popular[None]])
    here = np.isin(np.arange(len(past.popular)), roles)
    within = np.where(here, 0.0, first + _LEAST)
    return Outlook(
        roles,
        _among(full, roles, here, float(past.popular.min(initial=1.0))),
        np.append(_looked_up(past.quit, roles), 0.0),
        within / max(float(within.sum()), _LEAST),
    )


def chances(past: Past, found: Outlook, own: YearSteps, rng: np.random.Generator, draws: int) -> Chances:
    """Draws of all chances of an outlook, for somebody whose own years so far are `own`."""
    roles = np.append(found.roles, NONE)
    moving = _drawn(past.moving, roles, past.moving.of_person(own, own.outcome == Outcome.MOVED), rng, draws)
    leaving = np.zeros_like(moving)
    if past.leaving is not None:
        # Whoever is here has not left so far: that says nothing of them which is not said of all.
        anybody = Effects(np.zeros(1), np.zeros(1))
        leaving = _drawn(past.leaving, roles, anybody, rng, draws)
    return Chances(moving, leaving, drawn_next(found.shares, found.moves, rng, draws))


def _drawn(of: Mobility, roles: Ints, person: Effects, rng: np.random.Generator, draws: int) -> Floats:
    return hazards(of.tenures.draw(rng, draws), of.of_roles(roles).draw(rng, draws), person.draw(rng, draws))


def _next(past: Past, careers: Careers, now: float) -> Floats:
    """The chance of every role (columns) to be the next one of each person."""
    last = np.flatnonzero(careers.person != np.append(careers.person[1:], NONE))
    own = careers.role[last]
    if past.model is not None and not (own == NONE).any():
        return past.model.shares(present(careers, now))
    return of_another(np.tile(past.popular, (len(own), 1)), own)


def _with_each(career: Careers, roles: Sequence[int], now: float) -> Careers:
    """The career with each of the roles from now on, as of so many people; in the same unit, and no known grade."""
    many = len(roles)
    known = np.flatnonzero(career.role != NONE)

    def with_last(values: NDArray[Any], last: NDArray[Any]) -> NDArray[Any]:
        return np.hstack([np.tile(values[known], (many, 1)), np.reshape(last, (many, 1))]).ravel()

    nothing = np.full(many, NONE)
    return Careers(
        np.repeat(np.arange(many), len(known) + 1),
        with_last(career.time, np.full(many, now)),
        with_last(career.role, np.array(roles, dtype=np.int64)),
        with_last(career.unit, np.full(many, career.unit[-1])),
        with_last(career.grade, nothing),
    )


def _among(full: Floats, roles: Ints, here: NDArray[np.bool_], least: float) -> Floats:
    """Shares over all roles, as shares over those that stand for themselves, and the rest; own roles have none."""
    shares = (
        np.where(roles >= 0, full[:, np.maximum(roles, 0)], least)
        if full.shape[1]
        else np.full((len(full), len(roles)), least)
    )
    shares = np.hstack([shares, full[:, ~here].sum(axis=1, keepdims=True)])
    own = np.arange(len(roles))
    shares[own, own] = 0.0
    total = shares.sum(axis=1, keepdims=True)
    return np.asarray(np.where(total > 0, shares / np.where(total > 0, total, 1.0), 0.0))


def _looked_up(values: Floats, roles: Ints) -> Floats:
    return np.where(roles >= 0, values[np.maximum(roles, 0)], 0.0) if len(values) else np.zeros(len(roles))

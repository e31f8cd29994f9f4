"""Telling what a simulation found: shares with their ranges, what each step changes, what it stands on. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from services.recommendations.engine.careers import Floats
from services.recommendations.engine.simulation import LEFT, distance, range_of
from services.recommendations.knowledge_catalogue import Catalogue
from services.recommendations.knowledge_moves import Moves
from services.recommendations.plan_effects import COMES_ABOUT, Learnt, Meant, Planned

MOVE = "move"
"""What stands for a move made today among the steps of a plan."""

PLACES = 4
"""Shares are rounded to so many places."""

_FEW_MOVES = 30


@dataclass(frozen=True)
class Run:
    """Draws of the shares of all roles, and of the chance of having reached the target, after each horizon."""

    shares: Floats
    reached: Floats | None


@dataclass(frozen=True)
class Told:
    """Tells of runs over the roles `keys`, with what their steps are about."""

    catalogue: Catalogue
    horizons: Sequence[int]
    keys: Sequence[str]
    target: str | None
    move: str | None
    steps: Sequence[Meant]

    def answer(self, full: Run, without: Mapping[str, Run], top: int) -> Mapping[str, Any]:
        """What is told of the run with everything, and of those without one step each."""
        changes = [each for step, run in without.items() for each in self._changes(step, full, run)]
        most = max(changes, key=lambda each: (each["distance"], each["years"]), default=None)
        most = most if most and most["distance"] > 0 else None
        return {
            "changes_most": most and most["step"],
            "in_words": [*self._of_target(full), *self._of_most(most)],
            "roles": [row for at in range(len(self.horizons)) for row in self._roles(full, at, top)],
            "reached": self._reached(full),
            "steps": self._steps(),
            "changes": changes,
        }

    def _roles(self, run: Run, at: int, top: int) -> Sequence[Mapping[str, Any]]:
        """The likeliest roles after a horizon, all others together, and having left."""
        shares = run.shares[:, at]
        named = shares[:, : len(self.keys)]
        order = np.argsort(-named.mean(axis=0), kind="stable")
        likeliest = order[:top].tolist()
        others = named[:, order[top:]].sum(axis=1) + shares[:, len(self.keys)]
        told = [
            *((self.keys[each], self.catalogue.role_title(self.keys[each]), named[:, each]) for each in likeliest),
            (None, "Other roles", others),
            (None, "Left the organisation", shares[:, LEFT]),
        ]
        years = self.horizons[at]
        return [{"years": years, "role": role, "title": title, **_ranged(draws)} for role, title, draws in told]

    def _reached(self, run: Run) -> Sequence[Mapping[str, Any]]:
        if run.reached is None:
            return []
        return [{"years": years, **_ranged(run.reached[:, at])} for at, years in enumerate(self.horizons)]

    def _changes(self, step: str, full: Run, without: Run) -> Sequence[Mapping[str, Any]]:
        found = []
        for at, years in enumerate(self.horizons):
            shares = [run.shares[:, at].mean(axis=0) for run in (full, without)]
            reached = [None if run.reached is None else _rounded(run.reached[:, at].mean()) for run in (full, without)]
            change = {"step": step, "years": years, "distance": _rounded(distance(*shares))}
            found.append({**change, "reached": reached[0], "reached_without": reached[1]})
        return found

    def _of_target(self, run: Run) -> Sequence[str]:
        if self.target is None or run.reached is None:
            return []
        told = range_of(run.reached[:, -1])
        title, years = self.catalogue.role_title(self.target), self.horizons[-1]
        return [
            f"Of 100 careers like this, about {_of_100(told.mean)} come to {title} within {years} years; as far as is "
            f"known, between {_of_100(told.low)} and {_of_100(told.high)} do."
        ]

    def _of_most(self, most: Mapping[str, Any] | None) -> Sequence[str]:
        if most is None:
            return []
        years = "a year" if most["years"] == 1 else f"{most['years']} years"
        said = f"{self._named(most['step'])} changes most, above all what is after {years}"
        if self.target is None or most["reached"] is None:
            return [f"{said}."]
        title = self.catalogue.role_title(self.target)
        with_it, without = _of_100(most["reached"]), _of_100(most["reached_without"])
        return [f"{said}: with it, {with_it} of 100 come to {title} by then, without it {without}."]

    def _named(self, step: str) -> str:
        if step == MOVE and self.move is not None:
            return f"Moving to {self.catalogue.role_title(self.move)} now"
        title = next((each.step.title for each in self.steps if each.step.step == step), None)
        return f"The step {title or step!r}" if title is None else f"The step “{title}”"

    def _steps(self) -> Sequence[Mapping[str, Any]]:
        """What each step is taken to do."""
        moved = {"step": MOVE, "title": None, "kind": MOVE, "by": None, "taken_to": "You have the role from today on"}
        told = [
            {
                "step": each.step.step,
                "title": each.step.title,
                "kind": each.step.kind,
                "by": each.step.by,
                "taken_to": self._does(each.does),
            }
            for each in self.steps
        ]
        return [moved, *told] if self.move is not None else told

    def _does(self, does: Learnt | Planned | None) -> str:
        match does:
            case Learnt(_, levels):
                skills = ", ".join(f"{self.catalogue.name(skill)} by {more:g}" for skill, more in levels.items())
                return f"Raise {skills}" if any(levels.values()) else "Raise nothing: you are as far already"
            case Planned(_, None):
                return f"Take you to another employer with a chance of {COMES_ABOUT:.0%}"
            case Planned(_, role):
                title = self.catalogue.role_title(role or "")
                return f"Take you to {title} with a chance of {COMES_ABOUT:.0%} of your readiness for it"
        return "Do nothing that is known: name a skill, an offer of learning or a role in it"


def stands_on(moves: Moves, role: str) -> Mapping[str, Any]:
    """From how much all this was learnt, and how far that can be relied on, in words."""
    total, out = round(float(moves.past.quit.sum())), moves.out_of(role)
    leaving = moves.past.leaving
    words = f"{total} moves between roles in this organisation, {out} of them out of yours"
    if total < _FEW_MOVES:
        words += "; that is little, so the ranges are wide and much of it is what is usual elsewhere"
    if leaving is None:
        words += "; nobody is known to have left, so leaving is not foreseen"
    return {
        "moves": total,
        "moves_out_of_your_role": out,
        "years_of_careers": int(moves.past.moving.years.sum()),
        "leavings": None if leaving is None else int(leaving.events.sum()),
        "in_words": f"{words}.",
    }


def _ranged(draws: Floats) -> Mapping[str, float]:
    told = range_of(draws)
    return {"share": _rounded(told.mean), "low": _rounded(told.low), "high": _rounded(told.high)}


def _rounded(value: float) -> float:
    return round(float(value), PLACES)


def _of_100(share: float) -> str:
    return f"{share * 100:.0f}"

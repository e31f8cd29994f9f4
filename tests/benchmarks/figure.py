"""Figures: what was measured, against what, and whether the goal set for it was met."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from tests.benchmarks.ground import Ground


class Goal(msgspec.Struct, frozen=True):
    """What a ratio, or a value that is compared with nothing, should be: at least or at most `bound`."""

    sign: str
    bound: float

    def met_by(self, number: float) -> bool:
        """Whether `number` is on the right side of the bound, or on it."""
        return number >= self.bound if self.sign == "≥" else number <= self.bound

    def __str__(self) -> str:
        return f"{self.sign} {self.bound:g}"


def at_least(bound: float) -> Goal:
    """More is better."""
    return Goal("≥", bound)


def at_most(bound: float) -> Goal:
    """Less is better."""
    return Goal("≤", bound)


class Figure(msgspec.Struct, frozen=True):
    """One line of the table. `ratio` is ours to the peer's, None where there is no peer to compare with."""

    figure: str
    value: float
    unit: str
    against: str
    ratio: float | None
    goal: str
    met: bool


def compared(figure: str, value: float, unit: str, peer: str, peer_value: float, ratio: float, goal: Goal) -> Figure:
    """A figure with a peer: its name and what it reached, in the same unit."""
    return Figure(figure, value, unit, f"{peer}: {peer_value:,.4g}", ratio, str(goal), goal.met_by(ratio))


def alone(figure: str, value: float, unit: str, goal: Goal) -> Figure:
    """A figure whose goal is about the value itself."""
    return Figure(figure, value, unit, "", None, f"{goal} {unit}", goal.met_by(value))


class Measurement(msgspec.Struct, frozen=True):
    """Something to run that yields the `figures` named, in that order."""

    figures: Sequence[str]
    run: Callable[["Ground"], Sequence[Figure]]

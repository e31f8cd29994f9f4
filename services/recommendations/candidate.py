"""Something that might be recommended, why, and what would change how well it does. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from math import fsum

from shared.contracts.recommendations.events import EventRef, Factor, Kind, Policy

PLACES = 4
"""Contributions and scores are rounded to so many places: a person can add them up."""

AWAY = -100.0
"""What a lever adds that takes a candidate off the list, whatever its score."""

LEAST = 3
"""Nothing is said of groups of fewer people."""


@dataclass(frozen=True)
class Lever:
    """A small change, in words that follow "With ..., ", and what it would add to the score."""

    words: str
    change: float


@dataclass(frozen=True)
class Candidate:
    """Something that might be recommended: its score is the sum of what its factors contribute.

    `topics` are what it is about: two that share topics are much the same to the person. `until` is the last day on
    which it makes sense, where there is one. A lever that would take the score to 0 would take it off the list.
    """

    kind: Kind
    subject: str
    title: str
    factors: tuple[Factor, ...]
    levers: tuple[Lever, ...] = ()
    topics: frozenset[str] = frozenset()
    until: date | None = None

    @cached_property
    def score(self) -> float:
        """How well it does: above 0, and rarely above 1."""
        return round(fsum(factor.contribution for factor in self.factors), PLACES)


def factor(name: str, words: str, contribution: float, evidence: Iterable[EventRef] = ()) -> Factor:
    """A reason, its contribution rounded, its evidence without repetition."""
    return Factor(name, words, round(contribution, PLACES), tuple(dict.fromkeys(evidence)))


def telling(factors: Iterable[Factor]) -> tuple[Factor, ...]:
    """Those of the factors that contribute anything."""
    return tuple(each for each in factors if each.contribution)


def weights(policy: Policy, kind: Kind, defaults: Mapping[str, float]) -> Mapping[str, float]:
    """The weights of a kind's factors: as the organisation set them, else the engine's own."""
    return {**defaults, **policy.weights.get(kind, {})}


def saturating(value: float, half: float) -> float:
    """From 0 towards 1 as a value above 0 grows; one half at `half`."""
    return value / (value + half)

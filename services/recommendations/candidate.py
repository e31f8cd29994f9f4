"""Something that might be recommended: what its score is the sum of, and, once it is chosen, why in words. Pure."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from math import fsum
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from shared.contracts.recommendations.events import EventRef, Factor, Kind, Policy

Amount = TypeVar("Amount", float, NDArray[np.float64])
"""A number, or many at a time."""

PLACES = 4
"""Contributions and scores are rounded to so many places: a person can add them up."""

AWAY = -100.0
"""What a lever adds that takes a candidate off the list, whatever its score."""

LEAST = 3
"""Nothing is said of groups of fewer people."""


class Lever(NamedTuple):
    """A small change, in words that follow "With ..., ", and what it would add to the score."""

    words: str
    change: float


class Reason(NamedTuple):
    """What a contribution says, in words that the person can check, and the events that it comes from."""

    words: str
    evidence: Iterable[EventRef] = ()


class Words(NamedTuple):
    """All that is said of a candidate: its title, the reason of each of its parts by name, and the levers."""

    title: str
    reasons: Mapping[str, Reason]
    levers: Iterable[Lever] = ()


class Candidate(NamedTuple):
    """Something that might be recommended. The score, above 0 and rarely above 1, is the sum of its `parts`, by name.

    `topics` are what it is about: two that share topics are much the same to the person. `until` is the last day on
    which it makes sense, where there is one. `words` are found when they are asked for, since most never are.
    """

    kind: Kind
    subject: str
    score: float
    parts: Mapping[str, float]
    words: Callable[[], Words]
    topics: frozenset[str] = frozenset()
    until: date | None = None


def candidate(
    kind: Kind,
    subject: str,
    parts: Mapping[str, float],
    words: Callable[[], Words],
    topics: Iterable[str] = (),
    until: date | None = None,
) -> Candidate:
    """A candidate whose score is the sum of its parts."""
    return Candidate(kind, subject, sum(parts.values()), parts, words, frozenset(topics), until)


def contributions(parts: Mapping[str, float]) -> Mapping[str, float]:
    """The parts of a score, rounded; those that are nothing are left out."""
    return {name: contribution for name, part in parts.items() if part and (contribution := round(part, PLACES))}


def factors(rounded: Mapping[str, float], reasons: Mapping[str, Reason]) -> tuple[Factor, ...]:
    """Contributions to a score as reasons, the weightiest first."""
    ordered = sorted((-abs(contribution), name) for name, contribution in rounded.items())
    return tuple(
        Factor(name, reasons[name].words, rounded[name], tuple(dict.fromkeys(reasons[name].evidence)))
        for _, name in ordered
    )


def score_of(rounded: Mapping[str, float]) -> float:
    """The score that contributions add up to."""
    return round(fsum(rounded.values()), PLACES)


def weights(policy: Policy, kind: Kind, defaults: Mapping[str, float]) -> Mapping[str, float]:
    """The weights of a kind's factors: as the organisation set them, else the engine's own."""
    return {**defaults, **policy.weights[kind]} if kind in policy.weights else defaults


def saturating(value: Amount, half: float) -> Amount:
    """From 0 towards 1 as a value above 0 grows; one half at `half`."""
    return value / (value + half)

"""How close two people are: the strength of their tie in words, whether it is fading, and that of many ties at once."""

from binascii import a2b_base64
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from shared.contracts.network.strength import (
    CONNECTED,
    ENOUGH,
    FREQUENCY,
    HALF_LIFE_DAYS,
    MUTUAL,
    ONE_SIDED,
    RECENCY,
    UNKNOWN,
)
from shared.read_models.circles import CircleRow
from shared.read_models.ties import TieRow

Numbers = NDArray[np.float64]

FADING = 0.75
"""A tie is fading once it has less than this share of the strength that it had on its last day."""

AHEAD_DAYS = 90
"""How far ahead is told what becomes of a tie."""

_CLOSE, _FAMILIAR = 0.6, 0.3

_SIZE = 5 * 8
"""Bytes of the five numbers of a tie."""


class Closeness(StrEnum):
    """How strong a tie is, in words."""

    CLOSE = "close"
    FAMILIAR = "familiar"
    DISTANT = "distant"


def closeness(strength: float) -> Closeness:
    """The word for a strength."""
    if strength >= _CLOSE:
        return Closeness.CLOSE
    return Closeness.FAMILIAR if strength >= _FAMILIAR else Closeness.DISTANT


def is_fading(tie: TieRow, day: date) -> bool:
    """Whether the tie has lost much of its strength since the two last had to do with each other."""
    return tie.last_on is not None and tie.strength_on(day) < FADING * tie.strength_on(tie.last_on)


def ahead(tie: TieRow, day: date) -> float:
    """The strength of the tie some time after `day`, if nothing happens until then."""
    return tie.strength_on(day + timedelta(days=AHEAD_DAYS))


def strengths(numbers: Numbers, day: date) -> Numbers:
    """The strengths of ties on `day`, a row of five numbers each: `shared.contracts.network.strength` in arrays.

    A test holds it to that. The columns are those of `shared.read_models.circles.Tie`.
    """
    connected, amount, given, received, last_day = numbers.T
    faded = np.exp2(-np.maximum(day.toordinal() - last_day, 0) / HALF_LIFE_DAYS)
    frequency = 1 - np.exp2(-amount * faded / ENOUGH)
    help = given + received
    reciprocity = np.where(help > 0, 2 * np.minimum(given, received) / np.where(help > 0, help, 1), UNKNOWN)
    warmth = (FREQUENCY * frequency + RECENCY * faded) * (ONE_SIDED + MUTUAL * reciprocity)
    base = np.where(connected > 0, CONNECTED, 0.0)
    found: Numbers = base + (1 - base) * np.where(last_day > 0, warmth, 0)
    return found


def strong_ties(
    circles: Iterable[CircleRow], least: Mapping[str, float], day: date
) -> Mapping[str, Mapping[str, float]]:
    """The strengths on `day` of the ties in circles by the other one: of each those of the least strength for it.

    What has no strength at all, an invitation, is no tie.
    """
    read = list(circles)
    packed = [a2b_base64(circle.numbers) for circle in read]
    sizes = [len(each) // _SIZE for each in packed]
    found = np.minimum(strengths(np.frombuffer(b"".join(packed), dtype="<f8").reshape(-1, 5), day), 1.0)
    enough = np.repeat([least[circle.person] for circle in read], sizes)
    chosen = np.flatnonzero((found > 0) & (found >= enough))
    ends = np.cumsum(sizes)
    bounds = np.searchsorted(chosen, ends).tolist()
    places, values = chosen.tolist(), found[chosen].tolist()
    strong: dict[str, dict[str, float]] = {}
    for circle, end, size, begin, until in zip(read, ends.tolist(), sizes, [0, *bounds], bounds, strict=False):
        known = circle.others.split() if begin < until else []
        of_circle = zip(places[begin:until], values[begin:until], strict=True)
        strong[circle.person] = {known[place - end + size]: value for place, value in of_circle}
    return strong

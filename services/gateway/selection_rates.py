"""Rates at which groups were selected, set against the highest of them, and how sure that is. Pure.

By the four-fifths rule, a rate below 80 % of the highest group's is generally regarded as evidence of adverse impact,
unless it is based on small numbers (Uniform Guidelines on Employee Selection Procedures, 1978, 29 CFR 1607.4 D). So
each ratio comes with an interval, and what can be said of a group follows from where that lies.
"""

from collections.abc import Mapping
from enum import StrEnum
from fractions import Fraction
from math import exp, inf, sqrt
from statistics import NormalDist

import msgspec

FOUR_FIFTHS = Fraction(4, 5)
CONFIDENCE = 0.95

_HALVINGS = 60
_WIDEST = 25.0
"""Logarithm of the largest ratio looked at: 10 to the 10th, to one."""


class Finding(StrEnum):
    """What can be said of a group's rate beside the highest."""

    HIGHEST = "highest"
    """It is the one that the others are set against."""
    NOT_BELOW = "not_below"
    """The whole interval of the ratio is at four fifths or above."""
    PERHAPS_BELOW = "perhaps_below"
    """The rate is lower than the highest by more than chance, but whether by more than a fifth is uncertain."""
    BELOW = "below"
    """The whole interval is below four fifths: chance does not explain it."""
    TOO_FEW = "too_few"
    """Neither equal rates nor four fifths can be ruled out: the people are too few to say."""
    NOBODY = "nobody"
    """Nobody was selected in any group."""


class Selected(msgspec.Struct, frozen=True):
    """So many of the people of a group were selected, of one person or more."""

    selected: int
    people: int

    @property
    def rate(self) -> float:
        """The share of them."""
        return self.selected / self.people


class Interval(msgspec.Struct, frozen=True):
    """From `low` to `high`, which is infinite where there is no upper bound."""

    low: float
    high: float


class Compared(msgspec.Struct, frozen=True):
    """A group's rate over the highest, and what that says; without an interval for the highest itself."""

    ratio: float | None
    interval: Interval | None
    finding: Finding
    below_four_fifths: bool = False

    @property
    def certain(self) -> bool:
        """Whether four fifths lies outside the interval."""
        return self.interval is not None and not self.interval.low <= FOUR_FIFTHS <= self.interval.high


def compared(groups: Mapping[str, Selected]) -> Mapping[str, Compared]:
    """Each group set against the one with the highest rate, the largest where several have it.

    Which group comes out highest is chance as well. So the intervals hold together, with 95 %, for every pair of
    groups, each being widened for the number of pairs (Bonferroni). With two groups they are plain 95 % intervals.
    """
    if not any(each.selected for each in groups.values()):
        return {name: Compared(None, None, Finding.NOBODY) for name in groups}
    highest = max(groups, key=lambda name: (groups[name].rate, groups[name].people, name))
    pairs = len(groups) * (len(groups) - 1) // 2
    confidence = 1 - (1 - CONFIDENCE) / max(1, pairs)
    return {
        name: Compared(1.0, None, Finding.HIGHEST) if name == highest else _compared(each, groups[highest], confidence)
        for name, each in groups.items()
    }


def _compared(group: Selected, highest: Selected, confidence: float) -> Compared:
    interval = ratio_interval(group, highest, confidence)
    # Four fifths exactly is not below it, which floating point cannot tell.
    ratio = Fraction(group.selected, group.people) / Fraction(highest.selected, highest.people)
    return Compared(float(ratio), interval, _finding(interval), ratio < FOUR_FIFTHS)


def _finding(interval: Interval) -> Finding:
    if interval.high < FOUR_FIFTHS:
        return Finding.BELOW
    if interval.low >= FOUR_FIFTHS:
        return Finding.NOT_BELOW
    return Finding.PERHAPS_BELOW if interval.high < 1 else Finding.TOO_FEW


def rate_interval(group: Selected, confidence: float = CONFIDENCE) -> Interval:
    """The interval of a rate, by the score of Wilson (JASA 22, 1927, 209-212)."""
    z, people, rate = _quantile(confidence), group.people, group.rate
    widened = 1 + z * z / people
    centre = (rate + z * z / (2 * people)) / widened
    half = z / widened * sqrt(rate * (1 - rate) / people + (z / (2 * people)) ** 2)
    # Where none or all were selected the bound is exact, whatever rounding makes of it.
    low = 0.0 if group.selected == 0 else centre - half
    high = 1.0 if group.selected == people else centre + half
    return Interval(low, high)


def ratio_interval(group: Selected, other: Selected, confidence: float = CONFIDENCE) -> Interval:
    """The interval of the rate of `group` over that of `other`, by the score of Miettinen and Nurminen.

    It holds the ratios that their test does not reject (Comparative analysis of two rates, Statistics in Medicine 4,
    1985, 213-226), and stands where none or all were selected, which intervals by logarithms (Katz and others,
    Biometrics 34, 1978, 469-474) do not.
    """
    z = _quantile(confidence)
    low = 0.0 if group.selected == 0 else _ratio_of_score(group, other, z)
    high = inf if other.selected == 0 else _ratio_of_score(group, other, -z)
    return Interval(low, high)


def _ratio_of_score(group: Selected, other: Selected, wanted: float) -> float:
    """The ratio at which the score, which falls as the ratio rises, is as `wanted`; found by halving."""
    low, high = -_WIDEST, _WIDEST
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if _score(group, other, exp(middle)) > wanted:
            low = middle
        else:
            high = middle
    return exp((low + high) / 2)


def _score(group: Selected, other: Selected, ratio: float) -> float:
    """How far the rates are from a ratio, in standard errors as they would be if that ratio were true."""
    people = group.people + other.people
    linear = group.people * ratio + group.selected + other.people + other.selected * ratio
    root = sqrt(max(0.0, linear * linear - 4 * people * ratio * (group.selected + other.selected)))
    of_other = (linear - root) / (2 * people * ratio)
    of_group = min(1.0, of_other * ratio)
    variance = of_group * (1 - of_group) / group.people + ratio * ratio * of_other * (1 - of_other) / other.people
    away = group.rate - ratio * other.rate
    if variance <= 0:
        return 0.0 if away == 0 else inf if away > 0 else -inf
    return away / sqrt(variance * people / (people - 1))


def _quantile(confidence: float) -> float:
    return NormalDist().inv_cdf(0.5 + confidence / 2)

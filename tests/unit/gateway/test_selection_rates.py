"""Rates and ratios of rates: their intervals against published ones, how often they hold, and what is found."""

from math import comb, inf
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.gateway.selection_rates import (
    Finding,
    Interval,
    Selected,
    compared,
    rate_interval,
    ratio_interval,
)


@st.composite
def groups(draw: st.DrawFn) -> Selected:
    people = draw(st.integers(2, 100_000))
    return Selected(draw(st.integers(0, people)), people)


def rounded(interval: Interval, digits: int) -> tuple[float, float]:
    return round(interval.low, digits), round(interval.high, digits)


def findings(**of: tuple[int, int]) -> dict[str, Finding]:
    return {name: each.finding for name, each in compared({n: Selected(*of[n]) for n in of}).items()}


# Rates


@pytest.mark.parametrize(
    ("selected", "people", "published"),
    [
        (81, 263, (0.2553, 0.3662)),
        (15, 148, (0.0624, 0.1605)),
        (0, 20, (0.0, 0.1611)),
        (1, 29, (0.0061, 0.1718)),
    ],
)
def test_the_interval_of_a_rate_is_that_of_the_examples_of_newcombe(
    selected: int, people: int, published: tuple[float, float]
) -> None:
    """R. Newcombe: Two-sided intervals for the single proportion (Statistics in Medicine 17, 1998), table I."""
    assert rounded(rate_interval(Selected(selected, people)), 4) == published


@given(groups())
def test_the_interval_of_a_rate_holds_it_and_stays_a_share(group: Selected) -> None:
    interval = rate_interval(group)
    assert 0 <= interval.low <= group.rate <= interval.high <= 1


# Ratios


def test_the_interval_of_a_ratio_is_that_of_an_example_of_another_implementation() -> None:
    """4 of 24 against 12 of 28, by the R package PF: one less the ratio is from 0.0251 to 0.857."""
    interval = ratio_interval(Selected(4, 24), Selected(12, 28))
    assert (round(1 - interval.high, 4), round(1 - interval.low, 3)) == (0.0251, 0.857)


@given(groups(), groups())
def test_the_interval_of_a_ratio_holds_it(group: Selected, other: Selected) -> None:
    interval = ratio_interval(group, other)
    assert 0 <= interval.low <= interval.high
    if other.selected:
        assert interval.low <= group.rate / other.rate * (1 + 1e-9)
        assert group.rate / other.rate <= interval.high * (1 + 1e-9)


@given(groups(), groups())
def test_the_other_way_round_the_interval_is_turned_over(group: Selected, other: Selected) -> None:
    there, back = ratio_interval(group, other), ratio_interval(other, group)
    assert there.low * back.high == pytest.approx(1) if there.low else back.high == inf
    assert there.high * back.low == pytest.approx(1) if there.high < inf else back.low == 0


@given(groups(), groups())
def test_more_confidence_is_a_wider_interval(group: Selected, other: Selected) -> None:
    narrow, wide = ratio_interval(group, other, 0.9), ratio_interval(group, other, 0.99)
    assert wide.low <= narrow.low * (1 + 1e-9)
    assert narrow.high <= wide.high * (1 + 1e-9)


def test_where_nobody_or_everybody_was_selected_there_is_an_interval_all_the_same() -> None:
    assert ratio_interval(Selected(0, 20), Selected(0, 20)) == Interval(0.0, inf)
    none_of_many = ratio_interval(Selected(0, 200), Selected(100, 200))
    assert none_of_many.low == 0
    assert none_of_many.high < 0.1
    everybody = ratio_interval(Selected(50, 50), Selected(50, 50))
    assert everybody.low < 1 < everybody.high
    assert ratio_interval(Selected(5, 20), Selected(0, 20)).high == inf


@pytest.mark.parametrize(
    ("one", "other"), [((12, 0.3), (12, 0.3)), ((15, 0.5), (40, 0.7)), ((30, 0.05), (30, 0.1)), ((10, 0.9), (60, 0.95))]
)
def test_the_true_ratio_lies_within_about_as_often_as_is_claimed(
    one: tuple[int, float], other: tuple[int, float]
) -> None:
    """Summed over all outcomes, not sampled."""

    def chance(selected: int, people: int, rate: float) -> float:
        return comb(people, selected) * rate**selected * (1 - rate) ** (people - selected)

    ratio, covered = one[1] / other[1], 0.0
    for first in range(one[0] + 1):
        for second in range(other[0] + 1):
            interval = ratio_interval(Selected(first, one[0]), Selected(second, other[0]))
            if interval.low <= ratio <= interval.high:
                covered += chance(first, *one) * chance(second, *other)
    assert 0.93 <= covered <= 0.99


# Findings


def test_the_highest_is_what_the_others_are_set_against() -> None:
    found = compared({"a": Selected(30, 60), "b": Selected(15, 60)})
    assert found["a"].finding is Finding.HIGHEST
    assert (found["a"].ratio, found["b"].ratio) == (1.0, 0.5)


def test_of_equally_high_groups_the_largest_is_set_against() -> None:
    assert findings(small=(5, 10), large=(50, 100))["large"] is Finding.HIGHEST


def test_much_lower_among_many_is_below() -> None:
    assert findings(a=(600, 1000), b=(300, 1000))["b"] is Finding.BELOW


def test_about_the_same_among_many_is_not_below() -> None:
    assert findings(a=(600, 1000), b=(590, 1000))["b"] is Finding.NOT_BELOW


def test_lower_by_about_a_fifth_is_perhaps_below() -> None:
    assert findings(a=(600, 1000), b=(480, 1000))["b"] is Finding.PERHAPS_BELOW


def test_below_four_fifths_among_a_few_is_too_few_to_say() -> None:
    found = compared({"a": Selected(6, 12), "b": Selected(4, 12)})["b"]
    assert found.below_four_fifths
    assert not found.certain
    assert found.finding is Finding.TOO_FEW


def test_four_fifths_exactly_is_not_below_it() -> None:
    assert not compared({"a": Selected(5, 15), "b": Selected(4, 15)})["b"].below_four_fifths
    assert compared({"a": Selected(500_001, 1_500_000), "b": Selected(4, 15)})["b"].below_four_fifths


def test_nobody_selected_says_nothing_and_nobody_of_one_group_does() -> None:
    assert set(findings(a=(0, 100), b=(0, 100)).values()) == {Finding.NOBODY}
    assert findings(a=(50, 100), b=(0, 100))["b"] is Finding.BELOW


def test_a_single_group_is_the_highest() -> None:
    assert findings(a=(1, 10)) == {"a": Finding.HIGHEST}
    assert not compared({})


def test_among_many_groups_treated_alike_one_is_rarely_called_below() -> None:
    """A plain 95 % interval against the luckiest of twelve would accuse in far more than one of twenty."""
    chances, accused = Random(12), 0
    for _ in range(200):
        drawn = {str(n): Selected(sum(chances.random() < 0.5 for _ in range(40)), 40) for n in range(12)}
        lower = {Finding.BELOW, Finding.PERHAPS_BELOW}
        accused += any(each.finding in lower for each in compared(drawn).values())
    assert accused <= 10

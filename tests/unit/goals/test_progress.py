from decimal import Decimal

from hypothesis import assume, given
from hypothesis import strategies as st

from shared.contracts.goals.progress import fraction_reached, weighted_progress

values = st.decimals(-(10**12), 10**12, places=4)
fractions = st.decimals(0, 1, places=10)
weighted = st.lists(st.tuples(st.integers(1, 100), fractions), min_size=1, max_size=20)


@given(values, values, values)
def test_a_fraction_lies_between_nothing_and_everything(begin: Decimal, end: Decimal, value: Decimal) -> None:
    assert 0 <= fraction_reached(begin, end, value) <= 1


@given(values, values)
def test_a_measure_goes_from_nothing_at_its_beginning_to_everything_at_its_end(begin: Decimal, end: Decimal) -> None:
    assume(begin != end)
    assert fraction_reached(begin, end, begin) == 0
    assert fraction_reached(begin, end, end) == 1


@given(values, values, values)
def test_a_measure_is_complete_only_once_its_end_is_reached(begin: Decimal, end: Decimal, value: Decimal) -> None:
    assume(begin != end)
    reached = value >= end if end > begin else value <= end
    assert (fraction_reached(begin, end, value) == 1) == reached


def test_a_decreasing_measure_counts_downwards() -> None:
    assert fraction_reached(Decimal(40), Decimal(10), Decimal(25)) == Decimal("0.5")
    assert fraction_reached(Decimal(40), Decimal(10), Decimal(55)) == 0


def test_a_measure_without_a_way_to_go_is_reached_at_its_value_and_not_below() -> None:
    assert fraction_reached(Decimal(5), Decimal(5), Decimal(5)) == 1
    assert fraction_reached(Decimal(5), Decimal(5), Decimal(4)) == 0


@given(weighted)
def test_progress_lies_between_the_least_and_the_most_advanced_measure(
    measures: list[tuple[int, Decimal]],
) -> None:
    progress = weighted_progress(measures)
    assert progress is not None
    parts = [fraction for _, fraction in measures]
    assert min(parts) - Decimal("0.0001") < progress <= max(parts)


@given(weighted)
def test_progress_is_complete_only_when_every_measure_is(measures: list[tuple[int, Decimal]]) -> None:
    assert (weighted_progress(measures) == 1) == all(fraction == 1 for _, fraction in measures)


def test_a_heavier_measure_counts_for_more() -> None:
    assert weighted_progress([(3, Decimal(1)), (1, Decimal(0))]) == Decimal("0.75")


def test_without_measures_there_is_no_progress_to_speak_of() -> None:
    assert weighted_progress([]) is None

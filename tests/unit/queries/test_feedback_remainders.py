"""What may be shown apart never leaves a few."""

from collections.abc import Mapping
from itertools import chain, combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.gateway.queries.cycle_report import result_of_item
from services.gateway.remainders import parts

COUNTS = st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 7))


@given(counts=COUNTS, least=st.integers(3, 5))
def test_whatever_is_added_and_subtracted_is_of_nobody_or_of_enough(counts: Mapping[str, int], least: int) -> None:
    apart, together = parts(counts, least)
    shown = [counts[part] for part in apart] + [sum(counts[part] for part in together)]
    for some in chain.from_iterable(combinations(shown, size) for size in range(len(shown) + 1)):
        assert sum(some) == 0 or sum(some) >= least


@given(counts=COUNTS, least=st.integers(3, 5))
def test_either_all_are_in_some_part_or_nothing_is_shown(counts: Mapping[str, int], least: int) -> None:
    apart, together = parts(counts, least)
    assert not apart & together
    shown = sum(counts[part] for part in apart | together)
    assert shown in {0, sum(counts.values())}
    assert shown or sum(counts.values()) < least


@given(counts=COUNTS, least=st.integers(3, 5))
def test_at_most_one_large_part_is_shown_with_the_small_ones(counts: Mapping[str, int], least: int) -> None:
    apart, _ = parts(counts, least)
    large = {part for part, count in counts.items() if count >= least}
    assert len(large - apart) <= 1


def row(unit: str, reviewees: int) -> dict[str, Any]:
    return {
        "unit": unit,
        "unit_name": unit.title(),
        "item": "sql",
        "reviewees": reviewees,
        "answers": 4 * reviewees,
        "total": 8 * reviewees,
    }


ROWS = [row("data", 5), row("sales", 2), row("legal", 1), row("board", 3)]


def test_small_units_are_shown_together() -> None:
    result = result_of_item(ROWS, 3, None)
    assert result is not None
    assert {each["unit"]: each["reviewees"] for each in result["units"]} == {"data": 5, "board": 3}
    assert result["other_units"] == {"reviewees": 3, "answers": 12, "average": 2.0}
    assert (result["reviewees"], result["average"]) == (11, 2.0)


@pytest.mark.parametrize(("unit", "shown"), [("data", True), ("board", True), ("sales", False), ("legal", False)])
def test_a_unit_is_shown_alone_where_it_is_shown_apart(unit: str, shown: bool) -> None:
    assert (result_of_item(ROWS, 3, unit) is not None) == shown


def test_a_large_unit_joins_a_single_small_one_and_is_not_shown_alone_either() -> None:
    rows = [row("data", 5), row("board", 3), row("legal", 1)]
    result = result_of_item(rows, 3, None)
    assert result is not None
    assert ([each["unit"] for each in result["units"]], result["other_units"]["reviewees"]) == (["data"], 4)
    assert result_of_item(rows, 3, "board") is None


def test_nothing_is_shown_of_fewer_than_enough() -> None:
    assert result_of_item([row("sales", 2)], 3, None) is None

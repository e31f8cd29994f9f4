import numpy as np
import pytest
from numpy.typing import NDArray

from services.recommendations.engine.boosted_trees import Growth, grow

Examples = tuple[NDArray[np.float32], NDArray[np.bool_]]


@pytest.fixture(scope="module")
def either_but_not_both() -> Examples:
    rows = np.random.default_rng(0).random((2000, 3)).astype(np.float32)
    return rows, (rows[:, 0] > 0.5) != (rows[:, 1] > 0.5)


def test_what_no_sum_of_factors_can_tell_is_told(either_but_not_both: Examples) -> None:
    rows, chosen = either_but_not_both
    scores = grow(rows[:1500], chosen[:1500]).scores(rows[1500:])
    assert ((scores > 0) == chosen[1500:]).mean() > 0.95


def test_the_contributions_of_factors_add_up_to_the_score(either_but_not_both: Examples) -> None:
    rows, chosen = either_but_not_both
    trees = grow(rows, chosen, Growth(trees=30))
    assert np.allclose(trees.contributions(rows[:50]).sum(axis=1), trees.scores(rows[:50]))


def test_a_factor_that_says_nothing_contributes_least(either_but_not_both: Examples) -> None:
    rows, chosen = either_but_not_both
    weight = np.abs(grow(rows, chosen, Growth(trees=60)).contributions(rows)).sum(axis=0)
    assert weight[2] < 0.3 * min(weight[0], weight[1])


def test_the_same_rows_grow_the_same_trees(either_but_not_both: Examples) -> None:
    rows, chosen = either_but_not_both
    first, second = (grow(rows, chosen, Growth(trees=5)) for _ in range(2))
    assert np.array_equal(first.scores(rows), second.scores(rows))


@pytest.mark.parametrize("chosen", [True, False])
def test_where_all_or_nothing_was_chosen_no_row_is_told_from_another(chosen: bool) -> None:
    rows = np.arange(40, dtype=np.float32).reshape(20, 2)
    scores = grow(rows, np.full(20, chosen), Growth(trees=3)).scores(rows)
    assert (scores > 0).all() == chosen
    assert np.ptp(scores) == 0


def test_higher_values_than_any_seen_count_as_the_highest() -> None:
    rows = np.linspace(0, 1, 400, dtype=np.float32)[:, None]
    trees = grow(rows, rows[:, 0] > 0.5)
    assert trees.scores(np.array([[99.0]], dtype=np.float32)) == trees.scores(rows[-1:])

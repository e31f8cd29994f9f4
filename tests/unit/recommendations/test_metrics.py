from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from services.recommendations.backtest.metrics import (
    EXCLUDED,
    METRICS,
    draw,
    macro_mean,
    mean,
    ranks_of_many,
    ranks_of_one,
    values_of_many,
    values_of_one,
)

NAMES = [f"role {number}" for number in range(8)]
PLACES = draw(NAMES)


def test_the_best_of_all_scores_has_rank_one_and_is_a_hit_at_every_depth() -> None:
    ranks = ranks_of_one(np.array([[0.1, 0.9, 0.3]]), np.array([1]), draw(NAMES[:3]))
    assert ranks.tolist() == [1]
    assert values_of_one(ranks).tolist() == [[1.0] * len(METRICS)]


def test_equal_scores_are_ordered_by_a_draw_from_names_and_not_by_the_order_of_the_file() -> None:
    scores = np.zeros((8, 8))
    ranks = ranks_of_one(scores, np.arange(8), PLACES)
    reversed_ranks = ranks_of_one(scores, np.arange(8), draw(NAMES[::-1]))
    assert sorted(ranks) == list(range(1, 9))
    assert reversed_ranks.tolist() == ranks[::-1].tolist()


def test_what_is_excluded_comes_after_every_candidate() -> None:
    scores = np.array([[EXCLUDED, -1e300, EXCLUDED]])
    assert ranks_of_one(scores, np.array([1]), draw(NAMES[:3])).tolist() == [1]


def test_recall_counts_against_all_that_is_relevant_and_hit_only_whether_any_is_found() -> None:
    values = dict(zip(METRICS, values_of_many(np.array([2, 4, 7, 20])), strict=True))
    assert values["hit@1"] == 0
    assert values["hit@5"] == 1
    assert values["recall@5"] == 0.5
    assert values["recall@10"] == 0.75
    assert values["mrr"] == 0.5
    assert values["map"] == pytest.approx((1 / 2 + 2 / 4 + 3 / 7 + 4 / 20) / 4)


@given(arrays(np.float64, 8, elements=st.sampled_from([0.0, 0.5, 1.0])), st.integers(0, 7))
def test_one_relevant_candidate_is_ranked_the_same_alone_and_among_many(scores: Any, target: int) -> None:
    alone = ranks_of_one(scores[None, :], np.array([target]), PLACES)
    among = ranks_of_many(scores, np.array([target]), PLACES)
    assert alone.tolist() == among.tolist()
    assert values_of_one(alone)[0].tolist() == pytest.approx(values_of_many(among).tolist())


def test_a_frequent_pair_counts_no_more_than_a_rare_one() -> None:
    values = values_of_one(np.array([1, 1, 1, 2]))
    macro = macro_mean(values, np.array([7, 7, 7, 9]))
    assert macro["mrr"] == pytest.approx((1 + 0.5) / 2)
    assert mean(values)["mrr"] == pytest.approx(3.5 / 4)


def test_no_cases_have_no_figures_rather_than_zeros() -> None:
    none = values_of_one(np.array([], dtype=np.int64))
    assert set(mean(none).values()) == {None}
    assert set(macro_mean(none, np.array([], dtype=np.int64)).values()) == {None}

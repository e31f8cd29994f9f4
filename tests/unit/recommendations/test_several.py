import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from services.recommendations.backtest.metrics import ranks_of_many
from services.recommendations.backtest.several import Rankings, ranks_of_relevant


@given(st.lists(st.integers(0, 3), min_size=2, max_size=30), st.data())
def test_ranks_found_without_sorting_are_those_of_the_sorted_list(scores: list[int], data: st.DataObject) -> None:
    places = np.array(data.draw(st.permutations(range(len(scores)))))
    relevant = np.array(sorted(data.draw(st.sets(st.integers(0, len(scores) - 1), min_size=1))))
    values = np.array(scores, dtype=np.float64)
    assert ranks_of_relevant(values, relevant, places).tolist() == ranks_of_many(values, relevant, places).tolist()


def test_candidates_left_out_rank_behind_all_others() -> None:
    found = Rankings(np.arange(3))
    found.add("model", np.array([9.0, 1.0, 5.0]), np.array([True, False, False]), np.array([1]))
    assert found.values()["model"][0, 0] == 0.5


def test_recall_counts_no_more_than_its_places_can_hold_and_the_note_all_that_is_relevant() -> None:
    found = Rankings(np.arange(20))
    found.add("model", -np.arange(20.0), np.zeros(20, dtype=bool), np.arange(20))
    assert found.values()["model"][0, 5] == 1
    assert found.note().endswith("model 0.500")

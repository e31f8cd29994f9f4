from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from services.recommendations.engine.matching import UNMATCHED, match


def worth(found: NDArray[np.int64], scores: NDArray[np.float64]) -> tuple[int, float]:
    matched = [(mentee, mentor) for mentee, mentor in enumerate(found) if mentor != UNMATCHED]
    return len(matched), float(sum(scores[pair] for pair in matched))


def best_of_all(scores: NDArray[np.float64], capacities: list[int], allowed: NDArray[np.bool_]) -> tuple[int, float]:
    mentees, mentors = scores.shape
    found = (0, 0.0)
    for tried in product(range(UNMATCHED, mentors), repeat=mentees):
        fits = all(tried.count(mentor) <= max(capacity, 0) for mentor, capacity in enumerate(capacities))
        if fits and all(mentor == UNMATCHED or allowed[mentee, mentor] for mentee, mentor in enumerate(tried)):
            found = max(found, worth(np.array(tried), scores))
    return found


@st.composite
def cohorts(draw: st.DrawFn) -> tuple[NDArray[np.float64], list[int], NDArray[np.bool_]]:
    mentees, mentors = draw(st.integers(0, 4)), draw(st.integers(0, 3))
    cells = mentees * mentors
    scores = draw(st.lists(st.integers(-50, 50), min_size=cells, max_size=cells))
    allowed = draw(st.lists(st.booleans(), min_size=cells, max_size=cells))
    capacities = draw(st.lists(st.integers(-1, 5), min_size=mentors, max_size=mentors))
    shape = (mentees, mentors)
    return np.array(scores, dtype=np.float64).reshape(shape), capacities, np.array(allowed, dtype=bool).reshape(shape)


@given(cohorts())
def test_no_other_matching_serves_more_mentees_or_scores_higher(
    cohort: tuple[NDArray[np.float64], list[int], NDArray[np.bool_]],
) -> None:
    scores, capacities, allowed = cohort
    found = match(scores, capacities, allowed)
    assert worth(found, scores) == best_of_all(scores, capacities, allowed)
    assert all(allowed[mentee, mentor] for mentee, mentor in enumerate(found) if mentor != UNMATCHED)
    assert all((found == mentor).sum() <= max(capacity, 0) for mentor, capacity in enumerate(capacities))


def test_a_mentee_gives_way_so_that_one_more_is_matched() -> None:
    scores = np.array([[9.0, 1.0], [8.0, 0.0]])
    allowed = np.array([[True, True], [True, False]])
    assert match(scores, [1, 1], allowed).tolist() == [1, 0]


def test_who_can_be_matched_with_nobody_stays_unmatched() -> None:
    assert match(np.array([[5.0], [7.0]]), [2], np.array([[False], [True]])).tolist() == [UNMATCHED, 0]


@pytest.mark.parametrize("scale", [1e-9, 1.0, 1e9])
def test_the_scale_of_scores_changes_nothing(scale: float) -> None:
    scores = np.array([[3.0, 2.0], [3.0, 1.0]]) * scale
    assert match(scores, [1, 1]).tolist() == [1, 0]


def test_capacities_have_to_be_given_for_every_mentor() -> None:
    with pytest.raises(ValueError, match="one capacity for each column"):
        match(np.zeros((2, 2)), [1])

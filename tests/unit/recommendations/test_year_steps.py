import numpy as np
import pytest

from services.recommendations.engine.careers import Careers, careers
from services.recommendations.engine.year_steps import LONGEST, Outcome, YearSteps, role_after, tenure_at, year_steps

STAYED, MOVED, LEFT = Outcome


def of(*rows: tuple[int, float, int]) -> Careers:
    person, time, role = zip(*rows, strict=True)
    return careers(np.array(person), np.array(time, dtype=np.float64), np.array(role))


def steps_of(known: Careers, *until: float, left: tuple[bool, ...] = ()) -> YearSteps:
    return year_steps(known, np.array(until), np.array(left or [False] * len(until)))


def test_each_full_year_says_whether_its_end_found_the_person_in_another_role() -> None:
    steps = steps_of(of((0, 2000.0, 7), (0, 2001.5, 8)), 2004.2)
    assert steps.role.tolist() == [7, 7, 8, 8]
    assert steps.outcome.tolist() == [STAYED, MOVED, STAYED, STAYED]
    assert steps.tenure.tolist() == [0, 1, 0, 1]


def test_a_year_that_is_not_over_says_nothing_unless_somebody_left_in_it() -> None:
    known = of((0, 2000.0, 7), (1, 2000.0, 7))
    steps = steps_of(known, 2001.5, 2001.5, left=(False, True))
    assert steps.person.tolist() == [0, 1, 1]
    assert steps.outcome.tolist() == [STAYED, STAYED, LEFT]


def test_a_role_had_twice_in_a_row_is_one_stay_and_long_stays_count_alike() -> None:
    steps = steps_of(of((0, 2000.0, 7), (0, 2004.0, 7)), 2009.0)
    assert steps.tenure.tolist() == [0, 1, 2, 3, 4, LONGEST, LONGEST, LONGEST, LONGEST]
    assert set(steps.outcome.tolist()) == {STAYED}


@pytest.mark.parametrize("late", [-0.003, 0.003])
def test_years_of_unequal_length_are_years_all_the_same(late: float) -> None:
    steps = steps_of(of((0, 2000.0, 7), (0, 2001.0 + late, 8), (0, 2002.0, 9)), 2002.0)
    assert steps.role.tolist() == [7, 8]
    assert steps.outcome.tolist() == [MOVED, MOVED]


def test_times_long_after_the_beginning_find_their_rows() -> None:
    known = of((0, 12.0, 1), (0, 33.0, 2), (1, 12.0, 3))
    assert role_after(known, np.array([0, 0, 1]), np.array([32.0, 34.0, 40.0])).tolist() == [1, 2, 3]
    assert tenure_at(known.of(np.array([True, False])), 35.5) == 2


def test_nobody_has_no_years() -> None:
    nobody = careers(*(np.zeros(0, dtype=np.int64) for _ in range(3)))
    assert len(year_steps(nobody, np.zeros(0), np.zeros(0, dtype=np.bool_))) == 0

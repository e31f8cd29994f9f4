import numpy as np
import pytest

from services.recommendations.engine.careers import Careers, careers, moves_of, present

COOK, BAKER, HOST = 0, 1, 2


def career(*rows: tuple[int, float, int]) -> Careers:
    person, time, role = zip(*rows, strict=True)
    return careers(np.array(person), np.array(time, dtype=np.float64), np.array(role))


def test_rows_may_come_in_any_order() -> None:
    moves = moves_of(career((1, 2001, BAKER), (0, 2003, HOST), (1, 2000, COOK), (0, 2001, COOK)))
    assert moves.role.tolist() == [COOK, COOK]
    assert moves.target.tolist() == [HOST, BAKER]


def test_the_same_role_again_is_no_move_and_goes_on_with_the_stay() -> None:
    moves = moves_of(career((0, 2000, COOK), (0, 2001, COOK), (0, 2004, BAKER)))
    assert len(moves) == 1
    assert moves.tenure.tolist() == [4]
    assert moves.years.tolist() == [4]


def test_each_distinct_role_held_is_known_with_its_years_and_how_long_ago_it_was_left() -> None:
    moves = moves_of(career((0, 2000, COOK), (0, 2002, BAKER), (0, 2003, COOK), (0, 2007, HOST)))
    last = moves.take(np.array([2]))
    assert last.held.tolist() == [COOK, BAKER]
    assert last.lag.tolist() == [0, 1]
    assert last.years.tolist() == [6, 1]
    assert last.ago.tolist() == [0, 4]
    assert last.moves.tolist() == [2]
    assert last.experience.tolist() == [7]


def test_nothing_that_comes_after_a_move_is_known_in_its_situation() -> None:
    before = career((0, 2000, COOK), (0, 2002, BAKER), (0, 2003, HOST))
    after = career((0, 2000, COOK), (0, 2002, BAKER), (0, 2003, HOST), (0, 2004, COOK))
    for name in ("held", "lag", "years", "ago", "held_in"):
        known = getattr(moves_of(after).take(np.arange(2)), name)
        assert known.tolist() == getattr(moves_of(before), name).tolist()


def test_the_present_situation_has_no_target_and_counts_up_to_now() -> None:
    now = present(career((0, 2000, COOK), (0, 2002, BAKER), (1, 2001, HOST)), 2005)
    assert now.role.tolist() == [BAKER, HOST]
    assert now.target.tolist() == [-1, -1]
    assert now.tenure.tolist() == [3, 4]


@pytest.mark.parametrize("chosen", [[], [2], [2, 0], [1, 1]])
def test_situations_are_taken_with_all_the_roles_held_in_them(chosen: list[int]) -> None:
    every = moves_of(career((0, 2000, COOK), (0, 2002, BAKER), (0, 2003, COOK), (0, 2007, HOST)))
    taken = every.take(np.array(chosen, dtype=np.int64))
    for number, original in enumerate(chosen):
        there = taken.held[taken.held_in == number].tolist()
        assert there == every.held[every.held_in == original].tolist()
    assert len(taken) == len(chosen)

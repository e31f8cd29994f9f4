"""The chain itself: distributions that add up, and what plans do to them."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.recommendations.engine.mobility import TENURES
from services.recommendations.engine.simulation import (
    LEFT,
    Attempt,
    Chances,
    Effects,
    Start,
    distance,
    distributions,
    drawn_next,
    range_of,
)

ROLES, DRAWS, YEARS = 4, 3, 5
NOTHING = Effects(np.ones((YEARS, ROLES)))
HERE = Start(0, 2)


def chances(seed: int = 0, moving: float | None = None, leaving: float | None = None) -> Chances:
    rng = np.random.default_rng(seed)
    following = rng.random((DRAWS, ROLES, ROLES)) * (1 - np.eye(ROLES))
    following /= following.sum(axis=2, keepdims=True)
    shape = (DRAWS, ROLES, TENURES)
    return Chances(
        rng.random(shape) if moving is None else np.full(shape, moving),
        rng.random(shape) if leaving is None else np.full(shape, leaving),
        following,
    )


def weighing(role: int, factor: float) -> Effects:
    weights = np.ones((YEARS, ROLES))
    weights[:, role] = factor
    return Effects(weights)


plans = st.builds(
    Effects,
    st.lists(st.floats(0.01, 50), min_size=YEARS * ROLES, max_size=YEARS * ROLES).map(
        lambda each: np.array(each).reshape(YEARS, ROLES)
    ),
    st.lists(st.builds(Attempt, st.integers(0, YEARS - 1), st.integers(LEFT, ROLES - 1), st.floats(0, 1)), max_size=3),
)


@given(st.integers(0, 1000), plans, st.sampled_from([None, 0, 1]))
def test_whatever_is_planned_all_shares_are_chances_and_sum_to_1(
    seed: int, plan: Effects, absorbing: int | None
) -> None:
    found = distributions(chances(seed), HERE, plan, absorbing=absorbing)
    assert found.shape == (DRAWS, YEARS, ROLES + 1)
    assert found.min() >= -1e-12
    assert found.sum(axis=2) == pytest.approx(1.0)


@given(st.integers(0, 1000), plans)
def test_having_reached_a_role_or_left_never_becomes_less_likely(seed: int, plan: Effects) -> None:
    found = distributions(chances(seed), HERE, plan, absorbing=2)
    assert (np.diff(found[:, :, 2], axis=1) >= -1e-12).all()
    assert (np.diff(found[:, :, LEFT], axis=1) >= -1e-12).all()


@given(st.integers(0, 1000), st.floats(1, 20), st.floats(1, 20))
def test_the_more_a_role_weighs_the_likelier_it_is_ever_reached(seed: int, some: float, more: float) -> None:
    known = chances(seed, leaving=0.1)
    less, greater = (
        distributions(known, HERE, weighing(2, factor), absorbing=2)[:, :, 2] for factor in (some, some * more)
    )
    assert (greater >= less - 1e-9).all()


@given(st.integers(0, 1000), st.floats(0, 1), st.floats(0, 1), st.integers(0, YEARS - 1))
def test_the_likelier_a_planned_move_comes_about_the_likelier_its_role_is_in_that_year(
    seed: int, one: float, other: float, year: int
) -> None:
    known, low, high = chances(seed), min(one, other), max(one, other)
    less, more = (
        distributions(known, HERE, replace(NOTHING, attempts=[Attempt(year, 2, chance)]))[:, year, 2]
        for chance in (low, high)
    )
    assert (more >= less - 1e-12).all()


def test_a_move_that_is_certain_happens_in_its_year_and_not_before() -> None:
    still = chances(moving=0.0, leaving=0.0)
    found = distributions(still, HERE, replace(NOTHING, attempts=[Attempt(2, 3, 1.0)]))
    assert found[0, :, 3].tolist() == [0, 0, 1, 1, 1]
    assert found[0, :, 0].tolist() == [1, 1, 0, 0, 0]


def test_a_planned_leave_takes_that_share_out() -> None:
    still = chances(moving=0.0, leaving=0.0)
    found = distributions(still, HERE, replace(NOTHING, attempts=[Attempt(0, LEFT, 0.25)]))
    assert found[0, :, LEFT] == pytest.approx([0.25] * YEARS)


def test_without_a_plan_a_year_brings_a_move_as_often_as_is_known() -> None:
    found = distributions(chances(moving=0.3, leaving=0.0), HERE, NOTHING)
    assert found[:, 0, 0] == pytest.approx(0.7)
    assert found[:, 0, 1:ROLES] == pytest.approx(0.3 * chances(moving=0.3).following[:, 0, 1:])


def test_the_time_in_a_role_decides_which_chance_holds() -> None:
    known = chances(moving=0.0, leaving=0.0)
    known.moving[:, 0, 3] = 1.0
    found = distributions(known, Start(0, 2), NOTHING)
    assert found[:, :, 0] == pytest.approx(np.tile([1, 0, 0, 0, 0], (DRAWS, 1)))


def test_draws_of_next_roles_are_shares_around_what_was_seen_and_closer_the_more_was() -> None:
    shares = np.array([[0.0, 0.7, 0.3], [0.5, 0.0, 0.5], [0.0, 0.0, 0.0]])
    few, many = (drawn_next(shares, np.full(3, moves), np.random.default_rng(0), 400) for moves in (0.0, 500.0))
    for drawn in (few, many):
        assert drawn[:, :2].sum(axis=2) == pytest.approx(1.0)
        assert drawn[:, 0].mean(axis=0) == pytest.approx(shares[0], abs=0.05)
        assert not drawn[:, 2].any()
    assert many[:, 0, 1].std() < few[:, 0, 1].std() / 3


def test_a_range_holds_nine_of_ten_draws() -> None:
    found = range_of(np.linspace(0, 1, 101))
    assert (found.low, found.mean, found.high) == pytest.approx((0.05, 0.5, 0.95))


def test_the_distance_is_the_largest_difference_that_any_event_has() -> None:
    assert distance(np.array([0.5, 0.5, 0.0]), np.array([0.2, 0.5, 0.3])) == pytest.approx(0.3)

import numpy as np
import pytest

from services.recommendations.engine.mobility import TENURES, USUAL, Effects, Mobility, hazards
from services.recommendations.engine.year_steps import YearSteps


def years(person: list[int], role: list[int], tenure: int = 0) -> YearSteps:
    size = len(person)
    return YearSteps(
        np.array(person, dtype=np.int64),
        np.array(role, dtype=np.int64),
        np.full(size, tenure),
        np.zeros(size, dtype=np.int64),
        np.zeros(size),
    )


def chance(of: Mobility, role: int, tenure: int = 0) -> float:
    found = hazards(of.tenures.mean[None], of.of_roles(np.array([role])).mean[None], np.zeros((1, 1)))
    return float(found[0, 0, tenure])


def test_without_any_year_what_is_usual_is_expected_and_little_is_certain() -> None:
    nothing = Mobility.fit(years([], []), np.zeros(0, dtype=np.bool_), 3)
    assert chance(nothing, 1) == pytest.approx(1 / (1 + np.exp(-USUAL)))
    draws = nothing.tenures.draw(np.random.default_rng(0), 500)
    assert draws.shape == (500, TENURES)
    assert draws.std() == pytest.approx(1.0, abs=0.1)


def test_many_years_say_how_often_it_happens() -> None:
    happened = np.arange(4000) % 10 < 3
    found = Mobility.fit(years(list(range(4000)), [0] * 4000), happened, 1)
    assert chance(found, 0) == pytest.approx(0.3, abs=0.02)
    assert found.tenures.variance[0] < 0.01
    assert (found.years.tolist(), found.events.tolist()) == ([4000], [1200])


def test_a_role_with_few_years_is_thought_to_be_like_the_others() -> None:
    roles = [0] * 3000 + [1] * 3000 + [2] * 3
    happened = np.array([n % 10 < 2 for n in range(3000)] + [n % 10 < 5 for n in range(3000)] + [True] * 3)
    found = Mobility.fit(years(list(range(6003)), roles), happened, 3)
    assert chance(found, 0) < chance(found, 2) < 1
    assert chance(found, 1) == pytest.approx(0.5, abs=0.05)
    assert found.roles.variance[2] > found.roles.variance[0]
    assert chance(found, -1) == pytest.approx(
        chance(Mobility(found.tenures, Effects(np.zeros(1), np.ones(1)), 1.0, found.years, found.events), 0)
    )


def test_who_moved_often_is_thought_likelier_to_move_than_who_never_did() -> None:
    rng = np.random.default_rng(1)
    restless = rng.random(300) < 0.5
    person = np.repeat(np.arange(300), 10)
    happened = rng.random(3000) < np.where(restless[person], 0.6, 0.05)
    found = Mobility.fit(years(person.tolist(), [0] * 3000), happened, 1)
    own = years([0] * 6, [0] * 6)
    often = found.of_person(own, np.ones(6, dtype=np.bool_))
    never = found.of_person(own, np.zeros(6, dtype=np.bool_))
    unknown = found.of_person(own.only(np.zeros(6, dtype=np.bool_)), np.zeros(0, dtype=np.bool_))
    assert never.mean[0] < unknown.mean[0] == 0.0 < often.mean[0]
    assert often.variance[0] < unknown.variance[0] == pytest.approx(found.people)

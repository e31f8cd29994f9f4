import numpy as np
import pytest

from services.recommendations.backtest.people import is_protected
from services.recommendations.engine.attributes import read


def test_names_that_several_people_share_are_groups() -> None:
    found = read("unit", ["a", "b", "a", "", "b"])
    assert [each.of.tolist() for each in found.groups] == [[0, 1, 0, -1, 1]]
    assert not found.amounts


def test_a_name_for_nearly_everyone_says_nothing_about_groups() -> None:
    assert not read("badge", ["a", "b", "c", "d", "a"]).groups


def test_a_column_that_is_the_same_for_all_says_nothing() -> None:
    found = read("company", ["a", "a", "", "a"])
    assert not found.groups
    assert not found.amounts


def test_many_numbers_are_amounts_in_standard_deviations_and_unknown_ones_are_the_mean() -> None:
    (found,) = read("years", [*map(str, range(20)), ""]).amounts
    assert found.of[:20].std() == pytest.approx(1)
    assert found.of[-1] == 0
    assert np.all(np.diff(found.of[:20]) > 0)


def test_a_few_numbers_are_names_of_groups() -> None:
    found = read("level", ["1", "2", "1", "2", "3", "3"])
    assert found.groups[0].number == 3
    assert not found.amounts


@pytest.mark.parametrize("header", ["Gender", "age", "Date of birth", "birth_date", "Nationality", "sex", "disability"])
def test_what_no_recommendation_may_be_made_from_is_known_by_its_name(header: str) -> None:
    assert is_protected(header)


@pytest.mark.parametrize("header", ["unit", "agency", "seniority", "Language", "manager", "office", "page"])
def test_other_columns_are_not_taken_for_protected_ones(header: str) -> None:
    assert not is_protected(header)

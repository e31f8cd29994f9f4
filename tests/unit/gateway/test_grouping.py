"""What a list of groups may say, what an error about it never says, and which groups are shown apart."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import Schema, ValidationError

from services.gateway.grouping import LEAST, MOST_GROUPS, NOT_STATED, GroupsGiven, PeopleTooFew, groups_of, shown_parts
from shared.validation import messages_of

MARKER = "zzmarkerzz"


class Params(Schema):
    groups = GroupsGiven(load_default=None)


def test_a_group_left_out_is_not_stated() -> None:
    given = [{"person": "ada", "group": "women"}, {"person": "bo", "group": None}, {"person": "cy"}]
    assert groups_of(given) == {"ada": "women", "bo": NOT_STATED, "cy": NOT_STATED}


def test_somebody_may_be_named_twice_in_the_same_group() -> None:
    assert groups_of([{"person": "ada", "group": "women"}] * 2) == {"ada": "women"}


@pytest.mark.parametrize(
    ("wrong", "place"),
    [
        ([{"person": "ada", "group": MARKER}, {"person": "ada", "group": "other"}], "groups.1"),
        ([{"person": "ada", "group": MARKER}, {"person": "", "group": MARKER}], "groups.1"),
        ([{"person": "ada", "group": MARKER * 50}], "groups.0"),
        ([{"person": "ada", "group": f"{MARKER}\0"}], "groups.0"),
        ([{"person": "ada", "group": " "}], "groups.0"),
        ([{"person": MARKER * 50, "group": MARKER}], "groups.0"),
        ([{"group": MARKER}], "groups.0"),
        ([{"person": "ada", MARKER: MARKER}], "groups.0"),
        ([{"person": "ada", "group": {MARKER: 1}}], "groups.0"),
        ([MARKER], "groups.0"),
        (MARKER, "groups"),
        ({MARKER: ["ada"]}, "groups"),
        ([], "groups"),
        ([{"person": f"p{n}", "group": f"{MARKER}{n}"} for n in range(MOST_GROUPS + 1)], "groups"),
    ],
)
def test_an_error_names_a_place_in_the_list_and_no_group(wrong: Any, place: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Params().load({"groups": wrong})
    fields = messages_of(refused.value)
    assert list(fields) == [place]
    assert MARKER not in str(fields)


def test_small_groups_are_shown_together_and_large_ones_apart() -> None:
    shown = shown_parts({"women": 40, "men": 60, "x": 6, NOT_STATED: 7})
    assert shown.apart == {"women", "men"}
    assert shown.together == {"x", NOT_STATED}


def test_a_group_too_small_even_so_is_joined_by_the_smallest_large_one() -> None:
    shown = shown_parts({"women": 40, "men": 60, NOT_STATED: 3})
    assert shown.apart == {"men"}
    assert shown.together == {"women", NOT_STATED}


@pytest.mark.parametrize("people", [{}, {"women": LEAST - 1}, {"women": 3, "men": 4}])
def test_of_too_few_people_nothing_is_shown(people: Mapping[str, int]) -> None:
    with pytest.raises(PeopleTooFew):
        shown_parts(people)


@given(st.dictionaries(st.text(max_size=3), st.integers(0, 40), max_size=200))
def test_whatever_is_shown_or_left_by_subtraction_is_of_nobody_or_of_enough(people: dict[str, int]) -> None:
    try:
        shown = shown_parts(people)
    except PeopleTooFew:
        assert sum(people.values()) < LEAST
        return
    assert len(shown.apart) <= MOST_GROUPS
    cells = [people[part] for part in shown.apart] + [sum(people[part] for part in shown.together)]
    assert all(cell == 0 or cell >= LEAST for cell in cells)
    assert sum(cells) == sum(people.values())

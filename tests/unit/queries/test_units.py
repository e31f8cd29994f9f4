"""The tree of units."""

from hypothesis import given
from hypothesis import strategies as st

from services.gateway.queries.units import in_order
from shared.read_models.units import UnitRow

NAMES = "abcdefg"


def units(**parents: str | None) -> list[UnitRow]:
    return [UnitRow(name, name.upper(), parent) for name, parent in parents.items()]


def test_a_unit_comes_before_those_below_it_and_siblings_keep_their_order() -> None:
    tree = in_order(units(d="a", a=None, c="d", b="a"), {"c": 2, "a": 1, None: 5})
    assert [(each.unit, each.depth, each.people, each.people_below) for each in tree] == [
        ("a", 0, 1, 3),
        ("d", 1, 0, 2),
        ("c", 2, 2, 2),
        ("b", 1, 0, 0),
    ]


def test_a_unit_below_one_that_is_not_there_is_at_the_top() -> None:
    assert [(each.unit, each.depth) for each in in_order(units(a="gone"), {})] == [("a", 0)]


@given(
    parents=st.dictionaries(st.sampled_from(NAMES), st.none() | st.sampled_from(NAMES)),
    heads=st.dictionaries(st.sampled_from(NAMES), st.integers(0, 9)),
)
def test_every_unit_is_there_once_and_every_head_counts_once_even_in_circles(
    parents: dict[str, str | None], heads: dict[str | None, int]
) -> None:
    tree = in_order(units(**parents), heads)
    assert sorted(each.unit for each in tree) == sorted(parents)
    assert sum(each.people_below for each in tree if each.depth == 0) == sum(heads.get(unit, 0) for unit in parents)

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.contracts.skills.events import RequiredSkill
from shared.contracts.skills.readiness import Levels, Readiness, met, readiness, readiness_in_grace

TODAY, TOMORROW = date(2026, 9, 1), date(2026, 9, 2)
SQL = RequiredSkill("sql", 4, Decimal(3))
TALKS = RequiredSkill("talks", 2, Decimal(1), essential=False)

LEVEL = st.none() | st.decimals(0, 5, places=1)
REQUIRED = st.lists(
    st.builds(
        RequiredSkill,
        st.sampled_from("abcdefgh"),
        st.integers(0, 5),
        st.decimals("0.1", 10, places=1),
        st.booleans(),
    ),
    unique_by=lambda each: each.skill,
    max_size=8,
)
LEVELS = st.dictionaries(st.sampled_from("abcdefgh"), LEVEL)


@pytest.mark.parametrize(
    ("level", "required", "expected"),
    [(4, 4, "1"), (5, 4, "1"), (2, 4, "0.5"), (0, 4, "0"), (None, 4, "0"), (None, 0, "1"), (0, 0, "1")],
)
def test_a_skill_is_met_where_the_level_reaches_it_and_else_as_far_as_their_ratio(
    level: int | None, required: int, expected: str
) -> None:
    assert met(None if level is None else Decimal(level), required) == Decimal(expected)


def test_readiness_is_weighted_by_importance() -> None:
    levels: Levels = {"sql": Decimal(2), "talks": Decimal(2)}
    assert readiness(levels, [SQL, TALKS]).share == Decimal("0.625")
    assert readiness({"sql": Decimal(4)}, [SQL, TALKS]).share == Decimal("0.75")


def test_a_role_that_asks_for_nothing_has_no_readiness() -> None:
    assert readiness({"sql": Decimal(4)}, []) == Readiness(None)


def test_the_gaps_are_in_the_order_of_what_closing_them_would_add() -> None:
    gaps = readiness({"sql": Decimal(3), "talks": None}, [SQL, TALKS]).gaps
    assert [(gap.skill, gap.weight, gap.missing) for gap in gaps] == [
        ("talks", Decimal("0.25"), Decimal(1)),
        ("sql", Decimal("0.1875"), Decimal("0.25")),
    ]


def test_an_unrated_skill_is_the_largest_gap_of_its_importance() -> None:
    required = [RequiredSkill("a", 3), RequiredSkill("b", 3), RequiredSkill("c", 3)]
    gaps = readiness({"a": Decimal(0), "b": Decimal(1)}, required).gaps
    assert [gap.skill for gap in gaps] == ["c", "a", "b"]


def test_nearly_ready_is_not_ready() -> None:
    many = [RequiredSkill(f"s{n}", 5, Decimal(100)) for n in range(300)]
    levels: Levels = {each.skill: Decimal(5) for each in many[1:]} | {"s0": Decimal("4.9")}
    share = readiness(levels, many).share
    assert share is not None
    assert share < 1


def test_until_the_end_of_the_grace_nobody_is_less_ready_than_before() -> None:
    levels: Levels = {"sql": Decimal(3)}
    before, now = [RequiredSkill("sql", 3)], [RequiredSkill("sql", 5)]
    graced = readiness_in_grace(levels, now, before, TOMORROW, TODAY)
    assert (graced.share, graced.graced) == (Decimal(1), True)
    assert graced.gaps == readiness(levels, now).gaps
    assert readiness_in_grace(levels, now, before, TOMORROW, TOMORROW) == readiness(levels, now)
    assert readiness_in_grace(levels, now, before, None, TODAY) == readiness(levels, now)


def test_who_is_readier_by_what_is_asked_now_is_so_at_once() -> None:
    levels: Levels = {"sql": Decimal(3)}
    easier = readiness_in_grace(levels, [RequiredSkill("sql", 3)], [RequiredSkill("sql", 5)], TOMORROW, TODAY)
    assert (easier.share, easier.graced) == (Decimal(1), False)


@given(LEVELS, REQUIRED)
def test_readiness_lies_between_none_and_all_and_is_all_without_gaps(
    levels: Levels, required: list[RequiredSkill]
) -> None:
    ready = readiness(levels, required)
    if ready.share is None:
        assert not required
    else:
        assert 0 <= ready.share <= 1
        assert (ready.share == 1) == (not ready.gaps)


@given(LEVELS, REQUIRED, st.sampled_from("abcdefgh"), st.decimals(0, 5, places=1))
def test_a_higher_level_never_makes_anybody_less_ready(
    levels: Levels, required: list[RequiredSkill], skill: str, level: Decimal
) -> None:
    higher = {**levels, skill: max(levels.get(skill) or Decimal(0), level)}
    before, after = readiness(levels, required).share, readiness(higher, required).share
    assert before is None or (after is not None and after >= before)

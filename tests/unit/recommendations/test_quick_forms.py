"""What recommendations compute in floats, and over arrays, is what the rules say elsewhere."""

from datetime import date, timedelta
from decimal import Decimal

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from services.recommendations.fit import asked, fit, share_met
from services.recommendations.quick_levels import QuickPolicy
from services.recommendations.tables import table
from shared.contracts.skills.events import RatingSource, RequiredSkill
from shared.contracts.skills.ledger import HeldSkill, Rating
from shared.contracts.skills.levels import POLICIES, effective_level
from shared.contracts.skills.readiness import readiness

TODAY = date(2026, 9, 1)
DAYS = st.integers(-30, 3000).map(lambda days: TODAY - timedelta(days=days))
LEVELS = st.integers(0, 5)

RATINGS = st.builds(
    Rating,
    number=st.integers(1, 50),
    source=st.sampled_from(RatingSource),
    rater=st.sampled_from(["ada", "mo", "work:1", "link:2"]),
    on=DAYS,
    level=st.none() | LEVELS,
    expires_on=st.none() | DAYS,
    withdrawn=st.booleans(),
)


@given(
    st.lists(RATINGS, max_size=6, unique_by=lambda rating: rating.number),
    st.none() | DAYS,
    st.sampled_from(sorted(POLICIES)),
    st.none() | st.integers(30, 2000),
)
def test_quick_levels_are_the_effective_levels(
    ratings: list[Rating], last_used: date | None, policy: str, half_life: int | None
) -> None:
    held = HeldSkill(tuple(ratings), last_used)
    exact = effective_level(held.ratings, held.days_used, POLICIES[policy], half_life, TODAY)
    quick = QuickPolicy(POLICIES[policy]).level(held, half_life, TODAY)
    assert (quick.level, quick.unaged) == (float(exact.level), float(exact.unaged))
    assert (quick.rated, quick.rated_on, quick.last_used) == (exact.rated, exact.rated_on, exact.last_used)


SKILLS = ["sql", "python", "talks", "law"]
REQUIRED = st.lists(
    st.builds(RequiredSkill, st.sampled_from(SKILLS), LEVELS, st.integers(1, 5).map(Decimal)),
    min_size=1,
    unique_by=lambda each: each.skill,
)
RATED = st.dictionaries(st.sampled_from(SKILLS), st.decimals(0, 5, places=1))


@given(RATED, REQUIRED)
def test_a_fit_is_the_readiness(levels: dict[str, Decimal], required: list[RequiredSkill]) -> None:
    exact = readiness(levels, required)
    rated = {skill: float(level) for skill, level in levels.items()}
    found = fit(rated, asked(required))
    assert exact.share is not None
    assert abs(found.share - float(exact.share)) < 1e-4 + 1e-9
    assert share_met(rated, asked(required)) == found.share
    assert {gap.skill for gap in found.gaps} == {gap.skill for gap in exact.gaps}
    for gap in exact.gaps:
        mine = next(each for each in found.gaps if each.skill == gap.skill)
        assert abs(mine.weight - float(gap.weight)) < 1e-4
        assert abs(mine.gained(mine.left) - mine.weight) < 1e-12


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 6), st.integers(1, 9)), max_size=30))
def test_a_table_holds_what_was_added_at_each_place(cells: list[tuple[int, int, int]]) -> None:
    rows, columns, values = (np.array([cell[at] for cell in cells], dtype=np.int32) for at in range(3))
    found = table(rows, columns, values.astype(np.float64), 5)
    for row in range(5):
        here, held = found.row(row)
        assert list(here) == sorted({column for each, column, _ in cells if each == row})
        for column in range(7):
            expected = sum(value for each, other, value in cells if (each, other) == (row, column))
            assert found.value(row, column) == expected
        assert len(held) == found.lengths[row]
    assert list(found.rows_of()) == sorted(found.rows_of())

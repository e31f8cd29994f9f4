"""How needs, supply, moves and participation are counted and put together. No I/O."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.gateway.headcounts import Spell, counted, in_all
from services.gateway.mobility import by_month
from services.gateway.participation import shares
from services.gateway.queries.skill_trends import month_ends
from services.gateway.skill_catalogue import KnownSkill, KnownSkills
from services.gateway.skill_demand import LEVELS, Demand, Opening, demand, most_needed, role_heads, shortage
from services.gateway.skill_supply import MOST_HOLDERS, levels_reached, supply
from shared.contracts.network.events import SkillWanted
from shared.contracts.skills.events import LevelPolicy, RatingSource, RequiredSkill
from shared.contracts.skills.ledger import Rating
from shared.contracts.skills.levels import POLICIES, STANDARD, effective_level
from shared.read_models.role_profiles import RoleProfileRow, RoleVersion
from shared.read_models.skill_profiles import SkillProfileRow, highest_level

AUGUST, SEPTEMBER = date(2026, 8, 31), date(2026, 9, 30)
DAYS = (AUGUST, SEPTEMBER)
SQL, PYTHON = KnownSkill("sql", "SQL"), KnownSkill("python", "Python")
KNOWN = KnownSkills({"sql": SQL, "sql-lang": SQL, "python": PYTHON})
"""sql-lang became sql."""


def role(name: str, *skills: tuple[str, int], since: date = date(2026, 1, 1)) -> RoleProfileRow:
    required = tuple(RequiredSkill(skill, level) for skill, level in skills)
    at = datetime(since.year, since.month, since.day, tzinfo=UTC)
    return RoleProfileRow(role=name, title=name, search_title=name, skills=required, revision=1, since=at)


def needed(
    *roles: RoleProfileRow, heads: Mapping[str, Sequence[int]], openings: Sequence[Opening] = (), at: int = -1
) -> Mapping[str, Demand]:
    return demand({row.role: row for row in roles}, heads, openings, KNOWN, DAYS[at], at)


def held(person: str, level: int, on: date = SEPTEMBER) -> SkillProfileRow:
    ratings = (Rating(1, RatingSource.SELF, person, on, level, level),)
    return SkillProfileRow(person=person, skill="sql", ratings=ratings, highest=highest_level(ratings))


# Headcounts


def test_people_with_a_title_are_counted_on_each_day_that_their_spells_cover() -> None:
    heads = counted([Spell("Clerk", 0, 3, 2), Spell("Clerk", 1, 2, 5), Spell(None, 2, 3, 1)], 3)
    assert heads == {"Clerk": [2, 7, 2], None: [0, 0, 1]}
    assert [in_all(heads, day) for day in range(3)] == [2, 7, 3]


def test_people_are_in_the_role_that_their_title_means_however_it_is_spelt() -> None:
    heads = {"Clerk": [1, 2], "clerk": [3, 0], "Poet": [9, 9], None: [1, 1]}
    assert role_heads(heads, {"Clerk": "clerk", "clerk": "clerk"}) == {"clerk": [4, 2]}


# Demand


def test_everybody_in_a_role_needs_its_skills_at_its_level_under_whatever_id_they_are_named() -> None:
    needs = needed(
        role("clerk", ("sql", 3), ("python", 1)),
        role("chief", ("sql-lang", 5)),
        heads={
            "clerk": (0, 4),
            "chief": (0, 1),
        },
    )
    assert needs["sql"].people == (5, 5, 5, 1, 1)
    assert (needs["python"].total, needs["sql"].openings) == (4, (0, 0, 0, 0, 0))


def test_a_role_asks_for_what_it_asked_for_on_that_day_and_of_those_who_were_in_it_then() -> None:
    row = role("clerk", ("sql", 4), since=SEPTEMBER)
    earlier = RoleVersion(datetime(2026, 1, 1, tzinfo=UTC), (RequiredSkill("python", 2),))
    clerk = RoleProfileRow(**{name: getattr(row, name) for name in row.__struct_fields__} | {"earlier": (earlier,)})
    before, now = (needed(clerk, heads={"clerk": (7, 3)}, at=at) for at in (0, 1))
    assert {skill: each.total for skill, each in before.items()} == {"python": 7}
    assert {skill: each.total for skill, each in now.items()} == {"sql": 3}


def test_a_skill_asked_for_at_level_none_and_a_role_without_people_are_no_need() -> None:
    assert needed(role("clerk", ("sql", 0)), role("poet", ("python", 3)), heads={"clerk": (1, 1), "poet": (1, 0)}) == {}


def test_an_opening_needs_one_person_with_what_it_calls_for_or_else_with_what_its_role_asks_for() -> None:
    openings = [
        Opening(AUGUST, (SkillWanted("sql-lang", 2), SkillWanted("python", 0)), "clerk"),
        Opening(AUGUST, role="clerk"),
        Opening(AUGUST, role="unknown"),
    ]
    needs = needed(role("clerk", ("sql", 4)), heads={}, openings=openings)
    assert needs == {"sql": Demand(openings=(2, 2, 1, 1, 0))}
    assert needs["sql"].total == 2


@pytest.mark.parametrize(
    ("opening", "is_open"),
    [
        (Opening(SEPTEMBER), True),
        (Opening(date(2026, 10, 1)), False),
        (Opening(AUGUST, ended_on=SEPTEMBER), False),
        (Opening(AUGUST, ended_on=date(2026, 10, 1)), True),
        (Opening(AUGUST, closes_on=SEPTEMBER), True),
        (Opening(AUGUST, closes_on=date(2026, 9, 29)), False),
    ],
)
def test_an_opening_takes_interest_from_its_first_day_to_its_last(opening: Opening, is_open: bool) -> None:
    assert opening.open_on(SEPTEMBER) is is_open


def test_the_level_most_needed_is_that_of_most_needs_and_the_higher_one_of_two() -> None:
    assert most_needed((9, 9, 5, 1, 0)) == 3
    assert most_needed((6, 3, 3, 0, 0)) == 3
    assert most_needed((0, 0, 0, 0, 0)) == 1


levels = st.lists(st.integers(1, 5), max_size=8)


def _or_above(levels: list[int]) -> tuple[int, ...]:
    return tuple(sum(each >= least for each in levels) for least in LEVELS)


@given(needs=levels, people=levels)
def test_the_shortage_is_what_stays_unfilled_when_people_are_put_to_needs_as_well_as_can_be(
    needs: list[int], people: list[int]
) -> None:
    free = Counter(people)
    unfilled = 0
    for need in sorted(needs, reverse=True):
        able = [level for level in free if level >= need and free[level]]
        if able:
            free[max(able)] -= 1
        unfilled += not able
    assert shortage(_or_above(needs), _or_above(people)) == unfilled


# Supply


def test_supply_counts_people_by_their_effective_level_on_each_day() -> None:
    rows = [held("ada", 3), held("bo", 5), held("cy", 4, AUGUST)]
    there = supply(rows, KNOWN, STANDARD, DAYS, holders=3)
    assert there.days == [(1, 1, 1, 1, 0), (3, 3, 3, 1, 1)], "what is dated later does not count yet, and skills age"
    assert not there.estimated


def test_supply_of_a_part_of_those_who_have_a_skill_is_scaled_and_says_so() -> None:
    there = supply([held("ada", 3)], KNOWN, STANDARD, DAYS, holders=3 * MOST_HOLDERS)
    assert (there.days[-1], there.estimated) == ((3, 3, 3, 0, 0), True)


LONG = month_ends(SEPTEMBER, 24)
days = st.dates(LONG[0] - timedelta(days=400), LONG[-1] + timedelta(days=40))
policies = st.sampled_from(list(POLICIES.values()))


@st.composite
def profiles(draw: st.DrawFn) -> SkillProfileRow:
    """A skill of somebody, rated by all kinds of sources on all kinds of days, and used or not."""
    ratings = tuple(
        Rating(
            number=number,
            source=draw(st.sampled_from(RatingSource)),
            rater=draw(st.sampled_from(["bo", "cy", "mo"])),
            on=draw(days),
            level=draw(st.none() | st.integers(0, 5)),
            expires_on=draw(st.none() | days),
            withdrawn=draw(st.booleans()),
        )
        for number in range(1, draw(st.integers(1, 5)) + 1)
    )
    return SkillProfileRow(person="ada", skill="sql", ratings=ratings, last_used=draw(st.none() | days))


@settings(deadline=None)
@given(row=profiles(), policy=policies, half_life=st.sampled_from([None, 60]))
def test_the_levels_reached_are_those_of_each_day_though_not_all_are_computed(
    row: SkillProfileRow, policy: LevelPolicy, half_life: int | None
) -> None:
    known = KnownSkills({"sql": KnownSkill("sql", half_life_days=half_life)})
    each = [effective_level(row.ratings, row.days_used, policy, half_life, day) for day in LONG]
    assert levels_reached([row], known, policy, LONG) == [int(level.level) for level in each]


def test_nobody_supplies_a_skill_that_nobody_has() -> None:
    assert supply([], KNOWN, STANDARD, DAYS, holders=0).days == [(0,) * 5] * 2


# Moves


def test_a_month_in_which_nobody_moved_is_shown_as_such() -> None:
    august, september = by_month([{"month": "2026-09", "moves": 2, "promotion": 1, "lateral": 1}], DAYS)
    assert (august["month"], august["moves"], august["promotion"]) == ("2026-08", 0, 0)
    assert (september["moves"], september["promotion"], september["transfer"]) == (2, 1, 0)


# Participation


@pytest.mark.parametrize(
    ("people", "here", "shown"),
    [
        (5, 10, (5, 0.5, False)),
        (0, 10, (0, 0.0, False)),
        (4, 10, (None, None, True)),
        (4, 4, (None, None, True)),
        (0, 4, (None, None, True)),
        (7, 5, (7, 1.0, False)),
    ],
)
def test_participation_is_shown_of_five_people_or_nobody(
    people: int, here: int, shown: tuple[int | None, float | None, bool]
) -> None:
    (month,) = shares("goals", {("goals", "2026-09"): people, ("skills", "2026-09"): 99}, [("2026-09", here)])
    assert (month.people, month.share, month.withheld) == shown


def test_a_share_of_participation_is_never_above_one() -> None:
    (month,) = shares("goals", {("goals", "2026-09"): 9}, [("2026-09", 6)])
    assert month.share == Decimal(1)

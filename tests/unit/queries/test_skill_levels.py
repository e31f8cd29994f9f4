"""How levels, readiness and what would change are put together from rows. No I/O."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.gateway.level_changes import LevelChange, level_changes, readiness_change, tally
from services.gateway.queries.policy_preview import PolicyNeeded, PreviewPolicy, proposed_policy
from services.gateway.queries.skill_trends import first_claimed, month_ends, roles_asking
from services.gateway.role_bounds import upper_bounds
from services.gateway.role_catalogue import Role, readiness_for, role_at
from services.gateway.skill_catalogue import KnownSkill, KnownSkills, as_now_known
from services.gateway.skill_levels import Standings, levels, standings
from shared.contracts.skills.events import RatingSource, RequiredSkill
from shared.contracts.skills.ledger import Rating
from shared.contracts.skills.levels import MANAGER_LED, STANDARD
from shared.contracts.skills.readiness import readiness
from shared.read_models.role_profiles import RoleProfileRow, RoleVersion
from shared.read_models.skill_profiles import SkillProfileRow, highest_level

TODAY = date(2026, 9, 1)
SQL, PYTHON = KnownSkill("sql", "SQL"), KnownSkill("python", "Python")
KNOWN = KnownSkills({"sql": SQL, "sql-lang": SQL, "python": PYTHON})
"""sql-lang became sql."""
IDS: Mapping[str, str] = {"sql": "sql", "sql-lang": "sql", "python": "python"}


def rated(skill: str, number: int, level: int, source: RatingSource = RatingSource.SELF) -> SkillProfileRow:
    ratings = (Rating(number, source, source.value, TODAY, level, level),)
    return SkillProfileRow(person="ada", skill=skill, ratings=ratings, highest=highest_level(ratings))


def required(skill: str, level: int, importance: int = 1, *, essential: bool = True) -> RequiredSkill:
    return RequiredSkill(skill, level, Decimal(importance), essential)


def role(*skills: RequiredSkill, before: tuple[RequiredSkill, ...] = (), grace_until: date | None = None) -> Role:
    return Role("clerk", "Clerk", None, None, None, skills, before, grace_until)


def held(*rows: SkillProfileRow) -> Standings:
    return standings(rows, KNOWN, STANDARD, TODAY)


# Standings


def test_what_was_said_of_skills_that_became_one_counts_together() -> None:
    (sql,) = held(rated("sql", 1, 5), rated("sql-lang", 2, 1, RatingSource.MANAGER)).values()
    assert (sql.skill, sql.level, sql.effective.sources) == (SQL, Decimal("2.0"), 2)


def test_a_skill_that_was_removed_is_not_held_and_one_without_a_level_is_unrated() -> None:
    endorsed = SkillProfileRow(
        person="ada", skill="python", ratings=(Rating(1, RatingSource.ENDORSEMENT, "bo", TODAY),)
    )
    gone = SkillProfileRow(person="ada", skill="sql", removed=True)
    assert levels(held(endorsed, gone)) == {"python": None}


def test_a_skill_that_the_catalogue_does_not_have_stands_for_itself() -> None:
    (fax,) = held(rated("fax", 1, 3)).values()
    assert (fax.skill.skill, fax.skill.name, fax.level) == ("fax", None, Decimal("3.0"))
    assert "fax" not in KNOWN


# What roles ask for


def test_a_role_that_asks_for_two_skills_that_became_one_asks_for_the_higher_level_with_both_weights() -> None:
    asked = [required("sql", 2, 3, essential=False), required("sql-lang", 4, 1), required("python", 1)]
    assert as_now_known(asked, KNOWN) == [required("sql", 4, 4), required("python", 1)]


def test_a_role_is_as_it_was_said_last_before_the_moment() -> None:
    def at(day: int) -> datetime:
        return datetime(2026, 1, day, tzinfo=UTC)

    row = RoleProfileRow(
        role="clerk",
        title="Clerk",
        search_title="clerk",
        skills=(required("sql", 4),),
        revision=3,
        since=at(20),
        grace_until=TODAY,
        earlier=(RoleVersion(at(5), (required("sql", 2),)), RoleVersion(at(10), retired=True)),
    )
    assert role_at(row, at(4)) is None
    assert role_at(row, at(10)) is None
    then, now = role_at(row, at(9)), role_at(row, at(20))
    assert then is not None
    assert now is not None
    assert (then.skills, then.before) == ((required("sql", 2),), ())
    assert (now.skills, now.before, now.grace_until) == ((required("sql", 4),), (), TODAY)


LEVELS = st.integers(0, 5)
REQUIRED = st.lists(
    st.builds(required, st.sampled_from(list(IDS)), LEVELS, st.integers(1, 5)), unique_by=lambda each: each.skill
).map(tuple)
ROWS = st.lists(
    st.builds(rated, st.sampled_from(list(IDS)), st.integers(1, 99), LEVELS, st.sampled_from(list(RatingSource)[:5])),
    unique_by=lambda each: each.skill,
)


@given(now=REQUIRED, before=REQUIRED, rows=ROWS, grace=st.sampled_from([None, TODAY, TODAY + timedelta(days=1)]))
def test_nobody_is_readier_for_a_role_than_the_highest_levels_allow(
    now: tuple[RequiredSkill, ...],
    before: tuple[RequiredSkill, ...],
    rows: list[SkillProfileRow],
    grace: date | None,
) -> None:
    wanted = role(*now, before=before, grace_until=grace)
    columns, base = upper_bounds(wanted, KNOWN, IDS, TODAY)
    highest = {row.skill: row.highest for row in rows}
    reached: dict[tuple[int, str], float] = {}
    for version, skill, target, level, share in zip(*columns.values(), strict=True):
        bound = share * min(1, highest.get(skill, 0) / level)
        reached[version, target] = max(reached.get((version, target), 0), bound)
    best = max((sum(v for (of, _), v in reached.items() if of == version) for version in (0, 1)), default=0)
    share = readiness_for(wanted, levels(held(*rows)), KNOWN, TODAY).share
    assert share is None or float(share) <= base + best + 1e-9


# What would change


def test_only_levels_that_would_move_are_listed_the_furthest_first() -> None:
    rows = [rated("sql", 1, 5), rated("sql-lang", 2, 1, RatingSource.MANAGER), rated("python", 3, 3)]
    before, after = held(*rows), standings(rows, KNOWN, MANAGER_LED, TODAY)
    (change,) = level_changes(before, after)
    assert change == LevelChange("sql", "SQL", Decimal("2.0"), Decimal("1.3"))
    assert tally([change, LevelChange("x", None, None, Decimal(2))]) == {"gain": 1, "lose": 1}


def test_a_change_of_readiness_names_the_gaps_that_would_come_and_go() -> None:
    of_ada = {"sql": Decimal(3), "python": Decimal(3)}
    before = readiness(of_ada, [required("sql", 4), required("python", 2)])
    after = readiness(of_ada, [required("sql", 2), required("python", 5)])
    change = readiness_change("clerk", before, after)
    assert (change.new_gaps, change.closed_gaps) == (("python",), ("sql",))
    assert change.by == Decimal("0.8000") - Decimal("0.8750")


def test_a_proposed_policy_is_one_there_is_or_ones_own_by_another_name() -> None:
    def proposed(**given: object) -> str:
        return proposed_policy(PreviewPolicy().load(given)).name

    assert proposed(policy="manager-led") == "manager-led"
    assert proposed(weights={"self": 1}) == "proposed"
    own = proposed_policy(PreviewPolicy().load({"policy": "ours", "weights": {"self": 2}, "half_life_days": 400}))
    assert (own.name, own.weights, own.half_life_days) == ("ours", {RatingSource.SELF: Decimal(2)}, 400)
    assert own.retained == STANDARD.retained
    for wrong in ({}, {"policy": "ours"}, {"policy": "standard", "weights": {"self": 1}}):
        with pytest.raises(PolicyNeeded):
            proposed(**wrong)
    with pytest.raises(PolicyNeeded):
        proposed(policy="standard", half_life_days=400)


# Trends


@given(today=st.dates(date(2000, 1, 1), date(2100, 1, 1)), months=st.integers(1, 36))
def test_months_end_on_their_last_day_up_to_today(today: date, months: int) -> None:
    ends = month_ends(today, months)
    assert (len(ends), ends[-1]) == (months, today)
    assert all((each + timedelta(days=1)).day == 1 for each in ends[:-1])
    assert len({(each.year, each.month) for each in ends}) == months


def test_a_skill_is_first_claimed_by_the_person_themself_and_by_what_they_did_not_take_back() -> None:
    def said(number: int, day: int, source: RatingSource = RatingSource.SELF, *, withdrawn: bool = False) -> Rating:
        return Rating(number, source, "ada", date(2026, 1, day), 3, 3, withdrawn=withdrawn)

    ratings = [said(1, 2, withdrawn=True), said(2, 9), said(3, 5), said(4, 1, RatingSource.MANAGER)]
    assert first_claimed(ratings) == date(2026, 1, 5)
    assert first_claimed(ratings[:1]) is None


def test_a_role_counts_as_demand_from_the_day_on_which_it_asks_for_the_skill_until_it_does_not() -> None:
    def at(day: int) -> datetime:
        return datetime(2026, 1, day, 12, tzinfo=UTC)

    row = RoleProfileRow(
        role="clerk",
        title="Clerk",
        search_title="clerk",
        skills=(required("python", 4),),
        revision=2,
        since=at(20),
        earlier=(RoleVersion(at(10), (required("sql-lang", 2),)),),
    )
    asking = {day: roles_asking([row], ["sql", "sql-lang"], date(2026, 1, day)) for day in (9, 10, 19, 20)}
    assert asking == {9: 0, 10: 1, 19: 1, 20: 0}

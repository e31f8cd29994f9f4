"""The read models of the catalogue and of roles say of what happened what the aggregates say."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from services.skills.role_profile import ROLE_PROFILE
from services.skills.skill import SKILL
from shared.contracts.skills.events import (
    FrameworkImported,
    RoleProfileDefined,
    RoleProfileRetired,
    RoleProfileRevised,
    SkillDefined,
    SkillMerged,
    SkillRedefined,
    SkillRelated,
    SkillRelation,
    SkillRetired,
    SkillUnrelated,
)
from shared.event import Event
from shared.read_models.frameworks import FRAMEWORKS
from shared.read_models.role_profiles import ROLE_PROFILES
from shared.read_models.role_skills import ROLE_SKILLS
from shared.read_models.role_titles import ROLE_TITLES, folded
from shared.read_models.skill_relations import SKILL_RELATIONS, SkillRelationRow
from shared.read_models.skills import SKILLS
from tests.unit.read_models.skill_histories import (
    CATALOGUE,
    NOW,
    ROLES,
    required,
    rows,
)

# The catalogue


@given(events=st.lists(CATALOGUE, max_size=20))
def test_a_skill_is_in_its_row_what_it_is_by_its_rules(events: list[Event]) -> None:
    for (skill,), row in rows(SKILLS, *events).items():
        of_skill = [each for each in events if getattr(each, "skill", None) == skill]
        first = next(at for at, each in enumerate(of_skill) if isinstance(each, SkillDefined | SkillRedefined))
        state = SKILL.fold(of_skill[first:])
        assert {name: getattr(row, name) for name in state.described()} == state.described()
        assert (row.retired, row.merged_into) == (state.retired, state.merged_into)


def test_a_skill_goes_by_the_names_of_those_that_became_it_also_once_it_is_described_anew() -> None:
    found = rows(
        SKILLS,
        SkillDefined("sql", "SQL", aliases=("Structured Query Language",)),
        SkillDefined("sql-lang", "SQL language"),
        SkillMerged("sql-lang", "sql", ("SQL language", "SQL")),
        SkillRedefined("sql", "SQL databases"),
    )
    assert found["sql",].merged_names == ("SQL language",)
    assert (found["sql",].aliases, found["sql",].search_name) == ((), "sql databases")
    assert found["sql-lang",].merged_into == "sql"


def test_a_retired_skill_is_back_once_it_is_defined_again() -> None:
    gone = (SkillDefined("fax", "Fax"), SkillRetired("fax"))
    assert rows(SKILLS, *gone)["fax",].retired
    assert not rows(SKILLS, *gone, SkillDefined("fax", "Fax"))["fax",].retired


def test_a_relation_holds_until_it_is_taken_back() -> None:
    related = SkillRelated("sql", SkillRelation.BROADER, "databases")
    assert list(rows(SKILL_RELATIONS, related).values()) == [
        SkillRelationRow("sql", SkillRelation.BROADER, "databases")
    ]
    assert not rows(SKILL_RELATIONS, related, SkillUnrelated("sql", SkillRelation.BROADER, "databases"))


def test_a_framework_is_as_of_its_last_import() -> None:
    (row,) = rows(FRAMEWORKS, FrameworkImported("esco", "1.1"), FrameworkImported("esco", "1.2", "en")).values()
    assert (row.release, row.language, row.imported_at) == ("1.2", "en", NOW)


# Roles


@given(events=st.lists(ROLES, max_size=15))
def test_a_role_is_in_its_row_what_it_is_by_its_rules(events: list[Event]) -> None:
    for (role,), row in rows(ROLE_PROFILES, *events).items():
        of_role = [each for each in events if getattr(each, "role", None) == role]
        first = next(at for at, each in enumerate(of_role) if not isinstance(each, RoleProfileRetired))
        state = ROLE_PROFILE.fold(of_role[first:])
        assert {name: getattr(row, name) for name in state.described()} == state.described()
        assert row.retired == state.retired
        assert row.importance == sum(each.importance for each in row.skills)
        assert len(row.earlier) == len(of_role[first:]) - 1


@given(events=st.lists(ROLES, max_size=15))
def test_skills_and_titles_of_the_revision_of_a_role_are_those_it_has(events: list[Event]) -> None:
    roles = rows(ROLE_PROFILES, *events)
    skills = rows(ROLE_SKILLS, *events).values()
    titles = rows(ROLE_TITLES, *events).values()
    for (role,), row in roles.items():
        held = {each.skill: each for each in skills if (each.role, each.revision) == (role, row.revision)}
        assert {e.skill: (e.level, e.importance, e.essential) for e in held.values()} == {
            e.skill: (e.level, e.importance, e.essential) for e in row.skills
        }
        named = {each.title: each.main for each in titles if (each.role, each.revision) == (role, row.revision)}
        assert set(named) == {folded(title) for title in (row.title, *row.alternate_titles)}
        assert [title for title, main in named.items() if main] == [folded(row.title)]


def test_a_revised_role_remembers_what_it_asked_for_before() -> None:
    (row,) = rows(
        ROLE_PROFILES,
        RoleProfileDefined("clerk", "Clerk", (required("sql", 3, 2), required("tea", 0))),
        RoleProfileRevised("clerk", "Clerk", (required("sql", 4),), grace_until=date(2026, 9, 1)),
        RoleProfileRetired("clerk"),
    ).values()
    assert [each.skills for each in row.earlier] == [(required("sql", 3, 2), required("tea", 0)), (required("sql", 4),)]
    assert [each.grace_until for each in (*row.earlier, row.version)] == [None, date(2026, 9, 1), None]
    assert (row.retired, row.importance, row.importance_of_none) == (True, 1, 0)

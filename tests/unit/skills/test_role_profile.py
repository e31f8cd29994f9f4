from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from services.skills import role_profile
from services.skills.role_profile import ROLE_PROFILE, GraceEndsBefore, RoleProfileExists, RoleProfileNotInUse
from services.skills.skill import SkillNamedTwice, SkillNotInCatalogue
from shared.contracts.skills.events import (
    RequiredSkill,
    RoleProfileDefined,
    RoleProfileRetired,
    RoleProfileRevised,
    SkillDefined,
    SkillMerged,
    SkillRetired,
)
from tests.unit.given import given
from tests.unit.skills.streams import Streams, catalogue

NOW = datetime(2026, 9, 1, 9, tzinfo=UTC)
STREAMS = Streams(
    catalogue(
        SkillDefined("sql", "SQL"),
        SkillDefined("old-sql", "Old SQL"),
        SkillMerged("old-sql", "sql", ("Old SQL",)),
        SkillDefined("fax", "Fax"),
        SkillRetired("fax"),
    )
)


def asking(skill: str, level: int = 4) -> dict[str, Any]:
    return {"skill": skill, "level": level, "importance": Decimal(3), "essential": True}


def with_skills(given: dict[str, Any]) -> dict[str, Any]:
    return {**given, **role_profile.skills_required(STREAMS, given)}


DEFINE: dict[str, Any] = {
    "identity": "engineer",
    "title": "Engineer",
    "skills": [asking("sql")],
    "alternate_titles": ["Builder", "Engineer"],
    "family": "engineering",
    "grade": None,
    "description": None,
    "framework": None,
    "uri": None,
}
REVISE: dict[str, Any] = {"grace_until": None, "reason": None, "now": NOW}
DEFINED = RoleProfileDefined(
    "engineer", "Engineer", (RequiredSkill("sql", 4, Decimal(3)),), ("Builder",), "engineering"
)
RETIRED = RoleProfileRetired("engineer")


def test_a_role_profile_is_defined_once() -> None:
    given(ROLE_PROFILE).when(role_profile.define_role_profile, **with_skills(DEFINE)).then(DEFINED)
    given(ROLE_PROFILE, DEFINED).when(role_profile.define_role_profile, **with_skills(DEFINE)).then()


def test_an_id_that_is_taken_is_refused_for_another_role() -> None:
    other = with_skills(DEFINE | {"title": "Tester"})
    outcome = given(ROLE_PROFILE, DEFINED).when(role_profile.define_role_profile, **other)
    outcome.then_refused(RoleProfileExists, field="role")


def test_a_role_asks_for_skills_of_the_catalogue() -> None:
    for unfit in ("fax", "nothing"):
        said = with_skills(DEFINE | {"skills": [asking(unfit)]})
        outcome = given(ROLE_PROFILE).when(role_profile.define_role_profile, **said)
        outcome.then_refused(SkillNotInCatalogue, field="skills")


def test_who_names_a_merged_skill_means_what_it_has_become() -> None:
    said = with_skills(DEFINE | {"skills": [asking("old-sql")]})
    given(ROLE_PROFILE).when(role_profile.define_role_profile, **said).then(DEFINED)


def test_a_role_asks_for_each_skill_once() -> None:
    said = with_skills(DEFINE | {"skills": [asking("sql"), asking("old-sql", 2)]})
    outcome = given(ROLE_PROFILE).when(role_profile.define_role_profile, **said)
    outcome.then_refused(SkillNamedTwice, field="skills")


def test_a_revision_states_the_whole_and_what_is_not_named_stays() -> None:
    said = with_skills(REVISE | {"skills": [asking("sql", 5)], "grade": "E3", "reason": "Grown"})
    given(ROLE_PROFILE, DEFINED).when(role_profile.revise_role_profile, **said).then(
        RoleProfileRevised(
            "engineer",
            "Engineer",
            (RequiredSkill("sql", 5, Decimal(3)),),
            ("Builder",),
            "engineering",
            grade="E3",
            reason="Grown",
        )
    )


def test_a_revision_that_changes_nothing_is_none() -> None:
    same = with_skills(REVISE | {"skills": [asking("sql")], "title": "Engineer"})
    given(ROLE_PROFILE, DEFINED).when(role_profile.revise_role_profile, **same).then()


def test_a_grace_period_ends_after_the_day_of_revision() -> None:
    late = with_skills(REVISE | {"grade": "E3", "grace_until": date(2026, 9, 1)})
    outcome = given(ROLE_PROFILE, DEFINED).when(role_profile.revise_role_profile, **late)
    outcome.then_refused(GraceEndsBefore, field="grace_until")
    granted = late | {"grace_until": date(2026, 9, 2)}
    (revised,) = given(ROLE_PROFILE, DEFINED).when(role_profile.revise_role_profile, **granted).events
    assert given(ROLE_PROFILE, DEFINED, revised).state.grace_until == date(2026, 9, 2)


def test_a_role_is_retired_once_and_then_takes_no_revision() -> None:
    given(ROLE_PROFILE, DEFINED).when(role_profile.retire_role_profile, reason=None).then(RETIRED)
    given(ROLE_PROFILE, DEFINED, RETIRED).when(role_profile.retire_role_profile, reason=None).then()
    said = with_skills(REVISE | {"grade": "E3"})
    outcome = given(ROLE_PROFILE, DEFINED, RETIRED).when(role_profile.revise_role_profile, **said)
    outcome.then_refused(RoleProfileNotInUse, field="role")


def test_a_retired_role_is_described_again_by_being_defined_again() -> None:
    given(ROLE_PROFILE, DEFINED, RETIRED).when(role_profile.define_role_profile, **with_skills(DEFINE)).then(DEFINED)
    assert not given(ROLE_PROFILE, DEFINED, RETIRED, DEFINED).state.retired

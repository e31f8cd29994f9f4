from typing import Any

import pytest

from services.skills import skill
from services.skills.skill import (
    SKILL,
    MergedInCircle,
    MergedIntoUnfit,
    RelatedByTheOther,
    RelatedInCircle,
    SkillExists,
    SkillIsRetired,
    SkillMergedAway,
    SkillNotInCatalogue,
)
from shared.contracts.skills.events import (
    SkillDefined,
    SkillKind,
    SkillMerged,
    SkillRedefined,
    SkillRelated,
    SkillRelation,
    SkillRetired,
    SkillUnrelated,
)
from shared.event import Event
from tests.unit.given import Outcome, given
from tests.unit.skills.streams import Streams, catalogue

BROADER, PREREQUISITE, SIMILAR = SkillRelation.BROADER, SkillRelation.PREREQUISITE, SkillRelation.SIMILAR

DEFINE: dict[str, Any] = {
    "identity": "sql",
    "name": "SQL",
    "kind": SkillKind.TECHNOLOGY,
    "aliases": ["Structured Query Language", "SQL"],
    "description": None,
    "framework": None,
    "uri": None,
    "half_life_days": 1460,
    "in_demand": False,
}
SQL = SkillDefined("sql", "SQL", SkillKind.TECHNOLOGY, ("Structured Query Language",), half_life_days=1460)
DATABASES = SkillDefined("databases", "Databases")
IT = SkillDefined("it", "Information technology")
RETIRED = SkillRetired("sql", "Old")
MERGED = SkillMerged("sql", "databases", ("SQL",))


def relating(history: list[Event], relation: SkillRelation, other: str, *world: Event) -> Outcome:
    """Relate the skill of `history` to another, in a catalogue of both."""
    streams = Streams(catalogue(*history, *world))
    facts = skill.proposed_relation(streams, {"relation": relation, "other": other})
    return given(SKILL, *history).when(skill.relate_skill, relation=relation, other=other, **facts)


def unrelating(history: list[Event], relation: SkillRelation, other: str, *world: Event) -> Outcome:
    facts = skill.proposed_relation(Streams(catalogue(*history, *world)), {"relation": relation, "other": other})
    del facts["beyond"]  # type: ignore[attr-defined]
    return given(SKILL, *history).when(skill.unrelate_skill, relation=relation, other=other, **facts)


def merging(history: list[Event], into: str, *world: Event) -> Outcome:
    facts = skill.proposed_merger(Streams(catalogue(*history, *world)), {"into": into})
    return given(SKILL, *history).when(skill.merge_skill, into=into, **facts)


def test_a_skill_is_defined_once_with_each_other_name_once() -> None:
    given(SKILL).when(skill.define_skill, **DEFINE).then(SQL)
    given(SKILL, SQL).when(skill.define_skill, **DEFINE).then()


def test_an_id_that_is_taken_is_refused_for_another_skill() -> None:
    outcome = given(SKILL, SQL).when(skill.define_skill, **DEFINE | {"name": "Sequel"})
    outcome.then_refused(SkillExists, field="skill")


def test_a_retired_skill_is_taken_back_by_being_defined_again() -> None:
    given(SKILL, SQL, RETIRED).when(skill.define_skill, **DEFINE).then(SQL)
    assert given(SKILL, SQL, RETIRED, SQL).state.in_catalogue


def test_a_merged_skill_is_not_defined_again() -> None:
    given(SKILL, SQL, MERGED).when(skill.define_skill, **DEFINE).then_refused(SkillMergedAway, field="skill")


def test_a_skill_is_still_known_by_its_former_name() -> None:
    redefined = SkillRedefined(
        "sql", "SQL databases", SkillKind.TECHNOLOGY, ("Structured Query Language", "SQL"), half_life_days=1460
    )
    given(SKILL, SQL).when(skill.redefine_skill, name="SQL databases").then(redefined)


def test_what_is_not_named_stays_and_null_empties() -> None:
    given(SKILL, SQL).when(skill.redefine_skill, half_life_days=None).then(
        SkillRedefined("sql", "SQL", SkillKind.TECHNOLOGY, ("Structured Query Language",))
    )


def test_describing_a_skill_as_it_is_changes_nothing() -> None:
    given(SKILL, SQL).when(skill.redefine_skill, name="SQL", half_life_days=1460).then()


@pytest.mark.parametrize(("ended", "refusal"), [(RETIRED, SkillIsRetired), (MERGED, SkillMergedAway)])
def test_a_skill_that_is_not_in_use_takes_no_changes(ended: Event, refusal: Any) -> None:
    given(SKILL, SQL, ended).when(skill.redefine_skill, name="Sequel").then_refused(refusal, field="skill")
    relating([SQL, ended], BROADER, "databases", DATABASES).then_refused(refusal, field="skill")


def test_a_skill_is_retired_once() -> None:
    given(SKILL, SQL).when(skill.retire_skill, reason="Old").then(RETIRED)
    given(SKILL, SQL, RETIRED).when(skill.retire_skill, reason="Old").then()
    given(SKILL, SQL, MERGED).when(skill.retire_skill, reason="Old").then_refused(SkillMergedAway)


@pytest.mark.parametrize("relation", SkillRelation)
def test_skills_are_related_once(relation: SkillRelation) -> None:
    related = SkillRelated("sql", relation, "databases")
    relating([SQL], relation, "databases", DATABASES).then(related)
    relating([SQL, related], relation, "databases", DATABASES).then()


def test_a_skill_is_related_to_skills_of_the_catalogue_only() -> None:
    relating([SQL], BROADER, "nothing").then_refused(SkillNotInCatalogue, field="other")
    retired = SkillRetired("databases")
    relating([SQL], BROADER, "databases", DATABASES, retired).then_refused(SkillNotInCatalogue, field="other")


@pytest.mark.parametrize("relation", SkillRelation)
def test_a_skill_is_nothing_to_itself(relation: SkillRelation) -> None:
    relating([SQL], relation, "sql").then_refused(RelatedInCircle, field="other")


@pytest.mark.parametrize("relation", [BROADER, PREREQUISITE])
def test_broader_skills_and_prerequisites_have_no_circles(relation: SkillRelation) -> None:
    world = (DATABASES, IT, SkillRelated("databases", relation, "it"))
    relating([IT], relation, "databases", *world, SQL).then_refused(RelatedInCircle, field="other")
    further = (*world, SkillRelated("it", relation, "sql"))
    relating([SQL], relation, "databases", *further).then_refused(RelatedInCircle, field="other")


def test_a_circle_by_way_of_a_merged_skill_is_one_too() -> None:
    old = SkillDefined("old", "Old")
    world = (DATABASES, SkillRelated("databases", BROADER, "old"), old, SkillMerged("old", "sql", ("Old",)))
    relating([SQL], BROADER, "databases", *world).then_refused(RelatedInCircle, field="other")


def test_what_is_broader_one_way_may_be_needed_the_other_way() -> None:
    world = (DATABASES, SkillRelated("databases", PREREQUISITE, "sql"))
    relating([SQL], BROADER, "databases", *world).then(SkillRelated("sql", BROADER, "databases"))


def test_similarity_holds_both_ways_and_is_recorded_once() -> None:
    said = SkillRelated("databases", SIMILAR, "sql")
    relating([SQL], SIMILAR, "databases", DATABASES, said).then()
    unrelating([SQL], SIMILAR, "databases", DATABASES, said).then_refused(RelatedByTheOther, field="skill")


def test_who_names_a_merged_skill_means_what_it_has_become() -> None:
    old, merged = SkillDefined("old", "Old"), SkillMerged("old", "databases", ("Old",))
    relating([SQL], BROADER, "old", DATABASES, old, merged).then(SkillRelated("sql", BROADER, "databases"))


def test_a_relation_is_taken_back_once() -> None:
    related = SkillRelated("sql", BROADER, "databases")
    unrelated = SkillUnrelated("sql", BROADER, "databases")
    unrelating([SQL, related], BROADER, "databases", DATABASES).then(unrelated)
    unrelating([SQL, related, unrelated], BROADER, "databases", DATABASES).then()


def test_a_merged_skill_leaves_its_names_to_the_other() -> None:
    merged = SkillMerged("sql", "databases", ("SQL", "Structured Query Language"))
    merging([SQL], "databases", DATABASES).then(merged)
    merging([SQL, merged], "databases", DATABASES).then()


def test_a_skill_is_merged_once() -> None:
    merging([SQL, MERGED], "it", IT, DATABASES).then_refused(SkillMergedAway, field="skill")


@pytest.mark.parametrize(
    ("into", "world"),
    [
        ("sql", []),
        ("nothing", []),
        ("databases", [DATABASES, SkillRetired("databases")]),
        ("databases", [DATABASES, SkillMerged("databases", "it", ("Databases",)), IT]),
        ("databases", [DATABASES, SkillMerged("databases", "sql", ("Databases",))]),
    ],
)
def test_a_skill_becomes_another_that_is_in_use(into: str, world: list[Event]) -> None:
    merging([SQL], into, *world).then_refused(MergedIntoUnfit, field="into")


@pytest.mark.parametrize("relation", [BROADER, PREREQUISITE])
def test_a_skill_does_not_become_one_that_it_is_above(relation: SkillRelation) -> None:
    below = SkillRelated("databases", relation, "it")
    merging([IT], "databases", DATABASES, below).then_refused(MergedInCircle, field="into")
    merging([DATABASES, below], "it", IT).then(SkillMerged("databases", "it", ("Databases",)))

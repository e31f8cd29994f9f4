"""ESCO's tables, whatever the order of their columns."""

from decimal import Decimal
from pathlib import Path

import pytest

from services.skills.framework.imported import (
    ImportedRelation,
    ImportedRequirement,
    ImportedRole,
    ImportedSkill,
    LeftOut,
)
from services.skills.framework.reading import FrameworkUnreadable
from shared.contracts.skills.events import SkillKind, SkillRelation
from tests.unit.skills_framework.files import of, reading, reasons

SKILL = "http://data.europa.eu/esco/skill/"
OCCUPATION = "http://data.europa.eu/esco/occupation/"
ISCO = "http://data.europa.eu/esco/isco/"
SKILLS = f"""altLabels,preferredLabel,conceptUri,conceptType,status,skillType,description
"join metals
weld steel",weld,{SKILL}s1,KnowledgeSkillCompetence,released,skill/competence,Join metals by heat.
,metallurgy,{SKILL}s2,KnowledgeSkillCompetence,released,knowledge,
,forge,{SKILL}s3,KnowledgeSkillCompetence,obsolete,,
"""
OCCUPATIONS = f"""conceptType,conceptUri,iscoGroup,preferredLabel,altLabels,status,description
Occupation,{OCCUPATION}o1,7212,welder,"metal welder
arc welder",released,Welders weld.
Occupation,{OCCUPATION}o2,,helper,,released,
"""
GROUPS = f"""conceptType,conceptUri,code,preferredLabel,status,altLabels
ISCOGroup,{ISCO}C7212,7212,Welders and flame cutters,released,
"""
ASKED = f"""occupationUri,relationType,skillType,skillUri
{OCCUPATION}o1,essential,skill/competence,{SKILL}s1
{OCCUPATION}o1,optional,knowledge,{SKILL}s2
"""


def test_skills_are_read_with_a_name_a_line_in_their_labels(tmp_path: Path) -> None:
    framework = reading(tmp_path, skills_en__csv=SKILLS)
    found = list(framework.skills())
    assert of(ImportedSkill, found) == [
        ImportedSkill(
            "skills_en.csv",
            2,
            "esco:s1",
            "weld",
            SkillKind.SKILL,
            ("join metals", "weld steel"),
            "Join metals by heat.",
            f"{SKILL}s1",
        ),
        ImportedSkill("skills_en.csv", 4, "esco:s2", "metallurgy", SkillKind.KNOWLEDGE, (), None, f"{SKILL}s2"),
    ]
    assert len(of(LeftOut, found)) == 1, "what is obsolete"
    assert (framework.language, framework.lists_roles) == ("en", False)
    assert SkillKind.GROUP not in framework.kinds, "there was no file of groups"


def test_occupations_ask_for_essential_and_optional_skills_and_have_a_family(tmp_path: Path) -> None:
    framework = reading(tmp_path, o_en__csv=OCCUPATIONS, g_en__csv=GROUPS, asked__csv=ASKED)
    welder, helper = of(ImportedRole, framework.roles())
    assert (welder.role, welder.title, welder.family) == ("esco:o1", "welder", "Welders and flame cutters")
    assert welder.alternate_titles == ("metal welder", "arc welder")
    assert welder.skills == (
        ImportedRequirement(2, "esco:s1", 3, Decimal(2), True),
        ImportedRequirement(3, "esco:s2", 2, Decimal(1), False),
    )
    assert (helper.skills, helper.family) == ((), None)


def test_without_the_relations_nothing_is_said_of_what_an_occupation_asks_for(tmp_path: Path) -> None:
    assert [each.skills for each in of(ImportedRole, reading(tmp_path, o__csv=OCCUPATIONS).roles())] == [None, None]


def test_the_family_is_found_by_way_of_broader_occupations(tmp_path: Path) -> None:
    broader = f"""conceptType,conceptUri,broaderType,broaderUri
Occupation,{OCCUPATION}o2,Occupation,{OCCUPATION}o1
Occupation,{OCCUPATION}o1,ISCOGroup,{ISCO}C7212
"""
    framework = reading(tmp_path, o__csv=OCCUPATIONS, g__csv=GROUPS, broader__csv=broader)
    assert {each.family for each in of(ImportedRole, framework.roles())} == {"Welders and flame cutters"}
    assert framework.relation_kinds == frozenset()


def test_relations_of_skills(tmp_path: Path) -> None:
    relations = f"""originalSkillUri,originalSkillType,relationType,relatedSkillType,relatedSkillUri
{SKILL}s1,skill/competence,essential,knowledge,{SKILL}s2
{SKILL}s2,knowledge,optional,skill/competence,{SKILL}s1
{SKILL}s2,knowledge,perhaps,skill/competence,{SKILL}s1
"""
    broader = (
        f"conceptType,conceptUri,broaderType,broaderUri\nKnowledgeSkillCompetence,{SKILL}s1,SkillGroup,{SKILL}S1.2\n"
    )
    framework = reading(tmp_path, relations__csv=relations, broader__csv=broader)
    found = list(framework.relations())
    assert [(each.skill, each.relation, each.other) for each in of(ImportedRelation, found)] == [
        ("esco:s1", SkillRelation.PREREQUISITE, "esco:s2"),
        ("esco:s2", SkillRelation.SIMILAR, "esco:s1"),
        ("esco:s1", SkillRelation.BROADER, "esco:S1.2"),
    ]
    assert reasons(found) == [(4, "relationtype", "'perhaps' is neither essential nor optional")]
    assert framework.relation_kinds == frozenset(SkillRelation)


def test_what_is_asked_for_twice_or_by_nobody_known_is_rejected(tmp_path: Path) -> None:
    asked = f"{ASKED}{OCCUPATION}o1,optional,knowledge,{SKILL}s1\n{OCCUPATION}o9,essential,knowledge,{SKILL}s1\n"
    found = list(reading(tmp_path, o__csv=OCCUPATIONS, asked__csv=asked).roles())
    assert reasons(found) == [
        (4, "skilluri", "the occupation asks for the skill on line 2 already"),
        (5, "occupationuri", "is not among the occupations"),
    ]


@pytest.mark.parametrize(
    ("cells", "field"),
    [(f"KnowledgeSkillCompetence,{SKILL}s1,", "preferredlabel"), ("KnowledgeSkillCompetence,,weld", "concepturi")],
)
def test_a_concept_without_name_or_uri_is_rejected(tmp_path: Path, cells: str, field: str) -> None:
    found = reading(tmp_path, skills__csv=f"conceptType,conceptUri,preferredLabel\n{cells}\n").skills()
    assert reasons(found) == [(2, field, "is empty")]


def test_relations_without_their_occupations_and_several_languages_are_refused(tmp_path: Path) -> None:
    with pytest.raises(FrameworkUnreadable, match="occupations beside it"):
        reading(tmp_path, asked__csv=ASKED)
    with pytest.raises(FrameworkUnreadable, match="several languages"):
        reading(tmp_path, skills_en__csv=SKILLS, skills_de__csv=SKILLS)


def test_excerpts_of_the_skills_are_left_unread(tmp_path: Path) -> None:
    excerpt = "conceptType,conceptUri,preferredLabel,broaderConceptUri\n"
    framework = reading(tmp_path, skills_en__csv=SKILLS, digitalSkillsCollection_en__csv=excerpt)
    assert framework.files == ["skills_en.csv"]

"""The project's own tables say what skills and roles there are; a bad cell costs its row."""

from decimal import Decimal
from pathlib import Path

import pytest

from services.skills.framework.imported import (
    ImportedRelation,
    ImportedRequirement,
    ImportedRole,
    ImportedSkill,
)
from services.skills.framework.recognising import read_framework
from shared.contracts.skills.events import SkillKind, SkillRelation
from tests.unit.skills_framework.files import SAMPLES, of, reading, reasons

OWN = SAMPLES / "own"


def test_skills_are_read_with_all_their_columns() -> None:
    framework = read_framework(OWN)
    _, sql, modelling, _ = framework.skills()
    assert sql == ImportedSkill(
        "skills.csv",
        3,
        "sql",
        "SQL",
        SkillKind.TECHNOLOGY,
        ("Structured Query Language", "SEQUEL"),
        "Asking questions of tables, and answering them.",
        None,
        1095,
        True,
    )
    assert isinstance(modelling, ImportedSkill)
    assert (modelling.aliases, modelling.description, modelling.half_life_days) == ((), "", None)
    assert (framework.name, framework.kinds, framework.lists_roles) == ("own", frozenset(SkillKind), True)


def test_relations_are_read_from_their_columns() -> None:
    found = {(each.skill, each.relation, each.other) for each in of(ImportedRelation, read_framework(OWN).relations())}
    assert found == {
        ("sql", SkillRelation.BROADER, "data"),
        ("data-modelling", SkillRelation.BROADER, "data"),
        ("data-modelling", SkillRelation.PREREQUISITE, "sql"),
        ("spreadsheets", SkillRelation.BROADER, "data"),
        ("spreadsheets", SkillRelation.SIMILAR, "sql"),
    }


def test_the_rows_of_a_role_make_one_role() -> None:
    engineer, analyst = of(ImportedRole, read_framework(OWN).roles())
    assert (engineer.role, engineer.title, engineer.grade) == ("data-engineer", "Data Engineer", "G5")
    assert engineer.alternate_titles == ("Engineer for Data", "Pipeline Engineer")
    assert engineer.skills == (
        ImportedRequirement(2, "sql", 4, Decimal(3), True),
        ImportedRequirement(3, "data-modelling", 3, Decimal(2), True),
        ImportedRequirement(4, "spreadsheets", 1, Decimal("0.5"), False),
    )
    assert analyst.skills == (ImportedRequirement(5, "spreadsheets", 3, Decimal(1), True),)


def test_a_column_that_is_not_there_says_nothing(tmp_path: Path) -> None:
    framework = reading(tmp_path, skills__csv="id,name\nsql,SQL\n", roles__csv="role,title\nanalyst,Analyst\n")
    (skill,), (role,) = of(ImportedSkill, framework.skills()), of(ImportedRole, framework.roles())
    assert (skill.kind, skill.aliases, skill.description, skill.in_demand) == (None, None, None, None)
    assert (role.skills, role.alternate_titles, role.family, role.grade) == (None, None, None, None)
    assert framework.relation_kinds == frozenset()


@pytest.mark.parametrize(
    ("row", "field", "reason"),
    [
        ("sql,,,,", "name", "is empty"),
        (",SQL,,,", "id", "is empty"),
        ("s q l,SQL,,,", "id", "no id"),
        (f"{'x' * 65},SQL,,,", "id", "no id"),
        (f"sql,{'x' * 301},,,", "name", "301 characters"),
        (f"sql,SQL,,{'x' * 301},", "aliases", "301 characters"),
        ("sql,SQL,magic,,", "kind", "is none of skill, knowledge"),
        ("sql,SQL,,,0", "halflifedays", "not from 1"),
        ("sql,SQL,,,1.5", "halflifedays", "no whole number"),
        ("sql,SQL,,,NaN", "halflifedays", "not from 1"),
        ("sql,SQL,,,soon", "halflifedays", "no number"),
        ("sql,SQL", "row", "has 2 cells where the header has 5"),
    ],
)
def test_a_skill_that_cannot_be_taken_is_rejected_with_its_line(
    tmp_path: Path, row: str, field: str, reason: str
) -> None:
    text = f"id,name,kind,aliases,half_life_days\npython,Python,,,\n{row}\n"
    found = list(reading(tmp_path, skills__csv=text).skills())
    assert len(of(ImportedSkill, found)) == 1
    ((line, where, why),) = reasons(found)
    assert (line, where) == (3, field)
    assert reason in why


@pytest.mark.parametrize(
    ("row", "field", "reason"),
    [
        ("analyst,Analyst,sql,6,,", "level", "not from 0 to 5"),
        ("analyst,Analyst,sql,-1,,", "level", "not from 0 to 5"),
        ("analyst,Analyst,sql,,,", "level", "no number"),
        ("analyst,Analyst,sql,3,0,", "importance", "not from 0.01"),
        ("analyst,Analyst,sql,3,,perhaps", "essential", "neither yes nor no"),
        ("analyst,Analyst,s q l,3,,", "skill", "no id"),
        ("analyst,Analyst,python,3,,", "skill", "on line 2 already"),
        ("analyst,Boss,sql,3,,", "title", "'Analyst' on line 2"),
        ("a b,Analyst,sql,3,,", "role", "no id"),
    ],
)
def test_what_a_role_cannot_ask_for_is_rejected_and_the_rest_of_it_stays(
    tmp_path: Path, row: str, field: str, reason: str
) -> None:
    text = f"role,title,skill,level,importance,essential\nanalyst,Analyst,python,2,,\n{row}\n"
    found = list(reading(tmp_path, roles__csv=text).roles())
    (role,) = of(ImportedRole, found)
    assert role.skills == (ImportedRequirement(2, "python", 2),)
    ((line, where, why),) = reasons(found)
    assert (line, where) == (3, field)
    assert reason in why


def test_an_id_that_none_can_have_is_rejected_as_a_relation(tmp_path: Path) -> None:
    found = list(reading(tmp_path, skills__csv="id,name,broader\nsql,SQL,da ta|data\n").relations())
    assert [each.other for each in of(ImportedRelation, found)] == ["data"]
    assert reasons(found) == [(2, "broader", "'da ta' is no id of a skill")]


def test_lines_are_counted_as_an_editor_counts_them(tmp_path: Path) -> None:
    text = 'id,name,description\nsql,SQL,"two\nlines"\npython,Python,\n'
    assert [each.line for each in of(ImportedSkill, reading(tmp_path, skills__csv=text).skills())] == [2, 4]

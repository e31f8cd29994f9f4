"""O*NET's tables: importance and level are put together, and what it says is not to be used is left out."""

from decimal import Decimal
from pathlib import Path

import pytest

from services.skills.framework.imported import (
    Framework,
    ImportedRelation,
    ImportedRequirement,
    ImportedRole,
    ImportedSkill,
    LeftOut,
)
from services.skills.framework.onet_ratings import level_of
from services.skills.framework.recognising import read_framework
from shared.contracts.skills.events import SkillKind
from tests.unit.skills_framework.files import of, reasons, tabbed, write

CODE = "15-1252.00"
OCCUPATIONS = tabbed("O*NET-SOC Code|Title|Description", f'{CODE}|Software Developers|Write "code".')
HEADER = "O*NET-SOC Code|Element ID|Element Name|Scale ID|Data Value|Recommend Suppress|Not Relevant"
CONTENT = tabbed(
    "Element ID|Element Name|Description",
    "2|Worker Requirements|All of them",
    "2.A|Basic Skills|Developed capacities",
    "2.A.1|Content|Background structures",
    "2.A.1.a|Reading Comprehension|Understanding sentences.",
    "2.A.1.b|Active Listening|Giving full attention.",
)
TECHNOLOGIES = tabbed(
    "O*NET-SOC Code|Example|Commodity Code|Commodity Title|Hot Technology|In Demand",
    f"{CODE}|Git|43232402|Development environment software|Y|Y",
    f"{CODE}|Fossil|43232402|Development environment software|N|N",
    "11-1011.00|Git|43232402|Development environment software|Y|N",
)


def rated(*rows: str) -> str:
    return tabbed(HEADER, *(f"{CODE}|{row}" for row in rows))


def onet(folder: Path, **files: str) -> Framework:
    names = {
        "occupations": "Occupation Data.txt",
        "content": "Content Model Reference.txt",
        "ratings": "Skills.txt",
        "technologies": "Technology Skills.txt",
        "titles": "Alternate Titles.txt",
        "zones": "Job Zones.txt",
        "about": "Read Me.txt",
    }
    given = {"occupations": OCCUPATIONS, **files}
    return read_framework(write(folder, {names[name]: text for name, text in given.items()}))


def asked(folder: Path, *rows: str) -> tuple[tuple[ImportedRequirement, ...] | None, list[object]]:
    """What the occupation asks for by these ratings, and all that was found."""
    found: list[object] = list(onet(folder, ratings=rated(*rows)).roles())
    (role,) = of(ImportedRole, found)
    return role.skills, found


def test_importance_and_level_on_two_rows_make_one_requirement(tmp_path: Path) -> None:
    required, _ = asked(tmp_path, "2.A.1.a|Reading|LV|4.62|N|N", "2.A.1.b|Listening|IM|2.9|N|", *IMPORTANT, *WEAK)
    assert required == (
        ImportedRequirement(2, "onet:2.A.1.a", 3, Decimal("4.12"), essential=True),
        ImportedRequirement(3, "onet:2.A.1.b", 2, Decimal("2.9"), essential=False),
    )


IMPORTANT = ("2.A.1.a|Reading|IM|4.12|N|",)
WEAK = ("2.A.1.b|Listening|LV|3|N|N",)


@pytest.mark.parametrize(
    ("importance", "level"),
    [("Y|", "N|N"), ("N|", "Y|N"), ("N|", "N|Y"), ("N|", "Y|Y")],
)
def test_what_is_to_be_suppressed_or_not_relevant_is_left_out(tmp_path: Path, importance: str, level: str) -> None:
    rows = (f"2.A.1.a|Reading|IM|4|{importance}", f"2.A.1.a|Reading|LV|4|{level}")
    required, found = asked(tmp_path, *rows)
    assert required == ()
    assert of(LeftOut, found) == [LeftOut(2)]
    assert reasons(found) == []


def test_a_level_that_is_rounded_to_none_is_left_out(tmp_path: Path) -> None:
    required, found = asked(tmp_path, "2.A.1.a|Reading|IM|2|N|", "2.A.1.a|Reading|LV|0.62|N|N")
    assert (required, of(LeftOut, found)) == ((), [LeftOut(2)])


@pytest.mark.parametrize(
    ("rating", "level"), [("0", 0), ("0.69", 0), ("0.7", 1), ("3.5", 3), ("4.8", 3), ("4.9", 4), ("6.3", 5), ("7", 5)]
)
def test_levels_from_0_to_7_become_levels_from_0_to_5(rating: str, level: int) -> None:
    assert level_of(Decimal(rating)) == level


@pytest.mark.parametrize(
    ("rows", "field", "reason"),
    [
        (("2.A.1.a|Reading|IM|4|N|",), "scaleid", "level (LV) of the element is missing"),
        (("2.A.1.a|Reading|LV|4|N|N",), "scaleid", "importance (IM) of the element is missing"),
        ((*IMPORTANT, "2.A.1.a|R|LV|4|N|N", "2.A.1.a|R|LV|5|N|N"), "scaleid", "on an earlier line already"),
        (
            (*IMPORTANT, "2.A.1.a|R|LV|4|N|N", "2.A.1.b|R|XY|5|N|N", "2.A.1.b|R|LV|8|N|N"),
            "datavalue",
            "not from 0 to 7",
        ),
    ],
)
def test_a_rating_that_cannot_be_taken_is_rejected(
    tmp_path: Path, rows: tuple[str, ...], field: str, reason: str
) -> None:
    _, found = asked(tmp_path, *rows)
    line, where, why = reasons(found)[0]
    assert where == field
    assert reason in why
    assert line >= 2


def test_ratings_of_an_unknown_occupation_are_rejected(tmp_path: Path) -> None:
    ratings = tabbed(HEADER, "99-0000.00|2.A.1.a|R|IM|4|N|", "99-0000.00|2.A.1.a|R|LV|4|N|N")
    found = onet(tmp_path, ratings=ratings).roles()
    assert reasons(found) == [(2, "onetsoccode", "is not among the occupations")]


def test_elements_are_skills_and_what_is_above_them_are_groups(tmp_path: Path) -> None:
    ratings = rated("2.A.1.a|Reading Comprehension|IM|4|N|", "2.C.1.a|Administration|IM|3|N|", "4.A.1|Work|IM|3|N|")
    framework = onet(tmp_path, ratings=ratings, content=CONTENT)
    skills = {each.skill: (each.name, each.kind, each.description) for each in of(ImportedSkill, framework.skills())}
    assert skills == {
        "onet:2.A": ("Basic Skills", SkillKind.GROUP, "Developed capacities"),
        "onet:2.A.1": ("Content", SkillKind.GROUP, "Background structures"),
        "onet:2.A.1.a": ("Reading Comprehension", SkillKind.SKILL, "Understanding sentences."),
        "onet:2.C.1.a": ("Administration", SkillKind.KNOWLEDGE, None),
    }
    assert {(each.skill, each.other) for each in of(ImportedRelation, framework.relations())} == {
        ("onet:2.A.1", "onet:2.A"),
        ("onet:2.A.1.a", "onet:2.A.1"),
    }


def test_technologies_are_listed_once_and_only_those_in_demand_are_asked_for(tmp_path: Path) -> None:
    framework = onet(tmp_path, technologies=TECHNOLOGIES, ratings=rated())
    commodity, git, fossil = of(ImportedSkill, framework.skills())
    assert (commodity.skill, commodity.kind) == ("onet:43232402", SkillKind.GROUP)
    assert (git.name, git.kind, git.in_demand) == ("Git", SkillKind.TECHNOLOGY, True)
    assert (fossil.name, fossil.in_demand) == ("Fossil", False)
    (role,) = of(ImportedRole, framework.roles())
    assert role.skills == (ImportedRequirement(2, git.skill, 2, Decimal(1), essential=False),)


def test_occupations_have_titles_a_family_and_a_grade(tmp_path: Path) -> None:
    titles = tabbed(
        "O*NET-SOC Code|Alternate Title|Short Title|Source(s)", f"{CODE}|Coder|n/a|08", f"{CODE}|Dev|SWE|08"
    )
    zones = tabbed("O*NET-SOC Code|Job Zone|Date", f"{CODE}|4|08/2023")
    framework = onet(tmp_path, titles=titles, zones=zones, about="O*NET 29.2 Database\nFebruary 2025\n")
    (role,) = of(ImportedRole, framework.roles())
    assert (role.role, role.title, role.description) == (f"onet:{CODE}", "Software Developers", 'Write "code".')
    assert role.alternate_titles == ("Coder", "Dev", "SWE")
    assert (role.family, role.grade, framework.release) == ("Computer and Mathematical", "Job Zone 4", "29.2")
    assert role.skills is None, "there were no ratings"


def test_a_table_of_one_kind_is_complete_for_that_kind_only(tmp_path: Path) -> None:
    framework = onet(tmp_path, technologies=TECHNOLOGIES)
    assert (framework.kinds, framework.lists_roles) == ({SkillKind.TECHNOLOGY}, True)

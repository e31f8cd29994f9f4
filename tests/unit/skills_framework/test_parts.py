"""An import goes out in parts: skills, then all relations, then roles, then the ids of all that is listed."""

from pathlib import Path

from services.skills.framework.parts import WEIGHT, Import
from services.skills.framework.recognising import read_framework
from shared.contracts.skills.commands.frameworks import ImportFramework
from tests.unit.skills_framework.files import SAMPLES, reading

DONE = {"skills": 1, "relations": 0, "roles": 0, "retired": 0, "events": 2, "rejected": 0, "rejections": []}


def test_the_parts_come_in_their_order_and_fit_the_command() -> None:
    importing = Import(read_framework(SAMPLES / "own"), options={"force": True})
    parts = list(importing.parts())
    assert [part.what for part in parts] == ["skills", "relations", "roles", "listed"]
    assert [part.rows for part in parts] == [4, 4, 2, 6]
    for part in parts:
        loaded = ImportFramework().load(part.payload)
        assert (loaded["framework"], loaded["force"]) == ("own", True)
    listed = parts[-1].payload["listed"]
    assert listed["skills"] == ["data", "sql", "data-modelling", "spreadsheets"]
    assert listed["roles"] == ["data-engineer", "analyst"]


def test_many_rows_go_out_in_parts_of_about_the_same_weight(tmp_path: Path) -> None:
    rows = "".join(f"skill-{number},Skill {number}\n" for number in range(2 * WEIGHT + 1))
    parts = list(Import(reading(tmp_path, skills__csv=f"id,name\n{rows}")).parts())
    assert [(part.what, part.rows) for part in parts[:3]] == [("skills", WEIGHT), ("skills", WEIGHT), ("skills", 1)]


def test_the_second_of_an_id_is_rejected_naming_the_first(tmp_path: Path) -> None:
    importing = Import(reading(tmp_path, a__csv="id,name\nsql,SQL\n", b__csv="id,name\nsql,Sequel\n"))
    skills, _ = importing.parts()
    assert [row["name"] for row in skills.payload["skills"]] == ["SQL"]
    (rejection,) = importing.report()["rejections"]
    assert rejection == {
        "file": "b.csv",
        "line": 2,
        "id": "sql",
        "field": "id",
        "reason": "the id is on line 2 of a.csv already",
    }


def test_whose_row_is_rejected_is_listed_all_the_same_and_so_stays(tmp_path: Path) -> None:
    *_, listed = Import(reading(tmp_path, skills__csv="id,name,kind\nsql,SQL,\npython,Python,magic\n")).parts()
    assert listed.payload["listed"]["skills"] == ["sql", "python"]


def test_where_a_rejected_row_cannot_be_told_nothing_is_found_to_be_gone(tmp_path: Path) -> None:
    parts = Import(reading(tmp_path, skills__csv="id,name\nsql,SQL\npython\n")).parts()
    assert [part.what for part in parts] == ["skills"]


def test_a_delta_and_an_empty_list_retire_nothing(tmp_path: Path) -> None:
    delta = Import(read_framework(SAMPLES / "own"), delta=True)
    assert "listed" not in [part.what for part in delta.parts()]
    assert list(Import(reading(tmp_path, skills__csv="id,name\n")).parts()) == []


def test_a_field_that_is_not_said_is_left_out_and_an_empty_one_is_null(tmp_path: Path) -> None:
    skills, *_ = Import(reading(tmp_path, skills__csv="id,name,description,aliases\nsql,SQL,,\n")).parts()
    assert skills.payload["skills"] == [
        {"file": "skills.csv", "line": 2, "skill": "sql", "name": "SQL", "description": None, "aliases": []}
    ]


def test_the_report_adds_up_what_the_parts_came_to() -> None:
    importing = Import(read_framework(SAMPLES / "own"), release="7")
    refused = {"file": "skills.csv", "line": 3, "id": "sql", "field": "id", "reason": "is taken"}
    for part in importing.parts():
        assert part.payload["release"] == "7"
        importing.answered({**DONE, "rejected": 1, "rejections": [refused]})
    report = importing.report()
    assert (report["skills"], report["events"], report["rejected"]) == (4, 8, 4)
    assert report["listed"] == {"skills": 4, "roles": 2}
    assert (report["framework"], report["release"]) == ("own", "7")

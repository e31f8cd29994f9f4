"""A framework is recognised by what its files hold; what cannot be read is refused as a whole, saying why."""

import gzip
from pathlib import Path

import pytest

from services.skills.framework.reading import FrameworkUnreadable
from services.skills.framework.recognising import (
    FrameworkMisnamed,
    FrameworksMixed,
    FrameworkUnknown,
    left_unread,
    read_framework,
)
from tests.unit.skills_framework.files import SAMPLES, reading, tabbed, write

OWN = "id,name\nsql,SQL\n"
ESCO = "conceptType,conceptUri,preferredLabel\nKnowledgeSkillCompetence,http://x/esco/skill/1,weld\n"
ONET = tabbed("O*NET-SOC Code|Title|Description", "11-1011.00|Chief Executives|Lead.")
CASE = '{"CFItems": [{"identifier": "1", "fullStatement": "Listens"}]}'


@pytest.mark.parametrize(
    ("text", "expected"),
    [(OWN, "Milepost CSV"), (ESCO, "ESCO CSV"), (ONET, "O*NET text"), (CASE, "CASE 1.1")],
)
@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("whole_folder", [False, True])
def test_the_format_is_told_by_the_content_whatever_the_file_is_called(
    tmp_path: Path, text: str, expected: str, packed: bool, whole_folder: bool
) -> None:
    write(tmp_path, {"export.txt": text}, packed=packed)
    path = tmp_path if whole_folder else next(tmp_path.iterdir())
    assert read_framework(path).format == expected


def test_a_packed_file_is_told_by_its_content_not_its_name(tmp_path: Path) -> None:
    (tmp_path / "skills.csv").write_bytes(gzip.compress(OWN.encode()))
    assert read_framework(tmp_path / "skills.csv").format == "Milepost CSV"


@pytest.mark.parametrize(
    "text", ["\ufeff" + OWN, OWN.replace(",", ";"), OWN.replace(",", "\t"), "Name , ID\nSQL,sql\n"]
)
def test_the_mark_the_delimiter_and_the_order_and_case_of_columns_do_not_matter(tmp_path: Path, text: str) -> None:
    (skill,) = reading(tmp_path, skills__csv=text).skills()
    assert (skill.skill, skill.name) == ("sql", "SQL")  # type: ignore[union-attr]


def test_what_is_no_framework_is_refused_naming_what_is_accepted(tmp_path: Path) -> None:
    path = write(tmp_path, {"people.csv": "employee,salary\n1,2\n"}) / "people.csv"
    with pytest.raises(FrameworkUnknown, match=r"ESCO.*O\*NET"):
        read_framework(path)
    with pytest.raises(FrameworkUnknown):
        read_framework(_empty(tmp_path))


def _empty(tmp_path: Path) -> Path:
    folder = tmp_path / "empty"
    folder.mkdir()
    return folder


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"\n  \n", "empty"),
        ("id,name\nä,Ä\n".encode("latin-1"), "UTF-8"),
        (b"id,name\0\n", "no text"),
        (bytes(range(256)), "UTF-8"),
        (gzip.compress(OWN.encode())[:-9], "cannot be read"),
        (b'{"CFItems": [', "not JSON"),
        (b"[1, 2]", "no object"),
        (b'{"CFItems": 1}', "no list of objects"),
        (b'{"CFItems": [], "CFDocument": 1}', "no object"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_saying_why(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "skills.csv"
    path.write_bytes(content)
    with pytest.raises(FrameworkUnreadable, match=reason) as refused:
        list(read_framework(path).skills())
    assert "path" in refused.value.fields


def test_a_missing_file_and_a_broken_table_are_refused(tmp_path: Path) -> None:
    with pytest.raises(FrameworkUnreadable):
        read_framework(tmp_path / "nowhere.csv")
    with pytest.raises(FrameworkUnreadable, match="line 2"):
        list(reading(tmp_path, skills__csv=f'id,name\nsql,"{"x" * 200_000}"\n').skills())


def test_two_frameworks_in_one_folder_are_refused_naming_both(tmp_path: Path) -> None:
    with pytest.raises(FrameworksMixed, match=r"ESCO CSV in b\.csv.*Milepost CSV in a\.csv"):
        reading(tmp_path, a__csv=OWN, b__csv=ESCO)


def test_what_else_is_in_a_folder_is_left_unread_and_named(tmp_path: Path) -> None:
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\xff")
    (tmp_path / ".hidden").write_bytes(b"")
    write(tmp_path, {"skills.csv": OWN, "people.csv": "employee,salary\n1,2\n"})
    assert left_unread(tmp_path, read_framework(tmp_path)) == ["people.csv", "picture.png"]


@pytest.mark.parametrize("name", ["", "a b", "a:b", "x" * 25])
def test_a_name_that_cannot_begin_ids_is_refused(name: str) -> None:
    with pytest.raises(FrameworkMisnamed):
        read_framework(SAMPLES / "own", name)


def test_a_framework_can_be_given_another_name(tmp_path: Path) -> None:
    write(tmp_path, {"esco.csv": ESCO})
    framework = read_framework(tmp_path, "esco-de")
    (skill,) = framework.skills()
    assert (framework.name, skill.skill) == ("esco-de", "esco-de:1")  # type: ignore[union-attr]

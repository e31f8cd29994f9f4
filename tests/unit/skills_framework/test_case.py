"""A framework in CASE: items become skills, associations say what they are to one another."""

import json
from pathlib import Path
from typing import Any

import pytest

from services.skills.framework.imported import ImportedRelation, ImportedSkill, LeftOut
from services.skills.framework.reading import FrameworkUnreadable
from services.skills.framework.recognising import read_framework
from shared.contracts.skills.events import SkillKind, SkillRelation
from tests.unit.skills_framework.files import SAMPLES, of, reading, reasons

PACKAGE = SAMPLES / "case" / "package.json"
DOMAIN, LISTENING, FEEDBACK = (f"working-together:11111111-0000-4000-8000-00000000000{n}" for n in (1, 2, 3))


def test_items_become_skills() -> None:
    framework = read_framework(PACKAGE)
    domain, listening, feedback = of(ImportedSkill, framework.skills())
    assert (framework.name, framework.release, framework.language) == ("working-together", "2", "en")
    assert (domain.skill, domain.kind, domain.description) == (DOMAIN, SkillKind.GROUP, "")
    assert (listening.name, listening.aliases) == ("Active listening", ("WT.1", "Listening"))
    assert listening.description == (
        "Listens to what others say, and says it back in their words.\nShown in every conversation."
    )
    assert (feedback.name, feedback.kind) == ("Gives feedback", SkillKind.SKILL)
    assert feedback.uri == "https://example.org/ims/case/v1p1/CFItems/11111111-0000-4000-8000-000000000003"


def test_associations_become_relations_and_others_are_left_out() -> None:
    found = list(read_framework(PACKAGE).relations())
    assert [(each.skill, each.relation, each.other) for each in of(ImportedRelation, found)] == [
        (LISTENING, SkillRelation.BROADER, DOMAIN),
        (FEEDBACK, SkillRelation.PREREQUISITE, LISTENING),
        (FEEDBACK, SkillRelation.SIMILAR, LISTENING),
    ]
    assert len(of(LeftOut, found)) == 2, "that of the top to the document, and the exemplar"


def test_the_parts_of_a_package_may_be_in_files_of_their_own(tmp_path: Path) -> None:
    whole = json.loads(PACKAGE.read_text("utf-8"))
    for part in ("CFDocument", "CFItems", "CFAssociations"):
        (tmp_path / f"{part}.json").write_text(json.dumps({part: whole[part]}), "utf-8")
    apart, together = read_framework(tmp_path), read_framework(PACKAGE)
    assert apart.name == together.name
    assert [each.skill for each in of(ImportedSkill, apart.skills())] == [DOMAIN, LISTENING, FEEDBACK]
    assert len(list(apart.relations())) == len(list(together.relations()))


def test_files_of_two_documents_are_refused(tmp_path: Path) -> None:
    document = '{"CFDocument": {"identifier": "%s"}, "CFItems": []}'
    with pytest.raises(FrameworkUnreadable, match="another CFDocument"):
        reading(tmp_path, a__json=document % "1", b__json=document % "2")


@pytest.mark.parametrize(
    ("item", "field"),
    [
        ({"fullStatement": "Listens"}, "identifier"),
        ({"identifier": "1"}, "fullStatement"),
        ({"identifier": "1", "fullStatement": 7}, "fullStatement"),
        ({"identifier": "1", "fullStatement": "Listens", "alternativeLabel": "x" * 301}, "alternativeLabel"),
    ],
)
def test_an_item_that_cannot_be_taken_is_rejected_with_its_number(
    tmp_path: Path, item: dict[str, Any], field: str
) -> None:
    items = [{"identifier": "0", "fullStatement": "Speaks"}, item]
    found = list(reading(tmp_path, package__json=json.dumps({"CFItems": items})).skills())
    assert [each.name for each in of(ImportedSkill, found)] == ["Speaks"]
    assert [(line, where) for line, where, _ in reasons(found)] == [(2, field)]


def test_a_long_statement_is_cut_for_the_name_and_kept_as_the_description(tmp_path: Path) -> None:
    item = {"identifier": "1", "fullStatement": "x" * 400}
    (skill,) = of(ImportedSkill, reading(tmp_path, package__json=json.dumps({"CFItems": [item]})).skills())
    assert len(skill.name) == 300
    assert skill.description == "x" * 400


def test_an_association_without_ends_is_rejected(tmp_path: Path) -> None:
    text = json.dumps({"CFItems": [], "CFAssociations": [{"identifier": "1", "associationType": "isChildOf"}]})
    assert reasons(reading(tmp_path, package__json=text).relations()) == [(1, "originNodeURI", "names no item")]

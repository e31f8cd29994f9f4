"""Ids follow from those of the framework, fit, and are the same whenever they are asked for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.skills.framework.ids import (
    LONGEST,
    LONGEST_FRAMEWORK,
    as_name,
    framework_id,
    is_id,
    last_part,
    named_id,
)

frameworks = st.from_regex(rf"[A-Za-z0-9_.-]{{1,{LONGEST_FRAMEWORK}}}", fullmatch=True)


@given(frameworks, st.text(max_size=200))
def test_whatever_a_framework_calls_it_there_is_an_id_for_it(framework: str, local: str) -> None:
    for identity in (framework_id(framework, local), named_id(framework, "t", local)):
        assert is_id(identity)
        assert len(identity) <= LONGEST
        assert identity.startswith(f"{framework}:")


@given(st.text(max_size=200), st.text(max_size=200))
def test_two_names_of_a_framework_make_two_ids(one: str, other: str) -> None:
    assert (framework_id("x", one) == framework_id("x", other)) == (one == other)


def test_an_id_shows_the_framework_s_own_where_it_can() -> None:
    assert framework_id("onet", "15-1252.00") == "onet:15-1252.00"
    assert named_id("onet", "t", "Adobe  Acrobat") == named_id("onet", "t", "adobe acrobat")


@pytest.mark.parametrize(
    ("uri", "part"), [("http://x/esco/skill/1-2", "1-2"), ("http://x/skill#S1.2/", "S1.2"), ("plain", "plain")]
)
def test_a_uri_is_told_by_its_last_part(uri: str, part: str) -> None:
    assert last_part(uri) == part


@pytest.mark.parametrize(("title", "name"), [("Digital Skills 2.0", "digital-skills-2.0"), ("…", "case")])
def test_a_title_makes_a_name(title: str, name: str) -> None:
    assert as_name(title, "case") == name
    assert len(as_name("x" * 99, "case")) == LONGEST_FRAMEWORK

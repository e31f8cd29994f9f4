import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.cli.arguments import pairs, positions, value


def test_values_that_are_json_are_taken_as_json_and_all_others_as_text() -> None:
    given_ = ["level=3", "share=0.5", "ok=true", "none=null", "tags=[1, 2]", "due=2027-06-30", "title=Write SQL"]
    assert pairs(given_) == {
        "level": 3,
        "share": 0.5,
        "ok": True,
        "none": None,
        "tags": [1, 2],
        "due": "2027-06-30",
        "title": "Write SQL",
    }


def test_quotes_make_text_of_what_looks_like_a_number() -> None:
    assert pairs(['title="3"']) == {"title": "3"}


def test_a_value_may_hold_the_separator() -> None:
    assert pairs(["note=a=b"]) == {"note": "a=b"}


def test_dots_reach_into_objects() -> None:
    assert pairs(["limits.hours=30", "limits.travel=none"]) == {"limits": {"hours": 30, "travel": "none"}}


def test_a_json_object_and_pairs_go_together_and_the_later_wins() -> None:
    assert pairs(['{"title": "a", "kind": "skill"}', "title=b"]) == {"title": "b", "kind": "skill"}


@pytest.mark.parametrize("wrong", ["title", "=x", "{broken", ""])
def test_what_is_neither_a_pair_nor_an_object_is_refused(wrong: str) -> None:
    with pytest.raises(click.UsageError):
        pairs([wrong])


def test_a_key_that_reaches_into_a_plain_value_is_refused() -> None:
    with pytest.raises(click.UsageError, match="limits"):
        pairs(["limits=3", "limits.hours=30"])


@given(st.text())
def test_every_text_stands_for_something(text: str) -> None:
    value(text)


def test_positions_name_their_logs() -> None:
    assert positions("goals:42,integrations:7") == {"goals": 42, "integrations": 7}
    assert positions(None) is None


@pytest.mark.parametrize("wrong", ["goals", "goals:", "goals:x", "goals:1,", "42"])
def test_what_is_no_position_is_refused(wrong: str) -> None:
    with pytest.raises(click.UsageError):
        positions(wrong)

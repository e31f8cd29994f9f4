import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.cli.showing import show

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=12,
)


def test_facts_are_lines_and_lists_of_objects_are_tables(capsys: pytest.CaptureFixture[str]) -> None:
    show({"person": "ada", "goals": [{"goal": "sql", "on_track": True}, {"goal": "chess", "on_track": None}]})
    lines = [line.split() for line in capsys.readouterr().out.splitlines() if line.strip()]
    assert lines[0] == ["person", "ada"]
    assert ["goal", "on", "track"] in lines
    assert ["sql", "yes"] in lines
    assert ["chess", "-"] in lines


def test_brackets_in_what_people_write_are_shown_as_written(capsys: pytest.CaptureFixture[str]) -> None:
    show([{"title": "[bold]learn[/bold] [x]"}])
    assert "[bold]learn[/bold] [x]" in capsys.readouterr().out


def test_columns_that_do_not_fit_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    show([{f"column{number}": number for number in range(12)}])
    assert "(3 more columns with --json)" in capsys.readouterr().out


@given(JSON)
def test_any_answer_can_be_shown(answer: object) -> None:
    show(answer)

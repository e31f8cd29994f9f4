from collections import defaultdict

from hypothesis import given
from hypothesis import strategies as st

from services.gateway.anonymity import LEAST, showable

lines = st.integers(1, 40).flatmap(lambda size: st.tuples(*[st.integers(0, n) for n in range(size)]))
"""Reporting lines: person n + 1 has the manager at index n, who comes before them. Person 0 is at the top."""


def team(size: int, manager: str, prefix: str) -> dict[str, str]:
    return {f"{prefix}{n}": manager for n in range(size)}


@given(managers=lines, data=st.data())
def test_no_combination_of_shown_teams_tells_of_fewer_than_five(managers: tuple[int, ...], data: st.DataObject) -> None:
    above = {str(person): str(manager) for person, manager in enumerate(managers, 1)}
    counted = data.draw(st.sets(st.sampled_from(sorted(above))))
    shown = [
        team for lead in sorted({*above, "0"}) if (team := showable(lead, below(lead, above), counted)) is not None
    ]
    cells: dict[frozenset[int], int] = defaultdict(int)
    for person in counted:
        cells[frozenset(n for n, team in enumerate(shown) if person in team)] += 1
    cells.pop(frozenset(), None)
    assert all(size >= LEAST for size in cells.values())


def below(lead: str, above: dict[str, str]) -> dict[str, str]:
    """The part of the lines that is below the lead."""
    found = {lead}
    for person in sorted(above, key=int):
        if above[person] in found:
            found.add(person)
    return {person: above[person] for person in found - {lead}}


def test_a_team_of_five_is_shown_and_one_of_four_is_not() -> None:
    five = team(5, "ada", "p")
    assert showable("ada", five, five.keys()) == five.keys()
    assert showable("ada", five, five.keys() - {"p0"}) is None
    assert showable("ada", {}, frozenset()) is None


def test_a_team_is_withheld_where_it_differs_from_one_within_it_by_fewer_than_five() -> None:
    six_and_their_lead = team(6, "grace", "p") | {"grace": "ada"}
    assert showable("ada", six_and_their_lead, six_and_their_lead.keys()) is None
    assert showable("ada", six_and_their_lead, six_and_their_lead.keys() - {"grace"}) is not None


def test_small_teams_are_shown_together_where_none_of_them_is_alone() -> None:
    two_small = team(3, "grace", "p") | team(3, "alan", "q") | {"grace": "ada", "alan": "ada"}
    assert showable("ada", two_small, two_small.keys()) == two_small.keys()
    assert showable("grace", team(3, "grace", "p"), two_small.keys()) is None


def test_reporting_lines_that_run_in_a_ring_end() -> None:
    ring = {"grace": "alan", "alan": "grace", "p": "ada"}
    assert showable("ada", ring, ring.keys()) is None

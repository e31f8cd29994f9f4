"""Who is below a manager on a day."""

from collections.abc import Collection, Iterable
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from services.gateway.reporting_line import below
from shared.contracts.integrations.record import Assignment, Employment
from shared.read_models.people import PersonRow

HIRED, DAY = date(2020, 1, 1), date(2026, 1, 1)


def person(name: str, manager: str | None, *, left: date | None = None, was: str | None = None) -> PersonRow:
    """Somebody who reports to `manager`, since 2025 where it `was` another before."""
    since = date(2025, 1, 1) if was else HIRED
    now = Assignment(manager=manager, since=since, role_since=since)
    before = (Assignment(manager=was, since=HIRED, role_since=HIRED),) if was else ()
    return PersonRow(person=name, employments=(Employment(HIRED, left),), assignments=(*before, now))


def depths(people: Iterable[PersonRow], manager: str, deepest: int = 9, day: date = DAY) -> dict[str, int]:
    everyone = list(people)

    def ever_below(managers: Collection[str]) -> Iterable[PersonRow]:
        return [row for row in everyone if {held.manager for held in row.assignments} & set(managers)]

    return {name: report.depth for name, report in below(manager, deepest, day, ever_below).items()}


LINE = [person("mo", "zoe"), person("ada", "mo"), person("eve", "ada")]


def test_reports_are_counted_by_how_far_they_are_below() -> None:
    assert depths(LINE, "zoe") == {"mo": 1, "ada": 2, "eve": 3}
    assert depths(LINE, "zoe", deepest=2) == {"mo": 1, "ada": 2}
    assert depths(LINE, "eve") == {}


def test_the_manager_of_the_day_counts_and_no_other() -> None:
    moved = [*LINE, person("cem", "mo", was="ben")]
    assert depths(moved, "ben") == {}
    assert depths(moved, "ben", day=date(2024, 1, 1)) == {"cem": 1}


def test_who_has_left_is_no_report_but_those_below_them_still_are() -> None:
    assert depths([person("mo", "zoe", left=HIRED), person("ada", "mo")], "zoe") == {"ada": 2}


@given(managers=st.dictionaries(st.sampled_from("abcdef"), st.sampled_from("abcdef")))
def test_whatever_the_lines_are_it_ends_and_nobody_is_below_themselves(managers: dict[str, str]) -> None:
    found = depths([person(name, manager) for name, manager in managers.items()], "a")
    assert "a" not in found
    for name, depth in found.items():
        assert (depth == 1) == (managers[name] == "a")
        assert depth == 1 or found[managers[name]] == depth - 1

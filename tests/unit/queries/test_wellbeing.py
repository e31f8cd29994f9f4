from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pytest

from shared.contract import Access
from shared.contracts.goals.events import WellbeingNoted
from shared.errors import Forbidden
from tests.unit.queries.asking import TODAY, Sql, ask
from tests.unit.queries.histories import september


def test_one_sees_ones_own_days_the_newest_first_and_their_averages() -> None:
    notes = [
        WellbeingNoted("ada", september(1), 1, 1),
        WellbeingNoted("ada", september(20), 2, 5, "Tired"),
        WellbeingNoted("ada", TODAY, 3, 4),
    ]
    answer = ask("wellbeing", *notes, days=28)
    assert answer["days"] == [
        {"day": "2026-10-01", "energy": 3, "balance": 4, "note": None},
        {"day": "2026-09-20", "energy": 2, "balance": 5, "note": "Tired"},
    ]
    assert (answer["energy"], answer["balance"]) == (2.5, 4.5)
    assert ask("wellbeing") == {"days": [], "energy": None, "balance": None}


def team(size: int) -> Sql:
    """A team of `size` people, all of whom noted how they were, and one who did not."""

    def answer(_statement: str, given: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
        noted = [{"person": f"p{n}", "manager": given["lead"], "energy": n % 5 + 1, "balance": 4} for n in range(size)]
        return [*noted, {"person": "quiet", "manager": given["lead"], "energy": None, "balance": None}]

    return answer


def test_the_wellbeing_of_a_team_of_five_is_shown_as_averages_by_month() -> None:
    answer = ask("wellbeing_of_team", months=1, sql=team(5))
    assert answer["months"] == [{"month": "2026-09", "people": 5, "energy": 3.0, "balance": 4.0, "withheld": False}]


def test_the_wellbeing_of_a_smaller_team_is_withheld_even_how_many_they_are() -> None:
    (month,) = ask("wellbeing_of_team", months=1, by="grace", relation={Access.HR}, sql=team(4))["months"]
    assert month == {"month": "2026-09", "people": None, "energy": None, "balance": None, "withheld": True}


def test_only_whole_months_that_have_ended_are_asked_for() -> None:
    asked: list[tuple[date, date]] = []

    def sql(_statement: str, given: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
        asked.append((given["first"], given["day"]))
        return []

    ask("wellbeing_of_team", months=3, today=date(2026, 3, 31), sql=sql)
    assert asked == [
        (date(2026, 2, 1), date(2026, 2, 28)),
        (date(2026, 1, 1), date(2026, 1, 31)),
        (date(2025, 12, 1), date(2025, 12, 31)),
    ]


def test_a_colleague_may_not_ask_for_the_wellbeing_of_a_team() -> None:
    with pytest.raises(Forbidden):
        ask("wellbeing_of_team", by="grace", relation=set())

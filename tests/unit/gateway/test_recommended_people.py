"""What the database is told and answers where groups are counted: numbers of groups, and sets of kinds."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from services.gateway.recommended_people import ANY, Tally, counted_in, kinds_in
from shared.contracts.recommendations.events import Kind

DAY = date(2026, 3, 2)
KINDS = [kind.value for kind in Kind]


def row(part: str | None, people: int, **said: Any) -> Mapping[str, Any]:
    return {"here": True, "part": part, "spelt": None, "kinds": 0, "accepted": 0, "people": people, "named": 0} | said


class Database:
    """Answers rows to whatever it is asked, and remembers that."""

    def __init__(self, *rows: Mapping[str, Any]) -> None:
        self.rows = rows
        self.told: list[Any] = []

    def sql(self, statement: str, parameters: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
        self.told += [statement, parameters]
        return self.rows


def test_the_database_is_never_told_what_a_group_is_called() -> None:
    database = Database()
    counted_in(database, {"ada": "zzmarkerzz", "bo": "zzmarkerzz too"}, DAY, DAY)  # type: ignore[arg-type]
    assert "ada" in str(database.told)
    assert "zzmarkerzz" not in str(database.told)


def test_people_are_counted_under_each_kind_and_under_any() -> None:
    learning, mentor = 1 << 1 + KINDS.index("learning"), 1 << 1 + KINDS.index("mentor")
    database = Database(
        row("0", 5, named=5),
        row("0", 3, kinds=learning | mentor, accepted=mentor, named=3),
        row("1", 2, kinds=learning, named=2),
        row(None, 4),
        row("1", 1, here=False, named=1),
    )
    counted = counted_in(database, {f"p{n}": "m" if n < 8 else "w" for n in range(13)}, DAY, DAY)  # type: ignore[arg-type]
    assert counted.people == {"m": 8, "w": 2, "not stated": 4}
    assert counted.tallies == {
        "learning": {"m": Tally(3, 0), "w": Tally(2, 0)},
        "mentor": {"m": Tally(3, 3)},
        ANY: {"m": Tally(3, 3), "w": Tally(2, 0)},
    }
    assert (counted.stated, counted.unknown, counted.not_here) == (10, 2, 1)


def test_each_kind_has_a_bit_of_its_own() -> None:
    assert [kinds_in(1 << place) for place, _ in enumerate(KINDS, start=1)] == [[ANY, kind] for kind in KINDS]
    assert kinds_in(0) == []

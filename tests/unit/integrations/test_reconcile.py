"""A feed changes what differs, and only that; what cannot go in is said and changes nothing."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.integrations.feed.acceptance import circles
from services.integrations.feed.reconcile import Feed, Ids, TooManyLeavers, reconcile
from services.integrations.feed.report import Reconciliation
from services.integrations.feed.row import parse_row
from services.integrations.person import PERSON, Person
from services.integrations.unit import UNIT, Unit
from shared.contracts.integrations.commands import FeedMode
from shared.contracts.integrations.events import (
    LeavingWithdrawn,
    MoveReason,
    PersonDatesCorrected,
    PersonDetailsChanged,
    PersonJoined,
    PersonLeft,
    PersonMoved,
    PersonRejoined,
    UnitClosed,
    UnitCreated,
    UnitRenamed,
)

DAY = date(2026, 6, 30)
NEXT = date(2026, 7, 31)
Cells = dict[str, Any]


class Directory:
    """What a service keeps of its feeds: everything folded from the events so far."""

    def __init__(self) -> None:
        self.people: dict[str, Person] = {}
        self.units: dict[str, Unit] = {}
        self.erased: set[str] = set()

    def take(self, *rows: Cells, as_of: date = DAY, limit: float = 1.0, **feed: Any) -> Reconciliation:
        result = reconcile(
            {person.external_id: person for person in self.people.values() if person.external_id},
            (parse_row({"line": line} | cells) for line, cells in enumerate(rows, 2)),
            units=self.units.values(),
            feed=Feed("hr", as_of, leaving_limit=limit, **feed),
            ids=Ids(lambda external_id: f"p{external_id}", lambda name: f"u-{name}", self.erased),
        )
        for identity, events in result.people.items():
            self.people[identity] = PERSON.fold(events, self.people.get(identity))
        for identity, events in result.units.items():
            self.units[identity] = UNIT.fold(events, self.units.get(identity))
        return result


def row(external_id: int, manager: int | str = "", **cells: str) -> Cells:
    person = {"external_id": str(external_id), "name": f"Person {external_id}", "hired_on": "2020-01-01"}
    return person | {"role": "Engineer", "unit": "Engines", "manager_external_id": str(manager)} | cells


def directory(*rows: Cells) -> Directory:
    filled = Directory()
    assert filled.take(*rows).rejected == ()
    return filled


def lines(result: Reconciliation) -> list[tuple[int, str]]:
    return [(rejected.line, rejected.field) for rejected in result.rejected]


def test_people_join_their_unit_is_created_once_and_a_manager_may_come_later_in_the_file() -> None:
    result = Directory().take(row(1, 2, in_role_since="2021-01-01"), row(2, unit=" engines "))
    assert result.units == {"u-Engines": (UnitCreated(unit="u-Engines", name="Engines", feed="hr"),)}
    assert result.people["p1"] == (
        PersonJoined(
            person="p1",
            effective_on=date(2020, 1, 1),
            name="Person 1",
            external_id="1",
            unit="u-Engines",
            role="Engineer",
            manager="p2",
            in_role_since=date(2021, 1, 1),
            feed="hr",
        ),
    )
    assert result.counts == {"joined": 2, "left": 0, "moved": 0, "changed": 0, "rejoined": 0}


def test_the_same_feed_again_changes_nothing() -> None:
    rows = [row(1, 2), row(2, left_on="2026-12-31"), row(3, 1, hired_on="2026-09-01")]
    assert directory(*rows).take(*rows).events == 0


@pytest.mark.parametrize(
    ("since", "effective_on"),
    [("2026-07-15", date(2026, 7, 15)), ("2020-01-01", NEXT), ("", NEXT), ("2026-09-01", date(2026, 9, 1))],
)
def test_a_move_takes_effect_when_the_role_began_and_otherwise_on_the_day_of_the_feed(
    since: str, effective_on: date
) -> None:
    moved = directory(row(1)).take(row(1, role="Senior Engineer", in_role_since=since), as_of=NEXT)
    events = moved.people["p1"]
    assert events[0] == PersonMoved(
        person="p1",
        effective_on=effective_on,
        reason=MoveReason.PROMOTION,
        unit="u-Engines",
        role="Senior Engineer",
        feed="hr",
    )


def test_a_column_that_the_feed_lacks_stays_and_an_empty_cell_empties() -> None:
    filled = directory(row(1, 2, location="London"), row(2))
    short = {"external_id": "1", "name": "Person 1", "manager_external_id": ""}
    (moved,) = filled.take(short, row(2), as_of=NEXT).people["p1"]
    assert isinstance(moved, PersonMoved)
    assert (moved.manager, moved.unit, moved.location, moved.role) == (None, "u-Engines", "London", "Engineer")


def test_a_new_name_is_a_change_of_details() -> None:
    changed = directory(row(1)).take(row(1, name="Ada King"), as_of=NEXT)
    assert changed.people["p1"] == (
        PersonDetailsChanged(person="p1", effective_on=NEXT, name="Ada King", external_id="1", feed="hr"),
    )
    assert changed.counts["changed"] == 1


def test_a_corrected_day_of_hiring_is_recorded_as_a_correction() -> None:
    corrected = directory(row(1)).take(row(1, hired_on="2019-05-01"), as_of=NEXT)
    assert corrected.people["p1"] == (
        PersonDatesCorrected(person="p1", effective_on=NEXT, joined_on=date(2019, 5, 1), feed="hr"),
    )


def test_who_is_missing_from_a_full_feed_has_left() -> None:
    result = directory(row(1), row(2)).take(row(1), as_of=NEXT)
    assert result.people == {"p2": (PersonLeft(person="p2", effective_on=NEXT, feed="hr"),)}
    assert result.counts["left"] == 1


def test_nobody_leaves_by_a_delta_feed() -> None:
    assert directory(row(1), row(2)).take(row(1), as_of=NEXT, mode=FeedMode.DELTA).events == 0


def test_a_feed_that_would_end_too_many_stops_and_says_how_many() -> None:
    filled = directory(*(row(number) for number in range(10)))
    with pytest.raises(TooManyLeavers, match=r"3 of the 10 .* 20%.*force") as refused:
        filled.take(*(row(number) for number in range(7)), as_of=NEXT, limit=0.2)
    assert "force" in refused.value.fields
    assert filled.take(*(row(number) for number in range(8)), as_of=NEXT, limit=0.2).counts["left"] == 2


def test_force_lets_any_number_leave() -> None:
    assert directory(row(1), row(2)).take(as_of=NEXT, limit=0.2, force=True).counts["left"] == 2


def test_a_leaving_that_the_feed_announces_takes_effect_on_its_day() -> None:
    filled = directory(row(1))
    leaving = filled.take(row(1, left_on="2026-12-31"), as_of=NEXT)
    assert leaving.people["p1"] == (PersonLeft(person="p1", effective_on=date(2026, 12, 31), feed="hr"),)
    assert filled.people["p1"].here_on(NEXT)
    again = filled.take(row(1, left_on=""), as_of=NEXT)
    assert again.people["p1"] == (LeavingWithdrawn(person="p1", effective_on=NEXT, feed="hr"),)


def test_who_had_left_before_they_were_known_is_not_brought_in() -> None:
    result = Directory().take(row(1, left_on="2025-01-01"), row(2, status="Terminated"), row(3))
    assert set(result.people) == {"p3"}
    assert result.left_before == 2


def test_a_rehire_keeps_the_record() -> None:
    filled = directory(row(1), row(2))
    filled.take(row(2), as_of=NEXT)
    back = filled.take(row(1, hired_on="2026-08-15", role="Lead Engineer"), row(2), as_of=date(2026, 8, 31))
    assert back.people["p1"] == (
        PersonRejoined(person="p1", effective_on=date(2026, 8, 15), unit="u-Engines", role="Lead Engineer", feed="hr"),
    )
    assert back.counts["rejoined"] == 1


def test_the_date_of_an_earlier_leaving_does_not_end_a_rehire() -> None:
    filled = directory(row(1))
    filled.take(row(1, left_on="2026-07-01"), as_of=NEXT)
    rehired = {"external_id": "1", "name": "Person 1"}
    filled.take(rehired, as_of=date(2026, 8, 31))
    assert filled.take(rehired | {"left_on": "2026-07-01"}, as_of=date(2026, 9, 30)).events == 0


def test_an_id_that_comes_twice_goes_in_once() -> None:
    result = Directory().take(row(1, role="Engineer"), row(1, role="Tester"))
    assert lines(result) == [(3, "external_id")]
    assert "line 2" in result.rejected[0].reason
    assert result.people["p1"][0].role == "Engineer"


def test_an_unknown_manager_costs_the_row_and_nothing_else() -> None:
    result = Directory().take(row(1, 99), row(2), row(3, 2))
    assert lines(result) == [(2, "manager_external_id")]
    assert set(result.people) == {"p2", "p3"}


def test_rejecting_a_new_person_rejects_those_who_would_report_to_them() -> None:
    result = Directory().take(row(1, 99), row(2, 1), row(3, 2), row(4))
    assert [line for line, _ in lines(result)] == [2, 3, 4]
    assert set(result.people) == {"p4"}


def test_rejecting_a_known_person_rejects_nobody_else_and_keeps_their_record() -> None:
    filled = directory(row(1), row(2))
    before = filled.people["p1"]
    result = filled.take(row(1, hired_on="sometime"), row(2, 1), row(3, 1), as_of=NEXT)
    assert lines(result) == [(2, "hired_on")]
    assert filled.people["p1"] == before
    assert result.counts == {"joined": 1, "left": 0, "moved": 1, "changed": 0, "rejoined": 0}


def test_a_circle_costs_the_rows_on_it_and_not_those_below_it_who_are_known() -> None:
    filled = directory(row(1), row(2), row(3))
    result = filled.take(row(1, 2), row(2, 1), row(3, 2), as_of=NEXT)
    assert lines(result) == [(2, "manager_external_id"), (3, "manager_external_id")]
    assert "1 → 2 → 1" in result.rejected[0].reason
    assert filled.people["p3"].manager_on(NEXT) == "p2"


def test_a_circle_with_the_record_that_a_rejected_row_leaves_behind_is_found_too() -> None:
    filled = directory(row(1, 2), row(2))
    result = filled.take(row(1, 99), row(2, 1), as_of=NEXT)
    assert [line for line, _ in lines(result)] == [2, 3]
    assert result.events == 0


def test_a_circle_that_only_planned_moves_would_close_is_found_too() -> None:
    filled = directory(row(1), row(2))
    filled.take(row(1, 2, in_role_since="2026-09-01"), row(2), as_of=NEXT)
    result = filled.take(row(2, 1), as_of=NEXT, mode=FeedMode.DELTA)
    assert lines(result) == [(2, "manager_external_id")]
    assert result.events == 0


def test_who_came_back_and_left_again_between_two_feeds_has_both_recorded() -> None:
    filled = directory(row(1), row(2))
    filled.take(row(2), as_of=NEXT)
    gone = filled.take(row(1, hired_on="2026-08-10", left_on="2026-08-20"), row(2), as_of=date(2026, 8, 31))
    kinds = [type(event) for event in gone.people["p1"]]
    assert kinds == [PersonRejoined, PersonLeft]
    assert filled.people["p1"].here_on(date(2026, 8, 15))
    assert not filled.people["p1"].here_on(date(2026, 8, 20))


def test_a_closed_unit_takes_nobody_from_a_feed() -> None:
    filled = directory(row(1))
    filled.units["u-Engines"] = UNIT.fold([UnitClosed(unit="u-Engines")], filled.units["u-Engines"])
    assert lines(filled.take(row(1), row(2), as_of=NEXT)) == [(2, "unit"), (3, "unit")]


def test_a_feed_finds_a_renamed_unit_under_its_former_name() -> None:
    filled = directory(row(1))
    renamed = UnitRenamed(unit="u-Engines", name="Motors")
    filled.units["u-Engines"] = UNIT.fold([renamed], filled.units["u-Engines"])
    assert filled.take(row(1), as_of=NEXT).events == 0


def test_a_feed_does_not_bring_back_an_erased_person() -> None:
    filled = Directory()
    filled.erased.add("p1")
    result = filled.take(row(1), row(2))
    assert lines(result) == [(2, "external_id")]
    assert set(result.people) == {"p2"}


def test_the_report_says_what_happened_and_what_did_not() -> None:
    assert Directory().take(row(1), row(2, 99)).report(["Gender"]) == {
        "joined": 1,
        "left": 0,
        "moved": 0,
        "changed": 0,
        "rejoined": 0,
        "units": 1,
        "left_before": 0,
        "rejected": 1,
        "events": 2,
        "ignored_columns": ["Gender"],
        "rejections": [
            {
                "line": 3,
                "external_id": "2",
                "field": "manager_external_id",
                "reason": "the manager 99 is neither among the people of the feed nor known",
            }
        ],
    }


def test_a_dry_run_reads_in_the_feeds_own_names() -> None:
    filled = directory(row(1), row(2), row(3))
    changes = filled.take(row(1, 2, unit="Motors"), row(2, name="Ada King"), as_of=NEXT).differences()
    assert list(changes) == [
        "unit Motors is created",
        "line 2: 1 moves on 2026-07-31 (transfer): unit Engines → Motors, manager none → 2",
        "line 3: 2 is corrected: name Person 2 → Ada King",
        "3 leaves on 2026-07-31",
    ]


def test_a_reporting_line_of_any_length_is_walked() -> None:
    chain = {str(number): str(number + 1) for number in range(100_000)}
    assert list(circles(chain, chain.get)) == []
    closed = chain | {"100000": "0"}
    assert [len(circle) for circle in circles(closed, closed.get)] == [100_001]


DAYS = st.dates(DAY - timedelta(4), DAY + timedelta(4))
DATES = st.one_of(st.just(""), st.just("soon"), DAYS.map(date.isoformat))
ROWS = st.fixed_dictionaries(
    {"external_id": st.sampled_from("1234"), "name": st.sampled_from(["Ada", "Bea"])},
    optional={
        "manager_external_id": st.sampled_from(["", "1", "2", "3", "4", "5"]),
        "hired_on": DATES,
        "in_role_since": DATES,
        "left_on": DATES,
        "unit": st.sampled_from(["", "Engines", "Motors"]),
        "role": st.sampled_from(["", "Engineer", "Senior Engineer"]),
        "status": st.sampled_from(["", "Terminated"]),
    },
)
FEEDS = st.lists(st.tuples(st.lists(ROWS, max_size=6), DAYS, st.sampled_from(FeedMode)), min_size=1, max_size=4).map(
    lambda feeds: sorted(feeds, key=lambda feed: feed[1])
)


def managers_on(people: Mapping[str, Person], day: date) -> dict[str, str | None]:
    return {identity: person.manager_on(day) for identity, person in people.items()}


@settings(max_examples=400, deadline=None)
@given(FEEDS)
def test_any_feed_taken_twice_changes_nothing_the_second_time(feeds: Iterable[tuple[list[Cells], date, FeedMode]]):
    filled = Directory()
    for rows, day, mode in feeds:
        filled.take(*rows, as_of=day, mode=mode)
        again = filled.take(*rows, as_of=day, mode=mode)
        assert again.events == 0, list(again.differences())


@settings(max_examples=200, deadline=None)
@given(FEEDS)
def test_after_any_feeds_every_manager_is_known_and_no_line_runs_in_a_circle(
    feeds: Iterable[tuple[list[Cells], date, FeedMode]],
):
    filled = Directory()
    for rows, day, mode in feeds:
        filled.take(*rows, as_of=day, mode=mode)
        for ahead in range(10):
            managers = managers_on(filled.people, day + timedelta(ahead))
            assert {manager for manager in managers.values() if manager} <= filled.people.keys()
            assert list(circles(managers, managers.get)) == []


@settings(max_examples=200, deadline=None)
@given(FEEDS)
def test_a_rejected_rows_person_keeps_the_record_they_have(feeds: Iterable[tuple[list[Cells], date, FeedMode]]):
    filled = Directory()
    for rows, day, mode in feeds:
        before = dict(filled.people)
        result = filled.take(*rows, as_of=day, mode=mode)
        taken = {change.external_id for change in result.changes}
        once = {r.external_id for r in result.rejected if sum(c["external_id"] == r.external_id for c in rows) == 1}
        assert not taken & once
        assert all(filled.people.get(f"p{external_id}") == before.get(f"p{external_id}") for external_id in once)

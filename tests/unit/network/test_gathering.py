from datetime import UTC, date, datetime
from typing import Any

import pytest

from services.network import gathering
from services.network.days import EndsBeforeItStarts
from services.network.gathering import (
    GATHERING,
    CapacityBelowJoined,
    GatheringExists,
    GatheringFull,
    GatheringOver,
    NotTakingPlace,
    NotTheHost,
    NotYetBegun,
)
from shared.aggregate import Decision
from shared.contracts.network.events import (
    Attended,
    GatheringAnnounced,
    GatheringCancelled,
    GatheringKind,
    GatheringRevised,
    Joined,
    LeftGathering,
)
from tests.unit.given import given
from tests.unit.network.organisation import DAY, TODAY

FIRST, LAST = date(2026, 9, 10), date(2026, 9, 11)
DAYS: dict[str, Any] = {"gathering": "days", "on": DAY}
AFTER: dict[str, Any] = {"effective_on": None, "now": datetime(2026, 9, 20, 9, tzinfo=UTC)}

ANNOUNCE: dict[str, Any] = {
    "identity": "days",
    "person": "grace",
    "kind": GatheringKind.MEET_UP,
    "title": "Data days",
    "description": None,
    "place": "Lyon",
    "starts_on": FIRST,
    "ends_on": LAST,
    "topics": ["sql"],
    "capacity": 2,
    **TODAY,
}
REVISE: dict[str, Any] = {
    "person": "grace",
    **dict.fromkeys(["title", "description", "place", "starts_on", "ends_on", "topics", "capacity"]),
    **TODAY,
}
ANNOUNCED = GatheringAnnounced(
    **DAYS,
    announced_by="grace",
    kind=GatheringKind.MEET_UP,
    title="Data days",
    starts_on=FIRST,
    ends_on=LAST,
    place="Lyon",
    topics=("sql",),
    capacity=2,
)
CANCELLED = GatheringCancelled(**DAYS)
ADA_COMES, ALAN_COMES = Joined(**DAYS, person="ada"), Joined(**DAYS, person="alan")
ADA: dict[str, Any] = {"person": "ada", **TODAY}


def test_a_gathering_is_announced_once() -> None:
    given(GATHERING).when(gathering.announce_gathering, **ANNOUNCE).then(ANNOUNCED)
    given(GATHERING, ANNOUNCED).when(gathering.announce_gathering, **ANNOUNCE).then()
    other = ANNOUNCE | {"person": "ada"}
    outcome = given(GATHERING, ANNOUNCED).when(gathering.announce_gathering, **other)
    outcome.then_refused(GatheringExists, field="gathering")


def test_without_a_last_day_it_is_of_one_day_and_none_ends_before_it_starts() -> None:
    (event,) = given(GATHERING).when(gathering.announce_gathering, **ANNOUNCE | {"ends_on": None}).events
    assert isinstance(event, GatheringAnnounced)
    assert event.ends_on == FIRST
    early = {"ends_on": date(2026, 9, 9)}
    for history, decide, said in (
        ([], gathering.announce_gathering, ANNOUNCE),
        ([ANNOUNCED], gathering.revise_gathering, REVISE),
    ):
        given(GATHERING, *history).when(decide, **said | early).then_refused(EndsBeforeItStarts, field="ends_on")


def test_a_gathering_is_revised_in_what_is_given_only() -> None:
    given(GATHERING, ANNOUNCED).when(gathering.revise_gathering, **REVISE | {"place": "Online"}).then(
        GatheringRevised(**DAYS, place="Online")
    )
    given(GATHERING, ANNOUNCED).when(gathering.revise_gathering, **REVISE | {"topics": ["sql"]}).then()


def test_the_capacity_is_never_below_those_who_mean_to_come() -> None:
    outcome = given(GATHERING, ANNOUNCED, ADA_COMES, ALAN_COMES).when(
        gathering.revise_gathering, **REVISE | {"capacity": 1}
    )
    outcome.then_refused(CapacityBelowJoined, field="capacity")


@pytest.mark.parametrize(
    ("decide", "said"), [(gathering.revise_gathering, REVISE), (gathering.cancel_gathering, {"reason": None, **TODAY})]
)
def test_only_the_host_changes_or_cancels_it(decide: Decision, said: dict[str, Any]) -> None:
    outcome = given(GATHERING, ANNOUNCED).when(decide, **said | {"person": "ada"})
    outcome.then_refused(NotTheHost, field="gathering")


def test_a_gathering_is_cancelled_once_and_nothing_follows() -> None:
    cancel = {"person": "grace", "reason": None, **TODAY}
    given(GATHERING, ANNOUNCED).when(gathering.cancel_gathering, **cancel).then(CANCELLED)
    given(GATHERING, ANNOUNCED, CANCELLED).when(gathering.cancel_gathering, **cancel).then()
    for decide, said in (
        (gathering.join_gathering, ADA),
        (gathering.attend_gathering, {**ADA, "takeaway": None}),
        (gathering.revise_gathering, REVISE),
    ):
        outcome = given(GATHERING, ANNOUNCED, CANCELLED).when(decide, **said)
        outcome.then_refused(NotTakingPlace, field="gathering")


def test_one_joins_once_and_may_leave_and_join_again() -> None:
    given(GATHERING, ANNOUNCED).when(gathering.join_gathering, **ADA).then(ADA_COMES)
    given(GATHERING, ANNOUNCED, ADA_COMES).when(gathering.join_gathering, **ADA).then()
    left = LeftGathering(**DAYS, person="ada")
    given(GATHERING, ANNOUNCED, ADA_COMES).when(gathering.leave_gathering, **ADA).then(left)
    given(GATHERING, ANNOUNCED, ADA_COMES, left).when(gathering.leave_gathering, **ADA).then()
    given(GATHERING, ANNOUNCED, ADA_COMES, left).when(gathering.join_gathering, **ADA).then(ADA_COMES)


def test_no_more_join_than_there_is_room_for() -> None:
    full = [ANNOUNCED, ALAN_COMES, Joined(**DAYS, person="lead")]
    given(GATHERING, *full).when(gathering.join_gathering, **ADA).then_refused(GatheringFull, field="gathering")
    room = LeftGathering(**DAYS, person="lead")
    given(GATHERING, *full, room).when(gathering.join_gathering, **ADA).then(ADA_COMES)


def test_nobody_joins_what_is_over() -> None:
    outcome = given(GATHERING, ANNOUNCED).when(gathering.join_gathering, **ADA | AFTER)
    outcome.then_refused(GatheringOver, field="gathering")


def test_one_attends_once_from_the_first_day_on_and_reports_it_later_too() -> None:
    attend = {**ADA, "takeaway": "Columns"}
    outcome = given(GATHERING, ANNOUNCED).when(gathering.attend_gathering, **attend)
    outcome.then_refused(NotYetBegun, field="effective_on")
    was_there = Attended(gathering="days", person="ada", on=LAST, takeaway="Columns")
    given(GATHERING, ANNOUNCED).when(gathering.attend_gathering, **attend | AFTER).then(was_there)
    given(GATHERING, ANNOUNCED, was_there).when(gathering.attend_gathering, **attend | AFTER).then()
    first = attend | AFTER | {"effective_on": FIRST}
    (event,) = given(GATHERING, ANNOUNCED, ADA_COMES).when(gathering.attend_gathering, **first).events
    assert isinstance(event, Attended)
    assert event.on == FIRST


def test_who_was_there_neither_leaves_nor_joins_any_more() -> None:
    was_there = Attended(gathering="days", person="ada", on=FIRST)
    given(GATHERING, ANNOUNCED, was_there).when(gathering.join_gathering, **ADA).then()
    given(GATHERING, ANNOUNCED, ADA_COMES, was_there).when(gathering.leave_gathering, **ADA).then()

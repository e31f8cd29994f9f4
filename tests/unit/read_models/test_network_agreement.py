"""Whatever was decided in the network, the read models say of it what the aggregates say."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import msgspec
import pytest
from hypothesis import given

from services.network.connection import CONNECTION
from services.network.gathering import GATHERING
from services.network.introduction import INTRODUCTION
from services.network.mentor import MENTOR
from services.network.opportunity import OPPORTUNITY
from shared.aggregate import Aggregate
from shared.contracts.network.events import EVENTS, MentoringSide
from shared.contracts.network.standing import AttendanceStatus
from shared.event import Event, personal_fields, subject_of
from shared.projecting.read_model import ReadModel
from shared.read_models.attendances import ATTENDANCES
from shared.read_models.gatherings import GATHERINGS
from shared.read_models.introductions import INTRODUCTIONS
from shared.read_models.mentors import MENTORS
from shared.read_models.mentorships import MENTORSHIPS
from shared.read_models.opportunities import OPPORTUNITIES
from shared.read_models.opportunity_reach import OPPORTUNITY_REACH
from shared.read_models.ties import TIES
from tests.unit.read_models.happened import happened, rows_after
from tests.unit.read_models.network_histories import histories

FROM: list[tuple[Aggregate[Any], ReadModel[Any]]] = [
    (CONNECTION, TIES),
    (MENTOR, TIES),
    (MENTOR, MENTORS),
    (MENTOR, MENTORSHIPS),
    (INTRODUCTION, TIES),
    (INTRODUCTION, INTRODUCTIONS),
    (OPPORTUNITY, OPPORTUNITIES),
    (OPPORTUNITY, OPPORTUNITY_REACH),
    (GATHERING, GATHERINGS),
    (GATHERING, ATTENDANCES),
]
MODELS = {model.name: model for _, model in FROM}


def test_every_event_of_the_service_is_folded_somewhere() -> None:
    folded = {event_type for model in MODELS.values() for event_type in model.folds}
    assert folded == set(EVENTS.values())


@given(events=histories(CONNECTION))
def test_both_sides_of_a_tie_stand_where_the_connection_does(events: list[Event]) -> None:
    connection = CONNECTION.fold(events)
    for row in rows_after(TIES, happened(*events)):
        assert (row.connection, row.connected) == (connection.status, connection.connected)
        assert row.by_person == (row.connection is not None and connection.by == row.person)


@given(events=histories(CONNECTION))
def test_a_tie_is_as_strong_from_either_side_and_help_given_is_help_received(events: list[Event]) -> None:
    rows = {row.person: row for row in rows_after(TIES, happened(*events))}
    assert not rows or rows.keys() == {"ada", "grace"}
    if rows:
        ada, grace = rows["ada"], rows["grace"]
        assert (ada.helped, ada.was_helped, ada.times) == (grace.was_helped, grace.helped, grace.times)
        day = ada.last_on or ada.connection_on
        assert day is not None
        assert ada.strength_on(day) == grace.strength_on(day)


@given(events=histories(MENTOR))
def test_both_sides_of_a_mentorship_stand_where_it_does(events: list[Event]) -> None:
    mentor = MENTOR.fold(events)
    rows = rows_after(MENTORSHIPS, happened(*events))
    assert {(row.mentorship, row.side, row.status) for row in rows} == {
        (mentorship, side, each.status) for mentorship, each in mentor.mentorships.items() for side in MentoringSide
    }
    assert {(row.mentorship, row.side) for row in rows if row.rating} == {
        (mentorship, side) for mentorship, each in mentor.mentorships.items() for side in each.rated
    }


@given(events=histories(MENTOR))
def test_a_mentor_has_as_many_mentorships_as_the_rules_count_and_never_too_many(events: list[Event]) -> None:
    mentor = MENTOR.fold(events)
    for row in rows_after(MENTORS, happened(*events)):
        assert (row.running, row.capacity, row.offers) == (mentor.running, mentor.capacity, not mentor.withdrawn)
        assert not row.offers or row.running <= row.capacity


@given(events=histories(INTRODUCTION))
def test_all_who_know_of_an_introduction_see_it_where_it_stands(events: list[Event]) -> None:
    status = INTRODUCTION.fold(events).status
    assert {row.status for row in rows_after(INTRODUCTIONS, happened(*events))} == ({status} if status else set())


@given(events=histories(OPPORTUNITY))
def test_an_opportunity_stands_in_its_row_where_it_stands_by_its_rules(events: list[Event]) -> None:
    opportunity = OPPORTUNITY.fold(events)
    for row in rows_after(OPPORTUNITIES, happened(*events)):
        for same in ("status", "visibility", "title", "role", "unit", "skills", "hours", "closes_on", "posted_by"):
            assert getattr(row, same) == getattr(opportunity, same), same


@given(events=histories(OPPORTUNITY))
def test_an_opportunity_has_reached_whom_it_has_by_its_rules(events: list[Event]) -> None:
    opportunity = OPPORTUNITY.fold(events)
    rows = rows_after(OPPORTUNITY_REACH, happened(*events))
    assert {row.person: row.reached for row in rows} == {row.person: opportunity.reached(row.person) for row in rows}
    known = opportunity.invited | {whom for whom, _ in opportunity.referred} | opportunity.interest.keys()
    assert known <= {row.person for row in rows}


@given(events=histories(GATHERING))
def test_those_come_to_a_gathering_who_do_by_its_rules(events: list[Event]) -> None:
    gathering = GATHERING.fold(events)
    by_status: dict[AttendanceStatus, set[str]] = defaultdict(set)
    for row in rows_after(ATTENDANCES, happened(*events)):
        by_status[row.status].add(row.person)
    assert by_status[AttendanceStatus.ATTENDED] == gathering.attended
    assert by_status[AttendanceStatus.JOINED] == gathering.coming - gathering.attended
    for announced in rows_after(GATHERINGS, happened(*events)):
        for same in ("status", "title", "starts_on", "ends_on", "capacity", "topics", "announced_by"):
            assert getattr(announced, same) == getattr(gathering, same), same


@pytest.mark.parametrize(("aggregate", "model"), FROM, ids=lambda each: getattr(each, "category", "") or each.name)
def test_all_events_of_a_key_are_about_the_person_of_its_row(aggregate: Any, model: ReadModel[Any]) -> None:
    @given(events=histories(aggregate))
    def holds(events: list[Event]) -> None:
        subjects = subjects_by_key(model, events)
        assert all(len(about) == 1 for about in subjects.values())
        for row in rows_after(model, happened(*events)):
            person = getattr(row, model.person) if model.person else None
            assert subjects[model.key_of_row(row)] == {person}

    holds()


def subjects_by_key(model: ReadModel[Any], events: Sequence[Event]) -> dict[Any, set[str | None]]:
    subjects: dict[Any, set[str | None]] = defaultdict(set)
    for event, at in happened(*events):
        for each in model.folds.get(type(event), ()):
            for key in each.keys_of(event, at):
                subjects[key].add(subject_of(event))
    return subjects


@pytest.mark.parametrize(("aggregate", "model"), FROM, ids=lambda each: getattr(each, "category", "") or each.name)
def test_rows_are_the_same_after_a_trip_through_json_and_take_forgotten_people(
    aggregate: Any, model: ReadModel[Any]
) -> None:
    @given(events=histories(aggregate))
    def holds(events: list[Event]) -> None:
        rows = rows_after(model, happened(*events))
        assert msgspec.json.decode(msgspec.json.encode(rows), type=list[model.row]) == rows  # type: ignore[name-defined]
        forgotten = [msgspec.structs.replace(each, **dict.fromkeys(personal_fields(type(each)))) for each in events]
        after = rows_after(model, happened(*forgotten))
        assert [model.key_of_row(row) for row in after] == [model.key_of_row(row) for row in rows]

    holds()

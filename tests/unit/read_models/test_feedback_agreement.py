"""Whatever was decided about feedback, the read models say of it what the aggregates say."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.feedback.access_record import ACCESS_RECORD
from services.feedback.consent import CONSENT
from services.feedback.feedback import FEEDBACK as FEEDBACK_STREAM
from services.feedback.inbox import INBOX, review_id
from services.feedback.review import REVIEW
from services.feedback.review_cycle import REVIEW_CYCLE
from services.gateway.queries.feedback_inbox import load
from shared.aggregate import Aggregate
from shared.contracts.feedback.events import EVENTS, RequestSide
from shared.contracts.feedback.standing import FeedbackStatus
from shared.event import Event, personal_fields, subject_of
from shared.projecting.read_model import ReadModel
from shared.read_models.accesses import ACCESSES
from shared.read_models.consents import CONSENTS
from shared.read_models.feedback import FEEDBACK
from shared.read_models.feedback_requests import FEEDBACK_REQUESTS
from shared.read_models.review_cycles import REVIEW_CYCLES
from shared.read_models.review_groups import REVIEW_GROUPS
from shared.read_models.reviews import REVIEWS
from shared.read_models.reviews_asked import REVIEWS_ASKED, AskStatus
from tests.unit.read_models.feedback_histories import histories
from tests.unit.read_models.happened import happened, rows_after

FROM: list[tuple[Aggregate[Any], ReadModel[Any]]] = [
    (FEEDBACK_STREAM, FEEDBACK),
    (INBOX, FEEDBACK_REQUESTS),
    (INBOX, REVIEWS_ASKED),
    (CONSENT, CONSENTS),
    (ACCESS_RECORD, ACCESSES),
    (REVIEW_CYCLE, REVIEW_CYCLES),
    (REVIEW, REVIEWS),
]
MODELS = {model.name: model for _, model in FROM} | {REVIEW_GROUPS.name: REVIEW_GROUPS}


def test_every_event_of_the_service_is_folded_somewhere() -> None:
    folded = {event_type for model in MODELS.values() for event_type in model.folds}
    assert folded == set(EVENTS.values())


@given(events=histories(FEEDBACK_STREAM))
def test_feedback_has_a_row_while_it_stands(events: list[Event]) -> None:
    feedback = FEEDBACK_STREAM.fold(events)
    rows = rows_after(FEEDBACK, happened(*events))
    assert len(rows) == (bool(feedback.id) and feedback.status is FeedbackStatus.GIVEN)
    for row in rows:
        for same in ("person", "author", "kind", "withdrawable_until"):
            assert getattr(row, same) == getattr(feedback, same), same
        assert (row.acknowledged_on is not None) == feedback.acknowledged
        assert {named for each in row.actions for named in (each.goal, each.learning) if named} == feedback.actions


@given(events=histories(INBOX))
def test_each_side_of_a_request_stands_where_it_does(events: list[Event]) -> None:
    inbox = INBOX.fold(events)
    rows = rows_after(FEEDBACK_REQUESTS, happened(*events))
    of_asked = {row.request: row for row in rows if row.side is RequestSide.ASKED}
    assert {request: (row.other, row.status, row.due, row.reminded) for request, row in of_asked.items()} == {
        request: (each.requester, each.status, each.due, each.reminded) for request, each in inbox.requests.items()
    }
    for row in rows:
        if row.side is RequestSide.REQUESTER and row.other == "cy":
            assert (row.status, row.since) == (of_asked[row.request].status, of_asked[row.request].since)


@given(events=histories(INBOX), days=st.integers(0, 120))
def test_the_load_shown_is_the_load_that_the_limit_counts(events: list[Event], days: int) -> None:
    day = date(2026, 1, 1) + timedelta(days=days)
    requests = [row for row in rows_after(FEEDBACK_REQUESTS, happened(*events)) if row.person == "cy"]
    assert load(requests, rows_after(REVIEWS_ASKED, happened(*events)), day) == INBOX.fold(events).load(day)


@given(events=histories(INBOX))
def test_what_is_asked_of_a_rater_stands_where_it_does(events: list[Event]) -> None:
    inbox = INBOX.fold(events)
    rows = {review_id(row.cycle, row.reviewee): row for row in rows_after(REVIEWS_ASKED, happened(*events))}
    assert rows.keys() == inbox.reviews.keys()
    for identity, review in inbox.reviews.items():
        row = rows[identity]
        assert (row.asked_on, row.due, row.perspective) == (review.on, review.due, review.perspective)
        assert (row.status is AskStatus.ASKED, row.status is AskStatus.DECLINED) == (review.open, review.declined)


@given(events=histories(CONSENT))
def test_a_consent_holds_while_it_does_by_its_rules(events: list[Event]) -> None:
    given_ = CONSENT.fold(events).given
    rows = {f"{row.field}/{row.audience}/{row.whom}": row for row in rows_after(CONSENTS, happened(*events))}
    assert {key: row.revoked_on is None for key, row in rows.items()} == {k: each.held for k, each in given_.items()}
    assert {key: row.until for key, row in rows.items() if row.revoked_on is None} == {
        key: each.until for key, each in given_.items() if each.held
    }


@given(events=histories(ACCESS_RECORD))
def test_the_last_day_of_an_access_is_in_its_rows(events: list[Event]) -> None:
    last: dict[str, date] = {}
    for row in sorted(rows_after(ACCESSES, happened(*events)), key=lambda row: row.seen_on):
        last[f"{row.seer}/{row.what}"] = row.seen_on
    assert last == ACCESS_RECORD.fold(events).last


@given(events=histories(REVIEW_CYCLE))
def test_a_cycle_stands_in_its_row_where_it_stands_by_its_rules(events: list[Event]) -> None:
    cycle = REVIEW_CYCLE.fold(events)
    for row in rows_after(REVIEW_CYCLES, happened(*events)):
        for same in ("status", "nominations_due", "answers_due"):
            assert getattr(row, same) == getattr(cycle, same), same
        assert (frozenset(row.reviewees), row.fewest) == (cycle.reviewees, cycle.least)
        assert len(row.reviewees) == len(cycle.reviewees)


@given(events=histories(REVIEW))
def test_a_review_stands_in_its_row_where_it_stands_by_its_rules(events: list[Event]) -> None:
    review = REVIEW.fold(events)
    for row in rows_after(REVIEWS, happened(*events)):
        assert {each.rater: each.perspective for each in row.nominated} == review.nominated
        assert {each.rater: each.perspective for each in row.raters} == review.raters
        assert len(row.raters) == len(review.raters)
        assert (row.settled_on is not None, row.started_on is not None) == (review.settled, review.started)
        assert (row.released_on is not None) == review.released


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

from datetime import UTC, date, datetime, timedelta
from typing import Any, get_args, get_type_hints

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.feedback.access_record import ACCESS_RECORD
from services.feedback.consent import CONSENT
from services.feedback.feedback import FEEDBACK
from services.feedback.inbox import INBOX
from services.feedback.review import REVIEW
from services.feedback.review_cycle import REVIEW_CYCLE
from shared.aggregate import Aggregate
from shared.contracts.feedback.events import (
    EVENTS,
    GroupAnswered,
    ItemComment,
    ItemComments,
    ItemLevels,
    ItemRating,
    Rater,
    RatingsCalibrated,
    ReviewItem,
    ReviewSubmitted,
    SkillRating,
)
from shared.event import Event, personal_fields, subject_field

AGGREGATES = [FEEDBACK, INBOX, CONSENT, ACCESS_RECORD, REVIEW_CYCLE, REVIEW]
"""The last one knows how managers rated the person, which is personal."""
NESTED = (SkillRating, ReviewItem, Rater, ItemRating, ItemComment, ItemLevels, ItemComments)

ids = st.sampled_from("ab")
"""Few, so that events meet."""

PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    str: ids,
    int: st.integers(0, 5),
    date: st.integers(0, 60).map(lambda day: date(2026, 1, 1) + timedelta(days=day)),
    datetime: st.just(datetime(2026, 1, 1, tzinfo=UTC)),
    type(None): st.none(),
}


def values(hint: Any) -> st.SearchStrategy[Any]:
    """Any value of a field's type."""
    if hint in PLAIN:
        return PLAIN[hint]
    if hint in NESTED:
        return built(hint)
    if getattr(hint, "__origin__", None) is tuple:
        return st.lists(values(get_args(hint)[0]), max_size=3).map(tuple)
    if get_args(hint):
        return st.one_of([values(option) for option in get_args(hint)])
    return st.sampled_from(hint)


def built(struct: Any) -> st.SearchStrategy[Any]:
    hints = get_type_hints(struct)
    return st.builds(struct, **{name: values(hints[name]) for name in struct.__struct_fields__})


any_event = st.one_of([built(event_type) for event_type in EVENTS.values()])


@pytest.mark.parametrize("aggregate", AGGREGATES, ids=lambda aggregate: aggregate.category)
@given(events=st.lists(any_event, max_size=30))
def test_no_sequence_of_events_stops_an_aggregate_or_its_snapshot(
    aggregate: Aggregate[Any], events: list[Event]
) -> None:
    state = aggregate.fold(events)
    snapshot = msgspec.json.encode(state)
    assert msgspec.json.decode(snapshot, type=type(aggregate.initial)) == state


@pytest.mark.parametrize(
    "aggregate", [each for each in AGGREGATES if each is not REVIEW], ids=lambda each: each.category
)
@given(events=st.lists(any_event, max_size=30))
def test_an_aggregate_stands_the_same_once_its_person_is_forgotten(
    aggregate: Aggregate[Any], events: list[Event]
) -> None:
    forgotten = [msgspec.structs.replace(event, **dict.fromkeys(personal_fields(type(event)))) for event in events]
    assert aggregate.fold(forgotten) == aggregate.fold(events)


@pytest.mark.parametrize("event_type", EVENTS.values(), ids=list(EVENTS))
def test_every_event_names_its_person_but_those_about_a_cycle(event_type: type[Event]) -> None:
    about_cycle = event_type.__name__.startswith("Cycle") or event_type.__name__ == "RevieweesAdded"
    assert subject_field(event_type) == (None if about_cycle else "person")


def test_what_is_answered_is_shown_in_reports_only() -> None:
    assert {each for each in EVENTS.values() if each.sealed} == {ReviewSubmitted, GroupAnswered, RatingsCalibrated}


def test_what_is_between_people_is_private() -> None:
    public = {name for name, each in EVENTS.items() if not each.private and not each.sealed}
    assert public == {
        "CycleOpened",
        "RevieweesAdded",
        "CycleExtended",
        "CycleClosed",
        "CycleCancelled",
        "ReviewStarted",
        "RatersNominated",
        "RatersApproved",
        "RaterReplaced",
        "NominationDeclined",
        "ReportReleased",
    }

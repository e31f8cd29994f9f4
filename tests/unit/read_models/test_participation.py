"""Who took part in a service in which months, and what is no part of it."""

from collections.abc import Sequence
from datetime import date

import pytest
from msgspec.structs import replace

from shared.contracts.feedback import events as feedback_events
from shared.contracts.feedback.events import FeedbackGiven, FeedbackKind, FeedbackVisibility, ReviewSubmitted
from shared.contracts.goals import events as goals_events
from shared.contracts.goals.events import SetbackEvent, WellbeingNoted
from shared.contracts.network import events as network_events
from shared.contracts.network.events import ConnectionInvited, Joined
from shared.contracts.skills import events as skills_events
from shared.contracts.skills.events import SkillUsed
from shared.event import Event, subject_field
from shared.read_models.participation import ACTIVE_IN, DEEDS, ActiveRow
from tests.unit.queries.histories import goal_set
from tests.unit.read_models.happened import happened, rows_after

CONTRACTS = {
    "goals": goals_events,
    "skills": skills_events,
    "network": network_events,
    "feedback": feedback_events,
}
SEPTEMBER, OCTOBER = date(2026, 9, 1), date(2026, 10, 1)


def active(service: str, *events: Event, by: str = "ada") -> Sequence[ActiveRow]:
    """The rows after `events`, which came of commands of one person."""
    return rows_after(ACTIVE_IN[service], [(event, replace(at, actor=by)) for event, at in happened(*events)])


def used(on: date) -> SkillUsed:
    return SkillUsed("ada", "sql", on)


def invited(person: str, other: str, *, acted: bool) -> ConnectionInvited:
    return ConnectionInvited(person=person, other=other, on=SEPTEMBER, acted=acted)


def test_a_month_counts_once_however_much_somebody_did_in_it() -> None:
    days = (date(2026, 9, 30), SEPTEMBER, OCTOBER)
    assert active("skills", *map(used, days)) == [ActiveRow("ada", SEPTEMBER), ActiveRow("ada", OCTOBER)]


def test_what_others_record_about_somebody_is_no_deed_of_theirs() -> None:
    assert active("goals", goal_set("g"), by="mo") == []
    assert active("goals", goal_set("g")) == [ActiveRow("ada", SEPTEMBER)]
    assert active("network", Joined("forum", "ada", SEPTEMBER), by="mo") == []


def test_of_two_people_the_one_took_part_who_acted() -> None:
    events = (invited("ada", "bo", acted=True), invited("bo", "ada", acted=False))
    assert active("network", *events, by="milepost") == [ActiveRow("ada", SEPTEMBER)]


@pytest.mark.parametrize("service", DEEDS)
def test_deeds_are_events_of_the_service_about_a_person_on_a_day(service: str) -> None:
    for deed in DEEDS[service]:
        assert CONTRACTS[service].EVENTS[deed.__name__] is deed
        assert subject_field(deed) == "person"
        assert "on" in deed.__struct_fields__
    assert set(ACTIVE_IN[service].folds) == set(DEEDS[service])


def test_setbacks_wellbeing_reviews_and_what_one_is_told_are_no_part_of_it() -> None:
    deeds = [deed for of_service in DEEDS.values() for deed in of_service]
    assert not any(issubclass(deed, SetbackEvent | WellbeingNoted | ReviewSubmitted) for deed in deeds)
    assert not any(deed.sealed for deed in deeds)
    told = FeedbackGiven(
        feedback="f",
        person="ada",
        on=SEPTEMBER,
        author="bo",
        kind=FeedbackKind.PRAISE,
        visibility=FeedbackVisibility.RECIPIENT,
        withdrawable_until=happened(used(SEPTEMBER))[0][1].recorded,
    )
    assert FeedbackGiven not in ACTIVE_IN["feedback"].folds
    assert active("feedback", told) == []

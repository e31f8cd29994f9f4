from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from services.goals import goal
from services.goals.goal import (
    GOAL,
    ActionExists,
    AudienceUnclear,
    GoalDatesReversed,
    GoalExists,
    GoalNotOpen,
    PauseEndsBefore,
    ProgressIncomplete,
    UnknownAction,
)
from shared.aggregate import Decision
from shared.contracts.days import InTheFuture
from shared.contracts.goals.events import (
    ActionCompleted,
    ActionDropped,
    ActionPlanned,
    Audience,
    CheckedIn,
    GoalAbandoned,
    GoalAchieved,
    GoalAdopted,
    GoalKind,
    GoalMissed,
    GoalPaused,
    GoalRefined,
    GoalResumed,
    GoalScope,
    GoalSet,
    GoalShared,
    GoalUnshared,
    MeasureDefined,
    MeasureKind,
    ProgressRecorded,
)
from shared.event import Event
from tests.unit.given import given

DAY = date(2026, 9, 1)
TODAY: dict[str, Any] = {"effective_on": None, "now": datetime(2026, 9, 1, 9, tzinfo=UTC)}
SQL: dict[str, Any] = {"goal": "sql", "person": "ada", "on": DAY}

OUTLINE: dict[str, Any] = {
    "identity": "sql",
    "person": "ada",
    "title": "Write SQL without help",
    "description": None,
    "kind": GoalKind.SKILL,
    "starts_on": None,
    "due": date(2026, 12, 31),
    "check_in_every_days": 14,
    "template": None,
    "measures": [],
    "parents": [],
    "parent_goals": {},
}

SET = GoalSet(
    **SQL,
    title="Write SQL without help",
    kind=GoalKind.SKILL,
    starts_on=DAY,
    due=date(2026, 12, 31),
    check_in_every_days=14,
)
YES_NO = MeasureDefined(
    **SQL,
    measure="done",
    title="Done",
    kind=MeasureKind.YES_NO,
    from_value=Decimal(0),
    to_value=Decimal(1),
    weight=1,
)
YES = ProgressRecorded(**SQL, measure="done", value=Decimal(1))
PAUSED = GoalPaused(**SQL)
ACHIEVED = GoalAchieved(**SQL, reason="Leads the reporting work")
MISSED = GoalMissed(**SQL)
ABANDONED = GoalAbandoned(**SQL, lessons="It was not my wish")
PLANNED = ActionPlanned(**SQL, action="book", title="Read the book")

CLOSURES = [ACHIEVED, MISSED, ABANDONED]

UNCHANGED: dict[str, Any] = dict.fromkeys(("title", "description", "kind", "starts_on", "due", "check_in_every_days"))


# Setting


def test_a_goal_starts_on_the_day_it_is_set_unless_said_otherwise() -> None:
    given(GOAL).when(goal.set_goal, **OUTLINE, **TODAY).then(SET)


def test_a_goal_is_set_together_with_its_measures() -> None:
    measure = {
        "measure": "done",
        "title": "Done",
        "kind": MeasureKind.YES_NO,
        "from_value": None,
        "to_value": None,
        "weight": 1,
    }
    given(GOAL).when(goal.set_goal, **OUTLINE | {"measures": [measure]}, **TODAY).then(SET, YES_NO)


def test_setting_the_same_goal_again_changes_nothing() -> None:
    given(GOAL, SET).when(goal.set_goal, **OUTLINE, **TODAY).then()


def test_an_id_that_is_taken_is_refused_for_another_goal() -> None:
    other = OUTLINE | {"person": "grace"}
    given(GOAL, SET).when(goal.set_goal, **other, **TODAY).then_refused(GoalExists, field="goal")


def test_a_goal_is_not_due_before_it_starts() -> None:
    late = OUTLINE | {"starts_on": date(2027, 1, 1)}
    given(GOAL).when(goal.set_goal, **late, **TODAY).then_refused(GoalDatesReversed, field="due")


def test_nothing_is_reported_for_a_day_that_nobody_has_seen() -> None:
    ahead = TODAY | {"effective_on": date(2026, 9, 3)}
    given(GOAL).when(goal.set_goal, **OUTLINE, **ahead).then_refused(InTheFuture, field="effective_on")


def test_tomorrow_in_utc_is_already_today_for_people_in_the_east() -> None:
    east = TODAY | {"effective_on": date(2026, 9, 2)}
    outcome = given(GOAL, SET).when(goal.pause_goal, until=None, reason=None, **east)
    outcome.then(GoalPaused(goal="sql", person="ada", on=date(2026, 9, 2)))


# Refining and adopting


def test_refining_records_only_what_differs() -> None:
    refined = UNCHANGED | {"kind": GoalKind.SKILL, "due": date(2027, 3, 31)}
    given(GOAL, SET).when(goal.refine_goal, **refined, **TODAY).then(GoalRefined(**SQL, due=date(2027, 3, 31)))


def test_refining_to_what_is_already_so_changes_nothing() -> None:
    same = UNCHANGED | {"kind": GoalKind.SKILL, "check_in_every_days": 14}
    given(GOAL, SET).when(goal.refine_goal, **same, **TODAY).then()


def test_refining_keeps_the_dates_in_order() -> None:
    reversed_dates = UNCHANGED | {"due": date(2026, 8, 1)}
    outcome = given(GOAL, SET).when(goal.refine_goal, **reversed_dates, **TODAY)
    outcome.then_refused(GoalDatesReversed, field="due")


def test_a_unit_adopts_a_goal_once() -> None:
    adopted = GoalAdopted(**SQL, scope=GoalScope.UNIT, unit="data")
    given(GOAL, SET).when(goal.adopt_goal_for_unit, unit="data", **TODAY).then(adopted)
    given(GOAL, SET, adopted).when(goal.adopt_goal_for_unit, unit="data", **TODAY).then()


def test_the_organisation_adopts_a_goal_from_a_unit() -> None:
    of_unit = GoalAdopted(**SQL, scope=GoalScope.UNIT, unit="data")
    outcome = given(GOAL, SET, of_unit).when(goal.adopt_goal_for_organisation, **TODAY)
    outcome.then(GoalAdopted(**SQL, scope=GoalScope.ORGANISATION))


# Closing


def test_a_goal_is_achieved_when_its_measures_say_so() -> None:
    outcome = given(GOAL, SET, YES_NO, YES).when(goal.achieve_goal, reason=None, **TODAY)
    outcome.then(GoalAchieved(**SQL, progress=Decimal(1)))


@pytest.mark.parametrize("history", [[SET], [SET, YES_NO]], ids=["no measures", "incomplete measures"])
def test_otherwise_a_goal_is_achieved_only_with_a_stated_reason(history: list[Event]) -> None:
    said = given(GOAL, *history)
    said.when(goal.achieve_goal, reason=None, **TODAY).then_refused(ProgressIncomplete, field="reason")
    progress = said.state.progress
    achieved = GoalAchieved(**SQL, progress=progress, reason="It is so")
    said.when(goal.achieve_goal, reason="It is so", **TODAY).then(achieved)


def test_a_missed_goal_says_how_far_it_came() -> None:
    outcome = given(GOAL, SET, YES_NO).when(goal.miss_goal, reason=None, lessons="Begin earlier", **TODAY)
    outcome.then(GoalMissed(**SQL, progress=Decimal(0), lessons="Begin earlier"))


def test_a_goal_is_abandoned_with_what_was_learnt() -> None:
    given(GOAL, SET).when(goal.abandon_goal, lessons="It was not my wish", **TODAY).then(ABANDONED)


def test_a_paused_goal_can_be_closed() -> None:
    given(GOAL, SET, PAUSED).when(goal.abandon_goal, lessons="It was not my wish", **TODAY).then(ABANDONED)


@pytest.mark.parametrize(
    ("closed", "decide", "said"),
    [
        (ACHIEVED, goal.achieve_goal, {"reason": None}),
        (MISSED, goal.miss_goal, {"reason": None, "lessons": None}),
        (ABANDONED, goal.abandon_goal, {"lessons": "Again"}),
    ],
)
def test_closing_in_the_same_way_again_changes_nothing(closed: Event, decide: Decision, said: dict[str, Any]) -> None:
    given(GOAL, SET, closed).when(decide, **said, **TODAY).then()
    for other in CLOSURES:
        if other is not closed:
            given(GOAL, SET, other).when(decide, **said, **TODAY).then_refused(GoalNotOpen, field="goal")


@pytest.mark.parametrize("closed", CLOSURES, ids=lambda closed: type(closed).__name__)
@pytest.mark.parametrize(
    ("decide", "said"),
    [
        (goal.refine_goal, UNCHANGED | {"title": "Other"}),
        (goal.adopt_goal_for_organisation, {}),
        (goal.unalign_goal, {"parent": "team"}),
        (goal.record_progress, {"measure": "done", "value": Decimal(1), "note": None}),
        (goal.drop_measure, {"measure": "done", "reason": None}),
        (goal.plan_action, {"action": "book", "title": "Read it", "due": None}),
        (goal.complete_action, {"action": "book"}),
        (goal.drop_action, {"action": "book", "reason": None}),
        (goal.check_in, {"confidence": Decimal(1), "note": None, "in_the_way": None}),
        (goal.pause_goal, {"until": None, "reason": None}),
        (goal.resume_goal, {"due": None}),
    ],
)
def test_a_closed_goal_takes_no_change(closed: Event, decide: Decision, said: dict[str, Any]) -> None:
    said_before = given(GOAL, SET, YES_NO, PLANNED, closed)
    said_before.when(decide, **said, **TODAY).then_refused(GoalNotOpen, field="goal")


# Pausing


def test_pausing_a_paused_goal_changes_nothing() -> None:
    given(GOAL, SET, PAUSED).when(goal.pause_goal, until=None, reason="Again", **TODAY).then()


def test_a_pause_does_not_end_before_it_begins() -> None:
    outcome = given(GOAL, SET).when(goal.pause_goal, until=date(2026, 8, 1), reason=None, **TODAY)
    outcome.then_refused(PauseEndsBefore, field="until")


def test_a_goal_is_resumed_with_a_new_due_date() -> None:
    resumed = GoalResumed(**SQL, due=date(2027, 6, 30))
    given(GOAL, SET, PAUSED).when(goal.resume_goal, due=date(2027, 6, 30), **TODAY).then(resumed)
    assert given(GOAL, SET, PAUSED, resumed).state.due == date(2027, 6, 30)


def test_a_resumed_goal_is_not_due_before_it_started() -> None:
    outcome = given(GOAL, SET, PAUSED).when(goal.resume_goal, due=date(2026, 8, 1), **TODAY)
    outcome.then_refused(GoalDatesReversed, field="due")


def test_resuming_a_goal_that_is_open_changes_nothing() -> None:
    given(GOAL, SET).when(goal.resume_goal, due=None, **TODAY).then()


# Actions


def test_an_action_is_planned_once_and_done_once() -> None:
    planned = {"action": "book", "title": "Read the book", "due": None}
    done = ActionCompleted(**SQL, action="book")
    given(GOAL, SET).when(goal.plan_action, **planned, **TODAY).then(PLANNED)
    given(GOAL, SET, PLANNED).when(goal.plan_action, **planned, **TODAY).then()
    given(GOAL, SET, PLANNED).when(goal.complete_action, action="book", **TODAY).then(done)
    given(GOAL, SET, PLANNED, done).when(goal.complete_action, action="book", **TODAY).then()


def test_an_action_that_was_dropped_is_neither_done_nor_planned_again() -> None:
    dropped = ActionDropped(**SQL, action="book", reason="The course covers it")
    before = given(GOAL, SET, PLANNED)
    before.when(goal.drop_action, action="book", reason="The course covers it", **TODAY).then(dropped)
    after = given(GOAL, SET, PLANNED, dropped)
    after.when(goal.drop_action, action="book", reason=None, **TODAY).then()
    after.when(goal.complete_action, action="book", **TODAY).then_refused(ActionExists, field="action")
    again = after.when(goal.plan_action, action="book", title="Read it", due=None, **TODAY)
    again.then_refused(ActionExists, field="action")


def test_only_a_planned_action_is_done() -> None:
    outcome = given(GOAL, SET).when(goal.complete_action, action="book", **TODAY)
    outcome.then_refused(UnknownAction, field="action")


# Check-ins


def check_in(day: date, confidence: str = "0.7") -> dict[str, Any]:
    return {
        "confidence": Decimal(confidence),
        "note": None,
        "in_the_way": None,
        "effective_on": day,
        "now": datetime(day.year, day.month, day.day, tzinfo=UTC),
    }


@pytest.mark.parametrize(("day", "kept"), [(date(2026, 9, 15), True), (date(2026, 9, 16), False)])
def test_a_check_in_keeps_the_rhythm_within_the_days_agreed(day: date, kept: bool) -> None:
    checked_in = CheckedIn(goal="sql", person="ada", on=day, confidence=Decimal("0.7"), kept=kept)
    given(GOAL, SET).when(goal.check_in, **check_in(day)).then(checked_in)


def test_the_rhythm_runs_from_the_last_check_in_and_from_the_end_of_a_pause() -> None:
    first = CheckedIn(goal="sql", person="ada", on=date(2026, 9, 10), confidence=Decimal("0.7"), kept=True)
    second = CheckedIn(goal="sql", person="ada", on=date(2026, 9, 24), confidence=Decimal("0.7"), kept=True)
    given(GOAL, SET, first).when(goal.check_in, **check_in(date(2026, 9, 24))).then(second)
    resumed = GoalResumed(goal="sql", person="ada", on=date(2026, 9, 20))
    given(GOAL, SET, PAUSED, resumed).when(goal.check_in, **check_in(date(2026, 9, 24))).then(second)


def test_the_same_check_in_on_the_same_day_changes_nothing() -> None:
    first = CheckedIn(goal="sql", person="ada", on=date(2026, 9, 10), confidence=Decimal("0.7"), kept=True)
    given(GOAL, SET, first).when(goal.check_in, **check_in(date(2026, 9, 10))).then()


def test_a_check_in_reported_late_does_not_replace_a_later_one() -> None:
    later = CheckedIn(goal="sql", person="ada", on=date(2026, 9, 10), confidence=Decimal("0.7"), kept=True)
    earlier = CheckedIn(goal="sql", person="ada", on=date(2026, 9, 5), confidence=Decimal("0.1"), kept=True)
    assert given(GOAL, SET, later, earlier).state == given(GOAL, SET, later).state


def test_a_paused_goal_takes_no_check_in() -> None:
    outcome = given(GOAL, SET, PAUSED).when(goal.check_in, **check_in(DAY))
    outcome.then_refused(GoalNotOpen, field="goal")


# Sharing


def test_only_people_not_yet_shown_the_goal_are_added() -> None:
    shared = GoalShared(**SQL, audience=Audience.PEOPLE, people=("grace",))
    more = {"audience": Audience.PEOPLE, "people": ["grace", "alan"], **TODAY}
    added = GoalShared(**SQL, audience=Audience.PEOPLE, people=("alan",))
    given(GOAL, SET, shared).when(goal.share_goal, **more).then(added)
    given(GOAL, SET, shared, added).when(goal.share_goal, **more).then()


def test_only_people_shown_the_goal_are_removed() -> None:
    shared = GoalShared(**SQL, audience=Audience.PEOPLE, people=("grace",))
    fewer = {"audience": Audience.PEOPLE, "people": ["grace", "alan"], **TODAY}
    removed = GoalUnshared(**SQL, audience=Audience.PEOPLE, people=("grace",))
    given(GOAL, SET, shared).when(goal.unshare_goal, **fewer).then(removed)
    given(GOAL, SET, shared, removed).when(goal.unshare_goal, **fewer).then()


def test_a_goal_is_opened_to_everyone_once_and_closed_again() -> None:
    everyone = {"audience": Audience.EVERYONE, "people": [], **TODAY}
    shared = GoalShared(**SQL, audience=Audience.EVERYONE)
    unshared = GoalUnshared(**SQL, audience=Audience.EVERYONE)
    given(GOAL, SET).when(goal.share_goal, **everyone).then(shared)
    given(GOAL, SET, shared).when(goal.share_goal, **everyone).then()
    given(GOAL, SET, shared).when(goal.unshare_goal, **everyone).then(unshared)
    given(GOAL, SET, shared, unshared).when(goal.unshare_goal, **everyone).then()


@pytest.mark.parametrize(("audience", "people"), [(Audience.PEOPLE, []), (Audience.UNIT, ["grace"])])
@pytest.mark.parametrize("decide", [goal.share_goal, goal.unshare_goal])
def test_people_are_named_exactly_where_the_audience_is_people(
    decide: Decision, audience: Audience, people: list[str]
) -> None:
    outcome = given(GOAL, SET).when(decide, audience=audience, people=people, **TODAY)
    outcome.then_refused(AudienceUnclear, field="people")


def test_an_achieved_goal_can_be_shared() -> None:
    outcome = given(GOAL, SET, ACHIEVED).when(goal.share_goal, audience=Audience.EVERYONE, people=[], **TODAY)
    outcome.then(GoalShared(**SQL, audience=Audience.EVERYONE))

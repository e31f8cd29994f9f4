from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from shared.contracts.goals.events import (
    ActionCompleted,
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
    GoalStatus,
    GoalUnshared,
    MeasureDefined,
    MeasureDropped,
    MeasureKind,
    MeasureRevised,
    ProgressRecorded,
)
from shared.contracts.goals.standing import ActionStatus
from shared.event import Event
from shared.read_models.goals import GOALS
from tests.unit.read_models.happened import happened as recorded
from tests.unit.read_models.happened import row_after, rows_after

DUE = date(2026, 12, 31)


def on(day: int) -> dict[str, Any]:
    """What every event of the goal says, on a day of September."""
    return {"goal": "sql", "person": "ada", "on": date(2026, 9, day)}


SET = GoalSet(
    **on(1),
    title="SQL",
    kind=GoalKind.SKILL,
    starts_on=date(2026, 9, 1),
    due=DUE,
    check_in_every_days=14,
    description="Alone",
)


def measured(measure: str, weight: int = 1) -> MeasureDefined:
    ends = {"from_value": Decimal(0), "to_value": Decimal(20)}
    return MeasureDefined(**on(1), measure=measure, title="Queries", kind=MeasureKind.NUMBER, weight=weight, **ends)


def progress(day: int, value: int, measure: str = "queries") -> ProgressRecorded:
    return ProgressRecorded(**on(day), measure=measure, value=Decimal(value))


def check_in(day: int, confidence: str, in_the_way: str | None = None) -> CheckedIn:
    return CheckedIn(**on(day), confidence=Decimal(confidence), kept=True, in_the_way=in_the_way)


def test_a_goal_without_measures_has_no_progress_and_before_a_check_in_no_confidence() -> None:
    row = row_after(GOALS, SET)
    assert (row.status, row.progress, row.confidence, row.set_on) == (GoalStatus.OPEN, None, None, date(2026, 9, 1))


def test_progress_is_the_weighted_mean_of_the_measures_that_count() -> None:
    row = row_after(GOALS, SET, measured("queries", weight=3), measured("views"), progress(2, 10))
    assert row.progress == Decimal("0.375")
    dropped = row_after(
        GOALS, SET, measured("queries"), measured("views"), progress(2, 10), MeasureDropped(**on(3), measure="views")
    )
    assert dropped.progress == Decimal("0.5")


def test_progress_of_an_earlier_day_does_not_replace_that_of_a_later_one() -> None:
    row = row_after(GOALS, SET, measured("queries"), progress(9, 10), progress(5, 2))
    assert row.progress == Decimal("0.5")
    assert row.last_heard_on == date(2026, 9, 9)


def test_a_revised_measure_keeps_where_it_stands_and_counts_on_the_new_scale() -> None:
    revised = MeasureRevised(**on(3), measure="queries", to_value=Decimal(40))
    row = row_after(GOALS, SET, measured("queries"), progress(2, 10), revised)
    assert (row.measures[0].value, row.progress) == (Decimal(10), Decimal("0.25"))


def test_a_check_in_of_an_earlier_day_does_not_replace_a_later_one() -> None:
    row = row_after(GOALS, SET, check_in(9, "0.8", "Time"), check_in(5, "0.2", "Nerves"))
    assert (row.confidence, row.in_the_way, row.rhythm_from) == (Decimal("0.8"), "Time", date(2026, 9, 9))


def test_a_refinement_leaves_alone_what_it_does_not_name() -> None:
    row = row_after(GOALS, SET, GoalRefined(**on(2), title="More SQL"))
    assert (row.title, row.description, row.due) == ("More SQL", "Alone", DUE)


def test_a_resumed_goal_has_a_new_rhythm_no_old_confidence_and_is_not_stale() -> None:
    paused = GoalPaused(**on(3), until=date(2026, 9, 20), reason="Leave")
    row = row_after(GOALS, SET, check_in(2, "0.9"), paused)
    assert (row.status, row.paused_until, row.pause_reason) == (GoalStatus.PAUSED, date(2026, 9, 20), "Leave")
    row = row_after(GOALS, SET, check_in(2, "0.9"), paused, GoalResumed(**on(20)))
    assert (row.status, row.due, row.confidence, row.paused_until) == (GoalStatus.OPEN, DUE, None, None)
    assert row.working_since == row.rhythm_from == row.last_heard_on == date(2026, 9, 20)


@pytest.mark.parametrize(
    ("closed", "status", "reason", "lessons"),
    [
        (GoalAchieved(**on(5), reason="Leads it"), GoalStatus.ACHIEVED, "Leads it", None),
        (GoalMissed(**on(5), reason="No time", lessons="Practise"), GoalStatus.MISSED, "No time", "Practise"),
        (GoalAbandoned(**on(5), lessons="Not mine"), GoalStatus.ABANDONED, None, "Not mine"),
    ],
)
def test_a_closed_goal_tells_when_why_and_what_was_learnt(
    closed: Event, status: GoalStatus, reason: str | None, lessons: str | None
) -> None:
    row = row_after(GOALS, SET, closed)
    assert (row.status, row.closed_on) == (status, date(2026, 9, 5))
    assert (row.closing_reason, row.lessons) == (reason, lessons)


def test_an_action_tells_since_when_it_is_done() -> None:
    planned = ActionPlanned(**on(2), action="book", title="Read it", due=date(2026, 10, 1))
    (action,) = row_after(GOALS, SET, planned, ActionCompleted(**on(8), action="book")).actions
    assert (action.status, action.since, action.due) == (ActionStatus.COMPLETED, date(2026, 9, 8), date(2026, 10, 1))


def test_a_goal_is_open_to_those_to_whom_it_was_opened_and_not_closed_again() -> None:
    row = row_after(
        GOALS,
        SET,
        GoalAdopted(**on(2), scope=GoalScope.UNIT, unit="data"),
        GoalShared(**on(2), audience=Audience.PEOPLE, people=("grace", "alan")),
        GoalShared(**on(2), audience=Audience.EVERYONE),
        GoalUnshared(**on(3), audience=Audience.PEOPLE, people=("alan",)),
        GoalUnshared(**on(3), audience=Audience.EVERYONE),
    )
    assert (row.scope, row.unit, row.shared_with, row.audiences) == (GoalScope.UNIT, "data", ("grace",), ())


def test_what_happens_to_a_goal_that_is_not_there_makes_no_row() -> None:
    assert rows_after(GOALS, recorded(measured("queries"), progress(2, 3), check_in(3, "0.5"))) == []

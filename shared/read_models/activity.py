"""Activity: how much of what each person did on each day, for momentum over sliding windows."""

from datetime import date
from typing import Protocol

from msgspec.structs import replace

from shared.contracts.goals.events import (
    ActionCompleted,
    CheckedIn,
    LessonDrawn,
    ProgressRecorded,
    Recovered,
    StepTaken,
)
from shared.event import Envelope
from shared.projecting.read_model import Key, ReadModel, Row


class ActivityRow(Row, frozen=True):
    """What someone did on a day. Recoveries, lessons and steps are private to them."""

    person: str
    day: date
    check_ins: int = 0
    check_ins_kept: int = 0
    progress_reports: int = 0
    actions_done: int = 0
    recoveries: int = 0
    lessons: int = 0
    steps_taken: int = 0


ACTIVITY = ReadModel("activity", ActivityRow, version=1, source="goals", key=("person", "day"))
"""Activity by person and day."""


class _OfADay(Protocol):
    @property
    def person(self) -> str: ...

    @property
    def on(self) -> date: ...


def person_and_day(e: _OfADay, _at: Envelope) -> Key:
    """The key under which an event counts."""
    return (e.person, e.on)


@ACTIVITY.folds_into(CheckedIn, key=person_and_day)
def checked_in(row: ActivityRow | None, e: CheckedIn, _at: Envelope) -> ActivityRow:
    """One check-in more, kept or not."""
    row = row or ActivityRow(e.person, e.on)
    return replace(row, check_ins=row.check_ins + 1, check_ins_kept=row.check_ins_kept + e.kept)


@ACTIVITY.folds_into(ProgressRecorded, key=person_and_day)
def progress_recorded(row: ActivityRow | None, e: ProgressRecorded, _at: Envelope) -> ActivityRow:
    """One report of progress more."""
    row = row or ActivityRow(e.person, e.on)
    return replace(row, progress_reports=row.progress_reports + 1)


@ACTIVITY.folds_into(ActionCompleted, key=person_and_day)
def action_completed(row: ActivityRow | None, e: ActionCompleted, _at: Envelope) -> ActivityRow:
    """One action more."""
    row = row or ActivityRow(e.person, e.on)
    return replace(row, actions_done=row.actions_done + 1)


@ACTIVITY.folds_into(Recovered, key=person_and_day)
def recovered(row: ActivityRow | None, e: Recovered, _at: Envelope) -> ActivityRow:
    """One recovery more."""
    row = row or ActivityRow(e.person, e.on)
    return replace(row, recoveries=row.recoveries + 1)


@ACTIVITY.folds_into(LessonDrawn, key=person_and_day)
def lesson_drawn(row: ActivityRow | None, e: LessonDrawn, _at: Envelope) -> ActivityRow:
    """One lesson more."""
    row = row or ActivityRow(e.person, e.on)
    return replace(row, lessons=row.lessons + 1)


@ACTIVITY.folds_into(StepTaken, key=person_and_day)
def step_taken(row: ActivityRow | None, e: StepTaken, _at: Envelope) -> ActivityRow:
    """One step more."""
    row = row or ActivityRow(e.person, e.on)
    return replace(row, steps_taken=row.steps_taken + 1)

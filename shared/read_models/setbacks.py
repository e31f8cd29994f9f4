"""Setbacks: one row a setback, with what was learnt, changed and asked for until the person had recovered."""

from datetime import date

import msgspec
from msgspec.structs import replace

from shared.contracts.goals.events import (
    CourseAdapted,
    LessonDrawn,
    Recovered,
    SetbackKind,
    SetbackRecorded,
    SupportAsked,
)
from shared.event import Envelope
from shared.projecting.read_model import ReadModel, Row


class Lesson(msgspec.Struct, frozen=True):
    """Something that was learnt."""

    drawn_on: date
    lesson: str | None


class Adaptation(msgspec.Struct, frozen=True):
    """A change of course, and the goals and steps of a plan that it is about."""

    adapted_on: date
    change: str | None
    goals: tuple[str, ...]
    plan: str | None
    steps: tuple[str, ...]


class Request(msgspec.Struct, frozen=True):
    """Support that was asked for, of whom."""

    asked_on: date
    of: tuple[str, ...]
    request: str | None


class SetbackRow(Row, frozen=True):
    """Something that went wrong, its impact from 1 to 5, and once over it, when and after how many days."""

    setback: str
    person: str
    happened_on: date
    kind: SetbackKind
    impact: int | None
    description: str | None
    goals: tuple[str, ...]
    lessons: tuple[Lesson, ...] = ()
    adaptations: tuple[Adaptation, ...] = ()
    support: tuple[Request, ...] = ()
    recovered_on: date | None = None
    days_to_recover: int | None = None
    recovery_note: str | None = None


SETBACKS = ReadModel("setbacks", SetbackRow, version=1, source="goals", key=("setback",), indexes=[("person",)])
"""Setbacks by id."""


@SETBACKS.starts(SetbackRecorded)
def was_recorded(e: SetbackRecorded, _at: Envelope) -> SetbackRow:
    """A new setback."""
    return SetbackRow(e.setback, e.person, e.on, e.kind, e.impact, e.description, e.goals)


@SETBACKS.on(LessonDrawn)
def lesson_drawn(row: SetbackRow, e: LessonDrawn, _at: Envelope) -> SetbackRow:
    """One lesson more."""
    return replace(row, lessons=(*row.lessons, Lesson(e.on, e.lesson)))


@SETBACKS.on(CourseAdapted)
def course_adapted(row: SetbackRow, e: CourseAdapted, _at: Envelope) -> SetbackRow:
    """One change of course more."""
    adaptation = Adaptation(e.on, e.change, e.goals, e.plan, e.steps)
    return replace(row, adaptations=(*row.adaptations, adaptation))


@SETBACKS.on(SupportAsked)
def support_asked(row: SetbackRow, e: SupportAsked, _at: Envelope) -> SetbackRow:
    """One request more."""
    return replace(row, support=(*row.support, Request(e.on, e.of, e.request)))


@SETBACKS.on(Recovered)
def recovered(row: SetbackRow, e: Recovered, _at: Envelope) -> SetbackRow:
    """Over it."""
    return replace(row, recovered_on=e.on, days_to_recover=e.days, recovery_note=e.note)

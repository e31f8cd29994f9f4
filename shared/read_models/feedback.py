"""Feedback that stands: one row each, about its recipient. What its author took back is gone.

Not every row is for every eye: `services.gateway.feedback_audience` says who sees one.
"""

from datetime import date, datetime

import msgspec
from msgspec.structs import replace

from shared.contracts.feedback.events import (
    ActionKind,
    ActionTaken,
    FeedbackAcknowledged,
    FeedbackGiven,
    FeedbackKind,
    FeedbackReflectedOn,
    FeedbackVisibility,
    FeedbackWithdrawn,
    SkillRating,
)
from shared.event import Envelope
from shared.projecting.read_model import ReadModel, Row


class Reflection(msgspec.Struct, frozen=True):
    """What the recipient made of it on a day."""

    reflected_on: date
    text: str | None


class Action(msgspec.Struct, frozen=True):
    """What the recipient did about it on a day."""

    taken_on: date
    kind: ActionKind
    goal: str | None
    learning: str | None
    note: str | None


class FeedbackRow(Row, frozen=True, kw_only=True):
    """What `author` told `person`. The thanks, the reflections and the actions are the person's own."""

    feedback: str
    person: str
    author: str
    given_on: date
    kind: FeedbackKind
    visibility: FeedbackVisibility
    withdrawable_until: datetime
    situation: str | None
    behaviour: str | None
    impact: str | None
    suggestion: str | None
    ratings: tuple[SkillRating, ...]
    goal: str | None
    request: str | None
    acknowledged_on: date | None = None
    thanks: str | None = None
    reflections: tuple[Reflection, ...] = ()
    actions: tuple[Action, ...] = ()


FEEDBACK = ReadModel(
    "feedback",
    FeedbackRow,
    version=1,
    source="feedback",
    key=("feedback",),
    indexes=[("person", "given_on"), ("author", "given_on"), ("visibility", "given_on")],
)
"""Feedback by id."""


@FEEDBACK.starts(FeedbackGiven)
def was_given(e: FeedbackGiven, _at: Envelope) -> FeedbackRow:
    """Somebody said something."""
    return FeedbackRow(
        feedback=e.feedback,
        person=e.person,
        author=e.author,
        given_on=e.on,
        kind=e.kind,
        visibility=e.visibility,
        withdrawable_until=e.withdrawable_until,
        situation=e.situation,
        behaviour=e.behaviour,
        impact=e.impact,
        suggestion=e.suggestion,
        ratings=e.ratings,
        goal=e.goal,
        request=e.request,
    )


@FEEDBACK.on(FeedbackWithdrawn)
def was_withdrawn(_row: FeedbackRow, _e: FeedbackWithdrawn, _at: Envelope) -> None:
    """As if it had not been said."""


@FEEDBACK.on(FeedbackAcknowledged)
def was_acknowledged(row: FeedbackRow, e: FeedbackAcknowledged, _at: Envelope) -> FeedbackRow:
    """The recipient has read it."""
    return replace(row, acknowledged_on=e.on, thanks=e.note)


@FEEDBACK.on(FeedbackReflectedOn)
def was_reflected_on(row: FeedbackRow, e: FeedbackReflectedOn, _at: Envelope) -> FeedbackRow:
    """One thought more."""
    return replace(row, reflections=(*row.reflections, Reflection(e.on, e.reflection)))


@FEEDBACK.on(ActionTaken)
def was_acted_on(row: FeedbackRow, e: ActionTaken, _at: Envelope) -> FeedbackRow:
    """One action more."""
    return replace(row, actions=(*row.actions, Action(e.on, e.kind, e.goal, e.learning, e.note)))

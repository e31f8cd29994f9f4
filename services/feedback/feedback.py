"""Feedback: somebody tells somebody else what they did well or could do better.

- It is given to another person whom the directory knows; where it answers a request, one that is open to its author.
- Its author may take it back within 24 hours.
- The recipient says that they read it, reflects on it, and acts on it; it is not theirs to change.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from services.feedback.feedback_request import InboxOf, require_asked
from services.feedback.people import require_others
from shared.aggregate import Aggregate
from shared.contracts.days import day_of
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
from shared.contracts.feedback.standing import FeedbackStatus
from shared.contracts.integrations.relations import RecordOf
from shared.errors import RuleViolation, require
from shared.event import Event

WITHDRAWABLE = timedelta(hours=24)


@dataclass(frozen=True)
class Feedback:
    """What the rules need to know of a feedback. Before it is given, it has no id."""

    id: str = ""
    person: str = ""
    author: str = ""
    kind: FeedbackKind = FeedbackKind.PRAISE
    withdrawable_until: datetime | None = None
    status: FeedbackStatus = FeedbackStatus.GIVEN
    acknowledged: bool = False
    actions: frozenset[str] = frozenset()


def evolve(feedback: Feedback, event: Event) -> Feedback:
    """The feedback after `event`."""
    match event:
        case FeedbackGiven():
            return Feedback(event.feedback, event.person, event.author, event.kind, event.withdrawable_until)
        case FeedbackWithdrawn():
            return replace(feedback, status=FeedbackStatus.WITHDRAWN)
        case FeedbackAcknowledged():
            return replace(feedback, acknowledged=True)
        case ActionTaken():
            taken = {each for each in (event.goal, event.learning) if each}
            return replace(feedback, actions=feedback.actions | taken)
    return feedback


class FeedbackExists(RuleViolation):
    """The id is that of another feedback."""

    def __init__(self, feedback: str) -> None:
        super().__init__(
            f"There is a feedback {feedback} already. Choose another id, or leave it out to be given one.",
            fields={"feedback": ["Is taken."]},
        )


class FeedbackUnknown(RuleViolation):
    """The feedback was never given."""

    def __init__(self) -> None:
        super().__init__("There is no such feedback.", fields={"feedback": ["Was never given."]})


class NotItsAuthor(RuleViolation):
    """Somebody would take back what another has said."""

    def __init__(self) -> None:
        super().__init__("Only its author takes feedback back.", fields={"feedback": ["Is another's."]})


class TooLateToWithdraw(RuleViolation):
    """The time has passed in which it could be taken back."""

    def __init__(self, until: datetime | None) -> None:
        super().__init__(
            f"It could be taken back until {until}. Give more feedback to add to it.",
            fields={"feedback": [f"Could be taken back until {until}."]},
        )


class FeedbackNotThere(RuleViolation):
    """Its author took it back."""

    def __init__(self) -> None:
        super().__init__("Its author took the feedback back.", fields={"feedback": ["Was withdrawn."]})


class ActionIncomplete(RuleViolation):
    """What was done is not named."""

    def __init__(self, field: str) -> None:
        super().__init__(f"Name the {field} for an action of this kind.", fields={field: ["Is missing."]})


def give_feedback(
    feedback: Feedback,
    *,
    identity: str,
    person: str,
    actor: str,
    kind: FeedbackKind,
    visibility: FeedbackVisibility,
    situation: str | None,
    behaviour: str,
    impact: str | None,
    suggestion: str | None,
    ratings: Sequence[Mapping[str, Any]],
    goal: str | None,
    request: str | None,
    record: RecordOf,
    inbox_of: InboxOf,
    effective_on: date | None,
    now: datetime,
) -> list[Event]:
    """Give feedback to `person`, as `actor`. `record` answers the directory, `inbox_of` what is asked of somebody."""
    if feedback.id:
        same = (feedback.person, feedback.author, feedback.kind) == (person, actor, kind)
        require(same, FeedbackExists(identity))
        return []
    require_others("person", [person], actor, record)
    if request is not None:
        require_asked(inbox_of(actor), request, person)
    return [
        FeedbackGiven(
            feedback=identity,
            person=person,
            on=day_of(effective_on, now),
            author=actor,
            kind=kind,
            visibility=visibility,
            withdrawable_until=now + WITHDRAWABLE,
            situation=situation,
            behaviour=behaviour,
            impact=impact,
            suggestion=suggestion,
            ratings=tuple(SkillRating(each["skill"], each["level"]) for each in ratings),
            goal=goal,
            request=request,
        )
    ]


def withdraw_feedback(feedback: Feedback, *, actor: str, effective_on: date | None, now: datetime) -> list[Event]:
    """Take it back, as its author."""
    require(feedback.author == actor, NotItsAuthor())
    if feedback.status is FeedbackStatus.WITHDRAWN:
        return []
    until = feedback.withdrawable_until
    require(until and now <= until, TooLateToWithdraw(until))
    return [FeedbackWithdrawn(feedback=feedback.id, person=feedback.person, on=day_of(effective_on, now))]


def acknowledge_feedback(
    feedback: Feedback, *, note: str | None, effective_on: date | None, now: datetime
) -> list[Event]:
    """Say that one has read it."""
    _require_there(feedback)
    if feedback.acknowledged:
        return []
    on = day_of(effective_on, now)
    return [FeedbackAcknowledged(feedback=feedback.id, person=feedback.person, on=on, note=note)]


def reflect_on_feedback(
    feedback: Feedback, *, reflection: str, effective_on: date | None, now: datetime
) -> list[Event]:
    """Write down what one makes of it."""
    _require_there(feedback)
    on = day_of(effective_on, now)
    return [FeedbackReflectedOn(feedback=feedback.id, person=feedback.person, on=on, reflection=reflection)]


def take_action(
    feedback: Feedback,
    *,
    kind: ActionKind,
    goal: str | None,
    learning: str | None,
    note: str | None,
    effective_on: date | None,
    now: datetime,
) -> list[Event]:
    """Say what one does about it; a goal or a learning item is named once."""
    _require_there(feedback)
    named = {ActionKind.GOAL: goal, ActionKind.LEARNING: learning, ActionKind.OTHER: note}[kind]
    require(named, ActionIncomplete("note" if kind is ActionKind.OTHER else kind.value))
    if kind is not ActionKind.OTHER and named in feedback.actions:
        return []
    return [
        ActionTaken(
            feedback=feedback.id,
            person=feedback.person,
            on=day_of(effective_on, now),
            kind=kind,
            goal=goal,
            learning=learning,
            note=note,
        )
    ]


def _require_there(feedback: Feedback) -> None:
    require(feedback.id, FeedbackUnknown())
    require(feedback.status is FeedbackStatus.GIVEN, FeedbackNotThere())


FEEDBACK = Aggregate("feedback", Feedback(), evolve)

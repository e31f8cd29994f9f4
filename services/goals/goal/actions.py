"""What is to be done for a goal."""

from datetime import date, datetime

from services.goals.goal.openness import require_not_closed
from services.goals.goal.state import Goal
from shared.contracts.days import day_of
from shared.contracts.goals.events import ActionCompleted, ActionDropped, ActionPlanned
from shared.contracts.goals.standing import ActionStatus
from shared.errors import RuleViolation, require
from shared.event import Event


class ActionExists(RuleViolation):
    """The action was already completed or dropped."""

    def __init__(self, action: str, status: ActionStatus) -> None:
        super().__init__(
            f"The action {action} is {status}. Plan another under another id.",
            fields={"action": [f"Is {status}."]},
        )


class UnknownAction(RuleViolation):
    """The goal has no such action."""

    def __init__(self, action: str) -> None:
        super().__init__(
            f"The goal has no action {action}. Plan it first.", fields={"action": ["Is not an action of it."]}
        )


def plan_action(
    goal: Goal, *, action: str, title: str, due: date | None, effective_on: date | None, now: datetime
) -> list[Event]:
    """Plan something to do for the goal, under an id that is new to it."""
    require_not_closed(goal)
    if action in goal.actions:
        status = goal.actions[action]
        require(status is ActionStatus.PLANNED, ActionExists(action, status))
        return []
    on = day_of(effective_on, now)
    return [ActionPlanned(goal=goal.id, person=goal.person, on=on, action=action, title=title, due=due)]


def complete_action(goal: Goal, *, action: str, effective_on: date | None, now: datetime) -> list[Event]:
    """Say that an action was done."""
    if not _still_to_do(goal, action, ActionStatus.COMPLETED):
        return []
    return [ActionCompleted(goal=goal.id, person=goal.person, on=day_of(effective_on, now), action=action)]


def drop_action(
    goal: Goal, *, action: str, reason: str | None, effective_on: date | None, now: datetime
) -> list[Event]:
    """Say that an action will not be done."""
    if not _still_to_do(goal, action, ActionStatus.DROPPED):
        return []
    on = day_of(effective_on, now)
    return [ActionDropped(goal=goal.id, person=goal.person, on=on, action=action, reason=reason)]


def _still_to_do(goal: Goal, action: str, wanted: ActionStatus) -> bool:
    """Whether the action waits to become `wanted`; False where it is so already."""
    require_not_closed(goal)
    require(action in goal.actions, UnknownAction(action))
    status = goal.actions[action]
    require(status in {ActionStatus.PLANNED, wanted}, ActionExists(action, status))
    return status is not wanted

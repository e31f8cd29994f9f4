"""Closing a goal once: achieved, missed or abandoned."""

from datetime import date, datetime
from decimal import Decimal

from services.goals.goal.openness import require_not_closed
from services.goals.goal.state import Goal
from shared.contracts.days import day_of
from shared.contracts.goals.events import GoalAbandoned, GoalAchieved, GoalMissed, GoalStatus
from shared.errors import RuleViolation, require
from shared.event import Event


class ProgressIncomplete(RuleViolation):
    """The measures do not say that the goal is achieved, and no reason was given."""

    def __init__(self, progress: Decimal | None) -> None:
        stands = "It has no measures" if progress is None else f"Its measures stand at {progress:.0%}"
        super().__init__(
            f"{stands}. Record the progress that is missing, or state the reason why it is achieved.",
            fields={"reason": ["Is needed while the measures do not say so."]},
        )


def achieve_goal(goal: Goal, *, reason: str | None, effective_on: date | None, now: datetime) -> list[Event]:
    """Close the goal as achieved, because its measures say so or for a stated reason."""
    if goal.status is GoalStatus.ACHIEVED:
        return []
    require_not_closed(goal)
    require(goal.progress == 1 or reason, ProgressIncomplete(goal.progress))
    on = day_of(effective_on, now)
    return [GoalAchieved(goal=goal.id, person=goal.person, on=on, progress=goal.progress, reason=reason)]


def miss_goal(
    goal: Goal, *, reason: str | None, lessons: str | None, effective_on: date | None, now: datetime
) -> list[Event]:
    """Close the goal as missed."""
    if goal.status is GoalStatus.MISSED:
        return []
    require_not_closed(goal)
    return [
        GoalMissed(
            goal=goal.id,
            person=goal.person,
            on=day_of(effective_on, now),
            progress=goal.progress,
            reason=reason,
            lessons=lessons,
        )
    ]


def abandon_goal(goal: Goal, *, lessons: str, effective_on: date | None, now: datetime) -> list[Event]:
    """Give the goal up, with what was learnt."""
    if goal.status is GoalStatus.ABANDONED:
        return []
    require_not_closed(goal)
    on = day_of(effective_on, now)
    return [GoalAbandoned(goal=goal.id, person=goal.person, on=on, lessons=lessons, progress=goal.progress)]

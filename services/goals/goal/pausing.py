"""Letting work on a goal rest."""

from datetime import date, datetime

from services.goals.goal.dates import GoalDatesReversed
from services.goals.goal.openness import require_not_closed
from services.goals.goal.state import Goal
from shared.contracts.days import day_of
from shared.contracts.goals.events import GoalPaused, GoalResumed, GoalStatus
from shared.errors import RuleViolation, require
from shared.event import Event


class PauseEndsBefore(RuleViolation):
    """A pause would end before it begins."""

    def __init__(self, until: date, on: date) -> None:
        super().__init__(
            f"The pause would end on {until}, before it begins on {on}.",
            fields={"until": [f"Must not be before {on}."]},
        )


def pause_goal(
    goal: Goal, *, until: date | None, reason: str | None, effective_on: date | None, now: datetime
) -> list[Event]:
    """Let work on the goal rest."""
    if goal.status is GoalStatus.PAUSED:
        return []
    require_not_closed(goal)
    on = day_of(effective_on, now)
    require(until is None or until >= on, PauseEndsBefore(until or on, on))
    return [GoalPaused(goal=goal.id, person=goal.person, on=on, until=until, reason=reason)]


def resume_goal(goal: Goal, *, due: date | None, effective_on: date | None, now: datetime) -> list[Event]:
    """Go on with the goal, with another due date where one is given."""
    if goal.status is GoalStatus.OPEN:
        return []
    require_not_closed(goal)
    require(due is None or due >= goal.starts_on, GoalDatesReversed(goal.starts_on, due or goal.due))
    return [GoalResumed(goal=goal.id, person=goal.person, on=day_of(effective_on, now), due=due)]

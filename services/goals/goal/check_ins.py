"""Looking at a goal in an agreed rhythm."""

from datetime import date, datetime
from decimal import Decimal

from services.goals.goal.openness import GoalNotOpen
from services.goals.goal.state import Goal
from shared.contracts.days import day_of
from shared.contracts.goals.events import CheckedIn, GoalStatus
from shared.errors import require
from shared.event import Event


def check_in(
    goal: Goal,
    *,
    confidence: Decimal,
    note: str | None,
    in_the_way: str | None,
    effective_on: date | None,
    now: datetime,
) -> list[Event]:
    """Look at the goal. The rhythm is kept where the last check-in is no longer ago than was agreed."""
    require(goal.status is GoalStatus.OPEN, GoalNotOpen(goal))
    on = day_of(effective_on, now)
    if (goal.rhythm_from, goal.confidence) == (on, confidence) and not (note or in_the_way):
        return []
    kept = (on - goal.rhythm_from).days <= goal.check_in_every_days
    return [
        CheckedIn(
            goal=goal.id,
            person=goal.person,
            on=on,
            confidence=confidence,
            kept=kept,
            note=note,
            in_the_way=in_the_way,
        )
    ]

"""Whether a goal takes changes."""

from services.goals.goal.state import Goal
from shared.contracts.goals.events import GoalStatus
from shared.errors import RuleViolation, require


class GoalNotOpen(RuleViolation):
    """The goal is closed, paused, or was never set, and so takes no such change."""

    def __init__(self, goal: Goal) -> None:
        where = f"is {goal.status}" if goal.status else "was never set"
        advice = "Resume it first." if goal.status is GoalStatus.PAUSED else "Set a new goal instead."
        super().__init__(f"The goal {goal.id} {where}. {advice}", fields={"goal": [f"It {where}."]})


def require_not_closed(goal: Goal) -> None:
    """Raise `GoalNotOpen` unless the goal is open or paused."""
    require(goal.status in {GoalStatus.OPEN, GoalStatus.PAUSED}, GoalNotOpen(goal))

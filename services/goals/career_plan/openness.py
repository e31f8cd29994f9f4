"""Whether a plan takes changes."""

from services.goals.career_plan.state import CareerPlan
from shared.errors import RuleViolation, require


class PlanNotOpen(RuleViolation):
    """The plan came to its end, or was never drafted."""

    def __init__(self, plan: CareerPlan) -> None:
        where = f"was {plan.outcome}" if plan.outcome else "was never drafted"
        super().__init__(f"The plan {plan.id} {where}. Draft a new one instead.", fields={"plan": [f"It {where}."]})


def require_open(plan: CareerPlan) -> None:
    """Raise `PlanNotOpen` unless the plan is under way."""
    require(plan.id and plan.outcome is None, PlanNotOpen(plan))

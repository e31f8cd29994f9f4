"""A career plan: the steps from one role to another, and the decisions taken on the way with open eyes.

- Every step is to be taken within the plan's horizon, and ends once: taken or dropped.
- Options are weighed before one is chosen. To choose says why, and what would show the choice to be wrong; the
  options then passed over are settled with it, and can be weighed anew for a later decision.
- A decision that was taken can be reviewed, as often as there is something to learn, also after the plan's end.
- A plan ends once: its role was reached, or it was dropped.
- Saying the same again changes nothing.
"""

from services.goals.career_plan.drafting import HorizonTooNear, PlanExists, close_plan, draft_plan, revise_plan
from services.goals.career_plan.openness import PlanNotOpen
from services.goals.career_plan.options import (
    OptionNotChosen,
    OptionSettled,
    ReviewTooEarly,
    UnknownOption,
    choose_option,
    review_decision,
    weigh_option,
)
from services.goals.career_plan.state import CAREER_PLAN, CareerPlan, Step, evolve
from services.goals.career_plan.steps import (
    StepBeyondHorizon,
    StepEnded,
    StepExists,
    UnknownStep,
    add_step,
    drop_step,
    revise_step,
    support_step,
    take_step,
)
from shared.contracts.goals.standing import OptionStatus, StepStatus

__all__ = [
    "CAREER_PLAN",
    "CareerPlan",
    "HorizonTooNear",
    "OptionNotChosen",
    "OptionSettled",
    "OptionStatus",
    "PlanExists",
    "PlanNotOpen",
    "ReviewTooEarly",
    "Step",
    "StepBeyondHorizon",
    "StepEnded",
    "StepExists",
    "StepStatus",
    "UnknownOption",
    "UnknownStep",
    "add_step",
    "choose_option",
    "close_plan",
    "draft_plan",
    "drop_step",
    "evolve",
    "review_decision",
    "revise_plan",
    "revise_step",
    "support_step",
    "take_step",
    "weigh_option",
]

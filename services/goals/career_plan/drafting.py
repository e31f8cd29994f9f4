"""Drafting a plan, revising and closing it."""

from datetime import date, datetime

from services.goals.career_plan.openness import require_open
from services.goals.career_plan.state import CareerPlan
from shared.contracts.days import day_of
from shared.contracts.goals.changes import differing
from shared.contracts.goals.events import PlanClosed, PlanDrafted, PlanOutcome, PlanRevised
from shared.contracts.goals.standing import StepStatus
from shared.errors import RuleViolation, require
from shared.event import Event


class PlanExists(RuleViolation):
    """The id is that of another plan."""

    def __init__(self, plan: str) -> None:
        super().__init__(
            f"There is a plan {plan} already. Choose another id, or leave it out to be given one.",
            fields={"plan": ["Is taken."]},
        )


class HorizonTooNear(RuleViolation):
    """The horizon lies before the day of drafting, or before a step that is still ahead."""

    def __init__(self, horizon: date, earliest: date) -> None:
        super().__init__(
            f"The horizon {horizon} is too near: there is something in the plan on {earliest}.",
            fields={"horizon": [f"Must not be before {earliest}."]},
        )


def draft_plan(
    plan: CareerPlan,
    *,
    identity: str,
    person: str,
    title: str | None,
    from_role: str | None,
    to_role: str,
    horizon: date,
    effective_on: date | None,
    now: datetime,
) -> list[Event]:
    """Plan the way from one role to another, by the day `horizon`."""
    if plan.id:
        known = plan.person, plan.from_role, plan.to_role, plan.horizon
        require(known == (person, from_role, to_role, horizon), PlanExists(identity))
        return []
    on = day_of(effective_on, now)
    require(horizon >= on, HorizonTooNear(horizon, on))
    return [
        PlanDrafted(
            plan=identity,
            person=person,
            on=on,
            to_role=to_role,
            horizon=horizon,
            from_role=from_role,
            title=title,
        )
    ]


def revise_plan(
    plan: CareerPlan,
    *,
    title: str | None,
    from_role: str | None,
    to_role: str | None,
    horizon: date | None,
    reason: str,
    effective_on: date | None,
    now: datetime,
) -> list[Event]:
    """Change the plan's beginning, end or horizon; None leaves as it is."""
    require_open(plan)
    changed = differing(plan, {"from_role": from_role, "to_role": to_role, "horizon": horizon})
    if not (changed or title):
        return []
    on = day_of(effective_on, now)
    if horizon:
        ahead = (step.by for step in plan.steps.values() if step.status is StepStatus.AHEAD)
        last = max(ahead, default=horizon)
        require(horizon >= last, HorizonTooNear(horizon, last))
    return [PlanRevised(plan=plan.id, person=plan.person, on=on, reason=reason, title=title, **changed)]


def close_plan(
    plan: CareerPlan, *, outcome: PlanOutcome, note: str | None, effective_on: date | None, now: datetime
) -> list[Event]:
    """End the plan."""
    if plan.outcome is outcome:
        return []
    require_open(plan)
    on = day_of(effective_on, now)
    return [PlanClosed(plan=plan.id, person=plan.person, on=on, outcome=outcome, note=note)]

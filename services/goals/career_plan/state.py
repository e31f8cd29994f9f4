"""What the rules need to know of a career plan, and how events change it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from shared.aggregate import Aggregate
from shared.contracts.goals.changes import given
from shared.contracts.goals.events import (
    OptionChosen,
    OptionWeighed,
    PlanClosed,
    PlanDrafted,
    PlanOutcome,
    PlanRevised,
    StepAdded,
    StepDropped,
    StepKind,
    StepRevised,
    StepSupported,
    StepTaken,
)
from shared.contracts.goals.standing import OptionStatus, StepStatus
from shared.event import Event


@dataclass(frozen=True)
class Step:
    """A move on the way, to be made by a day; `mentorships` help with it."""

    kind: StepKind
    by: date
    status: StepStatus = StepStatus.AHEAD
    mentorships: frozenset[str] = frozenset()


@dataclass(frozen=True)
class CareerPlan:
    """What the rules need to know of a plan. Before it is drafted, it has no id."""

    id: str = ""
    person: str = ""
    from_role: str | None = None
    to_role: str = ""
    horizon: date = date.max
    outcome: PlanOutcome | None = None
    steps: Mapping[str, Step] = field(default_factory=dict)
    options: Mapping[str, OptionStatus] = field(default_factory=dict)


def evolve(plan: CareerPlan, event: Event) -> CareerPlan:
    """The plan after `event`."""
    match event:
        case PlanDrafted():
            return CareerPlan(
                id=event.plan,
                person=event.person,
                from_role=event.from_role,
                to_role=event.to_role,
                horizon=event.horizon,
            )
        case PlanRevised():
            return replace(plan, **given(event, "from_role", "to_role", "horizon"))
        case StepAdded():
            return replace(plan, steps={**plan.steps, event.step: Step(event.kind, event.by)})
        case StepRevised() | StepSupported() | StepTaken() | StepDropped() if event.step in plan.steps:
            return replace(plan, steps={**plan.steps, event.step: _moved(plan.steps[event.step], event)})
        case OptionWeighed():
            return replace(plan, options={**plan.options, event.option: OptionStatus.OPEN})
        case OptionChosen():
            passed_over = dict.fromkeys(event.over, OptionStatus.PASSED_OVER)
            return replace(plan, options={**plan.options, **passed_over, event.option: OptionStatus.CHOSEN})
        case PlanClosed():
            return replace(plan, outcome=event.outcome)
    return plan


def _moved(step: Step, event: StepRevised | StepSupported | StepTaken | StepDropped) -> Step:
    match event:
        case StepSupported():
            return replace(step, mentorships=step.mentorships | {event.mentorship})
        case StepRevised():
            return replace(step, **given(event, "kind", "by"))
        case StepTaken():
            return replace(step, status=StepStatus.TAKEN)
        case StepDropped():
            return replace(step, status=StepStatus.DROPPED)


CAREER_PLAN = Aggregate("career_plan", CareerPlan(), evolve)

"""The steps of a plan."""

from collections.abc import Sequence
from datetime import date, datetime

from services.goals.career_plan.openness import require_open
from services.goals.career_plan.state import CareerPlan, Step
from shared.contracts.days import day_of
from shared.contracts.goals.changes import differing
from shared.contracts.goals.events import StepAdded, StepDropped, StepKind, StepRevised, StepSupported, StepTaken
from shared.contracts.goals.standing import StepStatus
from shared.errors import RuleViolation, require
from shared.event import Event


class StepExists(RuleViolation):
    """The id is that of another step of the plan."""

    def __init__(self, step: str) -> None:
        super().__init__(
            f"The plan has another step {step}. Revise that one, or choose another id.",
            fields={"step": ["Is taken."]},
        )


class UnknownStep(RuleViolation):
    """The plan has no such step."""

    def __init__(self, step: str) -> None:
        super().__init__(f"The plan has no step {step}. Add it first.", fields={"step": ["Is not a step of it."]})


class StepEnded(RuleViolation):
    """The step was already taken or dropped."""

    def __init__(self, step: str, status: StepStatus) -> None:
        super().__init__(
            f"The step {step} was {status}. Add another under another id.",
            fields={"step": [f"Was {status}."]},
        )


class StepBeyondHorizon(RuleViolation):
    """The step would be taken after the plan's horizon."""

    def __init__(self, by: date, horizon: date) -> None:
        super().__init__(
            f"{by} lies beyond the plan's horizon, {horizon}. Choose an earlier day, or revise the plan.",
            fields={"by": [f"Must not be after {horizon}."]},
        )


def add_step(
    plan: CareerPlan,
    *,
    step: str,
    kind: StepKind,
    title: str,
    by: date,
    needs: Sequence[str],
    effective_on: date | None,
    now: datetime,
) -> list[Event]:
    """Put a step into the plan, under an id that is new to it."""
    require_open(plan)
    if step in plan.steps:
        known = plan.steps[step]
        require((known.kind, known.by, known.status) == (kind, by, StepStatus.AHEAD), StepExists(step))
        return []
    require(by <= plan.horizon, StepBeyondHorizon(by, plan.horizon))
    return [
        StepAdded(
            plan=plan.id,
            person=plan.person,
            on=day_of(effective_on, now),
            step=step,
            kind=kind,
            title=title,
            by=by,
            needs=tuple(needs),
        )
    ]


def revise_step(
    plan: CareerPlan,
    *,
    step: str,
    kind: StepKind | None,
    title: str | None,
    by: date | None,
    needs: Sequence[str] | None,
    effective_on: date | None,
    now: datetime,
) -> list[Event]:
    """Word or date a step that is still ahead anew; None leaves as it is."""
    known = _step_of(plan, step)
    require(known.status is StepStatus.AHEAD, StepEnded(step, known.status))
    changed = differing(known, {"kind": kind, "by": by})
    if not changed and title is None and needs is None:
        return []
    require(by is None or by <= plan.horizon, StepBeyondHorizon(by or known.by, plan.horizon))
    return [
        StepRevised(
            plan=plan.id,
            person=plan.person,
            on=day_of(effective_on, now),
            step=step,
            title=title,
            needs=None if needs is None else tuple(needs),
            **changed,
        )
    ]


def support_step(
    plan: CareerPlan, *, step: str, mentorship: str, mentor: str, effective_on: date | None, now: datetime
) -> list[Event]:
    """Note that a mentor agreed to help with a step."""
    if mentorship in _step_of(plan, step).mentorships:
        return []
    on = day_of(effective_on, now)
    return [StepSupported(plan=plan.id, person=plan.person, on=on, step=step, mentorship=mentorship, mentor=mentor)]


def take_step(
    plan: CareerPlan, *, step: str, outcome: str | None, effective_on: date | None, now: datetime
) -> list[Event]:
    """Say that a step was taken."""
    if not _still_ahead(plan, step, StepStatus.TAKEN):
        return []
    on = day_of(effective_on, now)
    return [StepTaken(plan=plan.id, person=plan.person, on=on, step=step, outcome=outcome)]


def drop_step(
    plan: CareerPlan, *, step: str, reason: str | None, effective_on: date | None, now: datetime
) -> list[Event]:
    """Say that a step will not be taken."""
    if not _still_ahead(plan, step, StepStatus.DROPPED):
        return []
    on = day_of(effective_on, now)
    return [StepDropped(plan=plan.id, person=plan.person, on=on, step=step, reason=reason)]


def _still_ahead(plan: CareerPlan, step: str, wanted: StepStatus) -> bool:
    """Whether the step waits to become `wanted`; False where it is so already."""
    status = _step_of(plan, step).status
    require(status in {StepStatus.AHEAD, wanted}, StepEnded(step, status))
    return status is not wanted


def _step_of(plan: CareerPlan, step: str) -> Step:
    require_open(plan)
    require(step in plan.steps, UnknownStep(step))
    return plan.steps[step]

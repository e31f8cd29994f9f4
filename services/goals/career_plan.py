"""A career plan: the steps from one role to another, and the decisions taken on the way with open eyes.

- Every step is to be taken within the plan's horizon, and ends once: taken or dropped.
- Options are weighed before one is chosen. To choose says why, and what would show the choice to be wrong; the
  options then passed over are settled with it, and can be weighed anew for a later decision.
- A decision that was taken can be reviewed, as often as there is something to learn, also after the plan's end.
- A plan ends once: its role was reached, or it was dropped.
- Saying the same again changes nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from shared.aggregate import Aggregate
from shared.contracts.goals.events import (
    DecisionReviewed,
    OptionChosen,
    OptionWeighed,
    PlanClosed,
    PlanDrafted,
    PlanOutcome,
    PlanRevised,
    Risk,
    StepAdded,
    StepDropped,
    StepKind,
    StepRevised,
    StepTaken,
    Verdict,
    day_of,
)
from shared.errors import RuleViolation, require
from shared.event import Event

# State


class StepStatus(StrEnum):
    """Where a step stands."""

    AHEAD = "ahead"
    TAKEN = "taken"
    DROPPED = "dropped"


class OptionStatus(StrEnum):
    """Where an option stands."""

    OPEN = "open"
    CHOSEN = "chosen"
    PASSED_OVER = "passed over"


@dataclass(frozen=True)
class Step:
    """A move on the way, to be made by a day."""

    kind: StepKind
    by: date
    status: StepStatus = StepStatus.AHEAD


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


# Evolve


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
            return replace(plan, **_given(event, "from_role", "to_role", "horizon"))
        case StepAdded():
            return replace(plan, steps={**plan.steps, event.step: Step(event.kind, event.by)})
        case StepRevised() | StepTaken() | StepDropped() if event.step in plan.steps:
            return replace(plan, steps={**plan.steps, event.step: _moved(plan.steps[event.step], event)})
        case OptionWeighed():
            return replace(plan, options={**plan.options, event.option: OptionStatus.OPEN})
        case OptionChosen():
            passed_over = dict.fromkeys(event.over, OptionStatus.PASSED_OVER)
            return replace(plan, options={**plan.options, **passed_over, event.option: OptionStatus.CHOSEN})
        case PlanClosed():
            return replace(plan, outcome=event.outcome)
    return plan


def _moved(step: Step, event: StepRevised | StepTaken | StepDropped) -> Step:
    match event:
        case StepRevised():
            return replace(step, **_given(event, "kind", "by"))
        case StepTaken():
            return replace(step, status=StepStatus.TAKEN)
        case StepDropped():
            return replace(step, status=StepStatus.DROPPED)


def _given(event: Event, *names: str) -> dict[str, Any]:
    return {name: value for name in names if (value := getattr(event, name)) is not None}


# Decisions: the plan


class PlanExists(RuleViolation):
    """The id is that of another plan."""

    def __init__(self, plan: str) -> None:
        super().__init__(
            f"There is a plan {plan} already. Choose another id, or leave it out to be given one.",
            fields={"plan": ["Is taken."]},
        )


class PlanNotOpen(RuleViolation):
    """The plan came to its end, or was never drafted."""

    def __init__(self, plan: CareerPlan) -> None:
        where = f"was {plan.outcome}" if plan.outcome else "was never drafted"
        super().__init__(f"The plan {plan.id} {where}. Draft a new one instead.", fields={"plan": [f"It {where}."]})


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
    _require_open(plan)
    changed = _differing(plan, {"from_role": from_role, "to_role": to_role, "horizon": horizon})
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
    _require_open(plan)
    on = day_of(effective_on, now)
    return [PlanClosed(plan=plan.id, person=plan.person, on=on, outcome=outcome, note=note)]


# Decisions: steps


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
    _require_open(plan)
    if step in plan.steps:
        require(plan.steps[step] == Step(kind, by), StepExists(step))
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
    changed = _differing(known, {"kind": kind, "by": by})
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
    _require_open(plan)
    require(step in plan.steps, UnknownStep(step))
    return plan.steps[step]


# Decisions: options


class UnknownOption(RuleViolation):
    """The option was never weighed."""

    def __init__(self, option: str) -> None:
        super().__init__(
            f"The option {option} was never weighed. Weigh it first.", fields={"option": ["Was never weighed."]}
        )


class OptionSettled(RuleViolation):
    """The option was chosen already, or passed over."""

    def __init__(self, option: str, status: OptionStatus) -> None:
        again = "another option" if status is OptionStatus.CHOSEN else "it again"
        super().__init__(
            f"The option {option} was {status} already. Weigh {again} first.",
            fields={"option": [f"Was {status} already."]},
        )


class OptionNotChosen(RuleViolation):
    """There is no decision for that option to look back on."""

    def __init__(self, option: str) -> None:
        super().__init__(
            f"The option {option} was not chosen: only a decision that was taken can be reviewed.",
            fields={"option": ["Was not chosen."]},
        )


class ReviewTooEarly(RuleViolation):
    """The decision would be looked at again before it is taken."""

    def __init__(self, review_on: date, on: date) -> None:
        super().__init__(
            f"The decision would be reviewed on {review_on}, before it is taken on {on}.",
            fields={"review_on": [f"Must not be before {on}."]},
        )


def weigh_option(
    plan: CareerPlan,
    *,
    option: str,
    title: str,
    benefits: Sequence[str],
    risks: Sequence[Risk],
    effort: int,
    reversibility: int,
    effective_on: date | None,
    now: datetime,
) -> list[Event]:
    """Weigh an option, or weigh it anew as long as it is not chosen."""
    _require_open(plan)
    chosen = plan.options.get(option) is OptionStatus.CHOSEN
    require(not chosen, OptionSettled(option, OptionStatus.CHOSEN))
    return [
        OptionWeighed(
            plan=plan.id,
            person=plan.person,
            on=day_of(effective_on, now),
            option=option,
            title=title,
            effort=effort,
            reversibility=reversibility,
            benefits=tuple(benefits),
            risks=tuple(risks),
        )
    ]


def choose_option(
    plan: CareerPlan,
    *,
    option: str,
    reasons: str,
    would_show_it_wrong: str,
    review_on: date | None,
    effective_on: date | None,
    now: datetime,
) -> list[Event]:
    """Decide for an option, over all the others that are open."""
    _require_open(plan)
    require(option in plan.options, UnknownOption(option))
    status = plan.options[option]
    if status is OptionStatus.CHOSEN:
        return []
    require(status is OptionStatus.OPEN, OptionSettled(option, status))
    on = day_of(effective_on, now)
    require(review_on is None or review_on >= on, ReviewTooEarly(review_on or on, on))
    others = (o for o, status in plan.options.items() if status is OptionStatus.OPEN and o != option)
    return [
        OptionChosen(
            plan=plan.id,
            person=plan.person,
            on=on,
            option=option,
            reasons=reasons,
            would_show_it_wrong=would_show_it_wrong,
            over=tuple(others),
            review_on=review_on,
        )
    ]


def review_decision(
    plan: CareerPlan,
    *,
    option: str,
    expected: str,
    happened: str,
    verdict: Verdict,
    effective_on: date | None,
    now: datetime,
) -> list[Event]:
    """Look at the decision for an option again."""
    require(plan.options.get(option) is OptionStatus.CHOSEN, OptionNotChosen(option))
    return [
        DecisionReviewed(
            plan=plan.id,
            person=plan.person,
            on=day_of(effective_on, now),
            option=option,
            expected=expected,
            happened=happened,
            verdict=verdict,
        )
    ]


def _require_open(plan: CareerPlan) -> None:
    require(plan.id and plan.outcome is None, PlanNotOpen(plan))


def _differing(state: object, proposed: Mapping[str, Any]) -> dict[str, Any]:
    return {n: value for n, value in proposed.items() if value is not None and value != getattr(state, n)}


CAREER_PLAN = Aggregate("career_plan", CareerPlan(), evolve)

"""What happened to Ada, in the words of the tests: short makers of events."""

from datetime import date
from decimal import Decimal

from shared.contracts.goals.events import (
    ActionCompleted,
    ActionPlanned,
    CheckedIn,
    GoalKind,
    GoalSet,
    MeasureDefined,
    MeasureKind,
    OptionChosen,
    OptionWeighed,
    PlanDrafted,
    ProgressRecorded,
    SetbackKind,
    SetbackRecorded,
    StepAdded,
    StepKind,
)

SEPTEMBER = date(2026, 9, 1)
YEAR_END = date(2026, 12, 31)


def september(day: int) -> date:
    return date(2026, 9, day)


def goal_set(
    goal: str,
    *,
    person: str = "ada",
    on: date = SEPTEMBER,
    due: date = YEAR_END,
    kind: GoalKind = GoalKind.SKILL,
    every: int = 14,
) -> GoalSet:
    return GoalSet(goal, person, on, title=f"Goal {goal}", kind=kind, starts_on=on, due=due, check_in_every_days=every)


def measured(goal: str, person: str = "ada") -> MeasureDefined:
    ends = {"from_value": Decimal(0), "to_value": Decimal(20)}
    return MeasureDefined(
        goal, person, SEPTEMBER, measure="m", title="Queries", kind=MeasureKind.NUMBER, weight=1, **ends
    )


def progress(goal: str, on: date, value: int) -> ProgressRecorded:
    return ProgressRecorded(goal, "ada", on, measure="m", value=Decimal(value))


def checked_in(goal: str, on: date, confidence: str = "0.8", *, kept: bool = True) -> CheckedIn:
    return CheckedIn(goal, "ada", on, confidence=Decimal(confidence), kept=kept, in_the_way="Time")


def action(goal: str, action: str, due: date | None) -> ActionPlanned:
    return ActionPlanned(goal, "ada", SEPTEMBER, action=action, title=f"Action {action}", due=due)


def done(goal: str, action: str, on: date) -> ActionCompleted:
    return ActionCompleted(goal, "ada", on, action=action)


def drafted(plan: str, on: date = SEPTEMBER) -> PlanDrafted:
    return PlanDrafted(plan, "ada", on, to_role="engineer", horizon=date(2028, 12, 31), title=f"Plan {plan}")


def step(plan: str, step: str, by: date) -> StepAdded:
    return StepAdded(plan, "ada", SEPTEMBER, step=step, kind=StepKind.PROJECT, title=f"Step {step}", by=by)


def weighed(plan: str, option: str) -> OptionWeighed:
    return OptionWeighed(plan, "ada", SEPTEMBER, option=option, title=f"Option {option}", effort=3, reversibility=3)


def chosen(plan: str, option: str, on: date, over: tuple[str, ...] = (), review_on: date | None = None) -> OptionChosen:
    return OptionChosen(
        plan,
        "ada",
        on,
        option=option,
        reasons="Practice",
        would_show_it_wrong="No pipeline",
        over=over,
        review_on=review_on,
    )


def setback(setback: str, on: date) -> SetbackRecorded:
    return SetbackRecorded(setback, "ada", on, kind=SetbackKind.REJECTION, impact=4, description="Passed over")

"""What somebody has to do next, and what they have let pass: from their goals and plans, on a day. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from enum import StrEnum

import msgspec

from services.gateway.goal_summary import check_in_due
from shared.contracts.goals.events import GoalStatus
from shared.contracts.goals.standing import ActionStatus, StepStatus
from shared.read_models.goals import GoalRow
from shared.read_models.plans import Decision, PlanRow

DAYS_AHEAD = 14
"""How far what is to be done next reaches."""


class Task(StrEnum):
    """What is to be done."""

    CHECK_IN = "check_in"
    DO_ACTION = "do_action"
    CLOSE_GOAL = "close_goal"
    RESUME_GOAL = "resume_goal"
    TAKE_STEP = "take_step"
    REVIEW_DECISION = "review_decision"


class ToDo(msgspec.Struct, frozen=True, omit_defaults=True):
    """Something to do by a day, for a goal or a plan; `title` is that of the goal, the action, the step or the option.

    An action, step or option is named by its id.
    """

    task: Task
    by: date
    title: str | None
    goal: str | None = None
    action: str | None = None
    plan: str | None = None
    step: str | None = None
    option: str | None = None


def to_do(goals: Iterable[GoalRow], plans: Iterable[PlanRow], today: date) -> Sequence[ToDo]:
    """Everything that is overdue on `today` or due within `DAYS_AHEAD`, the earliest first."""
    until = today + timedelta(days=DAYS_AHEAD)
    tasks = [task for goal in goals for task in _of_goal(goal)]
    tasks += [task for plan in plans for task in _of_plan(plan)]
    return sorted((task for task in tasks if task.by <= until), key=lambda task: (task.by, task.task))


def review_due(decision: Decision) -> date | None:
    """The day on which a decision is to be reviewed; None where it is not to be, or was on that day or later."""
    reviewed = (review.reviewed_on for review in decision.reviews)
    day = decision.review_on
    return None if day is None or any(each >= day for each in reviewed) else day


def _of_goal(goal: GoalRow) -> Iterator[ToDo]:
    if goal.status is GoalStatus.PAUSED and goal.paused_until:
        yield ToDo(Task.RESUME_GOAL, goal.paused_until, goal.title, goal=goal.goal)
    if goal.status is not GoalStatus.OPEN:
        return
    yield ToDo(Task.CLOSE_GOAL, goal.due, goal.title, goal=goal.goal)
    check_in = check_in_due(goal)
    if check_in:
        yield ToDo(Task.CHECK_IN, check_in, goal.title, goal=goal.goal)
    for action in goal.actions:
        if action.due and action.status is ActionStatus.PLANNED:
            yield ToDo(Task.DO_ACTION, action.due, action.title, goal=goal.goal, action=action.action)


def _of_plan(plan: PlanRow) -> Iterator[ToDo]:
    titles = {option.option: option.title for option in plan.options}
    for decision in plan.decisions:
        day = review_due(decision)
        if day:
            option = decision.option
            yield ToDo(Task.REVIEW_DECISION, day, titles.get(option), plan=plan.plan, option=option)
    if plan.outcome is not None:
        return
    for step in plan.steps:
        if step.status is StepStatus.AHEAD:
            yield ToDo(Task.TAKE_STEP, step.by, step.title, plan=plan.plan, step=step.step)

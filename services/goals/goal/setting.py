"""Setting a goal, wording it anew, and making it that of a unit or the organisation."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from services.goals.goal.alignment import ParentNotOpen
from services.goals.goal.dates import GoalDatesReversed
from services.goals.goal.measures import define_measure
from services.goals.goal.openness import require_not_closed
from services.goals.goal.state import CLOSED, GOAL, Goal
from shared.contracts.days import day_of
from shared.contracts.goals.changes import differing
from shared.contracts.goals.events import GoalAdopted, GoalAligned, GoalKind, GoalRefined, GoalScope, GoalSet
from shared.errors import RuleViolation, require
from shared.event import Event


class GoalExists(RuleViolation):
    """The id is that of another goal."""

    def __init__(self, goal: str) -> None:
        super().__init__(
            f"There is a goal {goal} already. Choose another id, or leave it out to be given one.",
            fields={"goal": ["Is taken."]},
        )


def set_goal(
    goal: Goal,
    *,
    identity: str,
    person: str,
    title: str,
    description: str | None,
    kind: GoalKind,
    starts_on: date | None,
    due: date,
    check_in_every_days: int,
    template: str | None,
    measures: Sequence[Mapping[str, Any]],
    parents: Sequence[str],
    parent_goals: Mapping[str, Goal],
    effective_on: date | None,
    now: datetime,
) -> list[Event]:
    """Commit to an outcome, with its measures (fields of `define_measure`) and the goals that it contributes to."""
    on = day_of(effective_on, now)
    begins = starts_on or on
    if goal.status is not None:
        same = (goal.person, goal.kind, goal.due) == (person, kind, due)
        require(same, GoalExists(identity))
        return []
    require(begins <= due, GoalDatesReversed(begins, due))
    events: list[Event] = [
        GoalSet(
            goal=identity,
            person=person,
            on=on,
            title=title,
            description=description,
            kind=kind,
            starts_on=begins,
            due=due,
            check_in_every_days=check_in_every_days,
            template=template,
        )
    ]
    for measure in measures:
        events += define_measure(GOAL.fold(events), **measure, effective_on=effective_on, now=now)
    for parent in parents:
        above = parent_goals.get(parent, GOAL.initial)
        require(above.status not in {None, *CLOSED}, ParentNotOpen("parents", parent, above.status))
        events.append(GoalAligned(goal=identity, person=person, on=on, parent=parent))
    return events


def refine_goal(
    goal: Goal,
    *,
    title: str | None,
    description: str | None,
    kind: GoalKind | None,
    starts_on: date | None,
    due: date | None,
    check_in_every_days: int | None,
    effective_on: date | None,
    now: datetime,
) -> list[Event]:
    """Word or date the goal anew; None leaves as it is."""
    require_not_closed(goal)
    proposed = {"kind": kind, "starts_on": starts_on, "due": due, "check_in_every_days": check_in_every_days}
    changed = differing(goal, proposed)
    if not (changed or title or description):
        return []
    begins, ends = starts_on or goal.starts_on, due or goal.due
    require(begins <= ends, GoalDatesReversed(begins, ends))
    on = day_of(effective_on, now)
    return [GoalRefined(goal=goal.id, person=goal.person, on=on, title=title, description=description, **changed)]


def adopt_goal_for_unit(goal: Goal, *, unit: str, effective_on: date | None, now: datetime) -> list[Event]:
    """Make it the goal of a unit."""
    return _adopt(goal, GoalScope.UNIT, unit, day_of(effective_on, now))


def adopt_goal_for_organisation(goal: Goal, *, effective_on: date | None, now: datetime) -> list[Event]:
    """Make it the goal of the whole organisation."""
    return _adopt(goal, GoalScope.ORGANISATION, None, day_of(effective_on, now))


def _adopt(goal: Goal, scope: GoalScope, unit: str | None, on: date) -> list[Event]:
    require_not_closed(goal)
    if (goal.scope, goal.unit) == (scope, unit):
        return []
    return [GoalAdopted(goal=goal.id, person=goal.person, on=on, scope=scope, unit=unit)]

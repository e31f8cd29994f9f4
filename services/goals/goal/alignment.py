"""Which goals a goal contributes to."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from services.goals.goal.openness import require_not_closed
from services.goals.goal.state import CLOSED, GOAL, Goal
from shared.aggregate import Streams
from shared.contracts.days import day_of
from shared.contracts.goals.events import GoalAligned, GoalStatus, GoalUnaligned
from shared.errors import RuleViolation, require
from shared.event import Event


class ParentNotOpen(RuleViolation):
    """The goal above does not exist or is closed."""

    def __init__(self, field: str, parent: str, status: GoalStatus | None) -> None:
        where = f"is {status}" if status else "does not exist"
        super().__init__(
            f"The goal {parent} {where}: name one that is open as a parent.",
            fields={field: [f"{parent} {where}."]},
        )


class AlignmentCycle(RuleViolation):
    """The goal would contribute to itself."""

    def __init__(self, goal: str, parent: str) -> None:
        super().__init__(
            f"The goal {goal} would contribute to itself, since {parent} is or contributes to {goal}.",
            fields={"parent": [f"Must not be {goal} or below it."]},
        )


def align_goal(
    goal: Goal,
    *,
    parent: str,
    parent_goal: Goal,
    ancestors: frozenset[str],
    effective_on: date | None,
    now: datetime,
) -> list[Event]:
    """Put the goal under `parent`, whose state is `parent_goal` and above which are `ancestors`."""
    require_not_closed(goal)
    if parent in goal.parents:
        return []
    require(parent_goal.status not in {None, *CLOSED}, ParentNotOpen("parent", parent, parent_goal.status))
    require(goal.id not in {parent, *ancestors}, AlignmentCycle(goal.id, parent))
    return [GoalAligned(goal=goal.id, person=goal.person, on=day_of(effective_on, now), parent=parent)]


def unalign_goal(goal: Goal, *, parent: str, effective_on: date | None, now: datetime) -> list[Event]:
    """Take the goal from under `parent`."""
    require_not_closed(goal)
    if parent not in goal.parents:
        return []
    return [GoalUnaligned(goal=goal.id, person=goal.person, on=day_of(effective_on, now), parent=parent)]


def lineage(streams: Streams, payload: Mapping[str, Any]) -> Mapping[str, Any]:
    """For `align_goal`: the proposed parent's state, and the ids of all the goals above it."""
    parent_goal = streams.state(GOAL, payload["parent"])
    ancestors: set[str] = set()
    waiting = set(parent_goal.parents)
    while waiting:
        above = waiting.pop()
        ancestors.add(above)
        waiting |= streams.state(GOAL, above).parents - ancestors
    return {"parent_goal": parent_goal, "ancestors": frozenset(ancestors)}


def proposed_parents(streams: Streams, payload: Mapping[str, Any]) -> Mapping[str, Any]:
    """For `set_goal`: the states of the goals that it is to contribute to, by id."""
    return {"parent_goals": {parent: streams.state(GOAL, parent) for parent in payload["parents"]}}

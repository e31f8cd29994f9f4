"""What a goal looks like in a list, on a day. Pure."""

from datetime import date, timedelta
from decimal import Decimal

import msgspec

from shared.contracts.goals.events import GoalKind, GoalScope, GoalStatus
from shared.contracts.goals.health import Health, health
from shared.contracts.goals.standing import ActionStatus
from shared.read_models.goals import Action, GoalRow


class GoalSummary(msgspec.Struct, frozen=True):
    """A goal in a list. Progress and confidence are from 0 to 1; a goal that is not open has no health."""

    goal: str
    person: str
    title: str | None
    kind: GoalKind
    scope: GoalScope
    unit: str | None
    status: GoalStatus
    health: Health | None
    progress: Decimal | None
    confidence: Decimal | None
    starts_on: date
    due: date
    check_in_due: date | None
    next_action: Action | None
    parents: tuple[str, ...]


def summary(row: GoalRow, today: date) -> GoalSummary:
    """The goal as it stands on `today`."""
    return GoalSummary(
        goal=row.goal,
        person=row.person,
        title=row.title,
        kind=row.kind,
        scope=row.scope,
        unit=row.unit,
        status=row.status,
        health=health_of(row, today),
        progress=row.progress,
        confidence=row.confidence,
        starts_on=row.starts_on,
        due=row.due,
        check_in_due=check_in_due(row),
        next_action=next_action(row),
        parents=row.parents,
    )


def health_of(row: GoalRow, today: date) -> Health | None:
    """How the goal is doing on `today`; None unless it is open."""
    if row.status is not GoalStatus.OPEN:
        return None
    return health(
        progress=row.progress,
        confidence=row.confidence,
        starts_on=row.starts_on,
        due=row.due,
        last_heard_on=row.last_heard_on,
        today=today,
    )


def check_in_due(row: GoalRow) -> date | None:
    """The last day on which the next check-in still keeps the rhythm; None unless the goal is open."""
    if row.status is not GoalStatus.OPEN:
        return None
    return row.rhythm_from + timedelta(days=row.check_in_every_days)


def next_action(row: GoalRow) -> Action | None:
    """What is to be done first: the planned action with the earliest due date, those without one last."""
    planned = [each for each in row.actions if each.status is ActionStatus.PLANNED]
    return min(planned, key=lambda action: action.due or date.max, default=None)

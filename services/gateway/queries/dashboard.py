"""Everything a person needs on one page."""

from typing import Any

import msgspec

from services.gateway.goal_summary import summary
from services.gateway.momentum import WINDOW_DAYS, momentum_trend
from services.gateway.queries.plans import next_steps
from services.gateway.queries.setbacks import Standing, in_detail, standing
from services.gateway.query import Answer, Asked, query
from services.gateway.to_do import to_do
from shared.contract import Access
from shared.contracts.goals.events import GoalStatus
from shared.read_models.activity import ACTIVITY
from shared.read_models.goals import GOALS
from shared.read_models.plans import PLANS
from shared.read_models.setbacks import SETBACKS
from shared.read_models.visions import VISIONS
from shared.read_models.wellbeing import WELLBEING

_STEPS = 3


@query(
    "dashboard",
    access={Access.SELF, Access.MANAGER, Access.HR},
    reads=(GOALS, ACTIVITY, VISIONS, PLANS, SETBACKS, WELLBEING),
    example={"person": "ada"},
)
def dashboard(asked: Asked) -> Answer:
    """One page: open goals, what is overdue and to do next, momentum, and for oneself vision, plan and setbacks."""
    private = Access.SELF in asked.relation
    today, rows = asked.moment.today, asked.rows(GOALS)
    tasks = to_do(rows, asked.rows(PLANS) if private else [], today)
    unfinished = [row for row in rows if row.status in {GoalStatus.OPEN, GoalStatus.PAUSED}]
    page: dict[str, Any] = {
        "person": asked.person,
        "day": today,
        "goals": [summary(row, today) for row in sorted(unfinished, key=lambda row: (row.due, row.goal))],
        "overdue": [task for task in tasks if task.by < today],
        "to_do": [task for task in tasks if task.by >= today],
        "momentum": momentum_trend(asked.rows(ACTIVITY), rows, today, WINDOW_DAYS, private=private),
    }
    return {**page, **_private_parts(asked)} if private else page


def _private_parts(asked: Asked) -> Answer:
    """What only the person sees: what success means, the next steps, open setbacks and how they last were."""
    today = asked.moment.today
    setbacks = [row for row in asked.rows(SETBACKS) if standing(row) is Standing.OPEN]
    last_noted = max(asked.rows(WELLBEING), key=lambda row: row.day, default=None)
    return {
        "vision": next((msgspec.structs.asdict(row) for row in asked.rows(VISIONS)), None),
        "next_steps": [{"plan": row.plan, "step": step} for row, step in next_steps(asked.rows(PLANS))[:_STEPS]],
        "setbacks": [in_detail(row, today) for row in sorted(setbacks, key=lambda row: row.happened_on, reverse=True)],
        "support_asked": [
            {"setback": row.setback, "asked_on": each.asked_on, "of": each.of, "request": each.request}
            for row in setbacks
            for each in row.support
        ],
        "wellbeing": last_noted and {"day": last_noted.day, "energy": last_noted.energy, "balance": last_noted.balance},
    }

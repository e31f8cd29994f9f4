"""A person's goals, and one of them in all detail."""

from typing import Any

import msgspec

from services.gateway.goal_audience import may_see, places
from services.gateway.goal_summary import health_of, summary
from services.gateway.paging import Paged, page
from services.gateway.query import Answer, Asked, OfPerson, query
from shared.contract import Access, choice, identifier
from shared.contracts.feedback.events import ConsentField
from shared.contracts.goals.events import GoalKind, GoalStatus
from shared.contracts.goals.health import Health, elapsed
from shared.errors import NotFound
from shared.read_models.goals import GOALS, GoalRow, Measure

INSIDERS = frozenset({Access.SELF, Access.MANAGER, Access.HR})
"""Those who may see all the goals of a person, whether shared or not."""


class GoalsOfPerson(OfPerson, Paged):
    """Whose goals, and which of them."""

    status = choice(GoalStatus, load_default=None)
    kind = choice(GoalKind, load_default=None)
    health = choice(Health, load_default=None, metadata={"description": "Only open goals have a health."})


class OneGoal(OfPerson):
    """Which goal, of whom."""

    goal = identifier(required=True)


class GoalUnknown(NotFound):
    """The person has no such goal, or none that the caller may know of."""

    def __init__(self, goal: str, person: str) -> None:
        super().__init__(
            f"There is no goal {goal!r} of {person!r} that you may see. `person` is the goal's owner.",
            fields={"goal": ["Unknown, or not shared with you."]},
        )


@query(
    "goals",
    access={*INSIDERS, Access.CONSENTED},
    params=GoalsOfPerson,
    reads=(GOALS,),
    consent=ConsentField.GOALS,
    example={"person": "ada", "status": "open", "health": "at_risk"},
)
def goals(asked: Asked) -> Answer:
    """A person's goals with their progress and health, those due first at the top."""
    today, params = asked.moment.today, asked.params

    def is_wanted(row: GoalRow) -> bool:
        return (
            params["status"] in {None, row.status}
            and params["kind"] in {None, row.kind}
            and (params["health"] is None or params["health"] is health_of(row, today))
        )

    wanted = filter(is_wanted, asked.rows(GOALS))
    return page(wanted, lambda row: (row.due.isoformat(), row.goal), params, shown=lambda row: summary(row, today))


@query(
    "goal",
    access={Access.ANYONE},
    params=OneGoal,
    reads=(GOALS,),
    consent=ConsentField.GOALS,
    example={"person": "ada", "goal": "sql"},
)
def goal(asked: Asked) -> Answer:
    """One goal in all detail, for its owner, their managers, HR, and those whom the owner lets see it."""
    wanted = asked.params["goal"]
    row = next((row for row in asked.rows(GOALS) if row.goal == wanted), None)
    inside = bool(asked.relation & INSIDERS)
    allowed = inside or Access.CONSENTED in asked.relation
    if row is None or not (allowed or _is_shared(asked, row)):
        raise GoalUnknown(wanted, asked.person)
    if allowed:
        asked.saw_private()
    return _in_detail(asked, row, inside)


def _is_shared(asked: Asked, row: GoalRow) -> bool:
    """Whether the goal is shared with the caller, who may then see it as it is, and not as it was."""
    return asked.moment.now and may_see(row, asked.caller, places(asked, [row.person], asked.moment.today))


def _in_detail(asked: Asked, row: GoalRow, inside: bool) -> Answer:
    today = asked.moment.today
    shown = msgspec.structs.asdict(row) | msgspec.structs.asdict(summary(row, today))
    shown["elapsed"] = elapsed(row.starts_on, row.due, today)
    shown["measures"] = [_measure(measure) for measure in row.measures]
    if not inside:
        del shown["audiences"], shown["shared_with"]
    return shown


def _measure(measure: Measure) -> dict[str, Any]:
    return msgspec.structs.asdict(measure) | {"reached": measure.reached}

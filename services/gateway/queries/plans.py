"""A person's career plans, and the decisions taken on the way."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec

from services.gateway.paging import Paged, page
from services.gateway.query import Answer, Asked, OfPerson, query
from services.gateway.to_do import review_due
from shared.contract import Access, identifier
from shared.contracts.feedback.events import ConsentField
from shared.contracts.goals.standing import StepStatus
from shared.errors import NotFound
from shared.read_models.plans import PLANS, Decision, PlanRow, Step


class OnePlan(OfPerson):
    """Which plan of the person."""

    plan = identifier(load_default=None, metadata={"description": "The one drafted last, open first, if left out."})


class DecisionsOf(OfPerson, Paged):
    """In which plan the decisions were taken."""

    plan = identifier(load_default=None, metadata={"description": "All plans where left out."})


class PlanUnknown(NotFound):
    """The person has no such plan."""

    def __init__(self, plan: str) -> None:
        super().__init__(f"There is no plan {plan!r} of the person.", fields={"plan": ["Unknown."]})


@query(
    "plan",
    access={Access.SELF, Access.CONSENTED},
    params=OnePlan,
    reads=(PLANS,),
    consent=ConsentField.PLAN,
    example={"person": "ada"},
)
def plan(asked: Asked) -> Answer:
    """One career plan with its steps and options, and a list of the person's other plans."""
    rows = sorted(asked.rows(PLANS), key=lambda row: (row.outcome is None, row.drafted_on, row.plan), reverse=True)
    wanted = asked.params["plan"]
    chosen = next((row for row in rows if wanted in {None, row.plan}), None)
    if chosen is None and wanted is not None:
        raise PlanUnknown(wanted)
    return {
        "plan": _in_detail(chosen, asked.moment.today) if chosen else None,
        "others": [_in_short(row) for row in rows if row is not chosen],
    }


@query("decisions", access={Access.SELF}, params=DecisionsOf, reads=(PLANS,), example={"person": "ada"})
def decisions(asked: Asked) -> Answer:
    """The decisions taken, newest first: reasons, what was expected against what happened, and reviews due."""
    wanted = asked.params["plan"]
    rows = [row for row in asked.rows(PLANS) if wanted in {None, row.plan}]
    if wanted is not None and not rows:
        raise PlanUnknown(wanted)
    taken = [(row, decision) for row in rows for decision in row.decisions]
    answer = page(
        taken,
        lambda each: (each[1].chosen_on.isoformat(), each[0].plan, each[1].option),
        asked.params,
        shown=lambda each: _decision(*each, asked.moment.today),
        descending=True,
    )
    return {**answer, "reviews_due": sum(_is_review_due(each, asked.moment.today) for _, each in taken)}


def next_steps(rows: Sequence[PlanRow]) -> Sequence[tuple[PlanRow, Step]]:
    """The steps still ahead in the plans under way, the earliest first."""
    ahead = [
        (row, step) for row in rows if row.outcome is None for step in row.steps if step.status is StepStatus.AHEAD
    ]
    return sorted(ahead, key=lambda each: (each[1].by, each[1].step))


def _in_detail(row: PlanRow, today: date) -> Answer:
    shown = msgspec.structs.asdict(row)
    shown["steps"] = sorted(row.steps, key=lambda step: (step.by, step.step))
    shown["overdue_steps"] = [step.step for _, step in next_steps([row]) if step.by < today]
    shown["decisions"] = [_decision(row, decision, today) for decision in row.decisions]
    return shown


def _in_short(row: PlanRow) -> Answer:
    return {
        "plan": row.plan,
        "title": row.title,
        "from_role": row.from_role,
        "to_role": row.to_role,
        "horizon": row.horizon,
        "drafted_on": row.drafted_on,
        "outcome": row.outcome,
    }


def _decision(row: PlanRow, decision: Decision, today: date) -> dict[str, Any]:
    titles = {option.option: option.title for option in row.options}
    return msgspec.structs.asdict(decision) | {
        "plan": row.plan,
        "title": titles.get(decision.option),
        "over": [{"option": option, "title": titles.get(option)} for option in decision.over],
        "review_due": _is_review_due(decision, today),
    }


def _is_review_due(decision: Decision, today: date) -> bool:
    day = review_due(decision)
    return day is not None and day <= today

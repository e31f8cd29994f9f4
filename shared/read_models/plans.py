"""Career plans: one row a plan, with its steps, the options weighed and the decisions taken."""

from datetime import date
from typing import Any

import msgspec
from msgspec.structs import replace

from shared.contracts.goals.changes import given
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
    StepSupported,
    StepTaken,
    Verdict,
)
from shared.contracts.goals.standing import OptionStatus, StepStatus
from shared.event import Envelope
from shared.projecting.read_model import ReadModel, Row


class Step(msgspec.Struct, frozen=True):
    """A move on the way. `ended_on` and `remark` say when it was taken or dropped, and what came of it or why.

    `mentors` have agreed to help with it.
    """

    step: str
    kind: StepKind
    title: str | None
    by: date
    needs: tuple[str, ...] | None
    status: StepStatus = StepStatus.AHEAD
    ended_on: date | None = None
    remark: str | None = None
    mentors: tuple[str, ...] = ()


class Option(msgspec.Struct, frozen=True):
    """What could be done; effort and reversibility from 1 to 5."""

    option: str
    title: str | None
    effort: int
    reversibility: int
    benefits: tuple[str, ...] | None
    risks: tuple[Risk, ...] | None
    weighed_on: date
    status: OptionStatus = OptionStatus.OPEN


class Review(msgspec.Struct, frozen=True):
    """What was expected of a decision against what happened."""

    reviewed_on: date
    expected: str | None
    happened: str | None
    verdict: Verdict


class Decision(msgspec.Struct, frozen=True):
    """The choice of an option over others, why, and what would show it to be wrong."""

    option: str
    over: tuple[str, ...]
    chosen_on: date
    reasons: str | None
    would_show_it_wrong: str | None
    review_on: date | None
    reviews: tuple[Review, ...] = ()


class PlanRow(Row, frozen=True):
    """A way from a role to another, by the day `horizon`. Without an outcome, it is under way."""

    plan: str
    person: str
    title: str | None
    from_role: str | None
    to_role: str
    horizon: date
    drafted_on: date
    revised_on: date | None = None
    revised_because: str | None = None
    outcome: PlanOutcome | None = None
    closed_on: date | None = None
    closing_note: str | None = None
    steps: tuple[Step, ...] = ()
    options: tuple[Option, ...] = ()
    decisions: tuple[Decision, ...] = ()


PLANS = ReadModel("plans", PlanRow, version=2, source="goals", key=("plan",), indexes=[("person",)])
"""Career plans by id."""


@PLANS.starts(PlanDrafted)
def was_drafted(e: PlanDrafted, _at: Envelope) -> PlanRow:
    """A new plan."""
    return PlanRow(e.plan, e.person, e.title, e.from_role, e.to_role, e.horizon, drafted_on=e.on)


@PLANS.on(PlanRevised)
def was_revised(row: PlanRow, e: PlanRevised, _at: Envelope) -> PlanRow:
    """What was given replaces what was there."""
    changed = given(e, "title", "from_role", "to_role", "horizon")
    return replace(row, revised_on=e.on, revised_because=e.reason, **changed)


@PLANS.on(PlanClosed)
def was_closed(row: PlanRow, e: PlanClosed, _at: Envelope) -> PlanRow:
    """At its end."""
    return replace(row, outcome=e.outcome, closed_on=e.on, closing_note=e.note)


@PLANS.on(StepAdded)
def step_added(row: PlanRow, e: StepAdded, _at: Envelope) -> PlanRow:
    """One step more."""
    return replace(row, steps=(*row.steps, Step(e.step, e.kind, e.title, e.by, e.needs)))


@PLANS.on(StepRevised)
def step_revised(row: PlanRow, e: StepRevised, _at: Envelope) -> PlanRow:
    """What was given of the step replaces what was there."""
    return _with_step(row, e.step, **given(e, "kind", "title", "by", "needs"))


@PLANS.on(StepSupported)
def step_supported(row: PlanRow, e: StepSupported, _at: Envelope) -> PlanRow:
    """A mentor helps with it."""
    mentors = next((each.mentors for each in row.steps if each.step == e.step), ())
    return _with_step(row, e.step, mentors=tuple(dict.fromkeys((*mentors, e.mentor))))


@PLANS.on(StepTaken)
def step_taken(row: PlanRow, e: StepTaken, _at: Envelope) -> PlanRow:
    """The step lies behind."""
    return _with_step(row, e.step, status=StepStatus.TAKEN, ended_on=e.on, remark=e.outcome)


@PLANS.on(StepDropped)
def step_dropped(row: PlanRow, e: StepDropped, _at: Envelope) -> PlanRow:
    """The step will not be taken."""
    return _with_step(row, e.step, status=StepStatus.DROPPED, ended_on=e.on, remark=e.reason)


@PLANS.on(OptionWeighed)
def option_weighed(row: PlanRow, e: OptionWeighed, _at: Envelope) -> PlanRow:
    """An option, in place of what was thought of it before."""
    option = Option(e.option, e.title, e.effort, e.reversibility, e.benefits, e.risks, weighed_on=e.on)
    return replace(row, options=(*(each for each in row.options if each.option != e.option), option))


@PLANS.on(OptionChosen)
def option_chosen(row: PlanRow, e: OptionChosen, _at: Envelope) -> PlanRow:
    """One decision more; it settles the options that it was between."""
    settled = dict.fromkeys(e.over, OptionStatus.PASSED_OVER) | {e.option: OptionStatus.CHOSEN}
    options = tuple(replace(each, status=settled.get(each.option, each.status)) for each in row.options)
    decision = Decision(e.option, e.over, e.on, e.reasons, e.would_show_it_wrong, e.review_on)
    return replace(row, options=options, decisions=(*row.decisions, decision))


@PLANS.on(DecisionReviewed)
def decision_reviewed(row: PlanRow, e: DecisionReviewed, _at: Envelope) -> PlanRow:
    """One review more of the decision."""
    review = Review(e.on, e.expected, e.happened, e.verdict)
    decisions = (
        replace(each, reviews=(*each.reviews, review)) if each.option == e.option else each for each in row.decisions
    )
    return replace(row, decisions=tuple(decisions))


def _with_step(row: PlanRow, step: str, **changed: Any) -> PlanRow:
    return replace(row, steps=tuple(replace(each, **changed) if each.step == step else each for each in row.steps))

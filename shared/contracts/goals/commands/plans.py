"""Commands about career plans and their steps."""

from marshmallow import fields, validate

from shared.contract import choice, command, identifier, text
from shared.contracts.bounds import NOTE, TITLE, each_once, several
from shared.contracts.goals.commands.about import OWNER, AboutPerson, AboutPlan
from shared.contracts.goals.events import PlanOutcome, StepKind


@command(
    "goals.draft_plan",
    access=OWNER,
    example={
        "person": "ada",
        "plan": "to-engineering",
        "from_role": "analyst",
        "to_role": "data-engineer",
        "horizon": "2028-12-31",
    },
)
class DraftPlan(AboutPerson):
    """Plan the way from a role to another, by a day."""

    plan = identifier(load_default=None)
    title = text(TITLE, load_default=None)
    from_role = identifier(load_default=None)
    to_role = identifier(required=True)
    horizon = fields.Date(required=True)


@command(
    "goals.revise_plan",
    access=OWNER,
    example={
        "person": "ada",
        "plan": "to-engineering",
        "horizon": "2029-06-30",
        "reason": "The course begins later",
    },
)
class RevisePlan(AboutPlan):
    """Change the beginning, end or horizon of a plan, and say why. What is left out stays as it is."""

    title = text(TITLE, load_default=None)
    from_role = identifier(load_default=None)
    to_role = identifier(load_default=None)
    horizon = fields.Date(load_default=None)
    reason = text(NOTE, required=True)


@command(
    "goals.add_step",
    access=OWNER,
    example={
        "person": "ada",
        "plan": "to-engineering",
        "step": "pipeline",
        "kind": "project",
        "title": "Build a pipeline from end to end",
        "by": "2027-06-30",
        "needs": ["A mentor in the platform team"],
    },
)
class AddStep(AboutPlan):
    """Put a step into a plan: what sort of move, by when, and what it needs."""

    step = identifier(required=True, metadata={"description": "Chosen by the client, unique in the plan."})
    kind = choice(StepKind, required=True)
    title = text(TITLE, required=True)
    by = fields.Date(required=True)
    needs = several(text(TITLE), 20)


@command(
    "goals.revise_step",
    access=OWNER,
    example={"person": "ada", "plan": "to-engineering", "step": "pipeline", "by": "2027-09-30"},
)
class ReviseStep(AboutPlan):
    """Word or date a step anew. What is left out stays as it is."""

    step = identifier(required=True)
    kind = choice(StepKind, load_default=None)
    title = text(TITLE, load_default=None)
    by = fields.Date(load_default=None)
    needs = fields.List(text(TITLE), load_default=None, validate=[validate.Length(max=20), each_once])


@command(
    "goals.take_step",
    access=OWNER,
    example={"person": "ada", "plan": "to-engineering", "step": "pipeline", "outcome": "It runs every night"},
)
class TakeStep(AboutPlan):
    """Say that a step was taken, and what came of it."""

    step = identifier(required=True)
    outcome = text(NOTE, load_default=None)


@command(
    "goals.drop_step",
    access=OWNER,
    example={
        "person": "ada",
        "plan": "to-engineering",
        "step": "pipeline",
        "reason": "The project was stopped",
    },
)
class DropStep(AboutPlan):
    """Say that a step will not be taken."""

    step = identifier(required=True)
    reason = text(NOTE, load_default=None)


@command(
    "goals.support_step",
    access=frozenset(),
    example={
        "person": "ada",
        "plan": "to-engineering",
        "step": "pipeline",
        "mentorship": "ada-and-grace",
        "mentor": "grace",
    },
)
class SupportStep(AboutPlan):
    """Note that a mentor agreed to help with a step."""

    step = identifier(required=True)
    mentorship = identifier(required=True)
    mentor = identifier(required=True)


@command(
    "goals.close_plan",
    access=OWNER,
    example={"person": "ada", "plan": "to-engineering", "outcome": "reached"},
)
class ClosePlan(AboutPlan):
    """End a plan: its role was reached, or it is dropped."""

    outcome = choice(PlanOutcome, required=True)
    note = text(NOTE, load_default=None)

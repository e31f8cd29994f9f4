"""Commands about the work on a goal: actions and check-ins."""

from marshmallow import fields

from shared.contract import command, identifier, text
from shared.contracts.bounds import NOTE, TITLE, number
from shared.contracts.goals.commands.about import OWNER, OWNER_AND_MANAGERS, AboutGoal


@command(
    "goals.plan_action",
    access=OWNER_AND_MANAGERS,
    example={"person": "ada", "goal": "sql", "action": "book", "title": "Read the book", "due": "2026-10-01"},
)
class PlanAction(AboutGoal):
    """Plan something to do for a goal."""

    action = identifier(required=True, metadata={"description": "Chosen by the client, unique in the goal."})
    title = text(TITLE, required=True)
    due = fields.Date(load_default=None)


@command(
    "goals.complete_action",
    access=OWNER_AND_MANAGERS,
    example={"person": "ada", "goal": "sql", "action": "book"},
)
class CompleteAction(AboutGoal):
    """Say that a planned action was done."""

    action = identifier(required=True)


@command(
    "goals.drop_action",
    access=OWNER_AND_MANAGERS,
    example={"person": "ada", "goal": "sql", "action": "book", "reason": "The course covers it"},
)
class DropAction(AboutGoal):
    """Say that a planned action will not be done."""

    action = identifier(required=True)
    reason = text(NOTE, load_default=None)


@command(
    "goals.check_in",
    access=OWNER,
    example={
        "person": "ada",
        "goal": "sql",
        "confidence": 0.7,
        "in_the_way": "Too few real queries to write",
    },
)
class CheckIn(AboutGoal):
    """Look at one's goal: how confident of reaching it, from 0 to 1, and what is in the way."""

    confidence = number(0, 1, required=True)
    note = text(NOTE, load_default=None)
    in_the_way = text(NOTE, load_default=None)

"""Commands about review cycles as a whole, which are HR's."""

from marshmallow import fields

from shared.contract import CommandSchema, choice, command, identifier, integer, text
from shared.contracts.bounds import NOTE, TITLE, several
from shared.contracts.feedback.anonymity import LEAST
from shared.contracts.feedback.commands.about import HR, AboutCycle, listed
from shared.contracts.feedback.events import ItemKind
from shared.contracts.goals.commands.about import Dated

_CLOSING_SECONDS = 120.0


class ReviewItemNamed(CommandSchema):
    """Something that a review asks: a skill by its id, or a question."""

    item = identifier(required=True)
    kind = choice(ItemKind, load_default=ItemKind.SKILL)
    text = text(NOTE, required=True)


@command(
    "feedback.open_cycle",
    access=HR,
    example={
        "cycle": "spring",
        "name": "Spring review",
        "items": [
            {"item": "sql", "kind": "skill", "text": "SQL"},
            {"item": "more-of", "kind": "question", "text": "What should they do more of?"},
        ],
        "reviewees": ["ada", "grace"],
        "nominations_due": "2030-03-15",
        "answers_due": "2030-03-31",
    },
)
class OpenCycle(Dated):
    """Begin a review cycle: what is asked about whom, and until when."""

    cycle = identifier(load_default=None)
    name = text(TITLE, required=True)
    items = listed(ReviewItemNamed, "item", 50, least=1)
    reviewees = several(identifier(), 1000, least=1)
    nominations_due = fields.Date(required=True)
    answers_due = fields.Date(required=True)
    least = integer(
        LEAST,
        20,
        load_default=LEAST,
        metadata={"description": "The fewest answers of which an anonymous group is shown."},
    )


@command("feedback.add_reviewees", access=HR, example={"cycle": "spring", "reviewees": ["alan"]})
class AddReviewees(AboutCycle):
    """Have more people reviewed in a cycle."""

    reviewees = several(identifier(), 1000, least=1)


@command("feedback.extend_cycle", access=HR, example={"cycle": "spring", "answers_due": "2030-04-15"})
class ExtendCycle(AboutCycle):
    """Give more time. What is left out stays as it is."""

    nominations_due = fields.Date(load_default=None)
    answers_due = fields.Date(load_default=None)


@command("feedback.close_cycle", access=HR, example={"cycle": "spring", "force": True}, seconds=_CLOSING_SECONDS)
class CloseCycle(AboutCycle):
    """Take no more answers, and record those that may be shown."""

    force = fields.Boolean(
        truthy={True},
        falsy={False},
        load_default=False,
        metadata={"description": "Close it although answers are not due yet."},
    )


@command(
    "feedback.cancel_cycle",
    access=HR,
    example={"cycle": "spring", "reason": "The teams have just changed"},
    seconds=_CLOSING_SECONDS,
)
class CancelCycle(AboutCycle):
    """Give a cycle up, and destroy its anonymous answers unread."""

    reason = text(NOTE, load_default=None)

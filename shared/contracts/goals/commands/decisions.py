"""Commands about options, and the decisions for one of them."""

from typing import Any

from marshmallow import fields, post_load

from shared.contract import CommandSchema, choice, command, identifier, integer, text
from shared.contracts.bounds import NOTE, STORY, TITLE, several
from shared.contracts.goals.commands.about import OWNER, AboutPlan
from shared.contracts.goals.events import Risk, Verdict


class RiskOfOption(CommandSchema):
    """What might go wrong; likelihood and impact from 1 (low) to 5 (high)."""

    description = text(NOTE, required=True)
    likelihood = integer(1, 5, required=True)
    impact = integer(1, 5, required=True)

    @post_load
    def _risk(self, loaded: dict[str, Any], **_: Any) -> Risk:
        return Risk(**loaded)


@command(
    "goals.weigh_option",
    access=OWNER,
    example={
        "person": "ada",
        "plan": "to-engineering",
        "option": "platform-team",
        "title": "Move to the platform team",
        "benefits": ["Daily practice"],
        "risks": [{"description": "Less contact with clients", "likelihood": 4, "impact": 2}],
        "effort": 3,
        "reversibility": 4,
    },
)
class WeighOption(AboutPlan):
    """Weigh an option: benefits, risks, effort from 1 to 5, and how easily it is undone from 1 to 5."""

    option = identifier(required=True, metadata={"description": "Chosen by the client, unique in the plan."})
    title = text(TITLE, required=True)
    benefits = several(text(NOTE), 20)
    risks = several(fields.Nested(RiskOfOption), 20)
    effort = integer(1, 5, required=True)
    reversibility = integer(1, 5, required=True)


@command(
    "goals.choose_option",
    access=OWNER,
    example={
        "person": "ada",
        "plan": "to-engineering",
        "option": "platform-team",
        "reasons": "The most practice for the least risk",
        "would_show_it_wrong": "Still no pipeline of my own after six months",
        "review_on": "2027-03-31",
    },
)
class ChooseOption(AboutPlan):
    """Decide for an option over the others then open: why, and what would show the choice to be wrong."""

    option = identifier(required=True)
    reasons = text(STORY, required=True)
    would_show_it_wrong = text(STORY, required=True)
    review_on = fields.Date(load_default=None)


@command(
    "goals.review_decision",
    access=OWNER,
    example={
        "person": "ada",
        "plan": "to-engineering",
        "option": "platform-team",
        "expected": "A pipeline of my own after six months",
        "happened": "Two of them after four",
        "verdict": "better",
    },
)
class ReviewDecision(AboutPlan):
    """Look at a decision again: what was expected of it against what happened."""

    option = identifier(required=True)
    expected = text(STORY, required=True)
    happened = text(STORY, required=True)
    verdict = choice(Verdict, required=True)

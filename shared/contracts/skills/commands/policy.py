"""The command about how effective levels are computed."""

from marshmallow import fields

from shared.contract import CommandSchema, choice, command, identifier, text
from shared.contracts.bounds import NOTE, number
from shared.contracts.skills.commands.about import HR, days
from shared.contracts.skills.events import RatingSource


@command(
    "skills.adopt_level_policy",
    access=HR,
    example={
        "name": "ours",
        "weights": {"self": 1, "manager": 4, "peer": 3, "certificate": 2},
        "half_life_days": 730,
        "reason": "Peers see the work",
    },
)
class AdoptLevelPolicy(CommandSchema):
    """Compute effective levels by another policy from now on. No rating is lost by it.

    Name one of those that come with Milepost, or give the weights of your own; what else is left out of your own is
    as in the policy "standard".
    """

    name = identifier(required=True)
    weights = fields.Dict(
        keys=choice(RatingSource),
        values=number(0, 100),
        load_default=None,
        allow_none=True,
        metadata={"description": "How much each source counts; one that is left out counts nothing."},
    )
    half_life_days = days(load_default=None, allow_none=True)
    retained = number(
        0,
        1,
        load_default=None,
        allow_none=True,
        metadata={"description": "The share of a level that disuse never takes."},
    )
    rating_half_life_days = days(load_default=None, allow_none=True)
    half_confidence = number(
        1,
        1000,
        load_default=None,
        allow_none=True,
        metadata={"description": "The weight in all at which the confidence is one half."},
    )
    reason = text(NOTE, load_default=None)

"""The command that says what success means."""

from typing import Any

from marshmallow import fields, post_load

from shared.contract import CommandSchema, command, identifier, integer, text
from shared.contracts.bounds import STORY, TITLE, number, several
from shared.contracts.goals.commands.about import OWNER, AboutPerson
from shared.contracts.goals.events import Limits


class LimitsOfRole(CommandSchema):
    """What the person will not go beyond in a role."""

    weekly_hours_at_most = number(1, 168, load_default=None)
    travel_days_a_month_at_most = integer(0, 31, load_default=None)
    locations = several(text(TITLE), 20)

    @post_load
    def _limits(self, loaded: dict[str, Any], **_: Any) -> Limits:
        return Limits(**loaded | {"locations": tuple(loaded["locations"])})


@command(
    "goals.define_success",
    access=OWNER,
    example={
        "person": "ada",
        "success": "Work that matters, with evenings free",
        "values": ["learning", "family", "independence"],
        "desired_roles": ["data-engineer"],
        "limits": {"weekly_hours_at_most": 40, "travel_days_a_month_at_most": 2, "locations": ["Lyon"]},
    },
)
class DefineSuccess(AboutPerson):
    """Say what success means to oneself: values, the dearest first, the roles wished for, and the limits."""

    success = text(STORY, required=True)
    values = several(text(TITLE), 20)
    desired_roles = several(identifier(), 20)
    limits = fields.Nested(LimitsOfRole, load_default=None)

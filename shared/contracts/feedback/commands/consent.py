"""Commands about what of oneself others may see, and who saw it."""

from marshmallow import fields

from shared.contract import choice, command, identifier, text
from shared.contracts.feedback.commands.about import NOBODY, ONESELF
from shared.contracts.feedback.events import Audience, ConsentField
from shared.contracts.goals.commands.about import AboutPerson


class AboutConsent(AboutPerson):
    """What of a person an audience may see."""

    field = choice(ConsentField, required=True)
    audience = choice(Audience, required=True)
    to = identifier(load_default=None, metadata={"description": "The id of the person or the unit, where it is one."})


@command(
    "feedback.give_consent",
    access=ONESELF,
    example={"person": "ada", "field": "goals", "audience": "person", "to": "grace", "until": "2030-12-31"},
)
class GiveConsent(AboutConsent):
    """Let an audience see something of oneself, until the end of that day where one is set."""

    until = fields.Date(load_default=None)


@command(
    "feedback.revoke_consent",
    access=ONESELF,
    example={"person": "ada", "field": "goals", "audience": "person", "to": "grace"},
)
class RevokeConsent(AboutConsent):
    """Let the audience not see it any more."""


@command(
    "feedback.record_access",
    access=NOBODY,
    example={"person": "ada", "by": "grace", "what": "skill_profile"},
)
class RecordAccess(AboutPerson):
    """Record that somebody saw something of a person."""

    by = identifier(required=True)
    what = text(100, required=True)

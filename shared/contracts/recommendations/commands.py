"""What the recommendations service takes: one schema a command, with who may give it.

A recommendation is in nobody's hands but of the person to whom it was made. How recommendations are made is HR's.
"""

from marshmallow import fields, validate

from shared.contract import Access, CommandSchema, choice, command, identifier, integer, text
from shared.contracts.bounds import NOTE, TITLE, several
from shared.contracts.recommendations.events import DismissalReason, Kind

OWNER = frozenset({Access.SELF})


class AboutPerson(CommandSchema):
    """What concerns one person."""

    person = identifier(
        required=True, metadata={"description": "Whom it is about; the caller where a client leaves it out."}
    )


class AboutRecommendation(AboutPerson):
    """What concerns one recommendation that was made to a person."""

    recommendation = identifier(required=True)


@command(
    "recommendations.accept_recommendation",
    access=OWNER,
    example={"person": "ada", "recommendation": "b3f1"},
)
class AcceptRecommendation(AboutRecommendation):
    """Take a recommendation up."""


@command(
    "recommendations.dismiss_recommendation",
    access=OWNER,
    example={"person": "ada", "recommendation": "b3f1", "why": "not_relevant"},
)
class DismissRecommendation(AboutRecommendation):
    """Dismiss a recommendation: it does not come again for a time, and there will be less of its kind."""

    why = choice(DismissalReason, required=True)
    note = text(NOTE, load_default=None)


@command(
    "recommendations.snooze_recommendation",
    access=OWNER,
    example={"person": "ada", "recommendation": "b3f1", "until": "2030-12-31"},
)
class SnoozeRecommendation(AboutRecommendation):
    """See a recommendation again from that day on."""

    until = fields.Date(required=True)


@command("recommendations.refresh", access=OWNER, example={"person": "ada"}, method="refresh", seconds=30.0)
class Refresh(AboutPerson):
    """Look now whether there is anything new to recommend to a person, or anything that no longer holds."""


@command(
    "recommendations.refresh_organisation",
    access={Access.HR, Access.OPERATOR},
    example={},
    method="refresh_organisation",
    seconds=600.0,
)
class RefreshOrganisation(CommandSchema):
    """Look now for everybody in the organisation."""


class WeightsOfKind(CommandSchema):
    """The weights of factors of one kind, in place of the engine's own."""

    kind = choice(Kind, required=True)
    weights = fields.Dict(keys=text(TITLE), values=fields.Float(validate=validate.Range(-100, 100)), required=True)


@command(
    "recommendations.adopt_policy",
    access=Access.HR,
    example={"name": "first-steps", "kinds": ["learning", "mentor"], "most": 6},
)
class AdoptPolicy(CommandSchema):
    """Say what is recommended, and how. Before that is said, or without kinds, nobody is recommended anything."""

    name = identifier(required=True)
    kinds = several(choice(Kind), len(Kind))
    most_of_a_kind = integer(1, 20, load_default=3)
    most = integer(1, 50, load_default=12)
    rest_days = integer(
        0, 3650, load_default=90, metadata={"description": "Days in which a dismissed one is not made again."}
    )
    weights = several(fields.Nested(WeightsOfKind), len(Kind))

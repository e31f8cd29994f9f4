"""Commands about opportunities: posting them, and bringing them and people together."""

from marshmallow import fields, validate

from shared.contract import Access, CommandSchema, choice, command, identifier, integer, text
from shared.contracts.bounds import NOTE, STORY, TITLE, number, several
from shared.contracts.goals.commands.about import AboutPerson
from shared.contracts.network.commands.about import ONESELF, POSTER, AboutOpportunity
from shared.contracts.network.commands.bounds import changed_to
from shared.contracts.network.events import OpportunityKind, Visibility


class WantedSkill(CommandSchema):
    """A skill that an opportunity calls for, at a level."""

    skill = identifier(required=True)
    level = integer(0, 5, required=True)


class OpportunityOutline(AboutPerson):
    """What makes up an opportunity when it is posted."""

    opportunity = identifier(load_default=None)
    title = text(TITLE, required=True)
    description = text(STORY, load_default=None)
    unit = identifier(load_default=None)
    skills = several(fields.Nested(WantedSkill), 50)
    hours = number(0, 168, load_default=None, metadata={"description": "Hours a week."})
    starts_on = fields.Date(load_default=None)
    ends_on = fields.Date(load_default=None)
    closes_on = fields.Date(load_default=None, metadata={"description": "The last day on which it is open."})
    visibility = choice(Visibility, load_default=Visibility.EVERYONE)
    people = several(identifier(), 200, metadata={"description": "Who is invited to it."})


@command(
    "network.post_opportunity",
    access=POSTER,
    example={
        "person": "grace",
        "opportunity": "night-reports",
        "kind": "gig",
        "title": "Make the night reports run by themselves",
        "skills": [{"skill": "sql", "level": 3}],
        "hours": 4,
        "closes_on": "2030-12-31",
        "visibility": "network",
        "people": ["ada"],
    },
)
class PostOpportunity(OpportunityOutline):
    """Post a project or a gig, which anybody may."""

    kind = choice(
        OpportunityKind, required=True, validate=validate.NoneOf([OpportunityKind.ROLE], error="Post a role instead.")
    )
    role = identifier(load_default=None)


@command(
    "network.post_role",
    access={Access.MANAGER, Access.HR},
    example={
        "person": "ada",
        "opportunity": "data-engineer-lyon",
        "title": "Data engineer in Lyon",
        "role": "engineer",
        "unit": "data",
        "skills": [{"skill": "sql", "level": 4}],
        "closes_on": "2030-12-31",
        "visibility": "invited",
        "people": ["alan"],
    },
)
class PostRole(OpportunityOutline):
    """Post a role to move to. Whoever asks is its poster.

    `person` is somebody in the team that the role is in: those who stand above them may post it, and HR.
    """

    role = identifier(required=True)


@command(
    "network.revise_opportunity",
    access=POSTER,
    example={"person": "grace", "opportunity": "night-reports", "visibility": "everyone"},
)
class ReviseOpportunity(AboutOpportunity):
    """Word, date or open an opportunity anew. What is left out stays as it is."""

    title = text(TITLE, load_default=None)
    description = text(STORY, load_default=None)
    role = identifier(load_default=None)
    unit = identifier(load_default=None)
    skills = changed_to(fields.Nested(WantedSkill), 50)
    hours = number(0, 168, load_default=None)
    starts_on = fields.Date(load_default=None)
    ends_on = fields.Date(load_default=None)
    closes_on = fields.Date(load_default=None)
    visibility = choice(Visibility, load_default=None)


@command(
    "network.invite_to_opportunity",
    access=POSTER,
    example={"person": "grace", "opportunity": "night-reports", "people": ["ada", "alan"]},
)
class InviteToOpportunity(AboutOpportunity):
    """Invite people to one's opportunity, who see it from then on."""

    people = several(identifier(), 200, least=1)


@command(
    "network.uninvite_from_opportunity",
    access=POSTER,
    example={"person": "grace", "opportunity": "night-reports", "people": ["alan"]},
)
class UninviteFromOpportunity(AboutOpportunity):
    """Take invitations back."""

    people = several(identifier(), 200, least=1)


@command(
    "network.refer_for_opportunity",
    access=ONESELF,
    example={
        "person": "grace",
        "opportunity": "night-reports",
        "whom": "alan",
        "words": "He has done this before",
    },
)
class ReferForOpportunity(AboutOpportunity):
    """Refer somebody for an opportunity that one sees."""

    whom = identifier(required=True)
    words = text(NOTE, load_default=None)


@command(
    "network.express_interest",
    access=ONESELF,
    example={"person": "ada", "opportunity": "night-reports", "message": "I built the last ones"},
)
class ExpressInterest(AboutOpportunity):
    """Say that one would like an opportunity that one sees."""

    message = text(STORY, load_default=None)


@command(
    "network.withdraw_interest",
    access=ONESELF,
    example={"person": "ada", "opportunity": "night-reports", "reason": "Too many evenings"},
)
class WithdrawInterest(AboutOpportunity):
    """Say that one would not like it any more."""

    reason = text(NOTE, load_default=None)


@command(
    "network.turn_down_interest",
    access=POSTER,
    example={"person": "grace", "opportunity": "night-reports", "whom": "ada", "reason": "More Python is needed"},
)
class TurnDownInterest(AboutOpportunity):
    """Tell somebody who is interested that it will not be them."""

    whom = identifier(required=True)
    reason = text(NOTE, load_default=None)


@command(
    "network.fill_opportunity",
    access=POSTER,
    example={"person": "grace", "opportunity": "night-reports", "people": ["ada"]},
)
class FillOpportunity(AboutOpportunity):
    """Say who got it."""

    people = several(identifier(), 50, least=1)


@command(
    "network.close_opportunity",
    access=POSTER,
    example={"person": "grace", "opportunity": "night-reports", "reason": "The budget is gone"},
)
class CloseOpportunity(AboutOpportunity):
    """Close an opportunity without anybody getting it. The reason is for everyone who sees it."""

    reason = text(NOTE, load_default=None)


@command(
    "network.reopen_opportunity",
    access=POSTER,
    example={"person": "grace", "opportunity": "night-reports", "closes_on": "2031-06-30"},
)
class ReopenOpportunity(AboutOpportunity):
    """Open an opportunity again that was closed or filled."""

    closes_on = fields.Date(load_default=None)

"""Commands about the review of one person in a cycle: raters, answers, calibration, release."""

from marshmallow import fields, validate

from shared.contract import CommandSchema, choice, command, identifier, integer, text
from shared.contracts.bounds import NOTE, several
from shared.contracts.feedback.commands.about import (
    ANYONE,
    APPROVER,
    HR,
    NOBODY,
    ONESELF,
    AboutCycle,
    AboutReview,
    AboutReviewAsked,
    ItemCommented,
    ItemRated,
    RaterNamed,
    listed,
)
from shared.contracts.feedback.events import Perspective

_RATERS = 30
_ITEMS = 50


@command(
    "feedback.nominate_raters",
    access=ONESELF,
    example={
        "person": "ada",
        "cycle": "spring",
        "raters": [{"rater": "grace", "perspective": "peer"}, {"rater": "alan"}],
    },
)
class NominateRaters(AboutReview):
    """Say whom one would like to be reviewed by, in place of whom one said before."""

    raters = listed(RaterNamed, "rater", _RATERS, least=1)


@command(
    "feedback.approve_raters",
    access=APPROVER,
    example={"person": "ada", "cycle": "spring", "raters": [{"rater": "grace"}, {"rater": "alan"}]},
)
class ApproveRaters(AboutReview):
    """Settle who reviews somebody: those whom they nominated where none are named here."""

    raters = listed(RaterNamed, "rater", _RATERS, load_default=None)


@command(
    "feedback.replace_rater",
    access=APPROVER,
    example={"person": "ada", "cycle": "spring", "rater": "alan", "replacement": {"rater": "edsger"}},
)
class ReplaceRater(AboutReview):
    """Put one rater in the place of another, whose answer counts no more."""

    rater = identifier(required=True)
    replacement = fields.Nested(RaterNamed, required=True)


@command(
    "feedback.decline_review",
    access=ONESELF,
    example={"person": "grace", "cycle": "spring", "reviewee": "ada", "reason": "We hardly work together"},
)
class DeclineReview(AboutReviewAsked):
    """Decline to answer about somebody, as one of their raters."""

    reason = text(NOTE, load_default=None)


@command(
    "feedback.submit_review",
    access=ANYONE,
    example={
        "person": "ada",
        "cycle": "spring",
        "ratings": [{"item": "sql", "level": 4}],
        "comments": [{"item": "more-of", "text": "Teach what you know"}],
    },
)
class SubmitReview(AboutReview):
    """Answer by name: about oneself, or as a manager about somebody below. What is said last counts."""

    ratings = listed(ItemRated, "item", _ITEMS)
    comments = listed(ItemCommented, "item", _ITEMS)


@command(
    "feedback.submit_anonymous_review",
    access=ANYONE,
    example={
        "person": "ada",
        "cycle": "spring",
        "token": "MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43UOV3HO6DZPIYTEMZUGU3A",
        "ratings": [{"item": "sql", "level": 4}],
        "comments": [{"text": "Asks before it is too late"}],
    },
    anonymous=True,
)
class SubmitAnonymousReview(CommandSchema):
    """Answer about somebody once, by the token that the rater alone was given. Nobody learns who answered what."""

    person = identifier(required=True, metadata={"description": "The reviewee."})
    cycle = identifier(required=True)
    token = fields.String(required=True, validate=validate.Regexp(r"^[A-Z2-7]{52}\Z"))
    ratings = listed(ItemRated, "item", _ITEMS)
    comments = listed(ItemCommented, "item", _ITEMS)


@command(
    "feedback.calibrate_rating",
    access=HR,
    example={
        "person": "ada",
        "cycle": "spring",
        "rater": "grace",
        "item": "sql",
        "level": 3,
        "why": "The same work was rated 3 in the other teams",
    },
)
class CalibrateRating(AboutReview):
    """Change how a manager rated an item, and say why. The original stays on record."""

    rater = identifier(required=True)
    item = identifier(required=True)
    level = integer(0, 5, required=True)
    why = text(NOTE, required=True)


@command("feedback.release_report", access=HR, example={"person": "ada", "cycle": "spring"})
class ReleaseReport(AboutReview):
    """Let somebody see the report of their review."""


@command("feedback.release_reports", access=HR, example={"cycle": "spring", "people": ["ada", "grace"]})
class ReleaseReports(AboutCycle):
    """Let many see the reports of their reviews."""

    people = several(identifier(), 1000, least=1)


@command(
    "feedback.start_review",
    access=NOBODY,
    example={"person": "ada", "cycle": "spring"},
)
class StartReview(AboutReview):
    """Tell a reviewee that they are reviewed."""


@command(
    "feedback.drop_rater",
    access=NOBODY,
    example={"person": "ada", "cycle": "spring", "rater": "grace"},
)
class DropRater(AboutReview):
    """Take a rater out who declined."""

    rater = identifier(required=True)


@command(
    "feedback.ask_review",
    access=NOBODY,
    example={"person": "grace", "cycle": "spring", "reviewee": "ada", "perspective": "peer", "due": "2030-03-31"},
)
class AskReview(AboutReviewAsked):
    """Ask a rater for an answer, or anew until another day."""

    perspective = choice(Perspective, required=True)
    due = fields.Date(required=True)


@command(
    "feedback.unask_review",
    access=NOBODY,
    example={"person": "grace", "cycle": "spring", "reviewee": "ada"},
)
class UnaskReview(AboutReviewAsked):
    """Tell a rater that no answer is needed any more."""

"""Commands about mentoring: offering it, asking for it, and going through with it."""

from marshmallow import fields

from shared.contract import command, identifier, integer, text
from shared.contracts.bounds import NOTE, STORY, number, several
from shared.contracts.goals.commands.about import AboutPerson
from shared.contracts.network.commands.about import ONESELF, AboutMentorship
from shared.contracts.network.commands.bounds import changed_to

TOPIC = 100
"""The longest topic, in characters; it may be the id of a skill."""

_LINE = {
    "description": "That one stands above the other in the reporting line is known, and agreed to: both must say so."
}


@command(
    "network.offer_mentoring",
    access=ONESELF,
    example={"person": "grace", "topics": ["sql", "getting heard"], "capacity": 2, "about": "An hour every two weeks"},
)
class OfferMentoring(AboutPerson):
    """Offer to mentor up to so many people at a time, on these topics."""

    topics = several(text(TOPIC), 20, least=1)
    capacity = integer(1, 10, required=True)
    about = text(NOTE, load_default=None)


@command("network.revise_mentoring_offer", access=ONESELF, example={"person": "grace", "capacity": 3})
class ReviseMentoringOffer(AboutPerson):
    """Change one's offer. What is left out stays as it is."""

    topics = changed_to(text(TOPIC), 20, least=1)
    capacity = integer(1, 10, load_default=None)
    about = text(NOTE, load_default=None)


@command("network.withdraw_mentoring_offer", access=ONESELF, example={"person": "grace"})
class WithdrawMentoringOffer(AboutPerson):
    """Offer mentoring no longer. Mentorships that run go on."""


@command(
    "network.request_mentoring",
    access=ONESELF,
    example={
        "person": "ada",
        "mentor": "grace",
        "mentorship": "to-engineering",
        "topics": ["sql"],
        "why": "I want to lead a pipeline by next year",
        "plan": "to-engineering",
        "step": "mentor",
    },
)
class RequestMentoring(AboutMentorship):
    """Ask somebody to be one's mentor, maybe for a step of one's career plan."""

    topics = several(text(TOPIC), 20, least=1)
    why = text(STORY, required=True)
    plan = identifier(load_default=None)
    step = identifier(load_default=None)
    despite_reporting_line = fields.Boolean(load_default=False, metadata=_LINE)


@command(
    "network.withdraw_mentoring_request",
    access=ONESELF,
    example={"person": "ada", "mentor": "grace", "mentorship": "to-engineering"},
)
class WithdrawMentoringRequest(AboutMentorship):
    """Take back a request that was not answered yet."""


@command(
    "network.agree_to_mentoring",
    access=ONESELF,
    example={"person": "grace", "mentor": "grace", "mentorship": "to-engineering"},
)
class AgreeToMentoring(AboutMentorship):
    """Agree, as the mentor, to a request: the mentorship begins."""

    despite_reporting_line = fields.Boolean(load_default=False, metadata=_LINE)


@command(
    "network.decline_mentoring",
    access=ONESELF,
    example={"person": "grace", "mentor": "grace", "mentorship": "to-engineering", "reason": "On leave till May"},
)
class DeclineMentoring(AboutMentorship):
    """Decline, as the mentor, a request."""

    reason = text(NOTE, load_default=None)


@command(
    "network.hold_session",
    access=ONESELF,
    example={
        "person": "ada",
        "mentor": "grace",
        "mentorship": "to-engineering",
        "hours": "1.5",
        "note": "Read query plans together",
    },
)
class HoldSession(AboutMentorship):
    """Note, as either of the two, that they met as mentor and mentee. The note is for one's own eyes."""

    hours = number(0, 24, load_default=None)
    note = text(NOTE, load_default=None)


@command(
    "network.complete_mentoring",
    access=ONESELF,
    example={
        "person": "ada",
        "mentor": "grace",
        "mentorship": "to-engineering",
        "rating": 5,
        "comment": "I lead the pipeline now",
    },
)
class CompleteMentoring(AboutMentorship):
    """Bring a mentorship to its good end, and say what it was worth, from 1 to 5. Each of the two does so."""

    rating = integer(1, 5, required=True)
    comment = text(STORY, load_default=None)


@command(
    "network.end_mentoring",
    access=ONESELF,
    example={"person": "ada", "mentor": "grace", "mentorship": "to-engineering", "reason": "I change teams"},
)
class EndMentoring(AboutMentorship):
    """End, as either of the two, a mentorship before it is complete. The reason is for one's own eyes."""

    reason = text(NOTE, required=True)

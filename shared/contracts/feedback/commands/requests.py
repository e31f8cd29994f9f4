"""Commands about asking people for feedback about oneself."""

from marshmallow import fields

from shared.contract import choice, command, identifier, text
from shared.contracts.bounds import NOTE, several
from shared.contracts.feedback.commands.about import NOBODY, ONESELF, AboutAsked, AboutRequest
from shared.contracts.feedback.events import Perspective
from shared.contracts.goals.commands.about import AboutPerson


@command(
    "feedback.request_feedback",
    access=ONESELF,
    example={
        "person": "ada",
        "request": "after-the-launch",
        "of": ["grace", "alan"],
        "skills": ["sql"],
        "questions": ["What should I do differently next time?"],
        "message": "You saw most of it",
        "due": "2030-12-31",
    },
)
class RequestFeedback(AboutPerson):
    """Ask people for feedback about oneself; each of them is refused who has enough to answer already."""

    request = identifier(load_default=None)
    of = several(identifier(), 10, least=1, metadata={"description": "Who is asked."})
    perspective = choice(
        Perspective,
        load_default=None,
        metadata={"description": "What the asked are to the person; the directory has to confirm it."},
    )
    skills = several(identifier(), 20)
    goal = identifier(load_default=None)
    questions = several(text(NOTE), 10)
    message = text(NOTE, load_default=None)
    due = fields.Date(load_default=None, metadata={"description": "The last day; in 30 days where left out."})


@command(
    "feedback.withdraw_request",
    access=ONESELF,
    example={"person": "ada", "request": "after-the-launch", "of": "alan"},
)
class WithdrawRequest(AboutAsked):
    """Take back what was asked of one person and not answered yet."""


@command(
    "feedback.remind_of_request",
    access=ONESELF,
    example={"person": "ada", "request": "after-the-launch", "of": "alan"},
)
class RemindOfRequest(AboutAsked):
    """Remind somebody whom one asked; twice at most, and not within three days."""


@command(
    "feedback.decline_request",
    access=ONESELF,
    example={"person": "grace", "request": "after-the-launch", "reason": "I saw too little of it"},
)
class DeclineRequest(AboutRequest):
    """Decline to give the feedback that one was asked for."""

    reason = text(NOTE, load_default=None)


@command(
    "feedback.expire_request",
    access=NOBODY,
    example={"person": "grace", "request": "after-the-launch"},
)
class ExpireRequest(AboutRequest):
    """Let a request lapse whose day has passed; `person` is who was asked."""


@command(
    "feedback.settle_request",
    access=NOBODY,
    example={"person": "grace", "request": "after-the-launch", "feedback": "well-done"},
)
class SettleRequest(AboutRequest):
    """Take a request as answered by a feedback; `person` is who was asked."""

    feedback = identifier(required=True)

"""Commands about being introduced to somebody through somebody."""

from shared.contract import command, identifier, text
from shared.contracts.bounds import NOTE, STORY
from shared.contracts.goals.commands.about import AboutPerson
from shared.contracts.network.commands.about import ONESELF, AboutIntroduction


@command(
    "network.request_introduction",
    access=ONESELF,
    example={
        "person": "ada",
        "introduction": "ada-to-alan",
        "via": "grace",
        "to": "alan",
        "why": "He runs the team that I would like to join",
    },
)
class RequestIntroduction(AboutPerson):
    """Ask somebody to introduce one to somebody else, and say why."""

    introduction = identifier(load_default=None)
    via = identifier(required=True, metadata={"description": "Who is asked to introduce the person."})
    to = identifier(required=True, metadata={"description": "To whom the person would like to be introduced."})
    why = text(STORY, required=True)


@command(
    "network.withdraw_introduction_request",
    access=ONESELF,
    example={"person": "ada", "introduction": "ada-to-alan"},
)
class WithdrawIntroductionRequest(AboutIntroduction):
    """Take back a request that was not answered yet."""


@command(
    "network.make_introduction",
    access=ONESELF,
    example={"person": "grace", "introduction": "ada-to-alan", "words": "You should have met long ago"},
)
class MakeIntroduction(AboutIntroduction):
    """Introduce the two to each other, as the one who was asked to."""

    words = text(NOTE, load_default=None)


@command(
    "network.decline_introduction",
    access=ONESELF,
    example={"person": "grace", "introduction": "ada-to-alan", "reason": "I hardly know him myself"},
)
class DeclineIntroduction(AboutIntroduction):
    """Decline to introduce the two. The third never hears of it."""

    reason = text(NOTE, load_default=None)

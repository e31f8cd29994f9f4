"""Commands about giving feedback, and making something of it."""

from shared.contract import choice, command, identifier, text
from shared.contracts.bounds import NOTE, STORY
from shared.contracts.feedback.commands.about import ANYONE, ONESELF, AboutFeedback, SkillRated, listed
from shared.contracts.feedback.events import ActionKind, FeedbackKind, FeedbackVisibility
from shared.contracts.goals.commands.about import AboutPerson


@command(
    "feedback.give_feedback",
    access=ANYONE,
    example={
        "person": "ada",
        "feedback": "calm-under-fire",
        "kind": "both",
        "situation": "In the outage on Monday",
        "behaviour": "You wrote down what we knew before you changed anything",
        "impact": "Nobody had to ask twice",
        "suggestion": "Hand over before you are tired",
        "ratings": [{"skill": "sql", "level": 4}],
        "visibility": "recipient_and_manager",
        "request": "after-the-launch",
    },
)
class GiveFeedback(AboutPerson):
    """Tell somebody what they did well or could do better. `person` is the recipient, whoever asks its author."""

    feedback = identifier(load_default=None)
    kind = choice(FeedbackKind, required=True)
    visibility = choice(FeedbackVisibility, load_default=FeedbackVisibility.RECIPIENT)
    situation = text(STORY, load_default=None)
    behaviour = text(STORY, required=True)
    impact = text(STORY, load_default=None)
    suggestion = text(STORY, load_default=None)
    ratings = listed(SkillRated, "skill", 20)
    goal = identifier(load_default=None)
    request = identifier(load_default=None, metadata={"description": "The request that it answers."})


@command(
    "feedback.withdraw_feedback",
    access=ANYONE,
    example={"person": "ada", "feedback": "calm-under-fire"},
)
class WithdrawFeedback(AboutFeedback):
    """Take back feedback that one gave within the last 24 hours."""


@command(
    "feedback.acknowledge_feedback",
    access=ONESELF,
    example={"person": "ada", "feedback": "calm-under-fire", "note": "Thank you"},
)
class AcknowledgeFeedback(AboutFeedback):
    """Say that one has read it."""

    note = text(NOTE, load_default=None)


@command(
    "feedback.reflect_on_feedback",
    access=ONESELF,
    example={"person": "ada", "feedback": "calm-under-fire", "reflection": "I do not notice when I am tired"},
)
class ReflectOnFeedback(AboutFeedback):
    """Write down what one makes of it."""

    reflection = text(STORY, required=True)


@command(
    "feedback.take_action",
    access=ONESELF,
    example={"person": "ada", "feedback": "calm-under-fire", "kind": "goal", "goal": "hand-over-in-time"},
)
class TakeAction(AboutFeedback):
    """Say what one does about it: a goal, learning, or something else in words."""

    kind = choice(ActionKind, required=True)
    goal = identifier(load_default=None)
    learning = identifier(load_default=None)
    note = text(NOTE, load_default=None)

"""Commands that tie a goal to others, and open it to others."""

from shared.contract import choice, command, identifier
from shared.contracts.bounds import several
from shared.contracts.goals.commands.about import OWNER, OWNER_MANAGERS_AND_HR, AboutGoal
from shared.contracts.goals.events import Audience


@command(
    "goals.align_goal",
    access=OWNER_MANAGERS_AND_HR,
    example={"person": "ada", "goal": "sql", "parent": "data-team-2026"},
)
class AlignGoal(AboutGoal):
    """Put a goal under one that it contributes to. It may have several such parents."""

    parent = identifier(required=True)


@command(
    "goals.unalign_goal",
    access=OWNER_MANAGERS_AND_HR,
    example={"person": "ada", "goal": "sql", "parent": "data-team-2026"},
)
class UnalignGoal(AboutGoal):
    """Take a goal from under a parent."""

    parent = identifier(required=True)


class AudienceOfGoal(AboutGoal):
    """To whom a goal is opened or closed."""

    audience = choice(Audience, required=True)
    people = several(identifier(), 200, metadata={"description": "Who, where the audience is people."})


@command(
    "goals.share_goal",
    access=OWNER,
    example={"person": "ada", "goal": "sql", "audience": "people", "people": ["grace"]},
)
class ShareGoal(AudienceOfGoal):
    """Open one's goal to some people, to one's unit, or to everyone."""


@command(
    "goals.unshare_goal",
    access=OWNER,
    example={"person": "ada", "goal": "sql", "audience": "everyone"},
)
class UnshareGoal(AudienceOfGoal):
    """Close one's goal to those whom it was opened to."""

"""Commands that pause goals and close them."""

from marshmallow import fields

from shared.contract import command, text
from shared.contracts.bounds import NOTE, STORY
from shared.contracts.goals.commands.about import OWNER_MANAGERS_AND_HR, AboutGoal


@command(
    "goals.pause_goal",
    access=OWNER_MANAGERS_AND_HR,
    example={"person": "ada", "goal": "sql", "until": "2026-11-01", "reason": "Parental leave"},
)
class PauseGoal(AboutGoal):
    """Let work on a goal rest."""

    until = fields.Date(load_default=None)
    reason = text(NOTE, load_default=None)


@command(
    "goals.resume_goal",
    access=OWNER_MANAGERS_AND_HR,
    example={"person": "ada", "goal": "sql", "due": "2027-06-30"},
)
class ResumeGoal(AboutGoal):
    """Go on with a goal that was paused, with a new due date if need be."""

    due = fields.Date(load_default=None)


@command(
    "goals.achieve_goal",
    access=OWNER_MANAGERS_AND_HR,
    example={"person": "ada", "goal": "sql", "reason": "Now leads the reporting work"},
)
class AchieveGoal(AboutGoal):
    """Close a goal as achieved. Where its measures do not say so, a reason must."""

    reason = text(NOTE, load_default=None)


@command(
    "goals.miss_goal",
    access=OWNER_MANAGERS_AND_HR,
    example={"person": "ada", "goal": "sql", "lessons": "Plan time for practice, not only for courses"},
)
class MissGoal(AboutGoal):
    """Close a goal as missed."""

    reason = text(NOTE, load_default=None)
    lessons = text(STORY, load_default=None)


@command(
    "goals.abandon_goal",
    access=OWNER_MANAGERS_AND_HR,
    example={"person": "ada", "goal": "sql", "lessons": "It was somebody else's wish, not mine"},
)
class AbandonGoal(AboutGoal):
    """Give a goal up, and say what was learnt."""

    lessons = text(STORY, required=True)

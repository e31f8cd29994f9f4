"""Commands about how progress is measured, and where it stands."""

from shared.contract import CommandSchema, choice, command, identifier, integer, text
from shared.contracts.bounds import NOTE, TITLE, number
from shared.contracts.goals.commands.about import OWNER_AND_MANAGERS, OWNER_MANAGERS_AND_HR, AboutGoal
from shared.contracts.goals.events import MeasureKind


class Measure(CommandSchema):
    """How progress is measured. A number needs both ends, a milestone the number of stages as `to_value`.

    A number with a `skill` counts the effective level in it, from 0 to 5, and is recorded by nobody.
    """

    measure = identifier(required=True, metadata={"description": "Chosen by the client, unique in the goal."})
    title = text(TITLE, required=True)
    kind = choice(MeasureKind, required=True)
    from_value = number(-(10**12), 10**12, load_default=None)
    to_value = number(-(10**12), 10**12, load_default=None)
    weight = integer(1, 100, load_default=1)
    skill = identifier(load_default=None)


@command(
    "goals.define_measure",
    access=OWNER_MANAGERS_AND_HR,
    example={
        "person": "ada",
        "goal": "sql",
        "measure": "course",
        "title": "Course finished",
        "kind": "percentage",
        "weight": 2,
    },
)
class DefineMeasure(Measure, AboutGoal):
    """Say how progress towards a goal is measured."""


@command(
    "goals.revise_measure",
    access=OWNER_MANAGERS_AND_HR,
    example={"person": "ada", "goal": "sql", "measure": "queries", "to_value": 30},
)
class ReviseMeasure(AboutGoal):
    """Word, scale or weight a measure anew. What is left out stays as it is, and so does where it stands."""

    measure = identifier(required=True)
    title = text(TITLE, load_default=None)
    from_value = number(-(10**12), 10**12, load_default=None)
    to_value = number(-(10**12), 10**12, load_default=None)
    weight = integer(1, 100, load_default=None)


@command(
    "goals.drop_measure",
    access=OWNER_MANAGERS_AND_HR,
    example={"person": "ada", "goal": "sql", "measure": "course", "reason": "The course was cancelled"},
)
class DropMeasure(AboutGoal):
    """Let a measure no longer count."""

    measure = identifier(required=True)
    reason = text(NOTE, load_default=None)


@command(
    "goals.record_progress",
    access=OWNER_AND_MANAGERS,
    example={"person": "ada", "goal": "sql", "measure": "queries", "value": 7, "note": "The monthly report"},
)
class RecordProgress(AboutGoal):
    """Say where a measure stands: the number, the per cent, the stages reached, or 1 for yes and 0 for no."""

    measure = identifier(required=True)
    value = number(-(10**12), 10**12, required=True)
    note = text(NOTE, load_default=None)


@command(
    "goals.follow_skill",
    access=frozenset(),
    example={"person": "ada", "goal": "sql", "measure": "level", "value": "2.5"},
)
class FollowSkill(AboutGoal):
    """Have a measure stand where the skill does that it counts."""

    measure = identifier(required=True)
    value = number(0, 5, required=True)

"""Commands that set goals and word them anew."""

from marshmallow import fields

from shared.contract import Access, choice, command, identifier, integer, text
from shared.contracts.bounds import STORY, TITLE, several
from shared.contracts.goals.commands.about import OWNER_MANAGERS_AND_HR, AboutGoal, AboutPerson, Dated
from shared.contracts.goals.commands.measures import Measure
from shared.contracts.goals.events import GoalKind


class GoalOutline(Dated):
    """What makes up a goal when it is set."""

    title = text(TITLE, required=True)
    description = text(STORY, load_default=None)
    kind = choice(GoalKind, required=True)
    starts_on = fields.Date(load_default=None, metadata={"description": "The day it was set where left out."})
    due = fields.Date(required=True)
    check_in_every_days = integer(1, 366, load_default=14)
    measures = several(fields.Nested(Measure), 20)
    parents = several(identifier(), 20, metadata={"description": "Goals that it contributes to."})
    template = identifier(load_default=None, metadata={"description": "The template that it follows."})


@command(
    "goals.set_goal",
    access=OWNER_MANAGERS_AND_HR,
    example={
        "person": "ada",
        "goal": "sql",
        "title": "Write SQL without help",
        "kind": "skill",
        "due": "2026-12-31",
        "measures": [
            {
                "measure": "queries",
                "title": "Queries in production",
                "kind": "number",
                "from_value": 0,
                "to_value": 20,
            }
        ],
        "parents": ["data-team-2026"],
    },
)
class SetGoal(GoalOutline, AboutPerson):
    """Commit to an outcome, with how it will be measured and which goals it contributes to."""

    goal = identifier(load_default=None)


@command(
    "goals.give_goal_template",
    access={Access.MANAGER, Access.HR},
    example={
        "people": ["ada", "grace"],
        "template": "first-90-days",
        "title": "Settle in",
        "kind": "position",
        "due": "2026-12-31",
        "measures": [{"measure": "met", "title": "Met everybody in the team", "kind": "yes_no"}],
    },
)
class GiveGoalTemplate(GoalOutline):
    """Give the same goal to many people, each their own."""

    people = several(identifier(), 1000, least=1)
    template = identifier(required=True)


@command(
    "goals.refine_goal",
    access=OWNER_MANAGERS_AND_HR,
    example={"person": "ada", "goal": "sql", "due": "2027-03-31"},
)
class RefineGoal(AboutGoal):
    """Word or date a goal anew. What is left out stays as it is."""

    title = text(TITLE, load_default=None)
    description = text(STORY, load_default=None)
    kind = choice(GoalKind, load_default=None)
    starts_on = fields.Date(load_default=None)
    due = fields.Date(load_default=None)
    check_in_every_days = integer(1, 366, load_default=None)


@command(
    "goals.adopt_goal_for_unit",
    access={Access.MANAGER, Access.HR},
    example={"person": "ada", "goal": "data-team-2026", "unit": "data-team"},
)
class AdoptGoalForUnit(AboutGoal):
    """Make a person's goal that of a unit; the person goes on answering for it."""

    unit = identifier(required=True)


@command(
    "goals.adopt_goal_for_organisation",
    access=Access.HR,
    example={"person": "ada", "goal": "retention"},
)
class AdoptGoalForOrganisation(AboutGoal):
    """Make a person's goal that of the whole organisation; the person goes on answering for it."""

"""Commands about setbacks, and getting over them."""

from shared.contract import choice, command, identifier, integer, text
from shared.contracts.bounds import STORY, several
from shared.contracts.goals.commands.about import OWNER, AboutPerson, AboutSetback
from shared.contracts.goals.events import SetbackKind


@command(
    "goals.record_setback",
    access=OWNER,
    example={
        "person": "ada",
        "setback": "no-promotion",
        "kind": "rejection",
        "impact": 4,
        "description": "Passed over for the senior role",
        "goals": ["sql"],
    },
)
class RecordSetback(AboutPerson):
    """Record that something went wrong: how hard it hit, from 1 to 5, and which of one's goals it touched."""

    setback = identifier(load_default=None)
    kind = choice(SetbackKind, required=True)
    impact = integer(1, 5, required=True)
    description = text(STORY, required=True)
    goals = several(identifier(), 20)


@command(
    "goals.draw_lesson",
    access=OWNER,
    example={"person": "ada", "setback": "no-promotion", "lesson": "Ask what is missing before applying"},
)
class DrawLesson(AboutSetback):
    """Say what was learnt from a setback."""

    lesson = text(STORY, required=True)


@command(
    "goals.adapt_course",
    access=OWNER,
    example={
        "person": "ada",
        "setback": "no-promotion",
        "change": "More projects before the next application",
        "plan": "to-engineering",
        "steps": ["pipeline"],
    },
)
class AdaptCourse(AboutSetback):
    """Say what one changed because of a setback: which goals, or which steps of a career plan."""

    change = text(STORY, required=True)
    goals = several(identifier(), 20)
    plan = identifier(load_default=None)
    steps = several(identifier(), 20)


@command(
    "goals.ask_for_support",
    access=OWNER,
    example={
        "person": "ada",
        "setback": "no-promotion",
        "of": ["grace"],
        "request": "An hour on how you got there",
    },
)
class AskForSupport(AboutSetback):
    """Ask people for support in a setback."""

    of = several(identifier(), 20, least=1)
    request = text(STORY, required=True)


@command(
    "goals.recover",
    access=OWNER,
    example={"person": "ada", "setback": "no-promotion", "note": "Leading the next project"},
)
class Recover(AboutSetback):
    """Say that one is back on one's feet after a setback."""

    note = text(STORY, load_default=None)

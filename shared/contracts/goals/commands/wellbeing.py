"""The command that notes how one is."""

from shared.contract import command, integer, text
from shared.contracts.bounds import NOTE
from shared.contracts.goals.commands.about import OWNER, AboutPerson


@command(
    "goals.note_wellbeing",
    access=OWNER,
    example={"person": "ada", "energy": 3, "balance": 4},
)
class NoteWellbeing(AboutPerson):
    """Note one's energy and balance of work and life on a day, each from 1 (low) to 5."""

    energy = integer(1, 5, required=True)
    balance = integer(1, 5, required=True)
    note = text(NOTE, load_default=None)

"""Commands about gatherings: industry events, meet-ups and forums."""

from marshmallow import fields

from shared.contract import choice, command, identifier, integer, text
from shared.contracts.bounds import NOTE, STORY, TITLE, several
from shared.contracts.goals.commands.about import AboutPerson
from shared.contracts.network.commands.about import HOST, ONESELF, AboutGathering
from shared.contracts.network.commands.bounds import changed_to
from shared.contracts.network.commands.mentoring import TOPIC
from shared.contracts.network.events import GatheringKind

_MOST = 100_000


@command(
    "network.announce_gathering",
    access=HOST,
    example={
        "person": "grace",
        "gathering": "data-days",
        "kind": "industry_event",
        "title": "Data days",
        "place": "Lyon",
        "starts_on": "2030-06-03",
        "ends_on": "2030-06-04",
        "topics": ["sql"],
        "capacity": 40,
    },
)
class AnnounceGathering(AboutPerson):
    """Announce a gathering to everyone in the organisation."""

    gathering = identifier(load_default=None)
    kind = choice(GatheringKind, required=True)
    title = text(TITLE, required=True)
    description = text(STORY, load_default=None)
    place = text(TITLE, load_default=None)
    starts_on = fields.Date(required=True)
    ends_on = fields.Date(load_default=None, metadata={"description": "The day it starts on where left out."})
    topics = several(text(TOPIC), 20)
    capacity = integer(1, _MOST, load_default=None)


@command(
    "network.revise_gathering",
    access=HOST,
    example={"person": "grace", "gathering": "data-days", "place": "Online"},
)
class ReviseGathering(AboutGathering):
    """Word, date or size a gathering anew. What is left out stays as it is."""

    title = text(TITLE, load_default=None)
    description = text(STORY, load_default=None)
    place = text(TITLE, load_default=None)
    starts_on = fields.Date(load_default=None)
    ends_on = fields.Date(load_default=None)
    topics = changed_to(text(TOPIC), 20)
    capacity = integer(1, _MOST, load_default=None)


@command(
    "network.cancel_gathering",
    access=HOST,
    example={"person": "grace", "gathering": "data-days", "reason": "Too few speakers"},
)
class CancelGathering(AboutGathering):
    """Say that a gathering will not take place."""

    reason = text(NOTE, load_default=None)


@command("network.join_gathering", access=ONESELF, example={"person": "ada", "gathering": "data-days"})
class JoinGathering(AboutGathering):
    """Say that one means to come."""


@command("network.leave_gathering", access=ONESELF, example={"person": "ada", "gathering": "data-days"})
class LeaveGathering(AboutGathering):
    """Say that one will not come after all."""


@command(
    "network.attend_gathering",
    access=ONESELF,
    example={
        "person": "ada",
        "gathering": "data-days",
        "takeaway": "Columns, not rows",
        "effective_on": "2030-06-03",
    },
)
class AttendGathering(AboutGathering):
    """Say that one was there, joined before or not."""

    takeaway = text(NOTE, load_default=None)

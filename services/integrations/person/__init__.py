"""A person in the directory: when they are here, and where in the organisation, day by day.

- Someone joins once and leaves once; who comes back keeps the record they had.
- Changes take effect on their day. One dated in the future waits for it; one dated in the past corrects the
  record and does not override what has happened since.
- A move that is already planned keeps what it plans, and takes on what is changed before it in all else.
- Nobody reports to themselves, directly or through others, on any day; a manager is somebody who is here.
- A closed unit takes nobody.
- An erased person takes no more events.
"""

from services.integrations.person.details import change_details, erase
from services.integrations.person.employment import correct_dates, join, leave, rejoin, withdraw_leaving
from services.integrations.person.moving import move
from services.integrations.person.state import PERSON, Person, evolve
from services.integrations.person.violations import (
    AlreadyJoined,
    AlreadyLeft,
    FeedMissing,
    ImpossibleDates,
    NotHere,
    NotLeft,
    PersonIsErased,
    ReportingCycle,
    UnknownManager,
)

__all__ = [
    "PERSON",
    "AlreadyJoined",
    "AlreadyLeft",
    "FeedMissing",
    "ImpossibleDates",
    "NotHere",
    "NotLeft",
    "Person",
    "PersonIsErased",
    "ReportingCycle",
    "UnknownManager",
    "change_details",
    "correct_dates",
    "erase",
    "evolve",
    "join",
    "leave",
    "move",
    "rejoin",
    "withdraw_leaving",
]

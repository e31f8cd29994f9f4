"""Where what people do together stands: words that aggregates and read models share."""

from enum import StrEnum


class ConnectionStatus(StrEnum):
    """Where the connection of two people stands."""

    INVITED = "invited"
    CONNECTED = "connected"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"


class MentorshipStatus(StrEnum):
    """Where a mentorship stands. All but the first two are final."""

    REQUESTED = "requested"
    RUNNING = "running"
    WITHDRAWN = "withdrawn"
    DECLINED = "declined"
    COMPLETED = "completed"
    ENDED = "ended"


class IntroductionStatus(StrEnum):
    """Where an introduction stands. All but the first are final."""

    REQUESTED = "requested"
    WITHDRAWN = "withdrawn"
    MADE = "made"
    DECLINED = "declined"


class OpportunityStatus(StrEnum):
    """Where an opportunity stands."""

    OPEN = "open"
    FILLED = "filled"
    CLOSED = "closed"


class InterestStatus(StrEnum):
    """Where a person's interest in an opportunity stands."""

    EXPRESSED = "expressed"
    WITHDRAWN = "withdrawn"
    TURNED_DOWN = "turned_down"
    CHOSEN = "chosen"


class GatheringStatus(StrEnum):
    """Whether a gathering is to take place."""

    ANNOUNCED = "announced"
    CANCELLED = "cancelled"


class AttendanceStatus(StrEnum):
    """Where a person's part in a gathering stands."""

    JOINED = "joined"
    LEFT = "left"
    ATTENDED = "attended"

"""Where what the feedback service keeps stands: words that aggregates and read models share."""

from enum import StrEnum


class RequestStatus(StrEnum):
    """Where a request to one person stands. All but the first are final."""

    OPEN = "open"
    ANSWERED = "answered"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class FeedbackStatus(StrEnum):
    """Whether a feedback stands."""

    GIVEN = "given"
    WITHDRAWN = "withdrawn"


class CycleStatus(StrEnum):
    """Where a review cycle stands. All but the first are final."""

    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"

"""Where the parts of goals and plans stand: words that aggregates and read models share."""

from enum import StrEnum


class ActionStatus(StrEnum):
    """Where an action stands."""

    PLANNED = "planned"
    COMPLETED = "completed"
    DROPPED = "dropped"


class StepStatus(StrEnum):
    """Where a step of a career plan stands."""

    AHEAD = "ahead"
    TAKEN = "taken"
    DROPPED = "dropped"


class OptionStatus(StrEnum):
    """Where an option stands."""

    OPEN = "open"
    CHOSEN = "chosen"
    PASSED_OVER = "passed over"

"""When a goal begins and when it is due."""

from datetime import date

from shared.errors import RuleViolation


class GoalDatesReversed(RuleViolation):
    """A goal would be due before it starts."""

    def __init__(self, starts_on: date, due: date) -> None:
        super().__init__(
            f"The goal would be due on {due}, before it starts on {starts_on}. Move one of the two.",
            fields={"due": [f"Must not be before {starts_on}."]},
        )

"""The first and the last day of something."""

from datetime import date

from shared.errors import RuleViolation, require


class EndsBeforeItStarts(RuleViolation):
    """The last day lies before the first."""

    def __init__(self, starts_on: date) -> None:
        super().__init__(
            f"It starts on {starts_on}: it cannot end before. Correct one of the days.",
            fields={"ends_on": [f"Must not be before {starts_on}."]},
        )


def require_order(starts_on: date | None, ends_on: date | None) -> None:
    """Raise `EndsBeforeItStarts` where both days are known, and the last lies before the first."""
    if starts_on and ends_on:
        require(ends_on >= starts_on, EndsBeforeItStarts(starts_on))

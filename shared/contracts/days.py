"""The day on which something was true: as reported, or today."""

from datetime import date, datetime, timedelta

from shared.errors import RuleViolation, require


class InTheFuture(RuleViolation):
    """Something was reported for a day that nobody has seen yet."""

    def __init__(self, on: date, today: date) -> None:
        super().__init__(
            f"{on} lies in the future: today is {today}. Give the day on which it was true.",
            fields={"effective_on": ["Must not lie in the future."]},
        )


def day_of(effective_on: date | None, now: datetime) -> date:
    """The day `on` which an event is true: as reported, or else today in UTC.

    Tomorrow in UTC is accepted, since it is already today for people east of it. Raises `InTheFuture` beyond.
    """
    today = now.date()
    on = effective_on or today
    require(on <= today + timedelta(days=1), InTheFuture(on, today))
    return on

"""What the rules of a person in the directory forbid."""

from collections.abc import Iterable
from datetime import date

from shared.errors import RuleViolation


class AlreadyJoined(RuleViolation):
    """Somebody who is in the directory joined again."""

    def __init__(self, person: str) -> None:
        super().__init__(
            f"{person} is in the directory already. Someone who comes back rejoins.",
            fields={"person": ["Is in the directory already."]},
        )


class PersonIsErased(RuleViolation):
    """Something was asked of a person whose data was erased."""

    def __init__(self, person: str) -> None:
        super().__init__(
            f"{person} was erased and takes no more changes. Someone who comes back joins anew.",
            fields={"person": ["Was erased."]},
        )


class NotHere(RuleViolation):
    """A change was dated on a day on which the person is not in the organisation."""

    def __init__(self, person: str, day: date) -> None:
        super().__init__(
            f"{person} is not in the organisation on {day}. Date the change within their employment.",
            fields={"effective_on": ["Lies outside the employment."]},
        )


class AlreadyLeft(RuleViolation):
    """Somebody who has left, or is to leave, left on another day too."""

    def __init__(self, person: str, day: date) -> None:
        super().__init__(
            f"{person} leaves on {day} already. Correct that date, or withdraw the leaving first.",
            fields={"effective_on": [f"The leaving is recorded for {day}."]},
        )


class NotLeft(RuleViolation):
    """Something that only someone who has left can do was asked of one who has not left by that day."""

    def __init__(self, person: str, field: str) -> None:
        super().__init__(
            f"{person} has not left. Record the leaving first, and date what follows it no earlier.",
            fields={field: ["Has not left by then."]},
        )


class ImpossibleDates(RuleViolation):
    """Dates contradict one another."""

    def __init__(self, field: str, why: str) -> None:
        super().__init__(f"The dates contradict one another: {why}.", fields={field: [f"Impossible: {why}."]})


class FeedMissing(RuleViolation):
    """An external id came without the feed that knows it."""

    def __init__(self) -> None:
        super().__init__(
            "An external id means nothing without the feed it is from. Name the feed.",
            fields={"feed": ["Required with external_id."]},
        )


class UnknownManager(RuleViolation):
    """The manager is not in the organisation on that day."""

    def __init__(self, manager: str, day: date) -> None:
        super().__init__(
            f"{manager} is not in the organisation on {day} and cannot manage anybody then.",
            fields={"manager": [f"Is not here on {day}."]},
        )


class ReportingCycle(RuleViolation):
    """Somebody would report to themselves, directly or through others."""

    def __init__(self, line: Iterable[str], day: date) -> None:
        super().__init__(
            f"On {day} the reporting line would run in a circle: {' → '.join(line)}. Choose another manager.",
            fields={"manager": ["Reports to the person."]},
        )

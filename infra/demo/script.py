"""How the demo's story is written down: who gave which command, so many days before today."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from shared.reacting.reactor import ACTOR

ANONYMOUS = "anonymous"
"""Who gives a command that its service is not to know the giver of."""

TokenOf = Callable[[str, str, str], str]
"""Answers, for a review cycle, a reviewee and a rater, the token by which the rater answers without their name."""


@dataclass(frozen=True)
class Line:
    """One line of the story: `actor` gave `command` `days_ago` days before today, at least one."""

    days_ago: int
    command: str
    actor: str
    payload: Mapping[str, Any]

    @property
    def service(self) -> str:
        """The service that takes the command."""
        return self.command.partition(".")[0]


@dataclass(frozen=True)
class Calendar:
    """Days as payloads have them, counted back from today."""

    today: date

    def ago(self, days: int) -> str:
        """The day that many days before today."""
        return (self.today - timedelta(days=days)).isoformat()

    def ahead(self, days: int) -> str:
        """The day that many days after today."""
        return self.ago(-days)


def line(days_ago: int, command: str, actor: str, **payload: Any) -> Line:
    """A line of the story."""
    return Line(days_ago, command, actor, payload)


def own(days_ago: int, command: str, person: str, **payload: Any) -> Line:
    """A line by which somebody does something of their own."""
    return Line(days_ago, command, person, {"person": person, **payload})


def reaction(days_ago: int, command: str, person: str, **payload: Any) -> Line:
    """A line by which a service follows up on what happened, as it does by itself in a suite that runs.

    So the history has it on its day. The service finds it done when it comes to the event that leads to it.
    """
    return Line(days_ago, command, ACTOR, {"person": person, **payload})


def levels(skills: Mapping[str, int]) -> list[Mapping[str, Any]]:
    """Skills with their levels, as payloads have them."""
    return [{"skill": skill, "level": level} for skill, level in skills.items()]

"""A vision: what success means to a person, for their own eyes.

Each person has one. To define it anew replaces it, and the log keeps how it changed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from shared.aggregate import Aggregate
from shared.contracts.days import day_of
from shared.contracts.goals.events import Limits, SuccessDefined
from shared.event import Event


@dataclass(frozen=True)
class Vision:
    """Whose it is. What it says is personal, and no rule needs it."""

    person: str = ""


def evolve(vision: Vision, event: Event) -> Vision:
    """The vision after `event`."""
    match event:
        case SuccessDefined():
            return Vision(person=event.person)
    return vision


def define_success(
    _: Vision,
    *,
    person: str,
    success: str,
    values: Sequence[str],
    desired_roles: Sequence[str],
    limits: Limits | None,
    effective_on: date | None,
    now: datetime,
) -> list[Event]:
    """Say what success means: values and roles with the dearest first."""
    return [
        SuccessDefined(
            person=person,
            on=day_of(effective_on, now),
            success=success,
            values=tuple(values),
            desired_roles=tuple(desired_roles),
            limits=limits,
        )
    ]


VISION = Aggregate("vision", Vision(), evolve)

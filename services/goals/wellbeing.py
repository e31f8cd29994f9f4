"""Wellbeing: how a person's energy and balance of work and life are from day to day, for their own eyes.

A person may note it as often as they like; the last note of a day counts. Others see only aggregates over at least
five people, which the read models make.
"""

from dataclasses import dataclass
from datetime import date, datetime

from shared.aggregate import Aggregate
from shared.contracts.days import day_of
from shared.contracts.goals.events import WellbeingNoted
from shared.event import Event


@dataclass(frozen=True)
class Wellbeing:
    """Whose it is. How they were is personal, and no rule needs it."""

    person: str = ""


def evolve(wellbeing: Wellbeing, event: Event) -> Wellbeing:
    """The wellbeing after `event`."""
    match event:
        case WellbeingNoted():
            return Wellbeing(person=event.person)
    return wellbeing


def note_wellbeing(
    _: Wellbeing,
    *,
    person: str,
    energy: int,
    balance: int,
    note: str | None,
    effective_on: date | None,
    now: datetime,
) -> list[Event]:
    """Note energy and balance on a day, each from 1 to 5."""
    on = day_of(effective_on, now)
    return [WellbeingNoted(person=person, on=on, energy=energy, balance=balance, note=note)]


WELLBEING = Aggregate("wellbeing", Wellbeing(), evolve)

"""How strong a tie is on a day, from 0 to 1, and how it fades. Pure, and in closed form from five numbers a tie.

Each time that two people had to do with each other counts by its kind (`WEIGHTS`). With half-life h, on a day t:

    amount(t)      = sum of weight * 2 ** (-(t - day) / h) over all those times
    frequency(t)   = 1 - 2 ** -(amount(t) / ENOUGH)         how much there was of late, with diminishing returns
    recency(t)     = 2 ** (-(t - last day) / h)             how long ago the last time is; 0 where there was none
    reciprocity    = 2 * min(given, received) / (given + received), both faded alike; 1/2 where no help was noted
    warmth(t)      = (0.6 * frequency(t) + 0.4 * recency(t)) * (0.7 + 0.3 * reciprocity)
    strength(t)    = base + (1 - base) * warmth(t)          base: `CONNECTED` for those who are connected, else 0

Frequency, recency and reciprocity are the measures of tie strength of Granovetter (1973), Marsden and Campbell
("Measuring Tie Strength", 1984), and Gilbert and Karahalios ("Predicting Tie Strength With Social Media", 2009), whose
intensity, recency and reciprocal services they correspond to. That ties fade with time follows Burt ("Decay
Functions", 2000). The numbers are chosen, not fitted: `HALF_LIFE_DAYS` of half a year, and `ENOUGH` such that a
meeting every six weeks or so is half of what a tie can have.

An exponential forgets at the same pace whenever it is looked at. So all those times need not be kept: their sum as it
was on the last of them says what it is on any later day, and takes in one time more, be it earlier or later.
"""

from collections.abc import Mapping
from datetime import date
from math import exp2

import msgspec

from shared.contracts.network.events import Help, InteractionKind

HALF_LIFE_DAYS = 180
ENOUGH = 6.0
CONNECTED = 0.2
FREQUENCY, RECENCY = 0.6, 0.4
ONE_SIDED, MUTUAL = 0.7, 0.3
UNKNOWN = 0.5
"""The numbers of the formula, which are also those of many ties at once; `UNKNOWN` where no help was noted."""

WEIGHTS: Mapping[InteractionKind, float] = {
    InteractionKind.MESSAGE: 0.25,
    InteractionKind.CALL: 0.5,
    InteractionKind.OTHER: 0.5,
    InteractionKind.MEETING: 1.0,
    InteractionKind.ADVICE: 1.0,
    InteractionKind.SOCIAL: 1.0,
    InteractionKind.COLLABORATION: 1.5,
}
SESSION_WEIGHT = 1.5
INTRODUCTION_WEIGHT = 1.0


class Contact(msgspec.Struct, frozen=True):
    """All the times that somebody had to do with somebody else, faded to the last of them, `last_on`.

    `amount` is the sum of their weights, `given` and `received` count those with help; `times` counts them unfaded.
    """

    amount: float = 0.0
    given: float = 0.0
    received: float = 0.0
    last_on: date | None = None
    times: int = 0


def faded(value: float, days: int) -> float:
    """What is left of `value` after that many days."""
    return value * exp2(-days / HALF_LIFE_DAYS)


def with_time(contact: Contact, on: date, weight: float, help: Help = Help.NONE) -> Contact:
    """The contact with one time more, on any day, earlier ones included."""
    last = max(contact.last_on or on, on)
    past = (last - (contact.last_on or on)).days
    new = faded(1.0, (last - on).days)
    return Contact(
        amount=faded(contact.amount, past) + weight * new,
        given=faded(contact.given, past) + (new if help in {Help.GIVEN, Help.BOTH} else 0.0),
        received=faded(contact.received, past) + (new if help in {Help.RECEIVED, Help.BOTH} else 0.0),
        last_on=last,
        times=contact.times + 1,
    )


def reciprocity(contact: Contact) -> float:
    """How far help went both ways, from 0 (one way only) to 1 (as much given as received); 1/2 where there was none."""
    both = contact.given + contact.received
    return 2 * min(contact.given, contact.received) / both if both else UNKNOWN


def strength(contact: Contact, *, connected: bool, day: date) -> float:
    """The strength of a tie on `day`, from 0 to 1, by the formula above; before the last time, as it was then."""
    base = CONNECTED if connected else 0.0
    if contact.last_on is None:
        return base
    days = max((day - contact.last_on).days, 0)
    frequency = 1 - exp2(-faded(contact.amount, days) / ENOUGH)
    warmth = FREQUENCY * frequency + RECENCY * faded(1.0, days)
    return base + (1 - base) * warmth * (ONE_SIDED + MUTUAL * reciprocity(contact))

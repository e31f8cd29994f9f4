"""How close two people are: the strength of their tie in words and in SQL, and whether it is fading."""

from datetime import date, timedelta
from enum import StrEnum
from math import log

from shared.contracts.network.strength import CONNECTED, ENOUGH, HALF_LIFE_DAYS
from shared.read_models.ties import TieRow

FADING = 0.75
"""A tie is fading once it has less than this share of the strength that it had on its last day."""

AHEAD_DAYS = 90
"""How far ahead is told what becomes of a tie."""

_CLOSE, _FAMILIAR = 0.6, 0.3

TIED = "(ties.connected or ties.times > 0)"
"""Holds for those rows of `ties` whose strength is above 0."""

_FADED = f"exp(greatest(%(day)s::date - ties.last_on, 0) * {-log(2) / HALF_LIFE_DAYS!r}::float8)"
_FREQUENCY = f"(1 - exp(ties.amount * {_FADED} * {-log(2) / ENOUGH!r}::float8))"
_HELP = "(ties.given + ties.received)"
_RECIPROCITY = f"case when {_HELP} > 0 then 2 * least(ties.given, ties.received) / {_HELP} else 0.5 end"

STRENGTH = f"""(
    case when ties.connected then {CONNECTED} else 0 end::float8
    + case when ties.connected then 1 - {CONNECTED} else 1 end::float8
    * case when ties.last_on is null then 0 else
        (0.6::float8 * {_FREQUENCY} + 0.4::float8 * {_FADED}) * (0.7::float8 + 0.3::float8 * {_RECIPROCITY})
    end
)"""
"""The strength of a row of `ties` on `%(day)s`: `shared.contracts.network.strength`, to which a test holds it."""


class Closeness(StrEnum):
    """How strong a tie is, in words."""

    CLOSE = "close"
    FAMILIAR = "familiar"
    DISTANT = "distant"


def closeness(strength: float) -> Closeness:
    """The word for a strength."""
    if strength >= _CLOSE:
        return Closeness.CLOSE
    return Closeness.FAMILIAR if strength >= _FAMILIAR else Closeness.DISTANT


def is_fading(tie: TieRow, day: date) -> bool:
    """Whether the tie has lost much of its strength since the two last had to do with each other."""
    return tie.last_on is not None and tie.strength_on(day) < FADING * tie.strength_on(tie.last_on)


def ahead(tie: TieRow, day: date) -> float:
    """The strength of the tie some time after `day`, if nothing happens until then."""
    return tie.strength_on(day + timedelta(days=AHEAD_DAYS))

"""Review cycles as queries find them.

A cycle is about nobody, and so is known as it is now, also where a question about a person is about the past.
"""

from collections.abc import Iterable, Mapping
from datetime import date

import msgspec

from services.gateway.query import Asked, Moment
from shared.contracts.feedback.standing import CycleStatus
from shared.errors import NotFound
from shared.read_models.review_cycles import ReviewCycleRow

_CYCLES = "select * from review_cycles where organisation = %(organisation)s and cycle = any(%(cycles)s)"


class CycleUnknown(NotFound):
    """There is no such review cycle."""

    def __init__(self, cycle: str) -> None:
        super().__init__(f"There is no review cycle {cycle!r}.", fields={"cycle": ["Unknown."]})


def cycles_of(asked: Asked, cycles: Iterable[str]) -> Mapping[str, ReviewCycleRow]:
    """The cycles of these ids, as far as there are any."""
    wanted = sorted(set(cycles))
    found = asked.sql(_CYCLES, {"cycles": wanted}) if wanted else []
    return {row["cycle"]: msgspec.convert(row, ReviewCycleRow) for row in found}


def cycle_of(asked: Asked, cycle: str) -> ReviewCycleRow:
    """The cycle of that id. Raises `CycleUnknown`."""
    found = cycles_of(asked, [cycle])
    if cycle not in found:
        raise CycleUnknown(cycle)
    return found[cycle]


def runs_on(cycle: ReviewCycleRow | None, day: date) -> bool:
    """Whether the cycle is open on `day`."""
    return cycle is not None and cycle.opened_on <= day and (cycle.ended_on is None or day < cycle.ended_on)


def closed_by(cycle: ReviewCycleRow, moment: Moment) -> bool:
    """Whether the cycle was closed, and known to be, at the moment asked about."""
    if cycle.status is not CycleStatus.CLOSED or cycle.ended_on is None or cycle.ended_at is None:
        return False
    return cycle.ended_on <= moment.today and cycle.ended_at <= moment.recorded

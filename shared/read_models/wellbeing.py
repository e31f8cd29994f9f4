"""Wellbeing: how each person was on each day, by their last note of that day.

The person sees what they last noted. Aggregates over many people take only what was noted by the end of that
month, which can no longer change: two answers about the same past month never differ by somebody's late note.
"""

from datetime import date

from shared.contracts.goals.events import WellbeingNoted
from shared.event import Envelope
from shared.projecting.read_model import ReadModel, Row
from shared.read_models.activity import person_and_day


class WellbeingRow(Row, frozen=True):
    """Energy and balance on a day, from 1 (low) to 5; `timely_` ones are those noted by the end of the month."""

    person: str
    day: date
    energy: int | None
    balance: int | None
    note: str | None
    timely_energy: int | None
    timely_balance: int | None


WELLBEING = ReadModel("wellbeing", WellbeingRow, version=1, source="goals", key=("person", "day"))
"""Wellbeing by person and day."""


@WELLBEING.folds_into(WellbeingNoted, key=person_and_day)
def was_noted(row: WellbeingRow | None, e: WellbeingNoted, at: Envelope) -> WellbeingRow:
    """The last note of the day."""
    if (at.recorded.year, at.recorded.month) <= (e.on.year, e.on.month):
        timely = e.energy, e.balance
    else:
        timely = (row.timely_energy, row.timely_balance) if row else (None, None)
    return WellbeingRow(e.person, e.on, e.energy, e.balance, e.note, *timely)

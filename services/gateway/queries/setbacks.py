"""A person's setbacks, and how long it took to get over them."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from statistics import mean, median

import msgspec

from services.gateway.paging import Paged, page
from services.gateway.query import Answer, Asked, OfPerson, query
from shared.contract import Access, choice
from shared.read_models.setbacks import SETBACKS, SetbackRow


class Standing(StrEnum):
    """Whether a setback lies behind."""

    OPEN = "open"
    RECOVERED = "recovered"


class SetbacksOf(OfPerson, Paged):
    """Which setbacks of the person."""

    status = choice(Standing, load_default=None)


@query("setbacks", access={Access.SELF}, params=SetbacksOf, reads=(SETBACKS,), example={"person": "ada"})
def setbacks(asked: Asked) -> Answer:
    """One's setbacks, newest first, with what was learnt, and the days that it took to recover."""
    rows = asked.rows(SETBACKS)
    wanted = asked.params["status"]
    answer = page(
        [row for row in rows if wanted in {None, standing(row)}],
        lambda row: (row.happened_on.isoformat(), row.setback),
        asked.params,
        shown=lambda row: in_detail(row, asked.moment.today),
        descending=True,
    )
    return {**answer, "time_to_recover": _time_to_recover(rows)}


def standing(row: SetbackRow) -> Standing:
    """Whether the setback lies behind."""
    return Standing.OPEN if row.recovered_on is None else Standing.RECOVERED


def in_detail(row: SetbackRow, today: date) -> Answer:
    """The setback, and for how many days it has been open on `today`; None once it lies behind."""
    status = standing(row)
    days_open = (today - row.happened_on).days if status is Standing.OPEN else None
    return msgspec.structs.asdict(row) | {"status": status, "days_open": days_open}


def _time_to_recover(rows: Sequence[SetbackRow]) -> Answer:
    """Over all setbacks that were got over: how many, and the days it took. None where there was none."""
    days = [row.days_to_recover for row in rows if row.days_to_recover is not None]
    if not days:
        return {"recovered": 0, "mean_days": None, "median_days": None, "longest_days": None}
    return {
        "recovered": len(days),
        "mean_days": round(mean(days), 1),
        "median_days": float(median(days)),
        "longest_days": max(days),
    }

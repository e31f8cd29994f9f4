"""How many people take part in each service, month by month: of the whole organisation, and never of fewer than five.

Counts are not told by unit, for a unit less the one within it may be a single person. Nor is a count of one to four
people, nor any of an organisation of fewer than five.
"""

from collections.abc import Mapping, Sequence
from datetime import date

import msgspec

from services.gateway.anonymity import LEAST
from services.gateway.query import Answer, Asked
from shared.read_models.participation import ACTIVE_IN

_ACTIVE = " union all ".join(
    f"""
    select '{service}' as service, month, count(*) as people from {model.name}
    where organisation = %(organisation)s and month between %(first)s and %(day)s group by month
    """
    for service, model in ACTIVE_IN.items()
)

Active = Mapping[tuple[str, str], int]
"""How many took part, by service and month (2026-09)."""


class Share(msgspec.Struct, frozen=True):
    """How many people took part in a month, and their share of those here at its end; None where withheld."""

    month: str
    people: int | None
    share: float | None
    withheld: bool


def participation(asked: Asked, days: Sequence[date], heads: Sequence[int]) -> Answer:
    """Participation in the months that end with `days`; `heads` were here on these days."""
    found = asked.sql(_ACTIVE, {"first": days[0].replace(day=1), "day": days[-1]})
    active = {(row["service"], f"{row['month']:%Y-%m}"): row["people"] for row in found}
    months = [(f"{day:%Y-%m}", here) for day, here in zip(days, heads, strict=True)]
    items = [{"service": service, "months": shares(service, active, months)} for service in ACTIVE_IN]
    return {"least": LEAST, "items": items}


def shares(service: str, active: Active, months: Sequence[tuple[str, int]]) -> Sequence[Share]:
    """Participation in one service, given each month with how many were here at its end. Pure."""
    return [_share(month, active.get((service, month), 0), here) for month, here in months]


def _share(month: str, people: int, here: int) -> Share:
    """One month. Some of those who took part may have left before its end: the share is never above 1."""
    if here < LEAST or 0 < people < LEAST:
        return Share(month, None, None, withheld=True)
    return Share(month, people, round(min(1.0, people / here), 3), withheld=False)

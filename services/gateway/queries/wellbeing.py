"""Wellbeing: one's own from day to day, and that of a team as averages that tell of nobody in particular."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from statistics import mean
from typing import Any

from services.gateway.anonymity import LEAST, showable
from services.gateway.query import Answer, Asked, OfPerson, query
from services.gateway.whereabouts import PLACED, Presence
from shared.contract import Access, integer
from shared.read_models.wellbeing import WELLBEING

_TEAM = f"""
    with recursive placed_people as (
        select people.person, placed.manager, present.status
        from people {PLACED}
        where people.organisation = %(organisation)s and people.person <> %(lead)s
    ), team as (
        select person, manager, status from placed_people where manager = %(lead)s
        union
        select below.person, below.manager, below.status
        from team join placed_people as below on below.manager = team.person
    )
    select team.person, team.manager, noted.energy, noted.balance
    from team left join (
        select person, avg(timely_energy)::float8 as energy, avg(timely_balance)::float8 as balance
        from wellbeing
        where organisation = %(organisation)s and day between %(first)s and %(day)s
        group by person
    ) as noted on noted.person = team.person and team.status = '{Presence.HERE}'
"""
"""The team of `%(lead)s` on the last day of a month, `%(day)s`, and how each was in the days from `%(first)s`."""


class WellbeingOf(OfPerson):
    """Over how many days, up to the day asked about."""

    days = integer(1, 1830, load_default=90)


class WellbeingOfTeam(OfPerson):
    """Whose team (all below them), and how many past months."""

    months = integer(1, 12, load_default=3)


@query("wellbeing", access={Access.SELF}, params=WellbeingOf, reads=(WELLBEING,), example={"person": "ada"})
def wellbeing(asked: Asked) -> Answer:
    """One's own energy and balance from day to day, the newest day first, and their averages."""
    today = asked.moment.today
    first = today - timedelta(days=asked.params["days"] - 1)
    rows = sorted((row for row in asked.rows(WELLBEING) if row.day >= first), key=lambda row: row.day, reverse=True)
    return {
        "days": [{"day": row.day, "energy": row.energy, "balance": row.balance, "note": row.note} for row in rows],
        "energy": _average([row.energy for row in rows]),
        "balance": _average([row.balance for row in rows]),
    }


@query(
    "wellbeing_of_team",
    access={Access.SELF, Access.MANAGER, Access.HR},
    params=WellbeingOfTeam,
    as_of=False,
    example={"person": "ada", "months": 3},
)
def wellbeing_of_team(asked: Asked) -> Answer:
    """The average energy and balance of all below a person, by month, over at least five people.

    Each counts once a month, by their own average. Only months that have ended are shown, and none in which the
    team, or what it differs by from the teams within it, was fewer than five people: see
    `services.gateway.anonymity`.
    """
    months = _months_before(asked.moment.today, asked.params["months"])
    return {"months": [_of_month(asked, first, last) for first, last in months], "least": LEAST}


def _of_month(asked: Asked, first: date, last: date) -> Mapping[str, Any]:
    month: dict[str, Any] = {"month": f"{first:%Y-%m}", "people": None, "energy": None, "balance": None}
    rows = asked.sql(_TEAM, {"lead": asked.person, "first": first, "day": last})
    noted = {row["person"]: row for row in rows if row["energy"] is not None and row["balance"] is not None}
    shown = showable(asked.person, {row["person"]: row["manager"] for row in rows}, noted.keys())
    if shown is not None:
        of_team = [noted[person] for person in shown]
        month["people"] = len(of_team)
        month["energy"] = _average([row["energy"] for row in of_team])
        month["balance"] = _average([row["balance"] for row in of_team])
    return month | {"withheld": shown is None}


def _months_before(today: date, number: int) -> Sequence[tuple[date, date]]:
    """First and last days of the months that ended before `today`, the newest first."""
    months: list[tuple[date, date]] = []
    begins = today.replace(day=1)
    for _ in range(number):
        last = begins - timedelta(days=1)
        begins = last.replace(day=1)
        months.append((begins, last))
    return months


def _average(values: Sequence[float | None]) -> float | None:
    """The mean to one decimal place; None over nothing."""
    known = [value for value in values if value is not None]
    return round(mean(known), 1) if known else None

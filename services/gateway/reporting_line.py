"""Who reports to whom: the people below a manager on a day."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date

import msgspec

from services.gateway.query import Asked
from shared.read_models.people import PEOPLE, PersonRow

_EVER_BELOW = """
    select distinct person from reports where organisation = %(organisation)s and manager = any(%(managers)s)
"""
_RECORDS = "select * from people where organisation = %(organisation)s and person = any(%(people)s)"

EverBelow = Callable[[Collection[str]], Iterable[PersonRow]]
"""Finds everybody who ever reported to one of some managers."""


class Report(msgspec.Struct, frozen=True):
    """Somebody below a manager; `depth` is 1 for those who report to the manager themself."""

    row: PersonRow
    manager: str
    depth: int


def reports(asked: Asked, manager: str, deepest: int) -> Mapping[str, Report]:
    """Those below `manager` down to depth `deepest` at the moment asked about, by person."""

    def ever_below(managers: Collection[str]) -> Iterable[PersonRow]:
        rows = asked.rows_of(PEOPLE, _ever_below(asked, managers))
        return [row for of_person in rows.values() for row in of_person]

    return below(manager, deepest, asked.moment.today, ever_below)


def reports_when_known(asked: Asked, manager: str, deepest: int) -> Mapping[str, Report]:
    """The same on the day up to whose knowledge is asked, as the directory knows today: who may be asked about."""

    def ever_below(managers: Collection[str]) -> Iterable[PersonRow]:
        rows = asked.sql(_RECORDS, {"people": _ever_below(asked, managers)})
        return [msgspec.convert(row, PersonRow) for row in rows]

    return below(manager, deepest, asked.moment.recorded.date(), ever_below)


def below(manager: str, deepest: int, day: date, ever_below: EverBelow) -> Mapping[str, Report]:
    """Those who are here on `day` and report to `manager`, directly or through others, down to depth `deepest`.

    Lines go on through a manager who has left and was not replaced yet.
    """
    found: dict[str, Report] = {}
    level = {manager}
    for depth in range(1, deepest + 1):
        next_level: dict[str, Report] = {}
        for row in ever_below(level):
            above = row.manager_on(day)
            if above in level and row.person != manager and row.person not in found:
                next_level[row.person] = Report(row, above or "", depth)
        if not next_level:
            break
        found |= next_level
        level = set(next_level)
    return {person: report for person, report in found.items() if report.row.here_on(day)}


def _ever_below(asked: Asked, managers: Collection[str]) -> Sequence[str]:
    return [row["person"] for row in asked.sql(_EVER_BELOW, {"managers": list(managers)})]

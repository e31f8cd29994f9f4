"""Reports: one row for each person and manager whom they were ever recorded to report to, corrected since or not.

It is where to look for the people below a manager, on any day and as far as was known at any moment. Whether they
report to that manager on the day, their record says. A table of its own, since row-level security lets PostgreSQL
use an index only for operators that cannot leak: text equality is one of them, containment in a list is not.
"""

from shared.contracts.integrations.events import PersonJoined, PersonMoved, PersonRejoined
from shared.event import Envelope
from shared.projecting.read_model import Key, ReadModel, Row

Placing = PersonJoined | PersonMoved | PersonRejoined


class ReportRow(Row, frozen=True):
    """The person was recorded to report to the manager."""

    person: str
    manager: str


REPORTS = ReadModel(
    "reports",
    ReportRow,
    version=1,
    source="integrations",
    key=("person", "manager"),
    indexes=[("manager", "person")],
)
"""Reports by person and manager."""


def person_and_manager(e: Placing, _at: Envelope) -> Key:
    """The key of what an event says of who reports to whom."""
    return (e.person, e.manager)


@REPORTS.folds_into(PersonJoined, key=person_and_manager)
def joined(_row: ReportRow | None, e: PersonJoined, _at: Envelope) -> ReportRow | None:
    """Reports to the first manager, if to any."""
    return _report(e)


@REPORTS.folds_into(PersonMoved, key=person_and_manager)
def moved(_row: ReportRow | None, e: PersonMoved, _at: Envelope) -> ReportRow | None:
    """Reports to another manager, or the same."""
    return _report(e)


@REPORTS.folds_into(PersonRejoined, key=person_and_manager)
def rejoined(_row: ReportRow | None, e: PersonRejoined, _at: Envelope) -> ReportRow | None:
    """Reports to somebody again."""
    return _report(e)


def _report(e: Placing) -> ReportRow | None:
    return None if e.manager is None else ReportRow(e.person, e.manager)

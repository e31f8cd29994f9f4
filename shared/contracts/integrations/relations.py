"""What two people are to each other by the directory, on a day. Pure.

The directory comes in as a function that answers somebody's record, so that only those who matter are looked up.
"""

from collections.abc import Callable
from datetime import date
from enum import StrEnum

from shared.contracts.integrations.record import Record

RecordOf = Callable[[str], Record | None]
"""Answers the record of a person; None for somebody whom the directory does not know."""

_LONGEST_LINE = 64


class Relation(StrEnum):
    """What one person is to another."""

    SELF = "self"
    MANAGER = "manager"
    REPORT = "report"
    PEER = "peer"
    OTHER = "other"


def line_above(person: str, record: RecordOf, day: date) -> tuple[str, ...]:
    """The managers above a person on `day`, the nearest first, each once."""
    line: list[str] = []
    found = record(person)
    while found is not None and len(line) < _LONGEST_LINE:
        manager = found.manager_on(day)
        if manager is None or manager == person or manager in line:
            break
        line.append(manager)
        found = record(manager)
    return tuple(line)


def same_line(one: str, other: str, record: RecordOf, day: date) -> bool:
    """Whether one of two people stands above the other on `day`."""
    return other in line_above(one, record, day) or one in line_above(other, record, day)


def relation_between(of: str, to: str, record: RecordOf, day: date) -> Relation:
    """What the person `of` is to the person `to` on `day`.

    A manager stands anywhere above, a report anywhere below. Peers have the same manager, or the same unit.
    """
    if of == to:
        return Relation.SELF
    if of in line_above(to, record, day):
        return Relation.MANAGER
    if to in line_above(of, record, day):
        return Relation.REPORT
    one, other = record(of), record(to)
    if one is None or other is None:
        return Relation.OTHER
    here, there = one.placed_on(day), other.placed_on(day)
    near = (here.manager is not None and here.manager == there.manager) or (
        here.unit is not None and here.unit == there.unit
    )
    return Relation.PEER if near else Relation.OTHER

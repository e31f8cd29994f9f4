"""Attendances: one row for each gathering and person who meant to come to it, or came."""

from datetime import date

from msgspec.structs import replace

from shared.contracts.network.events import Attended, Joined, LeftGathering
from shared.contracts.network.standing import AttendanceStatus
from shared.event import Envelope
from shared.projecting.read_model import ReadModel, Row


class AttendanceRow(Row, frozen=True):
    """The part of `person` in a gathering; `since` is the day of its status. The takeaway is the person's own."""

    gathering: str
    person: str
    status: AttendanceStatus
    since: date
    takeaway: str | None = None


ATTENDANCES = ReadModel(
    "attendances",
    AttendanceRow,
    version=1,
    source="network",
    key=("gathering", "person"),
    indexes=[("person",)],
)
"""Attendances by gathering and person."""


@ATTENDANCES.starts(Joined)
def has_joined(e: Joined, _at: Envelope) -> AttendanceRow:
    """They mean to come."""
    return AttendanceRow(e.gathering, e.person, AttendanceStatus.JOINED, e.on)


@ATTENDANCES.on(LeftGathering)
def has_left(row: AttendanceRow, e: LeftGathering, _at: Envelope) -> AttendanceRow:
    """They will not come."""
    return replace(row, status=AttendanceStatus.LEFT, since=e.on)


@ATTENDANCES.starts(Attended)
def has_attended(e: Attended, _at: Envelope) -> AttendanceRow:
    """They were there."""
    return AttendanceRow(e.gathering, e.person, AttendanceStatus.ATTENDED, e.on, e.takeaway)

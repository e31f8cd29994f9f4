"""The record of a person: when they are in the organisation, and where, day by day.

The directory decides by it, and whoever follows the directory's events reads it, also for days gone by or ahead.
Days are calendar days without a zone.
"""

from datetime import date

import msgspec

from shared.contracts.integrations.events import MoveReason


class Placement(msgspec.Struct, frozen=True):
    """Where somebody is in the organisation; `unit` and `manager` are ids."""

    unit: str | None = None
    role: str | None = None
    manager: str | None = None
    grade: str | None = None
    location: str | None = None


PLACEMENT_FIELDS = Placement.__struct_fields__


class Assignment(Placement, frozen=True, kw_only=True):
    """A placement from the day `since` until the next one; the role itself may have been held for longer."""

    since: date
    role_since: date
    reason: MoveReason | None = None

    @property
    def placement(self) -> Placement:
        """The placement without its days."""
        return Placement(self.unit, self.role, self.manager, self.grade, self.location)


class Employment(msgspec.Struct, frozen=True):
    """A stretch of being here: from `start` until the day before `end`."""

    start: date
    end: date | None = None

    def covers(self, day: date) -> bool:
        """Whether `day` lies within."""
        return self.start <= day and (self.end is None or day < self.end)


class Record(msgspec.Struct, frozen=True):
    """What is recorded of a person. `assignments` and `employments` are in the order of their days.

    Name, address and number are those that were dated last, `details_since` is the day of that; they are None once
    the person is forgotten.
    """

    name: str | None = None
    email: str | None = None
    external_id: str | None = None
    feed: str | None = None
    details_since: date = date.min
    employments: tuple[Employment, ...] = ()
    assignments: tuple[Assignment, ...] = ()

    @property
    def employment(self) -> Employment | None:
        """The last employment, be it past, present or planned."""
        return self.employments[-1] if self.employments else None

    def here_on(self, day: date) -> bool:
        """Whether they are in the organisation on `day`."""
        return any(employment.covers(day) for employment in self.employments)

    def assignment_on(self, day: date) -> Assignment | None:
        """The assignment that holds on `day`, or None before the first."""
        return next((held for held in reversed(self.assignments) if held.since <= day), None)

    def placed_on(self, day: date) -> Assignment:
        """The assignment that holds on `day`; before the first, that one; an empty one where there is none."""
        nowhere = Assignment(since=date.min, role_since=date.min)
        return self.assignment_on(day) or next(iter(self.assignments), nowhere)

    def manager_on(self, day: date) -> str | None:
        """The id of the manager on `day`, or None."""
        held = self.assignment_on(day)
        return held.manager if held else None

"""What a feed came to: the events to record, how many of what, what was rejected, and all of it in words."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from services.integrations.feed.row import Rejected
from services.integrations.person import Person, evolve
from shared.contracts.integrations.events import (
    LeavingWithdrawn,
    PersonDatesCorrected,
    PersonDetailsChanged,
    PersonJoined,
    PersonLeft,
    PersonMoved,
    PersonRejoined,
)
from shared.contracts.integrations.record import PLACEMENT_FIELDS
from shared.event import Event

COUNTED: Mapping[type[Event], str] = {
    PersonJoined: "joined",
    PersonLeft: "left",
    PersonMoved: "moved",
    PersonDetailsChanged: "changed",
    PersonDatesCorrected: "changed",
    LeavingWithdrawn: "changed",
    PersonRejoined: "rejoined",
}
"""As what a person counts to whom such an event happens."""


@dataclass(frozen=True, slots=True)
class Change:
    """What a feed changes about one person; `line` is None for somebody who is missing from it."""

    line: int | None
    external_id: str
    before: Person
    events: tuple[Event, ...]


@dataclass(frozen=True)
class Reconciliation:
    """What a feed changes: `units` first, then `people`, each the events to append by the id of unit or person.

    `counts` are people by what happened to them (`joined`, `left`, `moved`, `changed`, `rejoined`). `labels` are
    external ids of people and names of units by id. `left_before` counts those who had left before the
    directory knew them, and are not brought in.
    """

    people: Mapping[str, tuple[Event, ...]]
    units: Mapping[str, tuple[Event, ...]]
    rejected: tuple[Rejected, ...]
    counts: Mapping[str, int]
    left_before: int
    changes: tuple[Change, ...]
    labels: Mapping[str, str]

    @property
    def events(self) -> int:
        """How many events there are to append."""
        return sum(map(len, self.people.values())) + sum(map(len, self.units.values()))

    def report(self, ignored_columns: Iterable[str] = ()) -> dict[str, Any]:
        """The run in numbers, with every rejected row, ready for JSON."""
        return {
            **self.counts,
            "units": len(self.units),
            "left_before": self.left_before,
            "rejected": len(self.rejected),
            "events": self.events,
            "ignored_columns": list(ignored_columns),
            "rejections": [
                {"line": row.line, "external_id": row.external_id, "field": row.field, "reason": row.reason}
                for row in self.rejected
            ],
        }

    def differences(self) -> Iterator[str]:
        """Every change in words, one sentence an event, for somebody to read before it happens."""
        for unit in self.units:
            yield f"unit {self.labels[unit]} is created"
        for change in self.changes:
            at = f"line {change.line}: " if change.line else ""
            before = change.before
            for event in change.events:
                after = evolve(before, event)
                yield f"{at}{change.external_id} {self._sentence(event, before, after)}"
                before = after

    def _sentence(self, event: Event, before: Person, after: Person) -> str:
        match event:
            case PersonJoined():
                return f"({event.name}) joins on {event.effective_on}: {self._place(event)}"
            case PersonRejoined():
                return f"comes back on {event.effective_on}: {self._place(event)}"
            case PersonMoved():
                return f"moves on {event.effective_on} ({event.reason}): {self._moves(event, before)}"
            case PersonLeft():
                return f"leaves on {event.effective_on}"
            case LeavingWithdrawn():
                return "stays after all"
        return f"is corrected: {_corrections(before, after)}"

    def _place(self, event: PersonJoined | PersonRejoined) -> str:
        said = ((name, getattr(event, name)) for name in PLACEMENT_FIELDS)
        return ", ".join(f"{name} {self._label(name, value)}" for name, value in said if value) or "no place named"

    def _moves(self, event: PersonMoved, before: Person) -> str:
        held = before.assignment_on(event.effective_on)
        moves = []
        for name in PLACEMENT_FIELDS:
            old = getattr(held.placement, name) if held else None
            new = getattr(event, name)
            if old != new:
                moves.append(f"{name} {self._label(name, old)} → {self._label(name, new)}")
        return ", ".join(moves)

    def _label(self, name: str, value: str | None) -> str:
        if value and name in ("unit", "manager"):
            return self.labels.get(value, value)
        return value or "none"


def _corrections(before: Person, after: Person) -> str:
    return ", ".join(
        f"{name} {old} → {new}"
        for (name, old), new in zip(_facts(before).items(), _facts(after).values(), strict=True)
        if old != new
    )


def _facts(person: Person) -> dict[str, Any]:
    last = person.employment
    held = person.assignments[-1] if person.assignments else None
    return {
        "name": person.name,
        "email": person.email,
        "joined on": last.start if last else None,
        "left on": last.end if last else None,
        "in the role since": held.role_since if held else None,
    }

"""The organisation of these tests: ada and her peers below lead, her two reports, and alan and others elsewhere."""

from datetime import UTC, date, datetime
from typing import Any

from shared.contracts.integrations.record import Assignment, Employment, Record

DAY = date(2026, 9, 1)
NOW = datetime(2026, 9, 1, 9, tzinfo=UTC)
TODAY: dict[str, Any] = {"effective_on": None, "now": NOW}

PEERS = ("grace", "edsger", "barbara", "donald")
REPORTS = ("tim", "guido")
OTHERS = ("alan", "konrad", "joan")

_JOINED = date(2020, 1, 1)
_MANAGERS: dict[str, str | None] = {
    "boss": None,
    "lead": "boss",
    "ada": "lead",
    **dict.fromkeys(PEERS, "lead"),
    **dict.fromkeys(REPORTS, "ada"),
    **dict.fromkeys(OTHERS),
}


def record(person: str) -> Record | None:
    """The record of somebody; None for people whom the directory does not know."""
    if person not in _MANAGERS:
        return None
    assignment = Assignment(manager=_MANAGERS[person], since=_JOINED, role_since=_JOINED)
    return Record(employments=(Employment(_JOINED),), assignments=(assignment,))

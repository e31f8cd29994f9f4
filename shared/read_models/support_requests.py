"""Support requests: one row for each setback and person who was asked for support in it.

It is how those who were asked find out. A row holds what was addressed to them, and nothing else of the setback.
Whether the setback lies behind, the read model of setbacks says. A table of its own, since row-level security lets
PostgreSQL use an index only for operators that cannot leak: text equality is one of them, containment is not.
"""

from collections.abc import Callable
from datetime import date

import msgspec
from msgspec.structs import replace

from shared.contracts.goals.events import SupportAsked
from shared.event import Envelope
from shared.projecting.read_model import Key, ReadModel, Row

MOST_PEOPLE = 20
"""The most people whom one event asks."""


class SupportRequest(msgspec.Struct, frozen=True):
    """What was asked for; `position` is that of the event in the log of goals."""

    position: int
    asked_on: date
    request: str | None


class SupportRequestsRow(Row, frozen=True):
    """What `person`, who has the setback, asked `helper` for."""

    setback: str
    helper: str
    person: str
    requests: tuple[SupportRequest, ...] = ()


SUPPORT_REQUESTS = ReadModel(
    "support_requests",
    SupportRequestsRow,
    version=1,
    source="goals",
    key=("setback", "helper"),
    indexes=[("helper",), ("person",)],
)
"""Support requests by setback and person asked."""


def _fold_place(place: int) -> None:
    """Fold who stands at one place of the list in an event. A fold has one key, so each place has its own."""
    key = _key_at(place)

    @SUPPORT_REQUESTS.folds_into(SupportAsked, key=key)
    def was_asked(row: SupportRequestsRow | None, e: SupportAsked, at: Envelope) -> SupportRequestsRow | None:
        """One request more; beyond the end of the list there is nobody."""
        _, helper = key(e, at)
        if not helper:
            return None
        row = row or SupportRequestsRow(e.setback, helper, e.person)
        return replace(row, requests=(*row.requests, SupportRequest(at.position, e.on, e.request)))


def _key_at(place: int) -> Callable[[SupportAsked, Envelope], Key]:
    def key(e: SupportAsked, _at: Envelope) -> Key:
        return (e.setback, e.of[place] if place < len(e.of) else "")

    return key


for _place in range(MOST_PEOPLE):
    _fold_place(_place)

"""Support requests: one row for each setback and person who was asked for support in it.

It is how those who were asked find out. A row holds what was addressed to them, and nothing else of the setback.
Whether the setback lies behind, the read model of setbacks says. A table of its own, since row-level security lets
PostgreSQL use an index only for operators that cannot leak: text equality is one of them, containment is not.
"""

from collections.abc import Sequence
from datetime import date

import msgspec
from msgspec.structs import replace

from shared.contracts.goals.events import SupportAsked
from shared.event import Envelope
from shared.projecting.read_model import Key, ReadModel, Row


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


def _asked(e: SupportAsked, _at: Envelope) -> Sequence[Key]:
    return [(e.setback, helper) for helper in e.of]


@SUPPORT_REQUESTS.folds_each(SupportAsked, keys=_asked)
def was_asked(row: SupportRequestsRow | None, key: Key, e: SupportAsked, at: Envelope) -> SupportRequestsRow:
    """One request more."""
    setback, helper = key
    row = row or SupportRequestsRow(setback, helper, e.person)
    return replace(row, requests=(*row.requests, SupportRequest(at.position, e.on, e.request)))

"""Gatherings: one row each, about nobody, for everyone to see. Who comes is in `attendances`."""

from datetime import date

from msgspec.structs import replace

from shared.contracts.goals.changes import given
from shared.contracts.network.events import (
    GatheringAnnounced,
    GatheringCancelled,
    GatheringKind,
    GatheringRevised,
)
from shared.contracts.network.standing import GatheringStatus
from shared.event import Envelope
from shared.projecting.read_model import ReadModel, Row


class GatheringRow(Row, frozen=True, kw_only=True):
    """An industry event, meet-up or forum; without a capacity there is room for all."""

    gathering: str
    announced_by: str
    announced_on: date
    kind: GatheringKind
    status: GatheringStatus = GatheringStatus.ANNOUNCED
    title: str
    description: str | None
    place: str | None
    topics: tuple[str, ...]
    starts_on: date
    ends_on: date
    capacity: int | None
    cancelled_on: date | None = None
    cancelling_reason: str | None = None


GATHERINGS = ReadModel(
    "gatherings",
    GatheringRow,
    version=1,
    source="network",
    key=("gathering",),
    person=None,
    indexes=[("status", "starts_on"), ("announced_by",)],
)
"""Gatherings by id."""

_REVISED = ("title", "description", "place", "topics", "starts_on", "ends_on", "capacity")


@GATHERINGS.starts(GatheringAnnounced)
def was_announced(e: GatheringAnnounced, _at: Envelope) -> GatheringRow:
    """A new gathering."""
    said = {name: getattr(e, name) for name in _REVISED}
    return GatheringRow(gathering=e.gathering, announced_by=e.announced_by, announced_on=e.on, kind=e.kind, **said)


@GATHERINGS.on(GatheringRevised)
def was_revised(row: GatheringRow, e: GatheringRevised, _at: Envelope) -> GatheringRow:
    """What was given replaces what was there."""
    return replace(row, **given(e, *_REVISED))


@GATHERINGS.on(GatheringCancelled)
def was_cancelled(row: GatheringRow, e: GatheringCancelled, _at: Envelope) -> GatheringRow:
    """It will not take place."""
    return replace(row, status=GatheringStatus.CANCELLED, cancelled_on=e.on, cancelling_reason=e.reason)

"""What happened, as read models take it: events with their envelopes, folded in memory."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Any, TypeVar

from shared.event import Envelope, Event
from shared.projecting.folding import Decoded, Rows, fold
from shared.projecting.read_model import ReadModel, Row

R = TypeVar("R", bound=Row)


def recorded_at(moment: datetime, *events: Event) -> list[Decoded]:
    """Events that the log learnt at `moment`."""
    return [(event, _envelope(position, moment)) for position, event in enumerate(events, 1)]


def happened(*events: Any) -> list[Decoded]:
    """Events, each recorded at noon of the day on which it was true."""
    return [
        (event, _envelope(position, datetime.combine(event.on, time(12), UTC)))
        for position, event in enumerate(events, 1)
    ]


def rows_after(model: ReadModel[R], events: Sequence[Decoded]) -> Sequence[R]:
    """The rows of a model once it took `events`, every one of them."""
    rows: Rows = {}
    parked = fold(model, rows, events)
    assert not parked, parked
    return [row for row in rows.values() if row is not None]


def row_after(model: ReadModel[R], *events: Event) -> R:
    """The only row there is after `events`."""
    (row,) = rows_after(model, happened(*events))
    return row


def _envelope(position: int, recorded: datetime) -> Envelope:
    return Envelope(
        organisation="acme",
        source="goals",
        position=position,
        stream="stream",
        stream_version=position,
        effective=recorded,
        recorded=recorded,
        actor="ada",
        command_id=f"command-{position}",
        correlation_id="correlation",
    )


JANUARY = date(2026, 1, 1)
"""The day on which the histories of the tests begin."""

"""What happened, read from the logs themselves: a person's timeline, and the organisation's audit.

Both merge the logs by the time of recording, newest first. Their cursor holds a position in each log.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from services.gateway.paging import Paged, cursor_of, key_of
from services.gateway.query import Answer, Asked, OfPerson, query
from shared.contract import Access
from shared.event import Event
from shared.log.stored import StoredEvent
from shared.read_models import CONTRACTS

PRIVATE = frozenset(
    name for contract in CONTRACTS for name, event_type in contract.EVENTS.items() if event_type.private
)
"""Types of events that only their subject may read."""

SEALED = frozenset(name for contract in CONTRACTS for name, event_type in contract.EVENTS.items() if event_type.sealed)
"""Types of events that nobody may read one by one."""

_BEYOND_ALL = 2**62


class TimelineParams(Paged, OfPerson):
    """A person, and a page of their timeline."""


@query(
    "timeline",
    access={Access.SELF, Access.MANAGER, Access.HR},
    params=TimelineParams,
    example={"person": "ada", "limit": 20},
)
def timeline(asked: Asked) -> Answer:
    """Everything that happened to a person, newest first; to others, without what is private."""
    without = SEALED if Access.SELF in asked.relation else SEALED | PRIVATE
    positions, limit = _positions(asked), asked.params["limit"]
    found = [
        event
        for feed in asked.feeds()
        for event in feed.about_before(
            asked.caller.organisation,
            asked.person,
            positions.get(feed.source, _BEYOND_ALL),
            limit + 1,
            effective=asked.moment.effective,
            recorded=asked.moment.recorded,
            without=without,
        )
    ]
    page, following = _newest(found, positions, limit)
    told = {(at.source, at.position): _told(event) for event, at in asked.read(page)}
    items = [_entry(event, told.get((event.source, event.position))) for event in page]
    return {"items": items, "next": following}


@query("audit", access={Access.HR, Access.OPERATOR}, params=Paged, example={"limit": 50})
def audit(asked: Asked) -> Answer:
    """Who did what to whom, and when, newest first; of what is private, only that it happened."""
    positions, limit = _positions(asked), asked.params["limit"]
    found = [
        event
        for feed in asked.feeds()
        for event in feed.before(
            asked.caller.organisation,
            positions.get(feed.source, _BEYOND_ALL),
            limit + 1,
            recorded=asked.moment.recorded,
        )
    ]
    page, following = _newest(found, positions, limit)
    return {"items": [_record(event) for event in page], "next": following}


def _positions(asked: Asked) -> Mapping[str, int]:
    """Where each log stands, from a cursor like ("goals", "41", "integrations", "7"); nowhere at first."""
    if asked.params["cursor"] is None:
        return {}
    key = key_of(asked.params["cursor"])
    return {source: int(position) for source, position in zip(key[::2], key[1::2], strict=True) if position.isdigit()}


def _newest(
    found: Iterable[StoredEvent], positions: Mapping[str, int], limit: int
) -> tuple[Sequence[StoredEvent], str | None]:
    """The newest `limit` events of several logs, and the cursor for those after them."""
    ordered = sorted(found, key=lambda event: (event.recorded, event.source, event.position), reverse=True)
    page = ordered[:limit]
    if len(ordered) <= limit:
        return page, None
    reached = {**positions, **{event.source: event.position for event in page}}
    return page, cursor_of(tuple(str(part) for source in sorted(reached) for part in (source, reached[source])))


def _entry(event: StoredEvent, told: Mapping[str, Any] | None) -> Mapping[str, Any]:
    return {
        "type": event.type,
        "effective": event.effective,
        "recorded": event.recorded,
        "actor": event.actor,
        "stream": event.stream,
        "position": {event.source: event.position},
        "details": told,
    }


def _told(event: Event) -> Mapping[str, Any]:
    return msgspec.structs.asdict(event)


def _record(event: StoredEvent) -> Mapping[str, Any]:
    """An event as an auditor sees it: never what it says, and of a private one not even about whom."""
    record: dict[str, Any] = {
        "position": {event.source: event.position},
        "recorded": event.recorded,
        "private": event.type in PRIVATE | SEALED,
    }
    if event.type in PRIVATE | SEALED:
        return record
    return record | {
        "type": event.type,
        "effective": event.effective,
        "subject": event.subject,
        "actor": event.actor,
        "stream": event.stream,
        "stream_version": event.stream_version,
        "command_id": event.command_id,
        "correlation_id": event.correlation_id,
        "causation_id": event.causation_id,
    }

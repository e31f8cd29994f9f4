"""Streams that a decision's facts are looked up in, given as what happened in each."""

from collections.abc import Mapping
from typing import Any

from shared.aggregate import Aggregate
from shared.contracts.integrations.record import Record
from shared.event import Event


class Streams:
    """The streams by name, and people's records by id."""

    def __init__(self, happened: Mapping[str, list[Event]], people: Mapping[str, Record] | None = None) -> None:
        self._happened = happened
        self._people = people or {}

    def state(self, aggregate: Aggregate[Any], identity: str) -> Any:
        return aggregate.fold(self._happened.get(aggregate.stream(identity), ()))

    def person(self, person: str) -> Record | None:
        return self._people.get(person)


def catalogue(*events: Event) -> dict[str, list[Event]]:
    """The streams of the skills that the events are about."""
    streams: dict[str, list[Event]] = {}
    for event in events:
        streams.setdefault(f"skill-{event.skill}", []).append(event)  # type: ignore[attr-defined]
    return streams

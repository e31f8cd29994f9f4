"""Events: what happened, in the past tense, frozen and typed.

An event class is a public contract and a storage format at once: its name, its fields and its version are
chosen once and only grow. Two markers make the meaning of a field visible in its type: `Subject` names the
person whom the event is about, `Personal` says that the field is encrypted in the log under that person's key.
"""

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from typing import Annotated, ClassVar, TypeVar, get_type_hints

import msgspec

T = TypeVar("T")


class _Mark:
    """A label on a field's type, compared by identity."""


PERSONAL = _Mark()
SUBJECT = _Mark()

Personal = Annotated[T | None, PERSONAL]
"""A field that is personal data of the event's subject; None once that person has been forgotten."""

Subject = Annotated[str, SUBJECT]
"""The id of the person whom an event is about. An event has at most one such field."""


class Event(msgspec.Struct, frozen=True):
    """What happened. Subclasses add the fields; the class name is the event's type."""

    version: ClassVar[int] = 1
    """Version of the schema. Older versions are lifted by the upcasters beside the class."""

    private: ClassVar[bool] = False
    """Whether only its subject may read it, whatever anybody's role is."""

    sealed: ClassVar[bool] = False
    """Whether nobody may read it by itself, not even its subject: it is shown as part of an aggregate only."""

    @property
    def true_from(self) -> date | None:
        """The day from which it is true, where the event itself says so; else it is for the command to say."""
        return getattr(self, "effective_on", None)


class Envelope(msgspec.Struct, frozen=True):
    """What is known about an event besides what it says.

    `effective` is when it was true in the world, `recorded` when the log learnt it (both UTC). `position` counts
    the events of one organisation in the log of one service (`source`), 1, 2, 3 ... without gaps; `stream_version`
    counts those of one stream.
    """

    organisation: str
    source: str
    position: int
    stream: str
    stream_version: int
    effective: datetime
    recorded: datetime
    actor: str
    command_id: str
    correlation_id: str
    causation_id: str | None = None


@cache
def personal_fields(event_type: type[Event]) -> frozenset[str]:
    """Names of the fields of `event_type` that are marked `Personal`."""
    return frozenset(_marked(event_type, PERSONAL))


@cache
def subject_field(event_type: type[Event]) -> str | None:
    """Name of the field of `event_type` that is its `Subject`, or None where it is about nobody."""
    names = _marked(event_type, SUBJECT)
    if len(names) > 1:
        raise TypeError(f"{event_type.__name__} names more than one subject: {', '.join(names)}")
    return names[0] if names else None


def subject_of(event: Event) -> str | None:
    """The person whom `event` is about, or None."""
    field = subject_field(type(event))
    return None if field is None else getattr(event, field)


def by_type(*event_types: type[Event]) -> Mapping[str, type[Event]]:
    """The event classes under the names by which they are stored."""
    return {event_type.__name__: event_type for event_type in event_types}


def _marked(event_type: type[Event], mark: _Mark) -> list[str]:
    hints = get_type_hints(event_type, include_extras=True)
    return [name for name in event_type.__struct_fields__ if mark in getattr(hints[name], "__metadata__", ())]

"""What the directory publishes: who works here, where, under whom, and which units there are.

Days are calendar days without a zone. `effective_on` is the day on which something becomes true: a day in
the future announces it, a day in the past corrects the record. Events that place a person state the whole
placement as it stands from that day, so that no reader needs the one before.
"""

from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from shared.event import Event, Personal, Subject, by_type


class MoveReason(StrEnum):
    """Why somebody's unit, role, manager, grade or location changed."""

    PROMOTION = "promotion"
    LATERAL = "lateral"
    TRANSFER = "transfer"
    REORGANISATION = "reorganisation"
    CORRECTION = "correction"


class FeedMode(StrEnum):
    """Whether a feed lists everybody, so that who is missing has left, or only what changed."""

    FULL = "full"
    DELTA = "delta"


class PersonJoined(Event, frozen=True):
    """Someone joined the organisation on `effective_on`, and is in the role since then or `in_role_since`."""

    person: Subject
    effective_on: date
    name: Personal[str]
    email: Personal[str] = None
    external_id: Personal[str] = None
    unit: str | None = None
    role: str | None = None
    manager: str | None = None
    grade: str | None = None
    location: str | None = None
    in_role_since: date | None = None
    feed: str | None = None


class PersonMoved(Event, frozen=True):
    """Someone's place became this one: unit, role, manager, grade and location, changed or not."""

    person: Subject
    effective_on: date
    reason: MoveReason
    unit: str | None = None
    role: str | None = None
    manager: str | None = None
    grade: str | None = None
    location: str | None = None
    feed: str | None = None


class PersonDetailsChanged(Event, frozen=True):
    """Someone's name, address or number in the HR system became these, changed or not."""

    person: Subject
    effective_on: date
    name: Personal[str]
    email: Personal[str] = None
    external_id: Personal[str] = None
    feed: str | None = None


class PersonDatesCorrected(Event, frozen=True):
    """The days of someone's present employment had been recorded wrongly, and are these.

    `in_role_since` is about the role held on `effective_on`; None leaves it as it was. `left_on` is None for
    someone who has not left.
    """

    person: Subject
    effective_on: date
    joined_on: date
    in_role_since: date | None = None
    left_on: date | None = None
    feed: str | None = None

    @property
    def true_from(self) -> date:
        """The first day that it says something new about: the past is corrected, not the day of the correction."""
        return self.joined_on


class PersonLeft(Event, frozen=True):
    """Someone left the organisation: `effective_on` is the first day on which they are no longer here."""

    person: Subject
    effective_on: date
    feed: str | None = None


class LeavingWithdrawn(Event, frozen=True):
    """Someone who was to leave, or was recorded as having left, stays after all."""

    person: Subject
    effective_on: date
    feed: str | None = None


class PersonRejoined(Event, frozen=True):
    """Someone who had left came back, to this place and to their old record."""

    person: Subject
    effective_on: date
    unit: str | None = None
    role: str | None = None
    manager: str | None = None
    grade: str | None = None
    location: str | None = None
    in_role_since: date | None = None
    feed: str | None = None


class PersonErased(Event, frozen=True):
    """Someone's personal data was forgotten, for good."""

    person: Subject


class UnitCreated(Event, frozen=True):
    """A unit was set up, at the top or below `parent`."""

    unit: str
    name: str
    parent: str | None = None
    feed: str | None = None


class UnitRenamed(Event, frozen=True):
    """A unit was given another name."""

    unit: str
    name: str
    feed: str | None = None


class UnitMoved(Event, frozen=True):
    """A unit was put below another parent, or at the top."""

    unit: str
    parent: str | None
    feed: str | None = None


class UnitClosed(Event, frozen=True):
    """A unit was closed: nobody is placed in it any more."""

    unit: str
    feed: str | None = None


class FeedImported(Event, frozen=True):
    """A feed that describes the day `as_of` was reconciled, and these many people and units changed by it.

    It comes before the events that it counts. A feed that changed nothing leaves no trace.
    """

    feed: str
    as_of: date
    mode: FeedMode
    joined: int
    left: int
    moved: int
    changed: int
    rejoined: int
    units: int
    rejected: int


EVENTS: Mapping[str, type[Event]] = by_type(
    PersonJoined,
    PersonMoved,
    PersonDetailsChanged,
    PersonDatesCorrected,
    PersonLeft,
    LeavingWithdrawn,
    PersonRejoined,
    PersonErased,
    UnitCreated,
    UnitRenamed,
    UnitMoved,
    UnitClosed,
    FeedImported,
)
"""The events of this service by the names they are stored under."""

UPCASTERS: Mapping[tuple[str, int], Callable[[dict[str, Any]], dict[str, Any]]] = {}
"""How the fields of an older version become those of the next one, by type and the version they come from."""

"""A gathering: people of the organisation meet each other and others, at an industry event, a meet-up or a forum.

- Whoever announced it changes or cancels it. Its capacity is never below the number of those who mean to come.
- One joins while there is room and until it is over, and may leave again.
- One attends from its first day on, joined or not; what is reported later counts for its last day.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from services.network.days import require_order
from shared.aggregate import Aggregate
from shared.contracts.days import day_of
from shared.contracts.goals.changes import differing, given
from shared.contracts.network.events import (
    Attended,
    GatheringAnnounced,
    GatheringCancelled,
    GatheringKind,
    GatheringRevised,
    Joined,
    LeftGathering,
)
from shared.contracts.network.standing import GatheringStatus
from shared.errors import RuleViolation, require
from shared.event import Event


@dataclass(frozen=True)
class Gathering:
    """What the rules need to know of a gathering. Before it is announced, it has no id."""

    id: str = ""
    announced_by: str = ""
    status: GatheringStatus | None = None
    kind: GatheringKind = GatheringKind.MEET_UP
    title: str = ""
    description: str | None = None
    place: str | None = None
    topics: tuple[str, ...] = ()
    starts_on: date = date.min
    ends_on: date = date.max
    capacity: int | None = None
    coming: frozenset[str] = frozenset()
    attended: frozenset[str] = frozenset()


_REVISED = ("title", "description", "place", "topics", "starts_on", "ends_on", "capacity")


def evolve(gathering: Gathering, event: Event) -> Gathering:
    """The gathering after `event`."""
    match event:
        case GatheringAnnounced():
            announced = Gathering(event.gathering, event.announced_by, GatheringStatus.ANNOUNCED, event.kind)
            return replace(announced, **{name: getattr(event, name) for name in _REVISED})
        case GatheringRevised():
            return replace(gathering, **given(event, *_REVISED))
        case GatheringCancelled():
            return replace(gathering, status=GatheringStatus.CANCELLED)
        case Joined():
            return replace(gathering, coming=gathering.coming | {event.person})
        case LeftGathering():
            return replace(gathering, coming=gathering.coming - {event.person})
        case Attended():
            return replace(gathering, attended=gathering.attended | {event.person})
    return gathering


class GatheringExists(RuleViolation):
    """The id is that of another gathering."""

    def __init__(self, gathering: str) -> None:
        super().__init__(
            f"There is a gathering {gathering} already. Choose another id, or leave it out to be given one.",
            fields={"gathering": ["Is taken."]},
        )


class NotTheHost(RuleViolation):
    """Somebody else announced the gathering, or nobody did."""

    def __init__(self) -> None:
        super().__init__(
            "Only whoever announced the gathering can do that.", fields={"gathering": ["Was not announced by you."]}
        )


class NotTakingPlace(RuleViolation):
    """The gathering was cancelled, or never announced."""

    def __init__(self, status: GatheringStatus | None) -> None:
        where = f"was {status}" if status else "was never announced"
        super().__init__(f"The gathering {where}.", fields={"gathering": [f"It {where}."]})


class GatheringFull(RuleViolation):
    """As many mean to come as there is room for."""

    def __init__(self, capacity: int) -> None:
        super().__init__(
            f"All {capacity} places are taken. Ask whoever announced it for more.",
            fields={"gathering": [f"Has {capacity} places, all taken."]},
        )


class GatheringOver(RuleViolation):
    """The gathering is over."""

    def __init__(self, ends_on: date) -> None:
        super().__init__(
            f"The gathering ended on {ends_on}. If you were there, say that you attended.",
            fields={"gathering": [f"Ended on {ends_on}."]},
        )


class NotYetBegun(RuleViolation):
    """The gathering has not begun on that day."""

    def __init__(self, starts_on: date) -> None:
        super().__init__(
            f"The gathering begins on {starts_on}. Join it until then.",
            fields={"effective_on": [f"Must not be before {starts_on}."]},
        )


class CapacityBelowJoined(RuleViolation):
    """More mean to come than there would be room for."""

    def __init__(self, coming: int) -> None:
        super().__init__(
            f"{coming} mean to come already. Name a capacity of at least that.",
            fields={"capacity": [f"Must be at least {coming}."]},
        )


def announce_gathering(
    gathering: Gathering,
    *,
    identity: str,
    person: str,
    kind: GatheringKind,
    title: str,
    description: str | None,
    place: str | None,
    starts_on: date,
    ends_on: date | None,
    topics: Sequence[str],
    capacity: int | None,
    effective_on: date | None,
    now: datetime,
) -> list[Event]:
    """Announce a gathering, of one day where no last one is given."""
    if gathering.id:
        require((gathering.announced_by, gathering.kind) == (person, kind), GatheringExists(identity))
        return []
    last = ends_on or starts_on
    require_order(starts_on, last)
    return [
        GatheringAnnounced(
            gathering=identity,
            on=day_of(effective_on, now),
            announced_by=person,
            kind=kind,
            title=title,
            starts_on=starts_on,
            ends_on=last,
            description=description,
            place=place,
            topics=tuple(topics),
            capacity=capacity,
        )
    ]


def revise_gathering(
    gathering: Gathering,
    *,
    person: str,
    title: str | None,
    description: str | None,
    place: str | None,
    starts_on: date | None,
    ends_on: date | None,
    topics: Sequence[str] | None,
    capacity: int | None,
    effective_on: date | None,
    now: datetime,
) -> list[Event]:
    """Change the gathering. None means unchanged."""
    _require_host(gathering, person)
    _require_taking_place(gathering)
    proposed: dict[str, Any] = {
        "title": title,
        "description": description,
        "place": place,
        "starts_on": starts_on,
        "ends_on": ends_on,
        "topics": None if topics is None else tuple(topics),
        "capacity": capacity,
    }
    changes = differing(gathering, proposed)
    if not changes:
        return []
    require_order(starts_on or gathering.starts_on, ends_on or gathering.ends_on)
    require(capacity is None or capacity >= len(gathering.coming), CapacityBelowJoined(len(gathering.coming)))
    return [GatheringRevised(gathering=gathering.id, on=day_of(effective_on, now), **changes)]


def cancel_gathering(
    gathering: Gathering, *, person: str, reason: str | None, effective_on: date | None, now: datetime
) -> list[Event]:
    """Say that it will not take place."""
    _require_host(gathering, person)
    if gathering.status is GatheringStatus.CANCELLED:
        return []
    return [GatheringCancelled(gathering=gathering.id, on=day_of(effective_on, now), reason=reason)]


def join_gathering(gathering: Gathering, *, person: str, effective_on: date | None, now: datetime) -> list[Event]:
    """Say that one means to come."""
    _require_taking_place(gathering)
    if person in gathering.coming | gathering.attended:
        return []
    on = day_of(effective_on, now)
    require(on <= gathering.ends_on, GatheringOver(gathering.ends_on))
    if gathering.capacity is not None:
        require(len(gathering.coming) < gathering.capacity, GatheringFull(gathering.capacity))
    return [Joined(gathering=gathering.id, person=person, on=on)]


def leave_gathering(gathering: Gathering, *, person: str, effective_on: date | None, now: datetime) -> list[Event]:
    """Say that one will not come after all. It changes nothing for those who did not mean to, or were there."""
    if person not in gathering.coming - gathering.attended:
        return []
    return [LeftGathering(gathering=gathering.id, person=person, on=day_of(effective_on, now))]


def attend_gathering(
    gathering: Gathering, *, person: str, takeaway: str | None, effective_on: date | None, now: datetime
) -> list[Event]:
    """Say that one was there."""
    _require_taking_place(gathering)
    if person in gathering.attended:
        return []
    on = day_of(effective_on, now)
    require(on >= gathering.starts_on, NotYetBegun(gathering.starts_on))
    return [Attended(gathering=gathering.id, person=person, on=min(on, gathering.ends_on), takeaway=takeaway)]


def _require_host(gathering: Gathering, person: str) -> None:
    require(gathering.announced_by == person, NotTheHost())


def _require_taking_place(gathering: Gathering) -> None:
    require(gathering.status is GatheringStatus.ANNOUNCED, NotTakingPlace(gathering.status))


GATHERING = Aggregate("gathering", Gathering(), evolve)

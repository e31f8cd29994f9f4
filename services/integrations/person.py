"""A person in the directory: when they are here, and where in the organisation, day by day.

- Someone joins once and leaves once; who comes back keeps the record they had.
- Changes take effect on their day. One dated in the future waits for it; one dated in the past corrects the
  record and does not override what has happened since.
- A move that is already planned keeps what it plans, and takes on what is changed before it in all else.
- Nobody reports to themselves, directly or through others, on any day; a manager is somebody who is here.
- A closed unit takes nobody.
- An erased person takes no more events.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime

from msgspec import UNSET, UnsetType

from services.integrations.unit import Unit, UnitNotOpen
from shared.aggregate import Aggregate
from shared.contracts.integrations.events import (
    LeavingWithdrawn,
    MoveReason,
    PersonDatesCorrected,
    PersonDetailsChanged,
    PersonErased,
    PersonJoined,
    PersonLeft,
    PersonMoved,
    PersonRejoined,
)
from shared.errors import RuleViolation, require
from shared.event import Event


@dataclass(frozen=True, slots=True)
class Placement:
    """Where somebody is in the organisation; `unit` and `manager` are ids."""

    unit: str | None = None
    role: str | None = None
    manager: str | None = None
    grade: str | None = None
    location: str | None = None


PLACEMENT_FIELDS = tuple(field.name for field in fields(Placement))


@dataclass(frozen=True, slots=True)
class Assignment:
    """A placement from the day `since` until the next one; the role itself may have been held for longer."""

    since: date
    role_since: date
    placement: Placement
    reason: MoveReason | None = None


@dataclass(frozen=True, slots=True)
class Employment:
    """A stretch of being here: from `start` until the day before `end`."""

    start: date
    end: date | None = None

    def covers(self, day: date) -> bool:
        """Whether `day` lies within."""
        return self.start <= day and (self.end is None or day < self.end)


@dataclass(frozen=True)
class Person:
    """A person as the directory knows them; `id` is empty before they join, and of the erased only it is left."""

    id: str = ""
    name: str | None = None
    email: str | None = None
    external_id: str | None = None
    feed: str | None = None
    details_since: date = date.min
    employments: tuple[Employment, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    erased: bool = False

    @property
    def employment(self) -> Employment | None:
        """The last employment, be it past, present or planned."""
        return self.employments[-1] if self.employments else None

    def here_on(self, day: date) -> bool:
        """Whether they are in the organisation on `day`."""
        return any(employment.covers(day) for employment in self.employments)

    def assignment_on(self, day: date) -> Assignment | None:
        """The assignment that holds on `day`, or None before the first."""
        return next((held for held in reversed(self.assignments) if held.since <= day), None)

    def placed_on(self, day: date) -> Assignment:
        """The assignment that holds on `day`; before the first, that one; an empty one where there is none."""
        nowhere = Assignment(date.min, date.min, Placement())
        return self.assignment_on(day) or next(iter(self.assignments), nowhere)

    def manager_on(self, day: date) -> str | None:
        """The id of the manager on `day`, or None."""
        held = self.assignment_on(day)
        return held.placement.manager if held else None


class AlreadyJoined(RuleViolation):
    """Somebody who is in the directory joined again."""

    def __init__(self, person: str) -> None:
        super().__init__(
            f"{person} is in the directory already. Someone who comes back rejoins.",
            fields={"person": ["Is in the directory already."]},
        )


class PersonIsErased(RuleViolation):
    """Something was asked of a person whose data was erased."""

    def __init__(self, person: str) -> None:
        super().__init__(
            f"{person} was erased and takes no more changes. Someone who comes back joins anew.",
            fields={"person": ["Was erased."]},
        )


class NotHere(RuleViolation):
    """A change was dated on a day on which the person is not in the organisation."""

    def __init__(self, person: str, day: date) -> None:
        super().__init__(
            f"{person} is not in the organisation on {day}. Date the change within their employment.",
            fields={"effective_on": ["Lies outside the employment."]},
        )


class AlreadyLeft(RuleViolation):
    """Somebody who has left, or is to leave, left on another day too."""

    def __init__(self, person: str, day: date) -> None:
        super().__init__(
            f"{person} leaves on {day} already. Correct that date, or withdraw the leaving first.",
            fields={"effective_on": [f"The leaving is recorded for {day}."]},
        )


class NotLeft(RuleViolation):
    """Something that only someone who has left can do was asked of one who has not left by that day."""

    def __init__(self, person: str, field: str) -> None:
        super().__init__(
            f"{person} has not left. Record the leaving first, and date what follows it no earlier.",
            fields={field: ["Has not left by then."]},
        )


class ImpossibleDates(RuleViolation):
    """Dates contradict one another."""

    def __init__(self, field: str, why: str) -> None:
        super().__init__(f"The dates contradict one another: {why}.", fields={field: [f"Impossible: {why}."]})


class FeedMissing(RuleViolation):
    """An external id came without the feed that knows it."""

    def __init__(self) -> None:
        super().__init__(
            "An external id means nothing without the feed it is from. Name the feed.",
            fields={"feed": ["Required with external_id."]},
        )


class UnknownManager(RuleViolation):
    """The manager is not in the organisation on that day."""

    def __init__(self, manager: str, day: date) -> None:
        super().__init__(
            f"{manager} is not in the organisation on {day} and cannot manage anybody then.",
            fields={"manager": [f"Is not here on {day}."]},
        )


class ReportingCycle(RuleViolation):
    """Somebody would report to themselves, directly or through others."""

    def __init__(self, line: Iterable[str], day: date) -> None:
        super().__init__(
            f"On {day} the reporting line would run in a circle: {' → '.join(line)}. Choose another manager.",
            fields={"manager": ["Reports to the person."]},
        )


def evolve(person: Person, event: Event) -> Person:
    """The person after `event`."""
    match event:
        case PersonErased():
            return Person(id=event.person, erased=True)
        case PersonJoined():
            return _joined(event)
        case PersonRejoined():
            back = (*person.employments, Employment(event.effective_on))
            assignments = _placed(person.assignments, event, event.in_role_since)
            return replace(person, employments=back, assignments=assignments)
        case PersonMoved():
            return replace(person, assignments=_placed(person.assignments, event, None, event.reason))
        case PersonDetailsChanged() if event.effective_on >= person.details_since:
            return _redetailed(person, event)
        case PersonDatesCorrected():
            return _redated(person, event)
        case PersonLeft():
            return _ending(person, event.effective_on)
        case LeavingWithdrawn():
            return _ending(person, None)
    return person


def join(
    person: Person,
    *,
    identity: str,
    now: datetime,
    name: str,
    line: Mapping[str, Person],
    home: Unit | None,
    email: str | None = None,
    external_id: str | None = None,
    feed: str | None = None,
    unit: str | None = None,
    role: str | None = None,
    manager: str | None = None,
    grade: str | None = None,
    location: str | None = None,
    effective_on: date | None = None,
    in_role_since: date | None = None,
) -> list[Event]:
    """Join the organisation. `line` holds the manager and all who are ever above them, `home` the unit."""
    _require_not_erased(person, identity)
    require(not person.id, AlreadyJoined(identity))
    require(external_id is None or feed is not None, FeedMissing())
    day = effective_on or now.date()
    _require_role_within(in_role_since, day)
    placement = Placement(unit, role, manager, grade, location)
    _require_place(person, identity, placement, day, line, home)
    return [
        PersonJoined(
            person=identity,
            effective_on=day,
            name=name,
            email=email,
            external_id=external_id,
            in_role_since=in_role_since,
            feed=feed,
            **as_fields(placement),
        )
    ]


def move(
    person: Person,
    *,
    now: datetime,
    reason: MoveReason,
    line: Mapping[str, Person],
    home: Unit | None,
    unit: str | UnsetType | None = UNSET,
    role: str | UnsetType | None = UNSET,
    manager: str | UnsetType | None = UNSET,
    grade: str | UnsetType | None = UNSET,
    location: str | UnsetType | None = UNSET,
    effective_on: date | None = None,
) -> list[Event]:
    """Change the placement from a day on; what is not named stays. The placement they have changes nothing."""
    _require_not_erased(person, person.id)
    day = effective_on or now.date()
    require(person.here_on(day), NotHere(person.id, day))
    before = person.placed_on(day).placement
    wanted = zip(PLACEMENT_FIELDS, (unit, role, manager, grade, location), strict=True)
    changes = {
        name: value for name, value in wanted if not isinstance(value, UnsetType) and value != getattr(before, name)
    }
    if not changes:
        return []
    after = replace(before, **changes)
    _require_place(person, person.id, after, day, line, home if "unit" in changes else None)
    moved = PersonMoved(person=person.id, effective_on=day, reason=reason, **as_fields(after))
    return [moved, *_planned_moves(person, before, changes, max(day, now.date()))]


def change_details(
    person: Person,
    *,
    now: datetime,
    name: str | UnsetType = UNSET,
    email: str | UnsetType | None = UNSET,
    external_id: str | UnsetType | None = UNSET,
    feed: str | UnsetType | None = UNSET,
    effective_on: date | None = None,
) -> list[Event]:
    """Change name, e-mail address or external id; what is not named stays."""
    _require_not_erased(person, person.id)
    changed = PersonDetailsChanged(
        person=person.id,
        effective_on=effective_on or now.date(),
        name=person.name if isinstance(name, UnsetType) else name,
        email=person.email if isinstance(email, UnsetType) else email,
        external_id=person.external_id if isinstance(external_id, UnsetType) else external_id,
        feed=person.feed if isinstance(feed, UnsetType) else feed,
    )
    require(changed.external_id is None or changed.feed is not None, FeedMissing())
    after = _redetailed(person, changed)
    return [] if replace(after, details_since=person.details_since) == person else [changed]


def correct_dates(
    person: Person,
    *,
    now: datetime,
    joined_on: date | None = None,
    in_role_since: date | None = None,
    left_on: date | None = None,
) -> list[Event]:
    """Correct when the last employment began, when the present role did, or when they left."""
    _require_not_erased(person, person.id)
    today = now.date()
    last = person.employment or Employment(today)
    require(left_on is None or last.end is not None, NotLeft(person.id, "left_on"))
    start, end = joined_on or last.start, left_on or last.end
    require(end is None or start <= end, ImpossibleDates("left_on", "leaving before joining"))
    _require_role_within(in_role_since, start)
    held = person.placed_on(max(today, last.start))
    same_role = in_role_since is None or held.role_since == in_role_since
    if Employment(start, end) == last and same_role:
        return []
    return [
        PersonDatesCorrected(
            person=person.id, effective_on=today, joined_on=start, in_role_since=in_role_since, left_on=end
        )
    ]


def leave(person: Person, *, now: datetime, effective_on: date | None = None) -> list[Event]:
    """Leave the organisation, so as not to be here on `effective_on`. The same day again changes nothing."""
    _require_not_erased(person, person.id)
    day = effective_on or now.date()
    last = person.employment
    if last and last.end is not None:
        require(effective_on in (None, last.end), AlreadyLeft(person.id, last.end))
        return []
    require(last and last.start <= day, NotHere(person.id, day))
    return [PersonLeft(person=person.id, effective_on=day)]


def withdraw_leaving(person: Person, *, now: datetime) -> list[Event]:
    """Stay after all. Withdrawing a leaving that there is not changes nothing."""
    _require_not_erased(person, person.id)
    leaving = person.employment is not None and person.employment.end is not None
    return [LeavingWithdrawn(person=person.id, effective_on=now.date())] if leaving else []


def rejoin(
    person: Person,
    *,
    now: datetime,
    line: Mapping[str, Person],
    home: Unit | None,
    unit: str | None = None,
    role: str | None = None,
    manager: str | None = None,
    grade: str | None = None,
    location: str | None = None,
    effective_on: date | None = None,
    in_role_since: date | None = None,
) -> list[Event]:
    """Come back after having left, to the same record."""
    _require_not_erased(person, person.id)
    day = effective_on or now.date()
    left_on = person.employment.end if person.employment else None
    require(left_on is not None and left_on <= day, NotLeft(person.id, "effective_on"))
    _require_role_within(in_role_since, day)
    placement = Placement(unit, role, manager, grade, location)
    _require_place(person, person.id, placement, day, line, home)
    return [PersonRejoined(person=person.id, effective_on=day, in_role_since=in_role_since, **as_fields(placement))]


def erase(person: Person) -> list[Event]:
    """Forget the person for good. Saying it again changes nothing."""
    return [] if person.erased else [PersonErased(person=person.id)]


def as_fields(placement: Placement) -> dict[str, str | None]:
    """The placement as the fields of an event."""
    return {name: getattr(placement, name) for name in PLACEMENT_FIELDS}


def _joined(event: PersonJoined) -> Person:
    return Person(
        id=event.person,
        name=event.name,
        email=event.email,
        external_id=event.external_id,
        feed=event.feed,
        details_since=event.effective_on,
        employments=(Employment(event.effective_on),),
        assignments=_placed((), event, event.in_role_since),
    )


def _placed(
    assignments: tuple[Assignment, ...],
    event: PersonJoined | PersonMoved | PersonRejoined,
    in_role_since: date | None,
    reason: MoveReason | None = None,
) -> tuple[Assignment, ...]:
    since = in_role_since or event.effective_on
    placement = Placement(event.unit, event.role, event.manager, event.grade, event.location)
    earlier = tuple(held for held in assignments if held.since < since)
    later = tuple(held for held in assignments if held.since > since)
    same_role = reason and earlier and earlier[-1].placement.role == placement.role
    role_since = earlier[-1].role_since if same_role else since
    return (*earlier, Assignment(since, role_since, placement, reason), *later)


def _redetailed(person: Person, event: PersonDetailsChanged) -> Person:
    return replace(
        person,
        name=event.name,
        email=event.email,
        external_id=event.external_id,
        feed=event.feed,
        details_since=event.effective_on,
    )


def _ending(person: Person, day: date | None) -> Person:
    if not person.employments:
        return person
    *earlier, last = person.employments
    return replace(person, employments=(*earlier, replace(last, end=day)))


def _redated(person: Person, event: PersonDatesCorrected) -> Person:
    if not person.employments:
        return person
    *earlier, last = person.employments
    assignments = person.assignments
    if event.in_role_since:
        held = person.placed_on(max(event.effective_on, last.start))
        assignments = _role_shifted(assignments, held, event.in_role_since)
    assignments = _shifted(assignments, last.start, event.joined_on)
    employments = (*earlier, Employment(event.joined_on, event.left_on))
    return replace(person, employments=employments, assignments=assignments)


def _shifted(assignments: tuple[Assignment, ...], start: date, to: date) -> tuple[Assignment, ...]:
    """The assignments with the one that began with the employment beginning on its corrected day.

    It keeps its place in their order: a day beyond its neighbours leaves it where it is.
    """
    days = [held.since for held in assignments]
    if start not in days:
        return assignments
    at = days.index(start)
    if to <= max(days[:at], default=date.min) or to >= min(days[at + 1 :], default=date.max):
        return assignments
    role_since = to if assignments[at].role_since == start else assignments[at].role_since
    return (
        *assignments[:at],
        replace(assignments[at], since=to, role_since=role_since),
        *(replace(held, role_since=to) if held.role_since == start else held for held in assignments[at + 1 :]),
    )


def _role_shifted(assignments: tuple[Assignment, ...], held: Assignment, since: date) -> tuple[Assignment, ...]:
    """The assignments to the role that is `held` with its corrected day; the very first reaches back to it."""
    role = (held.placement.role, held.role_since)
    return tuple(
        replace(other, role_since=since, since=other.since if at else min(other.since, since))
        if (other.placement.role, other.role_since) == role
        else other
        for at, other in enumerate(assignments)
    )


def _planned_moves(person: Person, before: Placement, changes: Mapping[str, str | None], after: date) -> list[Event]:
    """The planned moves again, with those of `changes` that none of them changes itself."""
    moves: list[Event] = []
    carried = dict(changes)
    for planned in person.assignments:
        if planned.since <= after:
            continue
        place = planned.placement
        carried = {name: to for name, to in carried.items() if getattr(place, name) == getattr(before, name)}
        if carried:
            moves.append(
                PersonMoved(
                    person=person.id,
                    effective_on=planned.since,
                    reason=planned.reason or MoveReason.CORRECTION,
                    **as_fields(replace(place, **carried)),
                )
            )
    return moves


def _require_not_erased(person: Person, identity: str) -> None:
    require(not person.erased, PersonIsErased(identity))


def _require_role_within(in_role_since: date | None, joined_on: date) -> None:
    possible = in_role_since is None or in_role_since >= joined_on
    require(possible, ImpossibleDates("in_role_since", "in the role before joining"))


def _require_place(
    person: Person,
    identity: str,
    placement: Placement,
    day: date,
    line: Mapping[str, Person],
    home: Unit | None,
) -> None:
    if placement.unit and home is not None:
        require(home.is_open, UnitNotOpen(placement.unit, "unit"))
    if placement.manager is None or placement.manager == person.manager_on(day):
        return
    require(placement.manager != identity, ReportingCycle((identity, identity), day))
    manager = line.get(placement.manager, Person())
    require(manager.here_on(day), UnknownManager(placement.manager, day))
    until = min((held.since for held in person.assignments if held.since > day), default=date.max)
    changes = {held.since for above in line.values() for held in above.assignments}
    for check in sorted({day} | {change for change in changes if day < change < until}):
        _require_no_circle(identity, placement.manager, line, check)


def _require_no_circle(identity: str, manager: str, line: Mapping[str, Person], day: date) -> None:
    path = [identity]
    above: str | None = manager
    while above is not None and above not in path:
        path.append(above)
        above = line[above].manager_on(day) if above in line else None
    require(above != identity, ReportingCycle((*path, identity), day))


PERSON = Aggregate("person", Person(), evolve)

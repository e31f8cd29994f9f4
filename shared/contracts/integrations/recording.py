"""How the directory's events change the record of a person. Pure, and never raising: the past is a fact."""

from datetime import date
from typing import TypeVar

from msgspec.structs import replace

from shared.contracts.integrations.events import (
    LeavingWithdrawn,
    MoveReason,
    PersonDatesCorrected,
    PersonDetailsChanged,
    PersonJoined,
    PersonLeft,
    PersonMoved,
    PersonRejoined,
)
from shared.contracts.integrations.record import Assignment, Employment, Record
from shared.event import Event

R = TypeVar("R", bound=Record)


def recorded(record: R, event: Event) -> R:
    """The record after `event`; one that begins is any record of that person's, and starts afresh."""
    match event:
        case PersonJoined():
            return _joined(record, event)
        case PersonRejoined():
            back = (*record.employments, Employment(event.effective_on))
            assignments = _placed(record.assignments, event, event.in_role_since)
            return replace(record, employments=back, assignments=assignments)
        case PersonMoved():
            return replace(record, assignments=_placed(record.assignments, event, None, event.reason))
        case PersonDetailsChanged() if event.effective_on >= record.details_since:
            return _redetailed(record, event)
        case PersonDatesCorrected():
            return _redated(record, event)
        case PersonLeft():
            return _ending(record, event.effective_on)
        case LeavingWithdrawn():
            return _ending(record, None)
    return record


def _joined(record: R, event: PersonJoined) -> R:
    return replace(
        _redetailed(record, event),
        employments=(Employment(event.effective_on),),
        assignments=_placed((), event, event.in_role_since),
    )


def _redetailed(record: R, event: PersonJoined | PersonDetailsChanged) -> R:
    return replace(
        record,
        name=event.name,
        email=event.email,
        external_id=event.external_id,
        feed=event.feed,
        details_since=event.effective_on,
    )


def _placed(
    assignments: tuple[Assignment, ...],
    event: PersonJoined | PersonMoved | PersonRejoined,
    in_role_since: date | None,
    reason: MoveReason | None = None,
) -> tuple[Assignment, ...]:
    since = in_role_since or event.effective_on
    earlier = tuple(held for held in assignments if held.since < since)
    later = tuple(held for held in assignments if held.since > since)
    same_role = reason and earlier and earlier[-1].role == event.role
    held = Assignment(
        unit=event.unit,
        role=event.role,
        manager=event.manager,
        grade=event.grade,
        location=event.location,
        since=since,
        role_since=earlier[-1].role_since if same_role else since,
        reason=reason,
    )
    return (*earlier, held, *later)


def _ending(record: R, day: date | None) -> R:
    if not record.employments:
        return record
    *earlier, last = record.employments
    return replace(record, employments=(*earlier, replace(last, end=day)))


def _redated(record: R, event: PersonDatesCorrected) -> R:
    if not record.employments:
        return record
    *earlier, last = record.employments
    assignments = record.assignments
    if event.in_role_since:
        held = record.placed_on(max(event.effective_on, last.start))
        assignments = _role_shifted(assignments, held, event.in_role_since)
    assignments = _shifted(assignments, last.start, event.joined_on)
    employments = (*earlier, Employment(event.joined_on, event.left_on))
    return replace(record, employments=employments, assignments=assignments)


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
    role = (held.role, held.role_since)
    return tuple(
        replace(other, role_since=since, since=other.since if at else min(other.since, since))
        if (other.role, other.role_since) == role
        else other
        for at, other in enumerate(assignments)
    )

"""What a row of a feed changes about the person it is about, as events.

Each step compares the row with the person as the steps before it leave them, so that a row which has gone in
differs from nothing the next time.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from services.integrations import person as directory
from services.integrations.feed.row import Row
from services.integrations.feed.seniority import move_reason
from services.integrations.person import Assignment, Employment, Person, Placement, as_fields
from shared.contracts.integrations.events import (
    LeavingWithdrawn,
    PersonDatesCorrected,
    PersonDetailsChanged,
    PersonJoined,
    PersonLeft,
    PersonMoved,
    PersonRejoined,
)
from shared.event import Event

PLACING = {
    "unit": "unit",
    "role": "role",
    "manager": "manager_external_id",
    "grade": "grade",
    "location": "location",
}
"""The fields of a placement, each with the feed's field that says it."""


@dataclass(frozen=True)
class Context:
    """What comparing a row needs besides the row: ids of units by key and of people by external id."""

    feed: str
    as_of: date
    units: Mapping[str, str]
    people: Mapping[str, str]


def unit_key(name: str) -> str:
    """The name of a unit without case and extra spacing, as units are told apart."""
    return " ".join(name.split()).casefold()


def joining(row: Row, person: str, context: Context) -> list[Event]:
    """The events of someone whom the feed names for the first time."""
    joined = PersonJoined(
        person=person,
        effective_on=row.hired_on or context.as_of,
        name=row.name,
        email=row.email,
        external_id=row.external_id,
        in_role_since=row.in_role_since,
        feed=context.feed,
        **as_fields(_placement(row, Placement(), context)),
    )
    leaving = [PersonLeft(person=person, effective_on=row.left_on, feed=context.feed)] if row.left_on else []
    return [joined, *leaving]


def differences(row: Row, known: Person, context: Context) -> list[Event]:
    """The events by which `known` becomes what the row says; none where they are that already."""
    if has_left(row, known, context.as_of):
        return list(_leaving(row, known, context))
    events: list[Event] = []
    for step in (_details, _presence, _move, _dates):
        for event in step(row, known, context):
            events.append(event)
            known = directory.evolve(known, event)
    return events


def has_left(row: Row, known: Person | None, as_of: date) -> bool:
    """Whether the row says that its person has left by `as_of`.

    A leaving from before their last employment began says nothing: HR systems keep that date of a rehire.
    """
    stale = row.left_on is not None and known is not None and row.left_on < _start(known)
    return row.gone or (row.left_on is not None and row.left_on <= as_of and not stale)


def _leaving(row: Row, known: Person, context: Context) -> Iterator[Event]:
    last = known.employment
    if last is None:
        return
    said = row.left_on if row.left_on and row.left_on >= last.start else None
    day = said or max(context.as_of, last.start)
    if last.end is None:
        yield PersonLeft(person=known.id, effective_on=day, feed=context.feed)
    elif last.end > day or (said and said != last.end):
        yield _corrected(known, context, replace(last, end=day))


def _details(row: Row, known: Person, context: Context) -> Iterator[Event]:
    email = row.email if "email" in row.given else known.email
    same = (row.name, email) == (known.name, known.email)
    if not same and context.as_of >= known.details_since:
        yield PersonDetailsChanged(
            person=known.id,
            effective_on=context.as_of,
            name=row.name,
            email=email,
            external_id=row.external_id,
            feed=context.feed,
        )


def _presence(row: Row, known: Person, context: Context) -> Iterator[Event]:
    last = known.employment
    if last is None or last.end is None:
        if row.left_on and row.left_on > max(context.as_of, _start(known)):
            yield PersonLeft(person=known.id, effective_on=row.left_on, feed=context.feed)
    elif last.end <= context.as_of:
        yield from _rejoining(row, known, last.end, context)
    elif "left_on" in row.given and row.left_on is None:
        yield LeavingWithdrawn(person=known.id, effective_on=context.as_of, feed=context.feed)


def _rejoining(row: Row, known: Person, left_on: date, context: Context) -> Iterator[Event]:
    back = row.hired_on if row.hired_on and row.hired_on >= left_on else context.as_of
    since = row.in_role_since if row.in_role_since and row.in_role_since >= back else None
    held = known.assignment_on(context.as_of)
    place = _placement(row, held.placement if held else Placement(), context)
    yield PersonRejoined(person=known.id, effective_on=back, in_role_since=since, feed=context.feed, **as_fields(place))
    if row.left_on and row.left_on > max(context.as_of, back):
        yield PersonLeft(person=known.id, effective_on=row.left_on, feed=context.feed)


def _move(row: Row, known: Person, context: Context) -> Iterator[Event]:
    held = _held(row, known, context)
    place = _placement(row, held.placement, context)
    if place != held.placement:
        yield PersonMoved(
            person=known.id,
            effective_on=_moved_on(row, held, known, context),
            reason=move_reason(held.placement, place),
            feed=context.feed,
            **as_fields(place),
        )


def _moved_on(row: Row, held: Assignment, known: Person, context: Context) -> date:
    if row.in_role_since and row.in_role_since > held.since:
        return row.in_role_since
    return max(context.as_of, _start(known), held.since)


def _dates(row: Row, known: Person, context: Context) -> Iterator[Event]:
    last = known.employment
    if last is None:
        return
    starts = {employment.start for employment in known.employments}
    start = row.hired_on if row.hired_on and row.hired_on not in starts else last.start
    planned = row.left_on if row.left_on and row.left_on > context.as_of else None
    end = planned if last.end and planned else last.end
    corrected = Employment(start, end) if end is None or start <= end else last
    held = _held(row, known, context)
    since = row.in_role_since
    if since and (since == held.role_since or not corrected.start <= since <= max(context.as_of, start)):
        since = None
    if corrected != last or since:
        yield _corrected(known, context, corrected, since)


def _corrected(
    known: Person, context: Context, employment: Employment, in_role_since: date | None = None
) -> PersonDatesCorrected:
    return PersonDatesCorrected(
        person=known.id,
        effective_on=context.as_of,
        joined_on=employment.start,
        in_role_since=in_role_since,
        left_on=employment.end,
        feed=context.feed,
    )


def _held(row: Row, known: Person, context: Context) -> Assignment:
    """The assignment that the row is about: that of the feed's day, or one that is planned for later."""
    day = max(context.as_of, row.in_role_since or date.min, _start(known))
    held = known.assignment_on(day) or next(iter(known.assignments), None)
    return held or Assignment(date.min, date.min, Placement())


def _start(known: Person) -> date:
    return known.employment.start if known.employment else date.min


def _placement(row: Row, before: Placement, context: Context) -> Placement:
    said = {
        "unit": context.units[unit_key(row.unit)] if row.unit else None,
        "role": row.role,
        "manager": context.people[row.manager] if row.manager else None,
        "grade": row.grade,
        "location": row.location,
    }
    return replace(before, **{name: said[name] for name, cell in PLACING.items() if cell in row.given})

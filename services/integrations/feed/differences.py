"""What a row of a feed changes about the person it is about, as events.

Each step compares the row with the person as the steps before it leave them, so that a row which has gone in
differs from nothing the next time.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from msgspec.structs import asdict, replace

from services.integrations import person as directory
from services.integrations.feed.row import Row
from services.integrations.feed.seniority import move_reason
from services.integrations.person import Person
from shared.contracts.integrations.events import (
    LeavingWithdrawn,
    PersonDatesCorrected,
    PersonDetailsChanged,
    PersonJoined,
    PersonLeft,
    PersonMoved,
    PersonRejoined,
)
from shared.contracts.integrations.record import Employment, Placement
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
        **asdict(_placement(row, Placement(), context)),
    )
    leaving = [PersonLeft(person=person, effective_on=row.left_on, feed=context.feed)] if row.left_on else []
    return [joined, *leaving]


def differences(row: Row, known: Person, context: Context) -> list[Event]:
    """The events by which `known` becomes what the row says; none where they are that already."""
    leaving = has_left(row, known, context.as_of)
    events: list[Event] = []
    for step in (_leaving,) if leaving else (_details, _presence, _move, _role_date):
        for event in step(row, known, context):
            events.append(event)
            known = directory.evolve(known, event)
    return events


def has_left(row: Row, known: Person | None, as_of: date) -> bool:
    """Whether the row says that its person has left by `as_of`.

    A leaving from before their last employment began says nothing: HR systems keep that date of a rehire.
    """
    if row.gone or row.left_on is None or row.left_on > as_of:
        return row.gone
    return known is None or known.employment is None or row.left_on >= _started(row, known, as_of)


def _started(row: Row, known: Person, as_of: date) -> date:
    """When the last employment began: as the row says, unless it speaks of an earlier one or of a rehire."""
    *earlier, last = known.employments
    hired = row.hired_on
    if hired is None or any(hired == before.start or hired < (before.end or hired) for before in earlier):
        return last.start
    rehired = last.end is not None and last.end <= as_of and last.end < hired
    return last.start if rehired else hired


def _leaving(row: Row, known: Person, context: Context) -> Iterator[Event]:
    last = known.employment
    if last is None:
        return
    hired = row.hired_on
    if hired and last.end and last.end <= context.as_of < hired:
        return  # a return that was called off before it began
    if hired and last.end and last.end < hired <= context.as_of:
        # came back and left again since the last feed
        held = known.placed_on(context.as_of).placement
        back = _rejoined(known, hired, held, context)
        yield back
        known, last = directory.evolve(known, back), Employment(hired)
    start = _started(row, known, context.as_of)
    said = row.left_on if row.left_on and row.left_on >= start else None
    day = said or max(context.as_of, start)
    keeps = last.end is not None and last.end <= day and not said
    yield from _employed(known, last, Employment(start, last.end if keeps else day), context)


def _employed(known: Person, before: Employment, after: Employment, context: Context) -> Iterator[Event]:
    """What makes the last employment run from and until other days; a beginning after the end is left as it was."""
    if after.end and after.start > after.end:
        after = replace(after, start=before.start)
    if before.end and after.end is None:
        yield LeavingWithdrawn(person=known.id, effective_on=context.as_of, feed=context.feed)
        before = replace(before, end=None)
    if before.end and before != after:
        yield _corrected(known, context, after)
        return
    if before.start != after.start:
        yield _corrected(known, context, replace(before, start=after.start))
    if before.end is None and after.end:
        yield PersonLeft(person=known.id, effective_on=after.end, feed=context.feed)


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
    if last is None:
        return
    if last.end is not None and last.end <= context.as_of:
        yield from _rejoining(row, known, last.end, context)
        return
    start = _started(row, known, context.as_of)
    stays = None if "left_on" in row.given else last.end
    yield from _employed(known, last, Employment(start, _planned_leaving(row, start, context) or stays), context)


def _planned_leaving(row: Row, start: date, context: Context) -> date | None:
    return row.left_on if row.left_on and row.left_on > context.as_of and row.left_on >= start else None


def _rejoining(row: Row, known: Person, left_on: date, context: Context) -> Iterator[Event]:
    back = row.hired_on if row.hired_on and row.hired_on >= left_on else context.as_of
    since = row.in_role_since if row.in_role_since and row.in_role_since >= back else None
    place = _placement(row, known.placed_on(context.as_of).placement, context)
    yield PersonRejoined(person=known.id, effective_on=back, in_role_since=since, feed=context.feed, **asdict(place))
    if leaving := _planned_leaving(row, back, context):
        yield PersonLeft(person=known.id, effective_on=leaving, feed=context.feed)


def _move(row: Row, known: Person, context: Context) -> Iterator[Event]:
    start = _start(known)
    held = known.placed_on(max(context.as_of, row.in_role_since or start, start))
    place = _placement(row, held.placement, context)
    if place == held.placement:
        return
    told = row.in_role_since if row.in_role_since and row.in_role_since > max(held.since, start) else None
    yield PersonMoved(
        person=known.id,
        effective_on=told or max(context.as_of, start, held.since),
        reason=move_reason(held.placement, place),
        feed=context.feed,
        **asdict(place),
    )


def _role_date(row: Row, known: Person, context: Context) -> Iterator[Event]:
    if (last := known.employment) is None or row.in_role_since is None:
        return
    day = max(context.as_of, last.start)
    if last.start <= row.in_role_since <= day and row.in_role_since != known.placed_on(day).role_since:
        yield _corrected(known, context, last, row.in_role_since)


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


def _rejoined(
    known: Person, day: date, place: Placement, context: Context, since: date | None = None
) -> PersonRejoined:
    return PersonRejoined(person=known.id, effective_on=day, in_role_since=since, feed=context.feed, **asdict(place))


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

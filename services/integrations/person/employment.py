"""Joining the organisation, leaving it, coming back, and the days on which that was."""

from collections.abc import Mapping
from datetime import date, datetime

from msgspec.structs import asdict

from services.integrations.person.placing import require_place
from services.integrations.person.state import Person, require_not_erased
from services.integrations.person.violations import (
    AlreadyJoined,
    AlreadyLeft,
    FeedMissing,
    ImpossibleDates,
    NotHere,
    NotLeft,
)
from services.integrations.unit import Unit
from shared.contracts.integrations.events import (
    LeavingWithdrawn,
    PersonDatesCorrected,
    PersonJoined,
    PersonLeft,
    PersonRejoined,
)
from shared.contracts.integrations.record import Employment, Placement
from shared.errors import require
from shared.event import Event


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
    require_not_erased(person, identity)
    require(not person.id, AlreadyJoined(identity))
    require(external_id is None or feed is not None, FeedMissing())
    day = effective_on or now.date()
    _require_role_within(in_role_since, day)
    placement = Placement(unit, role, manager, grade, location)
    require_place(person, identity, placement, day, line, home)
    return [
        PersonJoined(
            person=identity,
            effective_on=day,
            name=name,
            email=email,
            external_id=external_id,
            in_role_since=in_role_since,
            feed=feed,
            **asdict(placement),
        )
    ]


def correct_dates(
    person: Person,
    *,
    now: datetime,
    joined_on: date | None = None,
    in_role_since: date | None = None,
    left_on: date | None = None,
) -> list[Event]:
    """Correct when the last employment began, when the present role did, or when they left."""
    require_not_erased(person)
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
    require_not_erased(person)
    day = effective_on or now.date()
    last = person.employment
    if last and last.end is not None:
        require(effective_on in (None, last.end), AlreadyLeft(person.id, last.end))
        return []
    require(last and last.start <= day, NotHere(person.id, day))
    return [PersonLeft(person=person.id, effective_on=day)]


def withdraw_leaving(person: Person, *, now: datetime) -> list[Event]:
    """Stay after all. Withdrawing a leaving that there is not changes nothing."""
    require_not_erased(person)
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
    require_not_erased(person)
    day = effective_on or now.date()
    left_on = person.employment.end if person.employment else None
    require(left_on is not None and left_on <= day, NotLeft(person.id, "effective_on"))
    _require_role_within(in_role_since, day)
    placement = Placement(unit, role, manager, grade, location)
    require_place(person, person.id, placement, day, line, home)
    return [PersonRejoined(person=person.id, effective_on=day, in_role_since=in_role_since, **asdict(placement))]


def _require_role_within(in_role_since: date | None, joined_on: date) -> None:
    possible = in_role_since is None or in_role_since >= joined_on
    require(possible, ImpossibleDates("in_role_since", "in the role before joining"))

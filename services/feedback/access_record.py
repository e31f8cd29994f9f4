"""Who saw what of a person: recorded once a day, for the person to ask about. Seeing oneself is not recorded."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from shared.aggregate import Aggregate
from shared.contracts.days import day_of
from shared.contracts.feedback.events import AccessRecorded
from shared.event import Event


@dataclass(frozen=True)
class AccessRecord:
    """The last day on which somebody saw something, by who and what."""

    person: str = ""
    last: Mapping[str, date] = field(default_factory=dict)


def evolve(record: AccessRecord, event: Event) -> AccessRecord:
    """The record after `event`."""
    match event:
        case AccessRecorded():
            return AccessRecord(event.person, {**record.last, _key(event.by, event.what): event.on})
    return record


def record_access(
    record: AccessRecord, *, person: str, by: str, what: str, effective_on: date | None, now: datetime
) -> list[Event]:
    """Record that `by` saw `what`."""
    on = day_of(effective_on, now)
    if by == person or record.last.get(_key(by, what), date.min) >= on:
        return []
    return [AccessRecorded(person=person, by=by, what=what, on=on)]


def _key(by: str, what: str) -> str:
    return f"{by}/{what}"


ACCESS_RECORD = Aggregate("access_record", AccessRecord(), evolve)

"""A review cycle: HR has people reviewed from several sides, until one day, on the same items.

- Raters are nominated until one day and answers taken until a later one; both may be moved, not into the past.
- It is closed once, when answers are due or HR insists, or given up. Nothing is answered after that.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from services.feedback.people import PersonUnknown
from shared.aggregate import Aggregate
from shared.contracts.days import day_of
from shared.contracts.feedback.anonymity import LEAST
from shared.contracts.feedback.events import (
    CycleCancelled,
    CycleClosed,
    CycleExtended,
    CycleOpened,
    RevieweesAdded,
    ReviewItem,
)
from shared.contracts.feedback.standing import CycleStatus
from shared.contracts.integrations.relations import RecordOf
from shared.errors import RuleViolation, require
from shared.event import Event


@dataclass(frozen=True)
class ReviewCycle:
    """What the rules need to know of a cycle. Before it is opened, it has no id."""

    id: str = ""
    status: CycleStatus = CycleStatus.OPEN
    items: frozenset[str] = frozenset()
    reviewees: frozenset[str] = frozenset()
    nominations_due: date = date.min
    answers_due: date = date.min
    least: int = LEAST


def evolve(cycle: ReviewCycle, event: Event) -> ReviewCycle:
    """The cycle after `event`."""
    match event:
        case CycleOpened():
            return ReviewCycle(
                event.cycle,
                items=frozenset(each.item for each in event.items),
                reviewees=frozenset(event.reviewees),
                nominations_due=event.nominations_due,
                answers_due=event.answers_due,
                least=event.least,
            )
        case RevieweesAdded():
            return replace(cycle, reviewees=cycle.reviewees | set(event.reviewees))
        case CycleExtended():
            return replace(
                cycle,
                nominations_due=event.nominations_due or cycle.nominations_due,
                answers_due=event.answers_due or cycle.answers_due,
            )
        case CycleClosed():
            return replace(cycle, status=CycleStatus.CLOSED)
        case CycleCancelled():
            return replace(cycle, status=CycleStatus.CANCELLED)
    return cycle


class CycleExists(RuleViolation):
    """The id is that of another cycle."""

    def __init__(self, cycle: str) -> None:
        super().__init__(
            f"There is a review cycle {cycle} already. Choose another id, or leave it out to be given one.",
            fields={"cycle": ["Is taken."]},
        )


class CycleUnknown(RuleViolation):
    """The cycle was never opened."""

    def __init__(self) -> None:
        super().__init__("There is no such review cycle.", fields={"cycle": ["Was never opened."]})


class CycleOver(RuleViolation):
    """The cycle is closed or was cancelled."""

    def __init__(self, status: CycleStatus) -> None:
        super().__init__(f"The review cycle is {status}.", fields={"cycle": [f"Is {status}."]})


class DaysOutOfOrder(RuleViolation):
    """Answers would be due before nominations, or something in the past."""

    def __init__(self, field: str, day: date, earliest: date) -> None:
        super().__init__(
            f"{day} is too early: choose {earliest} or a later day.",
            fields={field: [f"Must not be before {earliest}."]},
        )


class AnswersStillDue(RuleViolation):
    """There is time to answer yet."""

    def __init__(self, due: date) -> None:
        super().__init__(
            f"Answers are taken until the end of {due}. Insist to close the cycle before.",
            fields={"force": [f"Needed until the end of {due}."]},
        )


def open_cycle(
    cycle: ReviewCycle,
    *,
    identity: str,
    name: str,
    items: Sequence[Mapping[str, Any]],
    reviewees: Sequence[str],
    nominations_due: date,
    answers_due: date,
    least: int,
    record: RecordOf,
    effective_on: date | None,
    now: datetime,
) -> list[Event]:
    """Begin a cycle. `record` answers the directory."""
    asked = tuple(ReviewItem(each["item"], each["kind"], each["text"]) for each in items)
    if cycle.id:
        same = (cycle.items, cycle.least) == (frozenset(each.item for each in asked), least)
        require(same and set(reviewees) <= cycle.reviewees, CycleExists(identity))
        return []
    _require_known(reviewees, record)
    _require_in_order(now.date(), nominations_due, answers_due)
    return [
        CycleOpened(
            cycle=identity,
            on=day_of(effective_on, now),
            name=name,
            items=asked,
            reviewees=tuple(reviewees),
            nominations_due=nominations_due,
            answers_due=answers_due,
            least=least,
        )
    ]


def add_reviewees(
    cycle: ReviewCycle, *, reviewees: Sequence[str], record: RecordOf, effective_on: date | None, now: datetime
) -> list[Event]:
    """Have more people reviewed; those who are already, stay so."""
    require_open(cycle)
    new = tuple(each for each in reviewees if each not in cycle.reviewees)
    if not new:
        return []
    _require_known(new, record)
    return [RevieweesAdded(cycle=cycle.id, on=day_of(effective_on, now), reviewees=new)]


def extend_cycle(
    cycle: ReviewCycle,
    *,
    nominations_due: date | None,
    answers_due: date | None,
    effective_on: date | None,
    now: datetime,
) -> list[Event]:
    """Give more time; a day that is not given stays as it is."""
    require_open(cycle)
    nominations = None if nominations_due == cycle.nominations_due else nominations_due
    answers = None if answers_due == cycle.answers_due else answers_due
    if nominations is None and answers is None:
        return []
    today = now.date()
    require(nominations is None or nominations >= today, DaysOutOfOrder("nominations_due", nominations or today, today))
    _require_in_order(today, nominations or cycle.nominations_due, answers or cycle.answers_due, begun=True)
    on = day_of(effective_on, now)
    return [CycleExtended(cycle=cycle.id, on=on, nominations_due=nominations, answers_due=answers)]


def close_cycle(cycle: ReviewCycle, *, force: bool, effective_on: date | None, now: datetime) -> list[Event]:
    """Take no more answers; `force` closes it although answers are not due yet."""
    if cycle.status is CycleStatus.CLOSED:
        return []
    require_open(cycle)
    require(force or now.date() > cycle.answers_due, AnswersStillDue(cycle.answers_due))
    return [CycleClosed(cycle=cycle.id, on=day_of(effective_on, now))]


def cancel_cycle(cycle: ReviewCycle, *, reason: str | None, effective_on: date | None, now: datetime) -> list[Event]:
    """Give it up."""
    if cycle.status is CycleStatus.CANCELLED:
        return []
    require_open(cycle)
    return [CycleCancelled(cycle=cycle.id, on=day_of(effective_on, now), reason=reason)]


def require_open(cycle: ReviewCycle) -> None:
    """Raise unless the cycle was opened and is not over."""
    require(cycle.id, CycleUnknown())
    require(cycle.status is CycleStatus.OPEN, CycleOver(cycle.status))


def _require_known(people: Sequence[str], record: RecordOf) -> None:
    unknown = [each for each in people if record(each) is None]
    require(not unknown, PersonUnknown("reviewees", unknown))


def _require_in_order(today: date, nominations_due: date, answers_due: date, *, begun: bool = False) -> None:
    require(begun or nominations_due >= today, DaysOutOfOrder("nominations_due", nominations_due, today))
    earliest = max(today, nominations_due)
    require(answers_due >= earliest, DaysOutOfOrder("answers_due", answers_due, earliest))


REVIEW_CYCLE = Aggregate("review_cycle", ReviewCycle(), evolve)

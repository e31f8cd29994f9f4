"""An introduction: somebody asks somebody to introduce them to somebody else.

- The three are different people. Whoever is asked makes the introduction or declines; the asker may withdraw before.
- The third hears of it when it is made, and never of one that was declined or withdrawn.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from services.network.people import NotWithOneself, require_others
from shared.aggregate import Aggregate
from shared.contracts.days import day_of
from shared.contracts.integrations.relations import RecordOf
from shared.contracts.network.events import (
    IntroductionDeclined,
    IntroductionEvent,
    IntroductionMade,
    IntroductionRequested,
    IntroductionRequestWithdrawn,
    IntroductionSide,
)
from shared.contracts.network.standing import IntroductionStatus
from shared.errors import RuleViolation, require
from shared.event import Event


@dataclass(frozen=True)
class Introduction:
    """What the rules need to know of an introduction. Before it is asked for, it has no id."""

    id: str = ""
    asker: str = ""
    via: str = ""
    to: str = ""
    status: IntroductionStatus | None = None


def evolve(introduction: Introduction, event: Event) -> Introduction:
    """The introduction after `event`."""
    match event:
        case IntroductionRequested():
            return Introduction(
                event.introduction, event.asker, event.via, event.to, status=IntroductionStatus.REQUESTED
            )
        case IntroductionRequestWithdrawn():
            return replace(introduction, status=IntroductionStatus.WITHDRAWN)
        case IntroductionMade():
            return replace(introduction, status=IntroductionStatus.MADE)
        case IntroductionDeclined():
            return replace(introduction, status=IntroductionStatus.DECLINED)
    return introduction


class IntroductionExists(RuleViolation):
    """The id is that of another introduction."""

    def __init__(self, introduction: str) -> None:
        super().__init__(
            f"There is an introduction {introduction} already. Choose another id, or leave it out to be given one.",
            fields={"introduction": ["Is taken."]},
        )


class IntroductionUnknown(RuleViolation):
    """There is no such introduction, or the person has another part in it."""

    def __init__(self) -> None:
        super().__init__(
            "There is no such introduction in which that is yours to do.",
            fields={"introduction": ["Is unknown, or somebody else's to do."]},
        )


class IntroductionSettled(RuleViolation):
    """The request was answered or taken back."""

    def __init__(self, status: IntroductionStatus | None) -> None:
        super().__init__(
            f"The introduction was {status} already. Ask for a new one.",
            fields={"introduction": [f"Was {status}."]},
        )


def request_introduction(
    introduction: Introduction,
    *,
    identity: str,
    person: str,
    via: str,
    to: str,
    why: str,
    record: RecordOf,
    effective_on: date | None,
    now: datetime,
) -> list[Event]:
    """Ask `via` for an introduction to `to`. `record` answers the directory."""
    if introduction.id:
        asked = (introduction.asker, introduction.via, introduction.to)
        require(asked == (person, via, to), IntroductionExists(identity))
        return []
    require_others("via", [via], person, record)
    require_others("to", [to], person, record)
    require(via != to, NotWithOneself("to"))
    proposed = Introduction(identity, person, via, to)
    on = day_of(effective_on, now)
    return [
        _about(IntroductionRequested, proposed, IntroductionSide.ASKER, on, why=why),
        _about(IntroductionRequested, proposed, IntroductionSide.VIA, on),
    ]


def withdraw_introduction_request(
    introduction: Introduction, *, person: str, effective_on: date | None, now: datetime
) -> list[Event]:
    """Take the request back, as the asker."""
    require(introduction.asker == person, IntroductionUnknown())
    if introduction.status is IntroductionStatus.WITHDRAWN:
        return []
    _require_open(introduction)
    on = day_of(effective_on, now)
    return [
        _about(IntroductionRequestWithdrawn, introduction, IntroductionSide.ASKER, on),
        _about(IntroductionRequestWithdrawn, introduction, IntroductionSide.VIA, on),
    ]


def make_introduction(
    introduction: Introduction, *, person: str, words: str | None, effective_on: date | None, now: datetime
) -> list[Event]:
    """Introduce the two, as the one who was asked to."""
    require(introduction.via == person, IntroductionUnknown())
    if introduction.status is IntroductionStatus.MADE:
        return []
    _require_open(introduction)
    on = day_of(effective_on, now)
    return [
        _about(IntroductionMade, introduction, IntroductionSide.VIA, on, words=words),
        _about(IntroductionMade, introduction, IntroductionSide.ASKER, on),
        _about(IntroductionMade, introduction, IntroductionSide.TO, on),
    ]


def decline_introduction(
    introduction: Introduction, *, person: str, reason: str | None, effective_on: date | None, now: datetime
) -> list[Event]:
    """Decline to introduce the two, as the one who was asked to."""
    require(introduction.via == person, IntroductionUnknown())
    if introduction.status is IntroductionStatus.DECLINED:
        return []
    _require_open(introduction)
    on = day_of(effective_on, now)
    return [
        _about(IntroductionDeclined, introduction, IntroductionSide.VIA, on, reason=reason),
        _about(IntroductionDeclined, introduction, IntroductionSide.ASKER, on),
    ]


def _require_open(introduction: Introduction) -> None:
    require(introduction.status is IntroductionStatus.REQUESTED, IntroductionSettled(introduction.status))


def _about(
    event_type: type[IntroductionEvent], of: Introduction, side: IntroductionSide, on: date, **words: Any
) -> Event:
    """The event about the one of the three who is on `side`."""
    person: str = {"asker": of.asker, "via": of.via, "to": of.to}[side]
    return event_type(
        introduction=of.id, person=person, side=side, asker=of.asker, via=of.via, to=of.to, on=on, **words
    )


INTRODUCTION = Aggregate("introduction", Introduction(), evolve)

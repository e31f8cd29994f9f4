"""A request: somebody asks people for feedback about themself.

- It goes to others whom the directory knows, each of whom is what the request says they are to the requester.
- Nobody is asked for more than they can answer; who is refused, and how much waits for them, the refusal says.
- It is due within 90 days. The requester may remind each of them twice, three days apart, and take it back.
- Whoever is asked gives the feedback or declines; after the day on which it is due, it lapses.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from services.feedback.inbox import Asked, Inbox
from services.feedback.people import require_others
from services.feedback.perspectives import perspective_of
from shared.contracts.days import day_of
from shared.contracts.feedback.events import (
    FeedbackAskedOf,
    FeedbackRequested,
    Perspective,
    RequestAnswered,
    RequestDeclined,
    RequestEvent,
    RequestExpired,
    RequestReminded,
    RequestSide,
    RequestWithdrawn,
)
from shared.contracts.feedback.load import MOST_OPEN
from shared.contracts.feedback.standing import RequestStatus
from shared.contracts.integrations.relations import RecordOf
from shared.errors import RuleViolation, require
from shared.event import Event

DUE_AFTER = timedelta(days=30)
LONGEST = timedelta(days=90)
MOST_REMINDERS = 2
REMIND_AFTER = timedelta(days=3)

InboxOf = Callable[[str], Inbox]


class RequestExists(RuleViolation):
    """The id is that of another request, or the same one was made to others."""

    def __init__(self, request: str) -> None:
        super().__init__(
            f"There is a request {request} already. Choose another id, or leave it out to be given one.",
            fields={"request": ["Is taken."]},
        )


class RequestUnknown(RuleViolation):
    """There is no such request between the two."""

    def __init__(self) -> None:
        super().__init__(
            "There is no such request between you two.", fields={"request": ["Is unknown, or somebody else's."]}
        )


class RequestSettled(RuleViolation):
    """The request is not open any more."""

    def __init__(self, status: RequestStatus) -> None:
        super().__init__(f"The request was {status} already.", fields={"request": [f"Was {status}."]})


class TooMuchAsked(RuleViolation):
    """As much is asked already of somebody as may be asked at a time."""

    def __init__(self, field: str, person: str, load: int) -> None:
        super().__init__(
            f"{load} requests wait for {person}, and no more than {MOST_OPEN} may. Ask somebody else, or later.",
            fields={field: [f"{load} requests wait for {person}."]},
        )


class NotWhatTheySay(RuleViolation):
    """The directory does not say that somebody is what is claimed."""

    def __init__(self, field: str, person: str, said: Perspective, found: Perspective) -> None:
        super().__init__(
            f"By the directory the perspective of {person} is {found}, not {said}. Leave it out, or ask another.",
            fields={field: [f"Is {found} for {person}."]},
        )


class DueOutOfBounds(RuleViolation):
    """The day until which it may be answered has passed, or is too far off."""

    def __init__(self, due: date, today: date) -> None:
        super().__init__(
            f"{due} is not a day from {today} to {today + LONGEST}.",
            fields={"due": [f"Must be from {today} to {today + LONGEST}."]},
        )


class RemindedEnough(RuleViolation):
    """They were reminded as often as may be, or only just asked."""

    def __init__(self) -> None:
        message = f"Remind at most {MOST_REMINDERS} times, {REMIND_AFTER.days} days after asking or the last time."
        super().__init__(message, fields={"request": [message]})


def request_feedback(
    inbox: Inbox,
    *,
    identity: str,
    person: str,
    request: str,
    of: Sequence[str],
    perspective: Perspective | None,
    skills: Sequence[str],
    goal: str | None,
    questions: Sequence[str],
    message: str | None,
    due: date | None,
    record: RecordOf,
    inbox_of: InboxOf,
    effective_on: date | None,
    now: datetime,
) -> list[Event]:
    """Ask one of `of`, `identity`, for feedback; taken for each of them, with the request recorded at the first."""
    known = {each: inbox_of(each).requests.get(request) for each in of}
    if any(known.values()):
        require(all(asked and asked.requester == person for asked in known.values()), RequestExists(request))
        return []
    require_others("of", of, person, record)
    today = now.date()
    _require_perspective(identity, perspective, person, record, today)
    require(inbox.load(today) < MOST_OPEN, TooMuchAsked("of", identity, inbox.load(today)))
    until = due or today + DUE_AFTER
    require(today <= until <= today + LONGEST, DueOutOfBounds(until, today))
    about: dict[str, Any] = {
        "request": request,
        "on": day_of(effective_on, now),
        "due": until,
        "perspective": perspective,
        "skills": tuple(skills),
        "goal": goal,
    }
    asked = FeedbackAskedOf(person=identity, other=person, side=RequestSide.ASKED, **about)
    if identity != of[0]:
        return [asked]
    said = FeedbackRequested(person=person, of=tuple(of), questions=tuple(questions), message=message, **about)
    return [said, asked]


def remind_of_request(
    inbox: Inbox, *, person: str, of: str, request: str, effective_on: date | None, now: datetime
) -> list[Event]:
    """Remind whom one asked."""
    asked = _asked_by(inbox, request, person)
    _require_open(asked)
    on = day_of(effective_on, now)
    if on in asked.reminded:
        return []
    last = max((asked.on, *asked.reminded))
    require(len(asked.reminded) < MOST_REMINDERS and on >= last + REMIND_AFTER, RemindedEnough())
    return _about_both(RequestReminded, request, asked, of, on)


def withdraw_request(
    inbox: Inbox, *, person: str, of: str, request: str, effective_on: date | None, now: datetime
) -> list[Event]:
    """Take back what was asked of one person."""
    asked = _asked_by(inbox, request, person)
    if asked.status is RequestStatus.WITHDRAWN:
        return []
    _require_open(asked)
    return _about_both(RequestWithdrawn, request, asked, of, day_of(effective_on, now))


def decline_request(
    inbox: Inbox, *, person: str, request: str, reason: str | None, effective_on: date | None, now: datetime
) -> list[Event]:
    """Decline, as who was asked."""
    asked = _asked(inbox, request)
    if asked.status is RequestStatus.DECLINED:
        return []
    _require_open(asked)
    on = day_of(effective_on, now)
    _, about_requester = _about_both(RequestDeclined, request, asked, person, on)
    about_asked = RequestDeclined(
        request=request, person=person, side=RequestSide.ASKED, other=asked.requester, on=on, reason=reason
    )
    return [about_asked, about_requester]


def expire_request(inbox: Inbox, *, person: str, request: str, effective_on: date | None, now: datetime) -> list[Event]:
    """Let it lapse once the day has passed on which it was due."""
    asked = _asked(inbox, request)
    on = day_of(effective_on, now)
    if asked.status is not RequestStatus.OPEN or on <= asked.due:
        return []
    return _about_both(RequestExpired, request, asked, person, on)


def settle_request(
    inbox: Inbox, *, person: str, request: str, feedback: str, effective_on: date | None, now: datetime
) -> list[Event]:
    """Take it as answered by a feedback."""
    asked = _asked(inbox, request)
    if asked.status is not RequestStatus.OPEN:
        return []
    return _about_both(RequestAnswered, request, asked, person, day_of(effective_on, now), feedback=feedback)


def require_asked(inbox: Inbox, request: str, requester: str) -> None:
    """Raise unless the request of `requester` is open in the inbox of whoever wants to answer it."""
    _require_open(_asked_by(inbox, request, requester))


def _asked(inbox: Inbox, request: str) -> Asked:
    asked = inbox.requests.get(request)
    if asked is None:
        raise RequestUnknown
    return asked


def _asked_by(inbox: Inbox, request: str, requester: str) -> Asked:
    asked = _asked(inbox, request)
    require(asked.requester == requester, RequestUnknown())
    return asked


def _require_open(asked: Asked) -> None:
    require(asked.status is RequestStatus.OPEN, RequestSettled(asked.status))


def _require_perspective(asked: str, said: Perspective | None, requester: str, record: RecordOf, today: date) -> None:
    if said is not None:
        found = perspective_of(asked, requester, record, today)
        require(found is said, NotWhatTheySay("perspective", asked, said, found))


def _about_both(
    event_type: type[RequestEvent], request: str, asked: Asked, of: str, on: date, **more: Any
) -> list[Event]:
    """The event about the asked, then about the requester."""
    said: dict[str, Any] = {"request": request, "on": on, **more}
    return [
        event_type(person=of, side=RequestSide.ASKED, other=asked.requester, **said),
        event_type(person=asked.requester, side=RequestSide.REQUESTER, other=of, **said),
    ]

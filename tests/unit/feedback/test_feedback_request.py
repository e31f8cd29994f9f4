from datetime import date, timedelta
from typing import Any

import pytest

from services.feedback import feedback_request
from services.feedback.feedback_request import (
    DueOutOfBounds,
    NotWhatTheySay,
    RemindedEnough,
    RequestExists,
    RequestSettled,
    RequestUnknown,
    TooMuchAsked,
)
from services.feedback.inbox import INBOX, Inbox
from services.feedback.people import NotWithOneself, PersonUnknown
from shared.aggregate import Decision
from shared.contracts.feedback.events import (
    FeedbackAskedOf,
    FeedbackRequested,
    Perspective,
    RequestAnswered,
    RequestDeclined,
    RequestExpired,
    RequestReminded,
    RequestSide,
    RequestWithdrawn,
    ReviewAskedOf,
    ReviewDeclined,
    ReviewNoLongerAskedOf,
)
from shared.contracts.feedback.load import MOST_OPEN
from shared.event import Event
from tests.unit.feedback.organisation import DAY, NOW, TODAY, record
from tests.unit.given import given

DUE = date(2026, 9, 20)
WHAT: dict[str, Any] = {"due": DUE, "perspective": None, "skills": ("sql",), "goal": None}
OF_GRACE: dict[str, Any] = {
    "request": "launch",
    "person": "grace",
    "side": RequestSide.ASKED,
    "other": "ada",
    "on": DAY,
}
OF_ADA: dict[str, Any] = {**OF_GRACE, "person": "ada", "side": RequestSide.REQUESTER, "other": "grace"}

REQUESTED = FeedbackRequested(
    request="launch", person="ada", of=("grace", "alan"), on=DAY, questions=("What next?",), message="Hello", **WHAT
)
ASKED = FeedbackAskedOf(**OF_GRACE, **WHAT)
ASKED_ALAN = FeedbackAskedOf(**{**OF_GRACE, "person": "alan"}, **WHAT)
DECLINED = [RequestDeclined(**OF_GRACE, reason="Not there"), RequestDeclined(**OF_ADA)]
WITHDRAWN = [RequestWithdrawn(**OF_GRACE), RequestWithdrawn(**OF_ADA)]
ANSWERED = [RequestAnswered(**OF_GRACE, feedback="calm"), RequestAnswered(**OF_ADA, feedback="calm")]

DECLINE: dict[str, Any] = {"person": "grace", "request": "launch", "reason": "Not there", **TODAY}
WITHDRAW: dict[str, Any] = {"person": "ada", "of": "grace", "request": "launch", **TODAY}
SETTLE: dict[str, Any] = {"person": "grace", "request": "launch", "feedback": "calm", **TODAY}
SETTLED: list[tuple[Decision, dict[str, Any], list[Event]]] = [
    (feedback_request.decline_request, DECLINE, [*DECLINED]),
    (feedback_request.withdraw_request, WITHDRAW, [*WITHDRAWN]),
]


def request(whom: str = "grace", inboxes: dict[str, Inbox] | None = None, **changed: Any) -> dict[str, Any]:
    """What `whom` is asked, among grace and alan."""
    said = {
        "identity": whom,
        "person": "ada",
        "request": "launch",
        "of": ["grace", "alan"],
        "questions": ["What next?"],
        "message": "Hello",
        **WHAT,
        "record": record,
        "inbox_of": lambda person: (inboxes or {}).get(person, Inbox()),
        **TODAY,
    }
    return said | changed


def asked(number: int, on: date = DAY, due: date = DUE) -> Event:
    return FeedbackAskedOf(**{**OF_GRACE, "request": f"other-{number}", "on": on}, due=due)


def later(days: int) -> dict[str, Any]:
    return {"effective_on": None, "now": NOW + timedelta(days=days)}


def test_a_request_is_recorded_once_about_the_requester_and_about_each_who_is_asked() -> None:
    given(INBOX).when(feedback_request.request_feedback, **request("grace")).then(REQUESTED, ASKED)
    given(INBOX).when(feedback_request.request_feedback, **request("alan")).then(ASKED_ALAN)


def test_asking_the_same_again_changes_nothing() -> None:
    inboxes = {"grace": INBOX.fold([REQUESTED, ASKED]), "alan": INBOX.fold([ASKED_ALAN])}
    given(INBOX, ASKED).when(feedback_request.request_feedback, **request("grace", inboxes)).then()


def test_an_id_that_is_taken_is_refused_for_another_request_and_for_more_people() -> None:
    grace = {"grace": INBOX.fold([ASKED])}
    for asked_more in (request("alan", grace), request("grace", grace)):
        outcome = given(INBOX).when(feedback_request.request_feedback, **asked_more)
        outcome.then_refused(RequestExists, field="request")
    both = {"grace": INBOX.fold([ASKED]), "alan": INBOX.fold([ASKED_ALAN])}
    outcome = given(INBOX, ASKED).when(feedback_request.request_feedback, **request("grace", both, person="edsger"))
    outcome.then_refused(RequestExists, field="request")


@pytest.mark.parametrize(
    ("changed", "refusal", "field"),
    [
        ({"of": ["grace", "ada"]}, NotWithOneself, "of"),
        ({"of": ["grace", "nobody"]}, PersonUnknown, "of"),
        ({"perspective": Perspective.REPORT}, NotWhatTheySay, "perspective"),
        ({"perspective": Perspective.SELF}, NotWhatTheySay, "perspective"),
        ({"due": date(2026, 8, 31)}, DueOutOfBounds, "due"),
        ({"due": date(2026, 12, 1)}, DueOutOfBounds, "due"),
    ],
)
def test_a_request_goes_to_others_as_what_they_are_and_for_a_time(
    changed: dict[str, Any], refusal: Any, field: str
) -> None:
    outcome = given(INBOX).when(feedback_request.request_feedback, **request(**changed))
    outcome.then_refused(refusal, field=field)


def test_a_perspective_that_the_directory_confirms_is_taken() -> None:
    outcome = given(INBOX).when(feedback_request.request_feedback, **request("alan", perspective=Perspective.EXTERNAL))
    assert [event.perspective for event in outcome.events if isinstance(event, FeedbackAskedOf)] == ["external"]


def test_a_request_without_a_day_is_due_in_thirty() -> None:
    outcome = given(INBOX).when(feedback_request.request_feedback, **request("alan", due=None))
    assert [event.due for event in outcome.events if isinstance(event, FeedbackAskedOf)] == [date(2026, 10, 1)]


def test_nobody_is_asked_for_more_than_they_can_answer() -> None:
    full = [asked(number) for number in range(MOST_OPEN)]
    outcome = given(INBOX, *full).when(feedback_request.request_feedback, **request())
    outcome.then_refused(TooMuchAsked, field="of")
    given(INBOX, *full[1:]).when(feedback_request.request_feedback, **request()).then(REQUESTED, ASKED)


@pytest.mark.parametrize(
    "relief",
    [
        RequestDeclined(**{**OF_GRACE, "request": "other-0"}),
        RequestWithdrawn(**{**OF_GRACE, "request": "other-0"}),
        RequestExpired(**{**OF_GRACE, "request": "other-0"}),
        RequestAnswered(**{**OF_GRACE, "request": "other-0"}, feedback="calm"),
    ],
    ids=lambda event: type(event).__name__,
)
def test_what_is_settled_is_no_load(relief: Event) -> None:
    history = [*(asked(number) for number in range(MOST_OPEN)), relief]
    assert INBOX.fold(history).load(DAY) == MOST_OPEN - 1


def test_what_was_asked_long_ago_or_is_overdue_is_no_load() -> None:
    history = [asked(1, on=date(2026, 8, 2), due=date(2026, 10, 1)), asked(2, due=date(2026, 8, 31)), asked(3)]
    assert INBOX.fold(history).load(DAY) == 1


def test_anonymous_reviews_are_load_until_they_are_not_asked_any_more_and_managers_own_are_none() -> None:
    spring: dict[str, Any] = {"cycle": "spring", "person": "grace", "on": DAY}
    peers = [
        ReviewAskedOf(**spring, reviewee=each, perspective=Perspective.PEER, due=DUE)
        for each in ("ada", "edsger", "barbara")
    ]
    below = ReviewAskedOf(**spring, reviewee="tim", perspective=Perspective.MANAGER, due=DUE)
    assert INBOX.fold([*peers, below]).load(DAY) == 3
    over = [ReviewDeclined(**spring, reviewee="ada"), ReviewNoLongerAskedOf(**spring, reviewee="edsger")]
    assert INBOX.fold([*peers, below, *over]).load(DAY) == 1


@pytest.mark.parametrize(("decide", "said", "events"), SETTLED)
def test_a_request_is_settled_once_and_recorded_about_both(
    decide: Decision, said: dict[str, Any], events: list[Event]
) -> None:
    given(INBOX, ASKED).when(decide, **said).then(*events)
    given(INBOX, ASKED, *events).when(decide, **said).then()


@pytest.mark.parametrize(("decide", "said", "events"), SETTLED)
def test_what_is_settled_is_not_settled_otherwise(decide: Decision, said: dict[str, Any], events: list[Event]) -> None:
    for others in (DECLINED, WITHDRAWN, ANSWERED):
        if others != events:
            given(INBOX, ASKED, *others).when(decide, **said).then_refused(RequestSettled, field="request")


@pytest.mark.parametrize(
    ("decide", "said"),
    [
        (feedback_request.decline_request, DECLINE | {"request": "other"}),
        (feedback_request.withdraw_request, WITHDRAW | {"person": "edsger"}),
        (feedback_request.remind_of_request, WITHDRAW | {"person": "edsger"}),
        (feedback_request.settle_request, SETTLE | {"request": "other"}),
    ],
)
def test_nobody_settles_what_is_not_between_them(decide: Decision, said: dict[str, Any]) -> None:
    given(INBOX, ASKED).when(decide, **said).then_refused(RequestUnknown, field="request")


def test_feedback_settles_the_request_that_it_answers() -> None:
    given(INBOX, ASKED).when(feedback_request.settle_request, **SETTLE).then(*ANSWERED)
    for settled in (ANSWERED, DECLINED):
        given(INBOX, ASKED, *settled).when(feedback_request.settle_request, **SETTLE).then()


def test_a_request_lapses_the_day_after_it_was_due() -> None:
    said = {"person": "grace", "request": "launch"}
    given(INBOX, ASKED).when(feedback_request.expire_request, **said, **later(19)).then()
    on = {"on": date(2026, 9, 21)}
    lapsed = [RequestExpired(**OF_GRACE | on), RequestExpired(**OF_ADA | on)]
    given(INBOX, ASKED).when(feedback_request.expire_request, **said, **later(20)).then(*lapsed)
    given(INBOX, ASKED, *ANSWERED).when(feedback_request.expire_request, **said, **later(20)).then()


def test_the_asked_are_reminded_twice_at_most_and_after_three_days_each_time() -> None:
    said = {"person": "ada", "of": "grace", "request": "launch"}

    def reminded(days: int) -> list[Event]:
        on = {"on": DAY + timedelta(days=days)}
        return [RequestReminded(**OF_GRACE | on), RequestReminded(**OF_ADA | on)]

    remind = feedback_request.remind_of_request
    given(INBOX, ASKED).when(remind, **said, **later(2)).then_refused(RemindedEnough, field="request")
    given(INBOX, ASKED).when(remind, **said, **later(3)).then(*reminded(3))
    given(INBOX, ASKED, *reminded(3)).when(remind, **said, **later(3)).then()
    given(INBOX, ASKED, *reminded(3)).when(remind, **said, **later(5)).then_refused(RemindedEnough)
    given(INBOX, ASKED, *reminded(3)).when(remind, **said, **later(6)).then(*reminded(6))
    twice = [*reminded(3), *reminded(6)]
    given(INBOX, ASKED, *twice).when(remind, **said, **later(9)).then_refused(RemindedEnough)
    given(INBOX, ASKED, *DECLINED).when(remind, **said, **later(9)).then_refused(RequestSettled)

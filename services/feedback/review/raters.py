"""Who reviews a person: nominated by them, settled by a manager or HR, each from the side that the directory says.

- Nobody approves the raters of their own review, and nobody is a rater of themself: that answer needs no nomination.
- Nobody answers about the same person in two cycles at a time: two reports that differ by one rater would tell.
- Raters whose name is not shown count as load of theirs, which is limited as that of requests is.
- Before answers are due, a rater may be replaced, or decline; an answer of theirs counts no more then.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from services.feedback.feedback_request import InboxOf, NotWhatTheySay, TooMuchAsked
from services.feedback.inbox import review_id
from services.feedback.people import NotWithOneself
from services.feedback.perspectives import perspective_of
from services.feedback.review.state import Review, require_running
from services.feedback.review_cycle import ReviewCycle
from shared.contracts.days import day_of
from shared.contracts.feedback.anonymity import ANONYMOUS
from shared.contracts.feedback.events import (
    NominationDeclined,
    Rater,
    RaterReplaced,
    RatersApproved,
    RatersNominated,
    ReviewStarted,
)
from shared.contracts.feedback.load import MOST_OPEN
from shared.contracts.feedback.standing import CycleStatus
from shared.contracts.integrations.relations import RecordOf
from shared.errors import RuleViolation, require
from shared.event import Event

Named = Mapping[str, Any]


class NominationsOver(RuleViolation):
    """Raters were settled, or the day passed until which they were nominated."""

    def __init__(self, why: str) -> None:
        super().__init__(f"Nominations are over: {why}.", fields={"raters": [f"Come too late: {why}."]})


class NobodyNominated(RuleViolation):
    """There is nobody to approve."""

    def __init__(self) -> None:
        message = "Nobody was nominated. Name the raters."
        super().__init__(message, fields={"raters": [message]})


class RatersSettled(RuleViolation):
    """Others were approved before."""

    def __init__(self) -> None:
        message = "Raters were approved before. Replace them one by one."
        super().__init__(message, fields={"raters": [message]})


class OwnReview(RuleViolation):
    """Somebody would decide about their own review."""

    def __init__(self) -> None:
        super().__init__("It is your own review: somebody else decides.", fields={"person": ["Is yourself."]})


class NotARater(RuleViolation):
    """Somebody is named who is not among the raters approved."""

    def __init__(self, rater: str) -> None:
        super().__init__(
            f"{rater} is not among the raters who were approved.", fields={"rater": ["Is not among the raters."]}
        )


class RaterAlready(RuleViolation):
    """The replacement is a rater as it is."""

    def __init__(self, rater: str) -> None:
        super().__init__(
            f"{rater} is a rater already. Choose somebody else.", fields={"replacement": ["Is a rater already."]}
        )


class AnswersElsewhere(RuleViolation):
    """A rater is answering about the same person in another cycle, and two reports at a time could be compared."""

    def __init__(self, field: str, rater: str, cycle: str) -> None:
        super().__init__(
            f"{rater} is answering about them in the cycle {cycle}. Wait until it is closed, or ask somebody else.",
            fields={field: [f"{rater} answers in the cycle {cycle}."]},
        )


class AnswersOver(RuleViolation):
    """The day passed until which answers are taken."""

    def __init__(self, due: date) -> None:
        super().__init__(
            f"Answers were taken until the end of {due}. HR can extend the cycle.",
            fields={"cycle": [f"Took answers until the end of {due}."]},
        )


def start_review(
    review: Review,
    *,
    person: str,
    cycle: str,
    within: ReviewCycle,
    effective_on: date | None,
    now: datetime,
) -> list[Event]:
    """Tell a reviewee that they are reviewed."""
    require_running(within, person)
    if review.started:
        return []
    return [
        ReviewStarted(
            cycle=cycle,
            person=person,
            on=day_of(effective_on, now),
            nominations_due=within.nominations_due,
            answers_due=within.answers_due,
        )
    ]


def nominate_raters(
    review: Review,
    *,
    person: str,
    cycle: str,
    raters: Sequence[Named],
    within: ReviewCycle,
    record: RecordOf,
    effective_on: date | None,
    now: datetime,
) -> list[Event]:
    """Say whom one would like to be reviewed by."""
    require_running(within, person)
    require(not review.settled, NominationsOver("raters were approved"))
    today = now.date()
    require(today <= within.nominations_due, NominationsOver(f"they were due on {within.nominations_due}"))
    named = _confirmed("raters", raters, person, record, today)
    if {each.rater: each.perspective for each in named} == review.nominated:
        return []
    return [RatersNominated(cycle=cycle, person=person, on=day_of(effective_on, now), raters=named)]


def approve_raters(
    review: Review,
    *,
    person: str,
    cycle: str,
    actor: str,
    raters: Sequence[Named] | None,
    within: ReviewCycle,
    record: RecordOf,
    inbox_of: InboxOf,
    effective_on: date | None,
    now: datetime,
) -> list[Event]:
    """Settle who reviews the person: `raters`, or those whom they nominated."""
    today = now.date()
    _require_answerable(within, person, actor, today)
    nominated = [{"rater": rater, "perspective": each} for rater, each in review.nominated.items()]
    chosen = nominated if raters is None else raters
    if review.settled:
        require(raters is None or {each["rater"] for each in raters} == set(review.raters), RatersSettled())
        return []
    require(chosen, NobodyNominated())
    settled = _confirmed("raters", chosen, person, record, today)
    for each in settled:
        _require_room("raters", each, cycle, person, inbox_of, today)
    return [RatersApproved(cycle=cycle, person=person, on=day_of(effective_on, now), raters=settled, by=actor)]


def replace_rater(
    review: Review,
    *,
    person: str,
    cycle: str,
    actor: str,
    rater: str,
    replacement: Named,
    within: ReviewCycle,
    record: RecordOf,
    inbox_of: InboxOf,
    effective_on: date | None,
    now: datetime,
) -> list[Event]:
    """Put somebody in the place of a rater."""
    today = now.date()
    _require_answerable(within, person, actor, today)
    if rater not in review.raters and replacement["rater"] in review.raters:
        return []
    require(rater in review.raters, NotARater(rater))
    require(replacement["rater"] not in review.raters, RaterAlready(replacement["rater"]))
    (new,) = _confirmed("replacement", [replacement], person, record, today)
    _require_room("replacement", new, cycle, person, inbox_of, today)
    on = day_of(effective_on, now)
    return [RaterReplaced(cycle=cycle, person=person, on=on, rater=rater, replacement=new, by=actor)]


def drop_rater(
    review: Review,
    *,
    person: str,
    cycle: str,
    rater: str,
    within: ReviewCycle,
    effective_on: date | None,
    now: datetime,
) -> list[Event]:
    """Take a rater out who declined."""
    if within.status is not CycleStatus.OPEN or rater not in {*review.raters, *review.nominated}:
        return []
    return [NominationDeclined(cycle=cycle, person=person, on=day_of(effective_on, now), rater=rater)]


def require_answers_taken(within: ReviewCycle, person: str, today: date) -> None:
    """Raise unless answers about `person` are taken on that day."""
    require_running(within, person)
    require(today <= within.answers_due, AnswersOver(within.answers_due))


def _require_answerable(within: ReviewCycle, person: str, actor: str, today: date) -> None:
    require_answers_taken(within, person, today)
    require(actor != person, OwnReview())


def _confirmed(field: str, raters: Sequence[Named], person: str, record: RecordOf, today: date) -> tuple[Rater, ...]:
    """The raters with their perspectives, as the directory says; in the order of their ids."""
    confirmed = []
    for each in raters:
        rater, said = each["rater"], each["perspective"]
        require(rater != person, NotWithOneself(field))
        found = perspective_of(rater, person, record, today)
        if said is not None:
            require(said is found, NotWhatTheySay(field, rater, said, found))
        confirmed.append(Rater(rater, found))
    return tuple(sorted(confirmed, key=lambda rater: rater.rater))


def _require_room(field: str, rater: Rater, cycle: str, person: str, inbox_of: InboxOf, today: date) -> None:
    if rater.perspective not in ANONYMOUS:
        return
    inbox = inbox_of(rater.rater)
    elsewhere = inbox.reviewing(person) - {cycle}
    require(not elsewhere, AnswersElsewhere(field, rater.rater, ", ".join(sorted(elsewhere))))
    waiting = inbox.load(today)
    asked = review_id(cycle, person) in inbox.reviews
    require(asked or waiting < MOST_OPEN, TooMuchAsked(field, rater.rater, waiting))

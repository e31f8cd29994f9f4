"""A request for mentoring: somebody asks for a mentor, who agrees or declines.

- Two people have one mentorship at a time, and no mentor has more of them than their capacity.
- Nobody mentors someone in their own reporting line, unless both say that it is to be so nevertheless.
- The mentee may take the request back until it is answered.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from services.network.mentor import Mentor, NoOffer
from services.network.mentorship import MentorshipElsewhere, about_both, own
from services.network.people import require_others
from shared.contracts.days import day_of
from shared.contracts.integrations.relations import RecordOf, same_line
from shared.contracts.network.events import (
    MentoringAgreed,
    MentoringDeclined,
    MentoringRequested,
    MentoringRequestWithdrawn,
    MentoringSide,
)
from shared.contracts.network.standing import MentorshipStatus
from shared.errors import RuleViolation, require
from shared.event import Event

_ACTIVE = frozenset({MentorshipStatus.REQUESTED, MentorshipStatus.RUNNING})


class MentorshipExists(RuleViolation):
    """The id is that of another mentorship."""

    def __init__(self, mentorship: str) -> None:
        super().__init__(
            f"There is a mentorship {mentorship} already. Choose another id.", fields={"mentorship": ["Is taken."]}
        )


class AlreadyMentored(RuleViolation):
    """The two have a mentorship, or a request for one."""

    def __init__(self, mentorship: str, status: MentorshipStatus) -> None:
        super().__init__(
            f"You have a mentorship with them: {mentorship} is {status}.",
            fields={"mentor": [f"The mentorship {mentorship} is {status}."]},
        )


class InReportingLine(RuleViolation):
    """One of the two stands above the other, and not both have said that it is to be so nevertheless."""

    def __init__(self, advice: str) -> None:
        super().__init__(
            f"One of you stands above the other in the reporting line. {advice}",
            fields={"despite_reporting_line": [advice]},
        )


class NoRoom(RuleViolation):
    """The mentor has as many mentorships as they offered to have."""

    def __init__(self, capacity: int) -> None:
        super().__init__(
            f"You mentor {capacity}, as many as you offered to. Complete a mentorship or raise your capacity first.",
            fields={"mentorship": [f"Would be one more than {capacity}."]},
        )


def request_mentoring(
    mentor: Mentor,
    *,
    person: str,
    identity: str,
    mentorship: str,
    topics: Sequence[str],
    why: str,
    plan: str | None,
    step: str | None,
    despite_reporting_line: bool,
    record: RecordOf,
    effective_on: date | None,
    now: datetime,
) -> list[Event]:
    """Ask the mentor, whose id is `identity`. `record` answers the directory."""
    known = mentor.mentorships.get(mentorship)
    if known:
        require(known.mentee == person, MentorshipExists(mentorship))
        return []
    require_others("mentor", [identity], person, record)
    for other, each in mentor.mentorships.items():
        require(each.mentee != person or each.status not in _ACTIVE, AlreadyMentored(other, each.status))
    in_line = same_line(person, identity, record, now.date())
    require(despite_reporting_line or not in_line, InReportingLine("Say that you ask despite it, or ask another."))
    on = day_of(effective_on, now)
    said: dict[str, Any] = {"mentorship": mentorship, "on": on, "despite_reporting_line": despite_reporting_line}
    return [
        MentoringRequested(
            person=person,
            other=identity,
            acted=True,
            side=MentoringSide.MENTEE,
            topics=tuple(topics),
            why=why,
            plan=plan,
            step=step,
            **said,
        ),
        MentoringRequested(person=identity, other=person, acted=False, side=MentoringSide.MENTOR, **said),
    ]


def withdraw_mentoring_request(
    mentor: Mentor, *, person: str, identity: str, mentorship: str, effective_on: date | None, now: datetime
) -> list[Event]:
    """Take the request back, as the mentee."""
    known, _ = own(mentor, identity, mentorship, person, MentoringSide.MENTEE)
    if known.status is MentorshipStatus.WITHDRAWN:
        return []
    require(known.status is MentorshipStatus.REQUESTED, MentorshipElsewhere(known.status))
    on = day_of(effective_on, now)
    return about_both(MentoringRequestWithdrawn, identity, mentorship, known, MentoringSide.MENTEE, on)


def agree_to_mentoring(
    mentor: Mentor,
    *,
    person: str,
    identity: str,
    mentorship: str,
    despite_reporting_line: bool,
    record: RecordOf,
    effective_on: date | None,
    now: datetime,
) -> list[Event]:
    """Agree, as the mentor. `record` answers the directory."""
    known, _ = own(mentor, identity, mentorship, person, MentoringSide.MENTOR)
    if known.status is MentorshipStatus.RUNNING:
        return []
    require(known.status is MentorshipStatus.REQUESTED, MentorshipElsewhere(known.status))
    require(mentor.capacity, NoOffer())
    require(mentor.running < mentor.capacity, NoRoom(mentor.capacity))
    if same_line(known.mentee, identity, record, now.date()):
        require(
            known.despite_reporting_line, InReportingLine("They have to ask again and say that they do so despite it.")
        )
        require(despite_reporting_line, InReportingLine("Say that you agree despite it, or decline."))
    on = day_of(effective_on, now)
    said: dict[str, Any] = {"mentorship": mentorship, "on": on, "despite_reporting_line": despite_reporting_line}
    return [
        MentoringAgreed(person=identity, other=known.mentee, acted=True, side=MentoringSide.MENTOR, **said),
        MentoringAgreed(
            person=known.mentee,
            other=identity,
            acted=False,
            side=MentoringSide.MENTEE,
            plan=known.plan,
            step=known.step,
            **said,
        ),
    ]


def decline_mentoring(
    mentor: Mentor,
    *,
    person: str,
    identity: str,
    mentorship: str,
    reason: str | None,
    effective_on: date | None,
    now: datetime,
) -> list[Event]:
    """Decline, as the mentor."""
    known, _ = own(mentor, identity, mentorship, person, MentoringSide.MENTOR)
    if known.status is MentorshipStatus.DECLINED:
        return []
    require(known.status is MentorshipStatus.REQUESTED, MentorshipElsewhere(known.status))
    on = day_of(effective_on, now)
    return about_both(MentoringDeclined, identity, mentorship, known, MentoringSide.MENTOR, on, reason=reason)

"""Recommendations of a person: what stands, what they made of it, and what that teaches.

- What is chosen anew is compared with what stands: the new is made, what no longer holds expires, and what stays is
  left alone unless its score has moved by more than a tenth.
- A recommendation that stands can be accepted, dismissed or snoozed, by the person only; accepted and dismissed ones
  are closed for good. A snoozed one stands, and is shown again from its day on.
- What was dismissed is not made again while it rests, and each dismissal leaves less room for its kind.
- Saying the same again changes nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from shared.aggregate import Aggregate
from shared.contracts.days import day_of
from shared.contracts.recommendations.events import (
    DismissalReason,
    Kind,
    RecommendationAccepted,
    RecommendationDismissed,
    RecommendationExpired,
    RecommendationMade,
    RecommendationSnoozed,
)
from shared.errors import RuleViolation, require
from shared.event import Event

MOVED = 0.1
"""A score that moved by more than this share makes a standing recommendation anew."""

About = str
"""What is recommended, as `about` spells it."""


class Ending(StrEnum):
    """How a recommendation came to stand no more."""

    ACCEPTED = "was accepted already"
    DISMISSED = "was dismissed already"


def about(kind: Kind, subject: str) -> About:
    """The kind and the subject in one."""
    return f"{kind}:{subject}"


@dataclass(frozen=True)
class Standing:
    """A recommendation that stands."""

    kind: Kind
    subject: str
    score: float
    policy_version: int
    expires_on: date
    snoozed_until: date | None = None

    @property
    def about(self) -> About:
        """What is recommended."""
        return about(self.kind, self.subject)


@dataclass(frozen=True)
class Recommendations:
    """What the rules need to know of a person's recommendations. `closed` says how the person ended those they did."""

    person: str = ""
    standing: Mapping[str, Standing] = field(default_factory=dict)
    closed: Mapping[str, Ending] = field(default_factory=dict)
    dismissed: Mapping[About, date] = field(default_factory=dict)
    accepted: Mapping[About, date] = field(default_factory=dict)
    dismissals: Mapping[Kind, int] = field(default_factory=dict)
    acceptances: Mapping[Kind, int] = field(default_factory=dict)


class RecommendationClosed(RuleViolation):
    """The recommendation stands no more."""

    def __init__(self, recommendation: str, ended: Ending | None) -> None:
        super().__init__(
            f"The recommendation {recommendation} {ended or 'does not stand (any more)'}. Ask for the list again.",
            fields={"recommendation": ["Does not stand."]},
        )


class SnoozedIntoThePast(RuleViolation):
    """A recommendation is snoozed until a day that is not ahead."""

    def __init__(self, until: date, today: date) -> None:
        super().__init__(
            f"It cannot be snoozed until {until}: that is not after {today}.",
            fields={"until": [f"Must be after {today}."]},
        )


def evolve(known: Recommendations, event: Event) -> Recommendations:
    """The recommendations after `event`."""
    match event:
        case RecommendationMade():
            made = Standing(event.kind, event.subject, event.score, event.policy_version, event.expires_on)
            return replace(known, person=event.person, standing={**known.standing, event.recommendation: made})
        case RecommendationSnoozed() if event.recommendation in known.standing:
            snoozed = replace(known.standing[event.recommendation], snoozed_until=event.until)
            return replace(known, standing={**known.standing, event.recommendation: snoozed})
        case RecommendationAccepted() | RecommendationDismissed() | RecommendationExpired():
            return _closed(known, event)
    return known


def _closed(
    known: Recommendations, event: RecommendationAccepted | RecommendationDismissed | RecommendationExpired
) -> Recommendations:
    what = about(event.kind, event.subject)
    after = replace(
        known, standing={each: standing for each, standing in known.standing.items() if each != event.recommendation}
    )
    match event:
        case RecommendationAccepted():
            return replace(
                after,
                closed={**known.closed, event.recommendation: Ending.ACCEPTED},
                accepted={**known.accepted, what: event.on},
                acceptances={**known.acceptances, event.kind: known.acceptances.get(event.kind, 0) + 1},
            )
        case RecommendationDismissed():
            return replace(
                after,
                closed={**known.closed, event.recommendation: Ending.DISMISSED},
                dismissed={**known.dismissed, what: event.on},
                dismissals={**known.dismissals, event.kind: known.dismissals.get(event.kind, 0) + 1},
            )
    return after


class Chosen(Protocol):
    """Something that was chosen to be recommended; its event is made when it is needed."""

    @property
    def kind(self) -> Kind:
        """What is recommended."""

    @property
    def subject(self) -> str:
        """Which of its kind."""

    @property
    def score(self) -> float:
        """How well it does."""

    @property
    def policy_version(self) -> int:
        """By which policy it was chosen."""

    def event(self) -> RecommendationMade:
        """What says that it is recommended, and why."""


def make(known: Recommendations, *, person: str, chosen: Sequence[Chosen], today: date) -> list[Event]:
    """Have what was chosen today stand, and nothing else. `chosen` names each kind and subject once."""
    by_about = {about(each.kind, each.subject): each for each in chosen}
    kept: set[About] = set()
    expired: list[Event] = []
    for recommendation, standing in known.standing.items():
        again = by_about.get(standing.about)
        if _sleeps(standing, today) or (again is not None and not _anew(standing, again, today)):
            kept.add(standing.about)
        else:
            expired.append(
                RecommendationExpired(
                    recommendation=recommendation,
                    person=person,
                    on=today,
                    kind=standing.kind,
                    subject=standing.subject,
                )
            )
    return [*expired, *(each.event() for what, each in by_about.items() if what not in kept)]


def _anew(standing: Standing, chosen: Chosen, today: date) -> bool:
    """Whether what stands is to be made anew: it is another policy's, its day has come, or its score has moved."""
    if standing.policy_version != chosen.policy_version or standing.expires_on <= today:
        return True
    return abs(chosen.score - standing.score) > MOVED * max(abs(standing.score), abs(chosen.score))


def _sleeps(standing: Standing, today: date) -> bool:
    return standing.snoozed_until is not None and today < standing.snoozed_until


def accept_recommendation(known: Recommendations, *, recommendation: str, now: datetime) -> list[Event]:
    """Take a recommendation up."""
    if known.closed.get(recommendation) is Ending.ACCEPTED:
        return []
    standing = _standing(known, recommendation)
    return [
        RecommendationAccepted(
            recommendation=recommendation,
            person=known.person,
            on=day_of(None, now),
            kind=standing.kind,
            subject=standing.subject,
        )
    ]


def dismiss_recommendation(
    known: Recommendations, *, recommendation: str, why: DismissalReason, note: str | None, now: datetime
) -> list[Event]:
    """Say that one does not want it, and why."""
    if known.closed.get(recommendation) is Ending.DISMISSED:
        return []
    standing = _standing(known, recommendation)
    return [
        RecommendationDismissed(
            recommendation=recommendation,
            person=known.person,
            on=day_of(None, now),
            kind=standing.kind,
            subject=standing.subject,
            why=why,
            note=note,
        )
    ]


def snooze_recommendation(known: Recommendations, *, recommendation: str, until: date, now: datetime) -> list[Event]:
    """See it again from the day `until` on."""
    standing = _standing(known, recommendation)
    today = day_of(None, now)
    require(until > today, SnoozedIntoThePast(until, today))
    if standing.snoozed_until == until:
        return []
    return [
        RecommendationSnoozed(
            recommendation=recommendation,
            person=known.person,
            on=today,
            kind=standing.kind,
            subject=standing.subject,
            until=until,
        )
    ]


def _standing(known: Recommendations, recommendation: str) -> Standing:
    if recommendation not in known.standing:
        raise RecommendationClosed(recommendation, known.closed.get(recommendation))
    return known.standing[recommendation]


RECOMMENDATIONS = Aggregate("recommendations", Recommendations(), evolve)

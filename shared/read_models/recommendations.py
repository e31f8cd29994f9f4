"""Recommendations: one row each, as the person sees it to whom it was made. Those that no longer hold have none."""

from datetime import date
from enum import StrEnum

from msgspec.structs import replace

from shared.contracts.recommendations.events import (
    DismissalReason,
    Factor,
    Kind,
    RecommendationAccepted,
    RecommendationDismissed,
    RecommendationExpired,
    RecommendationMade,
    RecommendationSnoozed,
)
from shared.event import Envelope
from shared.projecting.read_model import ReadModel, Row


class RecommendationStatus(StrEnum):
    """Whether it waits for the person to do something about it, or what they did."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DISMISSED = "dismissed"


class RecommendationRow(Row, frozen=True, kw_only=True):
    """Something that was recommended. Texts and reasons are None once the person is forgotten.

    `subject` is what its kind says. A snoozed one stays open, and is seen again on `snoozed_until`.
    """

    recommendation: str
    person: str
    kind: Kind
    subject: str
    title: str | None
    score: float
    reasons: tuple[Factor, ...] | None
    counterfactual: str | None
    policy: str
    policy_version: int
    made_on: date
    expires_on: date
    status: RecommendationStatus = RecommendationStatus.OPEN
    snoozed_until: date | None = None
    ended_on: date | None = None
    why: DismissalReason | None = None
    note: str | None = None


RECOMMENDATIONS = ReadModel(
    "recommendations",
    RecommendationRow,
    version=1,
    source="recommendations",
    key=("recommendation",),
    indexes=[("person", "status")],
)
"""Recommendations by id."""


@RECOMMENDATIONS.starts(RecommendationMade)
def was_made(e: RecommendationMade, _at: Envelope) -> RecommendationRow:
    """It waits."""
    return RecommendationRow(
        recommendation=e.recommendation,
        person=e.person,
        kind=e.kind,
        subject=e.subject,
        title=e.title,
        score=e.score,
        reasons=e.reasons,
        counterfactual=e.counterfactual,
        policy=e.policy,
        policy_version=e.policy_version,
        made_on=e.on,
        expires_on=e.expires_on,
    )


@RECOMMENDATIONS.on(RecommendationSnoozed)
def was_snoozed(row: RecommendationRow, e: RecommendationSnoozed, _at: Envelope) -> RecommendationRow:
    """It waits until another day."""
    return replace(row, snoozed_until=e.until)


@RECOMMENDATIONS.on(RecommendationAccepted)
def was_accepted(row: RecommendationRow, e: RecommendationAccepted, _at: Envelope) -> RecommendationRow:
    """Taken up."""
    return replace(row, status=RecommendationStatus.ACCEPTED, ended_on=e.on)


@RECOMMENDATIONS.on(RecommendationDismissed)
def was_dismissed(row: RecommendationRow, e: RecommendationDismissed, _at: Envelope) -> RecommendationRow:
    """Not wanted, and why."""
    return replace(row, status=RecommendationStatus.DISMISSED, ended_on=e.on, why=e.why, note=e.note)


@RECOMMENDATIONS.on(RecommendationExpired)
def expired(_row: RecommendationRow, _e: RecommendationExpired, _at: Envelope) -> None:
    """It no longer holds."""

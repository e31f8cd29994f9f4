"""What was ever recommended stays counted, whatever became of it."""

from datetime import date
from typing import Any

from shared.contracts.recommendations.events import (
    DismissalReason,
    Kind,
    RecommendationAccepted,
    RecommendationDismissed,
    RecommendationExpired,
    RecommendationMade,
)
from shared.event import Event
from shared.read_models.recommended import RECOMMENDED, RecommendedRow
from tests.unit.read_models.happened import row_after

DAY, LATER = date(2026, 9, 1), date(2026, 9, 20)
ABOUT: dict[str, Any] = {"recommendation": "r", "person": "ada", "kind": Kind.LEARNING, "subject": "course"}
MADE = RecommendationMade(
    **ABOUT,
    on=DAY,
    title="Take the course",
    score=0.5,
    reasons=(),
    counterfactual="One level more.",
    policy="first",
    policy_version=1,
    positions={},
    model_positions={},
    expires_on=LATER,
)
ROW = RecommendedRow("r", "ada", Kind.LEARNING, DAY)


def row(*events: Event) -> RecommendedRow:
    return row_after(RECOMMENDED, MADE, *events)


def test_what_expired_or_was_dismissed_was_recommended_all_the_same() -> None:
    assert row() == ROW
    assert row(RecommendationExpired(**ABOUT, on=LATER)) == ROW
    assert row(RecommendationDismissed(**ABOUT, on=LATER, why=DismissalReason.NOT_NOW)) == ROW


def test_what_was_accepted_stays_accepted() -> None:
    accepted = row(RecommendationAccepted(**ABOUT, on=LATER), RecommendationExpired(**ABOUT, on=LATER))
    assert accepted == RecommendedRow("r", "ada", Kind.LEARNING, DAY, accepted=True)

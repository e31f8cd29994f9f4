"""What was ever recommended: one row a recommendation, also of those that no longer hold.

Only that it was made, of which kind, and whether it was taken up: so it can be counted how often who is recommended
what. It is erased with the person.
"""

from datetime import date

from msgspec.structs import replace

from shared.contracts.recommendations.events import Kind, RecommendationAccepted, RecommendationMade
from shared.event import Envelope
from shared.projecting.read_model import ReadModel, Row


class RecommendedRow(Row, frozen=True):
    """Something of a kind was recommended to the person on a day."""

    recommendation: str
    person: str
    kind: Kind
    made_on: date
    accepted: bool = False


RECOMMENDED = ReadModel(
    "recommended",
    RecommendedRow,
    version=1,
    source="recommendations",
    key=("recommendation",),
    indexes=[("made_on", "person")],
)
"""Recommendations ever made, by id."""


@RECOMMENDED.starts(RecommendationMade)
def was_made(e: RecommendationMade, _at: Envelope) -> RecommendedRow:
    """It was made, whatever becomes of it."""
    return RecommendedRow(e.recommendation, e.person, e.kind, e.on)


@RECOMMENDED.on(RecommendationAccepted)
def was_accepted(row: RecommendedRow, _e: RecommendationAccepted, _at: Envelope) -> RecommendedRow:
    """Taken up."""
    return replace(row, accepted=True)

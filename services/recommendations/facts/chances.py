"""Chances: opportunities, with the position of the event that described each last, so that the new are found at once.

They are not for every eye: `shared.contracts.network.reach` says to whom each one may be recommended.
"""

from typing import Any

from services.recommendations.facts.noted import Noted
from shared.contracts.network.events import OpportunityEvent
from shared.contracts.recommendations.events import EventRef
from shared.event import Envelope
from shared.projecting.read_model import ReadModel, Row
from shared.read_models.opportunities import OPPORTUNITIES, OpportunityRow


class ChanceRow(Row, frozen=True):
    """An opportunity; `position` is that of the event that changed it last, `first` of the one that posted it."""

    opportunity: str
    position: int
    first: int
    chance: OpportunityRow

    @property
    def evidence(self) -> tuple[EventRef, ...]:
        """Both events."""
        return Noted(self.chance, self.first, self.position).evidence("network")


CHANCES = ReadModel(
    "chances", ChanceRow, version=1, source="network", key=("opportunity",), person=None, indexes=[("position",)]
)
"""Chances by opportunity."""


def _changed(row: ChanceRow | None, e: OpportunityEvent, at: Envelope) -> ChanceRow | None:
    chance: Any = None if row is None else row.chance
    for fold in OPPORTUNITIES.folds[type(e)]:
        chance = fold.apply(chance, (e.opportunity,), e, at)
    if chance is None:
        return None
    return ChanceRow(e.opportunity, at.position, at.position if row is None else row.first, chance)


for _event_type in OPPORTUNITIES.folds:
    CHANCES.folds_into(_event_type)(_changed)  # type: ignore[arg-type]

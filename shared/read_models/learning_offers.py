"""Learning offers: one row for each thing that can be, or could be, learnt; about nobody.

`revision` is the position of the event that described the offer last; the rows of `learning_skills` have it, too.
"""

from decimal import Decimal

from msgspec.structs import replace

from shared.contracts.skills.events import (
    LearningDescribed,
    LearningKind,
    LearningOffered,
    LearningRevised,
    LearningWithdrawn,
    SkillLevel,
)
from shared.event import Envelope
from shared.projecting.read_model import ReadModel, Row
from shared.read_models.people import searchable


class LearningOfferRow(Row, frozen=True, kw_only=True):
    """An offer of learning; `search_title` is the title as `searchable` spells it."""

    learning: str
    title: str
    search_title: str
    kind: LearningKind
    skills: tuple[SkillLevel, ...] = ()
    prerequisites: tuple[SkillLevel, ...] = ()
    hours: Decimal | None = None
    cost: Decimal | None = None
    currency: str | None = None
    provider: str | None = None
    url: str | None = None
    description: str | None = None
    withdrawn: bool = False
    revision: int


LEARNING_OFFERS = ReadModel(
    "learning_offers",
    LearningOfferRow,
    version=1,
    source="skills",
    key=("learning",),
    person=None,
    indexes=[("search_title", "learning")],
)
"""Offers by id."""


@LEARNING_OFFERS.starts(LearningOffered)
def offered(e: LearningOffered, at: Envelope) -> LearningOfferRow:
    """On offer, for the first time or again."""
    return _described(e, at)


@LEARNING_OFFERS.starts(LearningRevised)
def revised(e: LearningRevised, at: Envelope) -> LearningOfferRow:
    """Described anew."""
    return _described(e, at)


@LEARNING_OFFERS.on(LearningWithdrawn)
def withdrawn(row: LearningOfferRow, _e: LearningWithdrawn, _at: Envelope) -> LearningOfferRow:
    """Takes nobody any more."""
    return replace(row, withdrawn=True)


def _described(e: LearningDescribed, at: Envelope) -> LearningOfferRow:
    described = {name: getattr(e, name) for name in LearningDescribed.__struct_fields__}
    return LearningOfferRow(**described, search_title=searchable(e.title), revision=at.position)

"""Spellings of the words in titles of opportunities: one row for each spelling and word; about nobody."""

from collections.abc import Sequence

from shared.contracts.network.events import OpportunityPosted, OpportunityRevised
from shared.event import Envelope
from shared.projecting.read_model import Key, ReadModel
from shared.read_models.catalogue_spellings import SpellingRow
from shared.read_models.spellings import distinct_words, spellings

OPPORTUNITY_SPELLINGS = ReadModel(
    "opportunity_spellings",
    SpellingRow,
    version=1,
    source="network",
    key=("spelling", "word"),
    person=None,
)
"""Spellings by spelling and word."""


def _spelt(e: OpportunityPosted | OpportunityRevised, _at: Envelope) -> Sequence[Key]:
    return [(spelling, word) for word in distinct_words([e.title or ""]) for spelling in spellings(word)]


@OPPORTUNITY_SPELLINGS.folds_each(OpportunityPosted, keys=_spelt)
def posted(row: SpellingRow | None, key: Key, _e: OpportunityPosted, _at: Envelope) -> SpellingRow:
    """In a title."""
    return row or SpellingRow(*key)


@OPPORTUNITY_SPELLINGS.folds_each(OpportunityRevised, keys=_spelt)
def revised(row: SpellingRow | None, key: Key, _e: OpportunityRevised, _at: Envelope) -> SpellingRow:
    """In a title."""
    return row or SpellingRow(*key)

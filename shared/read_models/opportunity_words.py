"""Words of opportunities: one row for each word and opportunity whose title has, or had, it; about nobody.

Who finds an opportunity by a word looks whether it is in the title now, and whether they may see it at all.
"""

from collections.abc import Sequence

from shared.contracts.network.events import OpportunityPosted, OpportunityRevised
from shared.event import Envelope
from shared.projecting.read_model import Key, ReadModel, Row
from shared.read_models.spellings import distinct_words


class OpportunityWordRow(Row, frozen=True):
    """A word is in the title of an opportunity."""

    word: str
    opportunity: str


OPPORTUNITY_WORDS = ReadModel(
    "opportunity_words",
    OpportunityWordRow,
    version=1,
    source="network",
    key=("word", "opportunity"),
    person=None,
)
"""Words by word and opportunity."""


def _words(e: OpportunityPosted | OpportunityRevised, _at: Envelope) -> Sequence[Key]:
    return [(word, e.opportunity) for word in distinct_words([e.title or ""])]


@OPPORTUNITY_WORDS.folds_each(OpportunityPosted, keys=_words)
def posted(row: OpportunityWordRow | None, key: Key, _e: OpportunityPosted, _at: Envelope) -> OpportunityWordRow:
    """In its title."""
    return row or OpportunityWordRow(*key)


@OPPORTUNITY_WORDS.folds_each(OpportunityRevised, keys=_words)
def revised(row: OpportunityWordRow | None, key: Key, _e: OpportunityRevised, _at: Envelope) -> OpportunityWordRow:
    """In its title now."""
    return row or OpportunityWordRow(*key)

"""Spellings of the catalogue's words: one row for each spelling and word, so that words are found in spite of errors.

What goes by a word, `catalogue_words` tells. The two are apart since some thousand words name a hundred thousand
things: each has its spellings once.
"""

from collections.abc import Sequence

from shared.event import Envelope
from shared.projecting.read_model import Key, ReadModel, Row
from shared.read_models.catalogue_words import NAMING, Naming, named, shortest_names
from shared.read_models.spellings import spellings


class SpellingRow(Row, frozen=True):
    """A word may be spelt so."""

    spelling: str
    word: str


CATALOGUE_SPELLINGS = ReadModel(
    "catalogue_spellings",
    SpellingRow,
    version=1,
    source="skills",
    key=("spelling", "word"),
    person=None,
)
"""Spellings by spelling and word."""


def _spelt(e: Naming, _at: Envelope) -> Sequence[Key]:
    return [(spelling, word) for word in shortest_names(named(e)[2]) for spelling in spellings(word)]


def _spelt_so(row: SpellingRow | None, key: Key, _e: Naming, _at: Envelope) -> SpellingRow:
    return row or SpellingRow(*key)


for _event_type in NAMING:
    CATALOGUE_SPELLINGS.folds_each(_event_type, keys=_spelt)(_spelt_so)

"""Spellings of people's names: one row for each spelling, word and person, so that people are found in spite of errors.

Every name that somebody ever had is in it; who finds a person by a word looks whether it is in their name now. Names
have a row under the word itself, too: by it people are found once it is known which words were meant.
"""

from collections.abc import Sequence

from shared.contracts.integrations.events import PersonDetailsChanged, PersonJoined
from shared.event import Envelope
from shared.projecting.read_model import Key, ReadModel, Row
from shared.read_models.spellings import distinct_words, spellings

TYPOS = 1
"""Names are short, and there are many: no more errors in a word."""


class PersonSpellingRow(Row, frozen=True):
    """The `word` of a person's name may be spelt so."""

    spelling: str
    word: str
    person: str


PEOPLE_SPELLINGS = ReadModel(
    "people_spellings",
    PersonSpellingRow,
    version=1,
    source="integrations",
    key=("spelling", "word", "person"),
    indexes=[("person",)],
)
"""Spellings by spelling, word and person."""


def _spelt(e: PersonJoined | PersonDetailsChanged, _at: Envelope) -> Sequence[Key]:
    named = distinct_words([e.name or ""])
    return [(spelling, word, e.person) for word in named for spelling in spellings(word, TYPOS)]


@PEOPLE_SPELLINGS.folds_each(PersonJoined, keys=_spelt)
def joined(row: PersonSpellingRow | None, key: Key, _e: PersonJoined, _at: Envelope) -> PersonSpellingRow:
    """Known by this name."""
    return row or PersonSpellingRow(*key)


@PEOPLE_SPELLINGS.folds_each(PersonDetailsChanged, keys=_spelt)
def renamed(row: PersonSpellingRow | None, key: Key, _e: PersonDetailsChanged, _at: Envelope) -> PersonSpellingRow:
    """Known by this name as well."""
    return row or PersonSpellingRow(*key)

"""Words of the catalogue: one row for each word and skill, role or offer of learning that goes by it; about nobody.

Every name that something ever had is in it. What is found by a word counts if the word is in its names now, which its
own read model tells; so nothing has to be taken out when something is named anew, merged, or retired.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import lru_cache

from msgspec.structs import replace

from shared.contracts.skills.events import (
    LearningDescribed,
    LearningOffered,
    LearningRevised,
    RoleDescribed,
    RoleProfileDefined,
    RoleProfileRevised,
    SkillDefined,
    SkillDescribed,
    SkillMerged,
    SkillRedefined,
)
from shared.event import Envelope
from shared.projecting.read_model import Key, ReadModel, Row
from shared.read_models.spellings import words


class CatalogueKind(StrEnum):
    """What sort of thing of the catalogue it is."""

    SKILL = "skill"
    ROLE = "role"
    LEARNING = "learning"


class CatalogueWordRow(Row, frozen=True):
    """A word is in a name of something; `shortest` is how many words the shortest such name has."""

    word: str
    kind: CatalogueKind
    entity: str
    shortest: int


Naming = SkillDescribed | SkillMerged | RoleDescribed | LearningDescribed
"""The events that say what something of the catalogue is called."""

NAMING: tuple[type[Naming], ...] = (
    SkillDefined,
    SkillRedefined,
    SkillMerged,
    RoleProfileDefined,
    RoleProfileRevised,
    LearningOffered,
    LearningRevised,
)
"""Each of them."""

CATALOGUE_WORDS = ReadModel(
    "catalogue_words",
    CatalogueWordRow,
    version=1,
    source="skills",
    key=("word", "kind", "entity"),
    person=None,
)
"""Words by word, kind and what goes by it."""


def named(e: Naming) -> tuple[CatalogueKind, str, tuple[str, ...]]:
    """What the event names, and how. A skill that another became goes by the names of that one as well."""
    match e:
        case SkillMerged():
            return CatalogueKind.SKILL, e.into, e.names
        case SkillDescribed():
            return CatalogueKind.SKILL, e.skill, (e.name, *e.aliases)
        case RoleDescribed():
            return CatalogueKind.ROLE, e.role, (e.title, *e.alternate_titles)
    return CatalogueKind.LEARNING, e.learning, (e.title,)


@lru_cache(maxsize=16)
def shortest_names(names: tuple[str, ...]) -> Mapping[str, int]:
    """For each word of some names, how many words the shortest name with it has."""
    found: dict[str, int] = {}
    for name in names:
        of_name = words(name)
        for word in of_name:
            found[word] = min(len(of_name), found.get(word, len(of_name)))
    return found


def _words(e: Naming, _at: Envelope) -> Sequence[Key]:
    kind, entity, names = named(e)
    return [(word, kind, entity) for word in shortest_names(names)]


def _known_by(row: CatalogueWordRow | None, key: Key, e: Naming, _at: Envelope) -> CatalogueWordRow:
    word, kind, entity = key
    shortest = shortest_names(named(e)[2])[word]
    if row is None:
        return CatalogueWordRow(word, kind, entity, shortest)
    return row if row.shortest <= shortest else replace(row, shortest=shortest)


for _event_type in NAMING:
    CATALOGUE_WORDS.folds_each(_event_type, keys=_words)(_known_by)

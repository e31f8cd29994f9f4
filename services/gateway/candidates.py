"""What may be meant by words: the words alike that there are, and the people and things that go by them.

They are candidates only. Their rows say what they are called now, and whether they are to be seen at all.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from services.gateway.likeness import Meant, likeness
from services.gateway.opportunity_audience import viewing
from services.gateway.query import Asked
from services.gateway.vocabularies import OPEN, STORED, VOCABULARIES, Kind, Vocabulary

__all__ = ["MOST", "OPEN", "Candidates", "Kind", "candidates", "seeing"]

MOST = 80
"""Of each kind no more candidates are looked at."""

MOST_MEANT = 20
"""No more words are tried for one that was asked."""

Keys = Sequence[tuple[str, str]]
"""Pairs of a word asked and one of its spellings."""


class Candidates(msgspec.Struct, frozen=True):
    """Ids by kind, and by kind what the words asked may mean."""

    ids: Mapping[Kind, Sequence[str]]
    meant: Mapping[Kind, Meant]


def seeing(asked: Asked) -> Mapping[str, object]:
    """The parameters of the conditions on what may be seen: who asks, and on which day."""
    return {**viewing(asked.caller), "day": asked.moment.today}


def candidates(asked: Asked, keys: Keys, kinds: Iterable[Kind]) -> Candidates:
    """Whom and what of these kinds may be meant by words, which have the spellings that `keys` pairs them with."""
    wanted = list(kinds)
    vocabularies = {VOCABULARIES[kind].name: VOCABULARIES[kind] for kind in wanted}
    meant = _meant(asked, keys, list(vocabularies.values()))
    ids: dict[Kind, list[str]] = {kind: [] for kind in wanted}
    if any(meant.values()):
        by_stored = {STORED[kind]: kind for kind in wanted}
        for row in _going_by(asked, meant, vocabularies, list(by_stored)):
            ids[by_stored[row["kind"]]].append(row["entity"])
    return Candidates(ids, {kind: meant[VOCABULARIES[kind].name] for kind in wanted})


def _meant(asked: Asked, keys: Keys, vocabularies: Sequence[Vocabulary]) -> Mapping[str, Meant]:
    """By vocabulary, the words of it that may be meant."""
    statement = " union all ".join(each.alike() for each in vocabularies)
    parameters = {"words": [word for word, _ in keys], "spellings": [spelling for _, spelling in keys]}
    found: dict[str, dict[str, list[tuple[float, str]]]] = {each.name: defaultdict(list) for each in vocabularies}
    for row in asked.sql(statement, parameters):
        alike = likeness(row["asked"], row["word"])
        if alike:
            found[row["vocabulary"]][row["asked"]].append((alike, row["word"]))
    return {name: {word: _likest(alike) for word, alike in of_words.items()} for name, of_words in found.items()}


def _likest(alike: list[tuple[float, str]]) -> Mapping[str, float]:
    return {word: likeness for likeness, word in sorted(alike, reverse=True)[:MOST_MEANT]}


def _going_by(
    asked: Asked, meant: Mapping[str, Meant], vocabularies: Mapping[str, Vocabulary], kinds: Sequence[str]
) -> Sequence[Mapping[str, str]]:
    parameters: dict[str, object] = {**seeing(asked), "kinds": kinds, "most": MOST}
    for name in vocabularies:
        each = [
            (number, word, like) for number, alike in enumerate(meant[name].values()) for word, like in alike.items()
        ]
        parameters[f"{name}_numbers"] = [number for number, _, _ in each]
        parameters[f"{name}_words"] = [word for _, word, _ in each]
        parameters[f"{name}_likeness"] = [like for _, _, like in each]
    return asked.sql(" union all ".join(each.going_by() for each in vocabularies.values()), parameters)

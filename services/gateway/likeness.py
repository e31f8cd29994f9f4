"""How well a name fits what was asked for, in spite of typing errors. Pure.

A word that was typed as it is counts 1; one of which only the beginning was typed, or in which something was
mistyped, less. A name fits by the words asked that are in it, long words counting more than short ones, and less by
words of its own that nobody asked for. Only a name of just these words, in this order, fits fully.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

import msgspec

from shared.read_models.spellings import BEGINNING, spellings_asked, typos_allowed, words

MOST_WORDS = 6
"""Errors are looked for in so many of the words asked, the longest; the others count where they are as typed."""

_BEGUN = 0.7
_MISTYPED = 0.95
_UNASKED = 0.25
_NOT_QUITE = 0.99
_ALIAS = 0.95

Meant = Mapping[str, Mapping[str, float]]
"""For each word asked, the words that may be meant by it, with how alike they are."""

Hits = Mapping[str, tuple[float, str]]
"""For each word asked that is in a name, how alike which word of it is."""


class Fit(msgspec.Struct, frozen=True):
    """How well something fits, from 0 to 1, by which of its names, and which word of it was found for which asked."""

    score: float
    name: str
    alias: bool
    words: Mapping[str, str]


def readings(text: str) -> Sequence[tuple[str, ...]]:
    """What is asked, as words: as they were typed, and with each two neighbours as one ("java script")."""
    typed = words(text)
    return [typed, *((*typed[:at], pair, *typed[at + 2 :]) for at, pair in enumerate(_pairs(typed)))]


_COMMON_TEXT = (
    "a an and as at by for from in into of on or the to with "
    "am an auf bei das der des die ein eine fur im in mit und von zu au aux d de du en et l la le les pour sur un une "
    "con del e el las los para por y al dei di il nel per da do dos em na no o het van een met voor"
)
COMMON = frozenset(_COMMON_TEXT.split())
"""Words that are in too many names to tell one from another, in some languages of Europe."""


def keys(text: str) -> Sequence[tuple[str, str]]:
    """Under which spellings to look for what may be meant: pairs of a word asked and one of them.

    Errors are forgiven in the longest words, not in what two neighbours are together. Common words are looked for only
    where there are no others.
    """
    typed = words(text)
    telling = [word for word in typed if word not in COMMON] or typed
    longest = sorted(dict.fromkeys(telling), key=len, reverse=True)[:MOST_WORDS]
    mistyped = [(word, spelling) for word in longest for spelling in spellings_asked(word)]
    return [*mistyped, *((each, each) for each in dict.fromkeys((*telling, *_pairs(typed))) if each not in longest)]


def likeness(asked: str, said: str) -> float:
    """How alike a word asked and a word of a name are: 1 for the same, 0 where neither can be meant by the other."""
    if asked == said:
        return 1.0
    begun = 0.0
    if len(asked) >= BEGINNING and said.startswith(asked):
        begun = _BEGUN + (_MISTYPED - _BEGUN) * len(asked) / len(said)
    allowed = typos_allowed(said)
    if abs(len(asked) - len(said)) > allowed:
        return begun
    errors = typing_errors(asked, said, allowed)
    return max(begun, _MISTYPED * (1 - errors / len(said))) if errors <= allowed else begun


def typing_errors(asked: str, said: str, most: int) -> int:
    """How many letters are too many, too few, others, or swapped with their neighbour; if more than `most`, any more.

    The optimal string alignment distance: no letter is touched twice (Damerau 1964, CACM 7). Since few errors are of
    interest, trying each of them where the words part is faster than the usual table.
    """
    same = 0
    for letter, other in zip(asked, said, strict=False):
        if letter != other:
            break
        same += 1
    asked, said = asked[same:], said[same:]
    if not (asked and said and most):
        return max(len(asked), len(said))
    tried = [(asked[1:], said), (asked, said[1:]), (asked[1:], said[1:])]
    if asked[:2] == said[1::-1]:
        tried.append((asked[2:], said[2:]))
    return 1 + min(typing_errors(rest, of_said, most - 1) for rest, of_said in tried)


class Asker:
    """What is asked, ready to be held against many names: its readings, and what each word of a name may be."""

    def __init__(self, readings: Sequence[Sequence[str]], meant: Meant) -> None:
        typed, *joined = readings
        there = [reading for reading, pair in zip(joined, _pairs(typed), strict=True) if pair in meant]
        self._readings = [tuple(typed), *map(tuple, there)]
        self._may_be: dict[str, list[tuple[str, float]]] = defaultdict(list)
        for asked in COMMON.intersection(typed):
            self._may_be[asked].append((asked, 1.0))
        for asked, alike in meant.items():
            for word, likeness in alike.items():
                self._may_be[word].append((asked, likeness))

    def best_fit(self, name: str, aliases: Iterable[str]) -> Fit | None:
        """The best fit of any reading with any name of something; None where no word fits."""
        best, score = None, 0.0
        for each, alias in ((name, False), *((alias, True) for alias in aliases)):
            of_name = words(each)
            hits = self._hits(of_name)
            for reading in self._readings if hits else ():
                fits = self._score(reading, of_name, hits) * (_ALIAS if alias else 1)
                if fits > score:
                    best, score = (each, alias, reading, hits), fits
        if best is None:
            return None
        name, alias, reading, hits = best
        return Fit(round(score, 4), name, alias, {asked: hits[asked][1] for asked in reading if asked in hits})

    def _hits(self, of_name: Iterable[str]) -> Hits:
        hits: dict[str, tuple[float, str]] = {}
        for word in of_name:
            for asked, alike in self._may_be.get(word, ()):
                if asked not in hits or hits[asked] < (alike, word):
                    hits[asked] = (alike, word)
        return hits

    def _score(self, reading: tuple[str, ...], of_name: tuple[str, ...], hits: Hits) -> float:
        letters, found, used = 0, 0.0, set()
        for asked in reading:
            letters += len(asked)
            if asked in hits:
                alike, word = hits[asked]
                found += len(asked) * alike
                used.add(word)
        its_own = set(of_name)
        unasked = 1 - sum(map(len, used)) / sum(map(len, its_own))
        exactly = reading == of_name and reading is self._readings[0]
        return found / letters * (1 - _UNASKED * unasked) * (1 if exactly else _NOT_QUITE)


def _pairs(typed: Sequence[str]) -> Sequence[str]:
    return [one + other for one, other in pairwise(typed)]

"""How well a name fits what was asked for, in spite of typing errors. Pure.

A word that was typed as it is counts 1; one of which only the beginning was typed, or in which something was
mistyped, less. A name fits by the words asked that are in it, long words counting more than short ones, and less by
words of its own that nobody asked for. Only a name of just these words, in this order, fits fully.
"""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from shared.read_models.spellings import BEGINNING, typos_allowed, words

MOST_WORDS = 8
"""Of what is asked, the longest words; more of them tell nothing new."""

_BEGUN = 0.7
_MISTYPED = 0.95
_UNASKED = 0.25
_NOT_QUITE = 0.99
_ALIAS = 0.95

Meant = Mapping[str, Mapping[str, float]]
"""For each word asked, the words that may be meant by it, with how alike they are."""


class Fit(msgspec.Struct, frozen=True):
    """How well something fits, from 0 to 1, by which of its names, and which word of it was found for which asked."""

    score: float
    name: str
    alias: bool
    words: Mapping[str, str]


def readings(text: str) -> Sequence[tuple[str, ...]]:
    """What is asked, as words: as they were typed, and with each two neighbours as one ("java script")."""
    typed = words(text)
    if len(typed) > MOST_WORDS:
        longest = sorted(range(len(typed)), key=lambda at: -len(typed[at]))[:MOST_WORDS]
        typed = tuple(typed[at] for at in sorted(longest))
    joined = [(*typed[:at], typed[at] + typed[at + 1], *typed[at + 2 :]) for at in range(len(typed) - 1)]
    return [typed, *joined]


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
    errors = typing_errors(asked, said)
    return max(begun, _MISTYPED * (1 - errors / len(said))) if errors <= allowed else begun


def typing_errors(asked: str, said: str) -> int:
    """How many letters are too many, too few, others, or swapped with their neighbour.

    The optimal string alignment distance: no letter is touched twice (Damerau 1964, CACM 7).
    """
    while asked and said and asked[0] == said[0]:
        asked, said = asked[1:], said[1:]
    while asked and said and asked[-1] == said[-1]:
        asked, said = asked[:-1], said[:-1]
    if not asked or not said:
        return len(asked) + len(said)
    before_last, last = [0] * (len(said) + 1), list(range(len(said) + 1))
    for i, letter in enumerate(asked, 1):
        row = [i]
        for j, other in enumerate(said, 1):
            errors = min(last[j] + 1, row[-1] + 1, last[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == said[j - 2] and asked[i - 2] == other:
                errors = min(errors, before_last[j - 2] + 1)
            row.append(errors)
        before_last, last = last, row
    return last[-1]


def best_fit(asked: Iterable[Sequence[str]], name: str, aliases: Iterable[str], meant: Meant) -> Fit | None:
    """The best fit of any reading of what is asked with any name of something; None where no word fits."""
    named = [(name, False), *((alias, True) for alias in aliases)]
    readings = list(asked)
    fits = [fit for each, alias in named for fit in _fits(readings, each, alias, meant)]
    return max(fits, key=lambda fit: fit.score, default=None)


def _fits(readings: Sequence[Sequence[str]], name: str, alias: bool, meant: Meant) -> Iterable[Fit]:
    of_name = words(name)
    for number, reading in enumerate(readings):
        hits = {asked: hit for asked in reading if (hit := _hit(of_name, meant.get(asked, {})))}
        if not hits:
            continue
        letters = sum(map(len, reading))
        found = sum(len(asked) * alike for asked in reading if asked in hits for alike, _ in [hits[asked]]) / letters
        unasked = 1 - sum(map(len, {word for _, word in hits.values()})) / sum(map(len, dict.fromkeys(of_name)))
        score = found * (1 - _UNASKED * unasked)
        if number or tuple(reading) != of_name:
            score *= _NOT_QUITE
        score *= _ALIAS if alias else 1
        yield Fit(round(score, 4), name, alias, {asked: word for asked, (_, word) in hits.items()})


def _hit(of_name: Iterable[str], may_be: Mapping[str, float]) -> tuple[float, str] | None:
    """The word of a name that is meant most likely, and how alike it is."""
    return max(((may_be[word], word) for word in of_name if word in may_be), default=None)

"""Spellings: by which keys a word is found although it was typed wrongly, or not to its end. Pure.

Two words that are a few typing errors apart become the same when a letter is left out of one or of both for each
error: "pyhton" without its first h and "python" without its first t... A word is therefore kept under all that remains
of it when letters are left out, and looked for in the same way. This is the symmetric deletion of W. Garbe's SymSpell
(2012), after Mor and Fraenkel (1982, "A hash code method for detecting and correcting spelling errors", CACM 25).
Only the head of a word takes part, which keeps long words from having hundreds of spellings.

In contrast to counting shared trigrams, nothing within the errors allowed is missed, and what is found under a key is
so little that no count is needed.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import combinations

from shared.read_models.people import searchable

HEAD = 7
"""So many letters of a word take part in spellings."""

BEGINNING = 3
"""What begins with so many letters, or more, is found by what it begins with."""

LONGEST = 32
"""Of longer words only the first letters are kept."""

_APOSTROPHES = re.compile("['\u2018\u2019\u02bc]")
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_\u3040-\u30ff\u3400-\u9fff]+[+#]*")
"""A letter of a script without spaces, or letters and digits in a row; "c++" and "c#" are not "c"."""


def words(text: str) -> tuple[str, ...]:
    """The words of a text in their order, without case, accents and apostrophes."""
    plain = text.casefold() if text.isascii() else searchable(text)
    return tuple(word[:LONGEST] for word in _WORD.findall(_APOSTROPHES.sub("", plain)))


def distinct_words(texts: Iterable[str]) -> tuple[str, ...]:
    """The words of several texts, each once."""
    return tuple(dict.fromkeys(word for text in texts for word in words(text)))


def typos_allowed(word: str) -> int:
    """How many typing errors a word may have and still be found: none in short ones, one, two from 8 letters on."""
    return 0 if len(word) < 4 else 1 if len(word) < 8 else 2


@lru_cache(maxsize=1 << 15)
def spellings(word: str, most: int = 2) -> tuple[str, ...]:
    """The keys of a word that is kept; no more than `most` errors are allowed, however long it is."""
    return tuple({word, *_without(word, min(most, typos_allowed(word))), *_beginning(word)})


def spellings_asked(word: str, most: int = 2) -> tuple[str, ...]:
    """The keys under which to look for a word that was typed, within as many errors of those that are kept.

    The word that was meant may be longer by the letters that were missed, so that one of 7 letters may have two.
    """
    errors = 2 if len(word) >= HEAD else typos_allowed(word)
    return tuple({word, *_without(word, min(most, errors)), *_beginning(word)})


def _without(word: str, letters: int) -> set[str]:
    """The head of the word, also without up to so many of its letters."""
    head = word[:HEAD]
    return {
        "".join(each for at, each in enumerate(head) if at not in left_out)
        for count in range(letters + 1)
        for left_out in combinations(range(len(head)), count)
    }


def _beginning(word: str) -> tuple[str, ...]:
    """The key for what begins like this; the star keeps it from being taken for a word."""
    return (f"{word[:BEGINNING]}*",) if len(word) >= BEGINNING else ()

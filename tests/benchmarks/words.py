"""Names of people and of skills to search among, and how they are mistyped.

They are real where the public data lie beside the project (`../shared/data`), and otherwise put together from
syllables. Both are drawn such that some are far more frequent than others, as names are. The same each time.
"""

import csv
import gzip
import string
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

DATA = Path(__file__).parents[2].parent / "shared" / "data"

_HR_EXPORT = DATA / "hr_export_2000-06-30.csv.gz"
_ESCO = DATA / "esco" / "skills_en.csv.gz"
_SYLLABLES = [consonant + vowel for consonant in "bcdfghjklmnprstvwz" for vowel in "aeiou"]


class Words:
    """Draws names, labels and errors by a generator of its own."""

    def __init__(self) -> None:
        self._random = Random(20261102)

    def people(self, count: int) -> Sequence[str]:
        """So many full names."""
        given, family = self._names()
        return [f"{self._frequent(given)} {self._frequent(family)}" for _ in range(count)]

    def skills(self, count: int) -> Sequence[tuple[str, ...]]:
        """So many skills: a name each, with aliases; where there are not enough, names are put together."""
        found = [(names[0].title(), *names[1:]) for names in self._labels()][:count]
        parts = [names[0].split() for names in found]
        while len(found) < count:
            halves = self._random.choice(parts)[:3], self._random.choice(parts)[-3:]
            found.append((" ".join((*halves[0], *halves[1])),))
        return found

    def mistyped(self, text: str) -> str:
        """The text with one error in its longest word: a letter missed, doubled, another one, or two swapped."""
        word = max(text.split(), key=len)
        at = self._random.randrange(1, max(2, len(word) - 1))
        letter = self._random.choice(string.ascii_lowercase)
        wrong = self._random.choice(
            [
                word[:at] + word[at + 1 :],
                word[:at] + word[at : at + 1] + word[at:],
                word[:at] + letter + word[at + 1 :],
                word[:at] + word[at : at + 2][::-1] + word[at + 2 :],
            ]
        )
        return text.replace(word, wrong, 1)

    def any_of(self, texts: Sequence[str]) -> str:
        """One of them."""
        return self._random.choice(texts)

    def _names(self) -> tuple[Sequence[str], Sequence[str]]:
        if _HR_EXPORT.exists():
            rows = list(_rows(_HR_EXPORT))
            return sorted({row["First Name"] for row in rows}), sorted({row["Last Name"] for row in rows})
        return [self._word(2, 3) for _ in range(1_200)], [self._word(2, 4) for _ in range(1_600)]

    def _labels(self) -> Iterator[tuple[str, ...]]:
        if _ESCO.exists():
            for row in _rows(_ESCO):
                yield row["preferredLabel"], *filter(None, (row["altLabels"] or "").split("\n"))
            return
        known = [self._word(2, 5) for _ in range(15_000)]
        for _ in range(10_000):
            yield tuple(
                " ".join(self._frequent(known) for _ in range(self._random.randint(1, 4)))
                for _ in range(self._random.randint(1, 10))
            )

    def _frequent(self, texts: Sequence[str]) -> str:
        """One of them, the first far more often than the last: of 1,600 family names the most common has one in 40."""
        return texts[int(len(texts) * self._random.random() ** 2)]

    def _word(self, shortest: int, longest: int) -> str:
        syllables = self._random.choices(_SYLLABLES, k=self._random.randint(shortest, longest))
        return "".join(syllables).title()


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)

"""Which part of a file a model may learn from, and which part it is tested on.

The parts are drawn by hashes of names, never by chance or by the order of a file: anyone can redo the draw, and
another salt gives another one. A name is in the test part where `md5(salt + name) % parts == 0`.
"""

from dataclasses import dataclass
from hashlib import md5

from shared.errors import InvalidInput


class SplitInvalid(InvalidInput):
    """A split is written in a way that the back-test does not know."""

    def __init__(self, text: str, forms: str) -> None:
        super().__init__(f"{text!r} is no split here. Write it as {forms}.", fields={"split": [f"Write {forms}."]})


class HideInvalid(InvalidInput):
    """What to hide is no share between 0 and 1."""

    def __init__(self, text: str) -> None:
        super().__init__(
            f"{text!r} is no share to hide. Write a number above 0 and below 1, like 0.2 or 0.2:SALT.",
            fields={"hide": ["Write a number above 0 and below 1."]},
        )


class NoTestCases(InvalidInput):
    """After the split there is nothing to test on."""

    def __init__(self, why: str) -> None:
        super().__init__(f"There is nothing to test on: {why}.", fields={"split": [f"No test cases: {why}."]})


class NothingToLearnFrom(InvalidInput):
    """After the split there is nothing to learn from."""

    def __init__(self, why: str) -> None:
        super().__init__(f"There is nothing to learn from: {why}.", fields={"split": [f"No training cases: {why}."]})


@dataclass(frozen=True)
class HashSplit:
    """One name in `parts` is in the test part."""

    parts: int
    salt: str = ""

    def tests(self, name: str) -> bool:
        """Whether `name` is in the test part."""
        return digest(self.salt + name) % self.parts == 0


@dataclass(frozen=True)
class TimeSplit:
    """What happens after the end of `year` is the test part."""

    year: int


@dataclass(frozen=True)
class Hiding:
    """A share of things is hidden, to be found again."""

    share: float
    salt: str = ""

    def hides(self, name: str) -> bool:
        """Whether the thing of that name is hidden: its hash, taken as a fraction of 1, is below the share."""
        return digest(self.salt + name) / (1 << 128) < self.share


def digest(text: str) -> int:
    """The MD5 digest of a text as a number below 2^128."""
    return int(md5(text.encode(), usedforsecurity=False).hexdigest(), 16)


def hash_split(text: str, kind: str) -> HashSplit:
    """The split that `people:5` or `people:5:SALT` stands for, where `kind` is `people`. Raises SplitInvalid."""
    name, _, rest = text.partition(":")
    parts, _, salt = rest.partition(":")
    if name != kind or not parts.isdecimal() or int(parts) < 1:
        raise SplitInvalid(text, f"{kind}:NUMBER or {kind}:NUMBER:SALT")
    return HashSplit(int(parts), salt)


def time_or_people(text: str) -> TimeSplit | HashSplit:
    """The split that `time:YEAR`, `people:5` or `people:5:SALT` stands for. Raises SplitInvalid."""
    name, _, year = text.partition(":")
    if name == "time" and year.isdecimal():
        return TimeSplit(int(year))
    if name != "people":
        raise SplitInvalid(text, "time:YEAR, people:NUMBER or people:NUMBER:SALT")
    return hash_split(text, "people")


def hiding(text: str) -> Hiding:
    """What `0.2` or `0.2:SALT` hides. Raises HideInvalid."""
    number, _, salt = text.partition(":")
    try:
        share = float(number)
    except ValueError:
        raise HideInvalid(text) from None
    if not 0 < share < 1:
        raise HideInvalid(text)
    return Hiding(share, salt)

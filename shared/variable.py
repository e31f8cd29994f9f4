"""Environment variables: how the text of one becomes a value, and what is said when it cannot."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from shared.errors import MilepostError


class InvalidSetting(MilepostError):
    """An environment variable holds something that Milepost cannot use."""

    def __init__(self, variable: str, value: str, accepted: str) -> None:
        super().__init__(f"{variable} is {value!r}, but must be {accepted}.")
        self.variable = variable


@dataclass(frozen=True)
class Variable:
    """An environment variable: its name, how its text is read, and what is accepted, in words.

    `read` raises `ValueError` for a text that is not accepted.
    """

    name: str
    read: Callable[[str], object]
    accepted: str
    secret: bool = False

    def value(self, text: str) -> Any:
        """The value that `text` stands for; raises `InvalidSetting`, without the text of a secret."""
        try:
            return self.read(text)
        except ValueError:
            shown = f"<{len(text)} characters>" if self.secret else text
            raise InvalidSetting(self.name, shown, self.accepted) from None


def text(name: str, accepted: str) -> Variable:
    """Any text that is not only white space."""
    return Variable(name, lambda given: _require(given, bool(given.strip())), accepted)


def whole(name: str, lowest: int, highest: int, what: str = "a whole number") -> Variable:
    """A whole number within bounds."""

    def read(given: str) -> int:
        number = int(given)
        _require(given, lowest <= number <= highest)
        return number

    return Variable(name, read, f"{what}, {lowest} to {highest}")


def port(name: str) -> Variable:
    """A TCP port; 0 takes a free one."""
    return whole(name, 0, 65535, "a port")


def seconds(name: str) -> Variable:
    """A length of time of up to an hour, in seconds."""

    def read(given: str) -> float:
        number = float(given)
        _require(given, 0 < number <= 3600)
        return number

    return Variable(name, read, "a number of seconds, above 0 and up to 3600")


def one_of(name: str, *options: str) -> Variable:
    """One of a few words."""
    accepted = f"{', '.join(options[:-1])} or {options[-1]}"
    return Variable(name, lambda given: _require(given, given in options), accepted)


def uri(name: str, *schemes: str, secret: bool = False) -> Variable:
    """A URI of one of these schemes."""
    accepted = "a URI that begins with " + " or ".join(f"{scheme}://" for scheme in schemes)
    return Variable(name, lambda given: _require(given, urlsplit(given).scheme in schemes), accepted, secret)


def existing_file(name: str) -> Variable:
    """A path at which there is a file."""
    return Variable(name, lambda given: Path(_require(given, Path(given).is_file())), "a file that exists")


def _require(given: str, accepted: bool) -> str:
    if not accepted:
        raise ValueError(given)
    return given

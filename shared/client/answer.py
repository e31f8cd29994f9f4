"""Answers: JSON objects that can be read by attribute, and that a person can read."""

from collections.abc import Iterator, Mapping
from pprint import pformat
from typing import Any


class Answer(Mapping[str, Any]):
    """A read-only JSON object: `answer["version"]` is `answer.version`, and so on all the way down.

    A key that is also the name of a method (`items`, `keys`, `values`, `get`) is reached by index only.
    """

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = {name: read_only(value) for name, value in values.items()}

    def __getitem__(self, name: str) -> Any:
        return self._values[name]

    def __getattr__(self, name: str) -> Any:
        # Copying and unpickling ask for attributes before there are values.
        if name != "_values" and name in self._values:
            return self._values[name]
        raise AttributeError(f"The answer has no {name!r}. It has: {', '.join(self) if name != '_values' else ''}.")

    def __setattr__(self, name: str, value: Any) -> None:
        if name != "_values":
            raise AttributeError("An answer cannot be changed.")
        object.__setattr__(self, name, value)

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *(name for name in self._values if name.isidentifier())]

    def __repr__(self) -> str:
        return pformat(plain(self), sort_dicts=False, width=100)


def read_only(value: Any) -> Any:
    """A JSON value with its objects as `Answer` and its arrays as tuples."""
    if isinstance(value, Mapping):
        return Answer(value)
    if isinstance(value, list | tuple):
        return tuple(read_only(each) for each in value)
    return value


def plain(value: Any) -> Any:
    """The inverse of `read_only`: dicts and lists."""
    if isinstance(value, Mapping):
        return {name: plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return value

"""What a read model declares: a row, its key, and one pure function an event.

    goals = ReadModel("goals", GoalRow, version=1, source="goals", key=("goal",))

    @goals.starts(GoalSet)
    def was_set(e: GoalSet, at: Envelope) -> GoalRow: ...

    @goals.on(GoalPaused)
    def was_paused(row: GoalRow, e: GoalPaused, at: Envelope) -> GoalRow: ...

The functions are all there is: the same ones fill the table live, rebuild it, and answer in memory what it held at
any past moment. They know no connection, no batch, no checkpoint.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Generic, TypeVar

import msgspec

from shared.event import Envelope, Event

Key = tuple[Any, ...]
"""The values of a row's key columns, in the order of the declaration."""


class Row(msgspec.Struct, frozen=True):
    """One row of a read model. Subclasses declare the columns; nested structures are stored as JSON."""


R = TypeVar("R", bound=Row)
E = TypeVar("E", bound=Event)


@dataclass(frozen=True)
class Fold(Generic[R]):
    """What an event does to the rows under the keys that it touches. One that `starts` needs no row."""

    keys_of: Callable[[Any, Envelope], Iterable[Key]]
    apply: Callable[[R | None, Key, Any, Envelope], R | None]
    starts: bool = False


class ReadModel(Generic[R]):
    """A table that is a left fold of one service's log.

    `version` is raised whenever the row or a fold changes: the table is then rebuilt beside the live one. `source`
    is the service whose events are folded. `person` names the column of the person whom a row is about, None where
    it is about nobody; when that person is erased, the row goes. All events of one key must have the same subject.
    `indexes` are lists of columns, the organisation understood; that of a nested column finds what it contains.
    """

    def __init__(
        self,
        name: str,
        row: type[R],
        *,
        version: int,
        source: str,
        key: Sequence[str],
        person: str | None = "person",
        indexes: Sequence[Sequence[str]] = (),
    ) -> None:
        self.name = name
        self.row = row
        self.version = version
        self.source = source
        self.key = tuple(key)
        self.person = person
        self.indexes = tuple(tuple(columns) for columns in indexes)
        self.folds: dict[type[Event], list[Fold[R]]] = {}
        self.key_of_row = _values_of(self.key)

    def starts(self, event_type: type[E]) -> Callable[[Callable[[E, Envelope], R]], Callable[[E, Envelope], R]]:
        """The function answers a new row."""

        def declare(function: Callable[[E, Envelope], R]) -> Callable[[E, Envelope], R]:
            keys_of = self._keys_of(None)
            self._add(event_type, Fold(keys_of, lambda _row, _key, event, at: function(event, at), starts=True))
            return function

        return declare

    def on(
        self, event_type: type[E], key: Callable[[E, Envelope], Key] | None = None
    ) -> Callable[[Callable[[R, E, Envelope], R | None]], Callable[[R, E, Envelope], R | None]]:
        """The function answers the row as the event leaves it; None removes it. Without a row, nothing happens."""

        def declare(function: Callable[[R, E, Envelope], R | None]) -> Callable[[R, E, Envelope], R | None]:
            def apply(row: R | None, _key: Key, event: Any, at: Envelope) -> R | None:
                return None if row is None else function(row, event, at)

            self._add(event_type, Fold(self._keys_of(key), apply))
            return function

        return declare

    def folds_into(
        self, event_type: type[E], key: Callable[[E, Envelope], Key] | None = None
    ) -> Callable[[Callable[[R | None, E, Envelope], R | None]], Callable[[R | None, E, Envelope], R | None]]:
        """Like `on`, for functions that take the absence of a row (None) as well."""

        def declare(
            function: Callable[[R | None, E, Envelope], R | None],
        ) -> Callable[[R | None, E, Envelope], R | None]:
            self._add(event_type, Fold(self._keys_of(key), lambda row, _key, event, at: function(row, event, at)))
            return function

        return declare

    def folds_each(
        self, event_type: type[E], keys: Callable[[E, Envelope], Iterable[Key]]
    ) -> Callable[[Callable[[R | None, Key, E, Envelope], R | None]], Callable[[R | None, Key, E, Envelope], R | None]]:
        """Like `folds_into`, for events that touch several rows: the function is told which key it is called for."""

        def declare(
            function: Callable[[R | None, Key, E, Envelope], R | None],
        ) -> Callable[[R | None, Key, E, Envelope], R | None]:
            self._add(event_type, Fold(keys, function))
            return function

        return declare

    def _add(self, event_type: type[Event], fold: Fold[R]) -> None:
        self.folds.setdefault(event_type, []).append(fold)

    def _keys_of(self, key: Callable[[Any, Envelope], Key] | None) -> Callable[[Any, Envelope], Iterable[Key]]:
        """The one key that `key` finds in an event, or the event's fields named as the key columns."""
        if key is not None:
            of = key
            return lambda event, at: (of(event, at),)
        values_of = _values_of(self.key)
        return lambda event, _at: (values_of(event),)


def _values_of(names: tuple[str, ...]) -> Callable[[Any], Key]:
    """Reads attributes as a tuple, also where there is only one."""
    if len(names) == 1:
        (name,) = names
        get = attrgetter(name)
        return lambda of: (get(of),)
    return attrgetter(*names)

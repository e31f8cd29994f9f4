"""Folding events into rows, in memory and pure: the one way in which a read model comes about.

A fold that raises does not stop the others. Its event is parked, and so is every later event of the same key.
"""

from collections.abc import Iterable, Mapping, MutableMapping, Sequence
from typing import Any

import msgspec

from shared.event import Envelope, Event
from shared.projecting.read_model import Key, ReadModel, Row

Rows = MutableMapping[Key, Row | None]
"""The rows of one read model by key; None where there is none (any more)."""

Decoded = tuple[Event, Envelope]


class Parking(msgspec.Struct, frozen=True):
    """An event that a read model could not take, or that waits behind one which it could not."""

    read_model: str
    key: Key
    position: int
    type: str
    error: str


WAITING = "waits behind an earlier event of the same key"


def fold(
    model: ReadModel[Any], rows: Rows, events: Iterable[Decoded], blocked: set[Key] | None = None
) -> Sequence[Parking]:
    """Fold `events` into `rows`, and answer those that were parked. Keys in `blocked` wait, and it grows."""
    blocked = set() if blocked is None else blocked
    parked: list[Parking] = []
    folds = model.folds
    for event, at in events:
        for each in folds.get(type(event), ()):
            for key in each.keys_of(event, at):
                if blocked and key in blocked:
                    parked.append(Parking(model.name, key, at.position, type(event).__name__, WAITING))
                    continue
                try:
                    rows[key] = each.apply(rows.get(key), key, event, at)
                except Exception as error:
                    blocked.add(key)
                    parked.append(_parking(model, key, event, at, error))
    return parked


def _parking(model: ReadModel[Any], key: Key, event: Event, at: Envelope, error: Exception) -> Parking:
    return Parking(model.name, key, at.position, type(event).__name__, f"{type(error).__name__}: {error}")


class Keys(msgspec.Struct, frozen=True):
    """All the keys that some events touch, and those whose row has to be read first: the others start anew."""

    all: set[Key]
    needed: set[Key]


def keys_touched(model: ReadModel[Any], events: Iterable[Decoded]) -> Keys:
    """The keys whose rows `events` may change."""
    keys = Keys(set(), set())
    folds = model.folds
    for event, at in events:
        for each in folds.get(type(event), ()):
            for key in each.keys_of(event, at):
                if key not in keys.all:
                    keys.all.add(key)
                    if not each.starts:
                        keys.needed.add(key)
    return keys


def rows_as_of(models: Sequence[ReadModel[Any]], events: Sequence[Decoded]) -> Mapping[str, Sequence[Any]]:
    """What the read models would hold if `events` were all that ever happened, by the model's name."""
    found: dict[str, Sequence[Any]] = {}
    for model in models:
        rows: Rows = {}
        fold(model, rows, events)
        found[model.name] = [row for row in rows.values() if row is not None]
    return found

"""Rows of other read models, gathered in one row a person, each with the events behind it.

The folds are those of the models that the rows come from. What the engine does not look at is left out of them, words
above all: what is not kept need not be forgotten.
"""

from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

import msgspec
from msgspec.structs import replace

from shared.contracts.recommendations.events import EventRef
from shared.event import Envelope, Event
from shared.projecting.read_model import Key, ReadModel, Row

R = TypeVar("R", bound=Row)
F = TypeVar("F", bound=Row)


class Noted(msgspec.Struct, Generic[R], frozen=True):
    """A row, with the positions of the event that began it and of the one that changed it last."""

    row: R
    first: int
    last: int

    def evidence(self, source: str) -> tuple[EventRef, ...]:
        """Both events, by the service whose log has them."""
        return tuple(EventRef(source, position) for position in sorted({self.first, self.last}))


Keep = Callable[[Any], Any]
"""Answers what is to be kept of a row, or None where nothing is."""


def gather(
    into: ReadModel[F],
    field: str,
    model: ReadModel[Any],
    *,
    new: Callable[[str], F],
    keep: Keep = lambda row: row,
) -> None:
    """Have the rows of `model` about a person stand in `field` of that person's row, by what else is in their key.

    `new` answers the row of a person of whom nothing was known before.
    """

    def gathered(row: F | None, event: Event, at: Envelope) -> F | None:
        person: str = event.person  # type: ignore[attr-defined]
        before: Mapping[str, Noted[Any]] = {} if row is None else getattr(row, field)
        after = _folded(model, before, event, at, keep)
        if after == before:
            return row
        return replace(row or new(person), **{field: after})

    for event_type in model.folds:
        if "person" in event_type.__struct_fields__:
            into.folds_into(event_type, key=_of_person)(gathered)


def _folded(
    model: ReadModel[Any], before: Mapping[str, Noted[Any]], event: Event, at: Envelope, keep: Keep
) -> Mapping[str, Noted[Any]]:
    after = dict(before)
    for fold in model.folds[type(event)]:
        for key in fold.keys_of(event, at):
            name = _named(model, key)
            known = after.get(name)
            folded = fold.apply(None if known is None else known.row, key, event, at)
            kept = None if folded is None else keep(folded)
            if kept is None:
                after.pop(name, None)
            elif known is None or kept != known.row:
                after[name] = Noted(kept, at.position if known is None else known.first, at.position)
    return after


def _of_person(event: Any, _at: Envelope) -> Key:
    return (event.person,)


def _named(model: ReadModel[Any], key: Key) -> str:
    return "/".join(str(value) for column, value in zip(model.key, key, strict=True) if column != model.person)

"""Circles: one row for each person, with all their ties, of each no more than its strength on any day comes from.

It is `ties` once more, in the form in which a search through many people's ties can read it: a row a person, which is
found and read at once where their ties lie scattered. What a circle says of a tie is what the folds of `ties` say.
"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import msgspec
from msgspec.structs import replace

from shared.event import Envelope, Event
from shared.projecting.read_model import Fold, Key, ReadModel, Row
from shared.read_models.ties import TIES, TieRow


class Tie(msgspec.Struct, frozen=True, array_like=True):
    """A tie with `other`. The numbers are those of `strength.Contact`; `last_day` is the last one's ordinal, else 0."""

    other: str
    connected: bool
    amount: float
    given: float
    received: float
    last_day: int


class CircleRow(Row, frozen=True):
    """Those with whom `person` has a tie, or had an invitation, in the order in which that came about."""

    person: str
    ties: tuple[Tie, ...] = ()


CIRCLES = ReadModel("circles", CircleRow, version=1, source="network", key=("person",))
"""Circles by person."""


def _folded(fold: Fold[TieRow]) -> Callable[[CircleRow | None, Key, Any, Envelope], CircleRow | None]:
    """What an event does to a circle: to each of its ties what it does to the row of that tie."""

    def fold_ties(row: CircleRow | None, key: Key, event: Event, at: Envelope) -> CircleRow | None:
        circle = row or CircleRow(*key)
        for person, other in fold.keys_of(event, at):
            known = next((tie for tie in circle.ties if tie.other == other), None)
            after = fold.apply(_as_row(person, known) if known else None, (person, other), event, at)
            if after is not None:
                circle = replace(circle, ties=_with(circle.ties, known, _as_tie(after)))
        return circle if circle.ties else None

    return fold_ties


def _person(fold: Fold[TieRow]) -> Callable[[Any, Envelope], Sequence[Key]]:
    """Whose circles an event touches: theirs whose ties it does."""
    return lambda event, at: list(dict.fromkeys((person,) for person, _ in fold.keys_of(event, at)))


def _with(ties: tuple[Tie, ...], known: Tie | None, tie: Tie) -> tuple[Tie, ...]:
    if known is None:
        return (*ties, tie)
    return tuple(tie if each is known else each for each in ties)


def _as_row(person: str, tie: Tie) -> TieRow:
    last_on = date.fromordinal(tie.last_day) if tie.last_day else None
    return TieRow(
        person,
        tie.other,
        connected=tie.connected,
        amount=tie.amount,
        given=tie.given,
        received=tie.received,
        last_on=last_on,
    )


def _as_tie(row: TieRow) -> Tie:
    last_day = row.last_on.toordinal() if row.last_on else 0
    return Tie(row.other, row.connected, row.amount, row.given, row.received, last_day)


for _event, _folds in TIES.folds.items():
    for _fold in _folds:
        CIRCLES.folds_each(_event, keys=_person(_fold))(_folded(_fold))

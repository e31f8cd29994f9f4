"""Circles: one row for each person, with all their ties, of each no more than its strength on any day comes from.

It is `ties` once more, in the form in which a search through many people's ties can read it: a row a person, which is
found and read at once where their ties lie scattered. What a circle says of a tie is what the folds of `ties` say.
"""

from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from struct import Struct
from typing import Any

import msgspec
from msgspec.structs import astuple

from shared.event import Envelope, Event
from shared.projecting.read_model import Fold, Key, ReadModel, Row
from shared.read_models.ties import TIES, TieRow

_NUMBERS = Struct("<5d")


class Tie(msgspec.Struct, frozen=True):
    """A tie: the numbers of `strength.Contact`, where `last_day` is the ordinal of the last day, or 0 for none."""

    connected: bool
    amount: float
    given: float
    received: float
    last_day: int


class CircleRow(Row, frozen=True):
    """Those with whom `person` has a tie, or had an invitation, in the order in which that came about.

    `others` are their ids, separated by spaces; `numbers` the five numbers of each tie, in the order of `Tie`, as
    little-endian doubles in base64. So thousands of ties are read without a thought for each.
    """

    person: str
    others: str = ""
    numbers: str = ""

    @property
    def ties(self) -> Mapping[str, Tie]:
        """The ties by the other one."""
        found = _NUMBERS.iter_unpack(b64decode(self.numbers))
        ties = (Tie(bool(tied), amount, given, received, int(day)) for tied, amount, given, received, day in found)
        return dict(zip(self.others.split(), ties, strict=True))

    def with_tie(self, other: str, tie: Tie) -> "CircleRow":
        """The circle with that tie in place of the one with `other`, if there is one."""
        ties = {**self.ties, other: tie}
        numbers = b"".join(_NUMBERS.pack(*astuple(each)) for each in ties.values())
        return CircleRow(self.person, " ".join(ties), b64encode(numbers).decode())


CIRCLES = ReadModel("circles", CircleRow, version=1, source="network", key=("person",))
"""Circles by person."""


def _folded(fold: Fold[TieRow]) -> Callable[[CircleRow | None, Key, Any, Envelope], CircleRow | None]:
    """What an event does to a circle: to each of its ties what it does to the row of that tie."""

    def fold_ties(row: CircleRow | None, key: Key, event: Event, at: Envelope) -> CircleRow | None:
        circle = row or CircleRow(*key)
        for person, other in fold.keys_of(event, at):
            known = circle.ties.get(other)
            after = fold.apply(_as_row(person, other, known) if known else None, (person, other), event, at)
            if after is not None:
                circle = circle.with_tie(other, _as_tie(after))
        return circle if circle.others else None

    return fold_ties


def _person(fold: Fold[TieRow]) -> Callable[[Any, Envelope], Sequence[Key]]:
    """Whose circles an event touches: theirs whose ties it does."""
    return lambda event, at: list(dict.fromkeys((person,) for person, _ in fold.keys_of(event, at)))


def _as_row(person: str, other: str, tie: Tie) -> TieRow:
    last_on = date.fromordinal(tie.last_day) if tie.last_day else None
    return TieRow(
        person,
        other,
        connected=tie.connected,
        amount=tie.amount,
        given=tie.given,
        received=tie.received,
        last_on=last_on,
    )


def _as_tie(row: TieRow) -> Tie:
    last_day = row.last_on.toordinal() if row.last_on else 0
    return Tie(row.connected, row.amount, row.given, row.received, last_day)


for _event, _folds in TIES.folds.items():
    for _fold in _folds:
        CIRCLES.folds_each(_event, keys=_person(_fold))(_folded(_fold))

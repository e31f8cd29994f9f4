"""Accesses: one row for each day on which somebody saw something of a person."""

from datetime import date

from shared.contracts.feedback.events import AccessRecorded
from shared.event import Envelope
from shared.projecting.read_model import Key, ReadModel, Row


class AccessRow(Row, frozen=True):
    """On that day `seer` saw `what` of `person`: the name of a query."""

    person: str
    seer: str
    what: str
    seen_on: date


ACCESSES = ReadModel("accesses", AccessRow, version=1, source="feedback", key=("person", "seer", "what", "seen_on"))
"""Accesses by person, who saw it, what and when."""


def _of(e: AccessRecorded, _at: Envelope) -> Key:
    return e.person, e.by, e.what, e.on


@ACCESSES.folds_into(AccessRecorded, key=_of)
def was_seen(_row: AccessRow | None, e: AccessRecorded, _at: Envelope) -> AccessRow:
    """It was seen that day."""
    return AccessRow(e.person, e.by, e.what, e.on)

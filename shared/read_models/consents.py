"""Consents: one row for each thing that a person ever let an audience see."""

from datetime import date

from msgspec.structs import replace

from shared.contracts.feedback.events import Audience, ConsentEvent, ConsentField, ConsentGiven, ConsentRevoked
from shared.event import Envelope
from shared.projecting.read_model import Key, ReadModel, Row


class ConsentRow(Row, frozen=True):
    """What `person` lets the audience see, until the end of the day `until` where there is one.

    `whom` is the person or unit that the audience is, empty where it is neither.
    """

    person: str
    field: ConsentField
    audience: Audience
    whom: str
    given_on: date
    until: date | None = None
    revoked_on: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether the audience may see it on `day`."""
        return self.revoked_on is None and (self.until is None or day <= self.until)


CONSENTS = ReadModel(
    "consents",
    ConsentRow,
    version=1,
    source="feedback",
    key=("person", "field", "audience", "whom"),
    indexes=[("audience", "whom")],
)
"""Consents by person, field and audience."""


def _of(e: ConsentEvent, _at: Envelope) -> Key:
    return e.person, e.field, e.audience, e.to or ""


@CONSENTS.folds_into(ConsentGiven, key=_of)
def was_given(_row: ConsentRow | None, e: ConsentGiven, _at: Envelope) -> ConsentRow:
    """They may see it."""
    return ConsentRow(e.person, e.field, e.audience, e.to or "", e.on, e.until)


@CONSENTS.on(ConsentRevoked, key=_of)
def was_revoked(row: ConsentRow, e: ConsentRevoked, _at: Envelope) -> ConsentRow:
    """They may not any more."""
    return replace(row, revoked_on=e.on)

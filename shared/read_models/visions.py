"""Visions: what success means to each person, as they last said."""

from datetime import date

from shared.contracts.goals.events import Limits, SuccessDefined
from shared.event import Envelope
from shared.projecting.read_model import ReadModel, Row


class VisionRow(Row, frozen=True):
    """What success means to someone since a day. Values and roles come with the dearest first."""

    person: str
    since: date
    success: str | None
    ranked_values: tuple[str, ...] | None
    desired_roles: tuple[str, ...] | None
    limits: Limits | None


VISIONS = ReadModel("visions", VisionRow, version=1, source="goals", key=("person",))
"""Visions by person."""


@VISIONS.folds_into(SuccessDefined)
def success_defined(row: VisionRow | None, e: SuccessDefined, _at: Envelope) -> VisionRow:
    """Replaces what was said of that day or an earlier one."""
    if row is not None and e.on < row.since:
        return row
    return VisionRow(e.person, e.on, e.success, e.values, e.desired_roles, e.limits)

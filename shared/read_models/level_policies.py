"""Level policies: one row for each that the organisation adopted, by its position in the log of skills."""

from datetime import datetime

from shared.contracts.skills.events import LevelPolicy, LevelPolicyAdopted
from shared.event import Envelope
from shared.projecting.read_model import Key, ReadModel, Row


class LevelPolicyRow(Row, frozen=True):
    """A policy that levels are computed by since a moment, until another is adopted."""

    position: int
    since: datetime
    policy: LevelPolicy
    adopted_by: str
    reason: str | None = None


LEVEL_POLICIES = ReadModel("level_policies", LevelPolicyRow, version=1, source="skills", key=("position",), person=None)
"""Level policies by position."""


def _position(_e: LevelPolicyAdopted, at: Envelope) -> Key:
    return (at.position,)


@LEVEL_POLICIES.folds_into(LevelPolicyAdopted, key=_position)
def adopted(_row: LevelPolicyRow | None, e: LevelPolicyAdopted, at: Envelope) -> LevelPolicyRow:
    """In force from now on."""
    return LevelPolicyRow(at.position, at.recorded, e.policy, e.by, e.reason)

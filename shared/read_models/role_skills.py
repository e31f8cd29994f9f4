"""Role skills: one row for each role and skill that it asks for, so that roles are found by skill.

A row holds while its `revision` is that of the role's profile. A table of its own, since row-level security lets
PostgreSQL use an index only for operators that cannot leak: text equality is one of them, containment is not.
"""

from collections.abc import Sequence
from decimal import Decimal

from shared.contracts.skills.events import RoleDescribed, RoleProfileDefined, RoleProfileRevised
from shared.event import Envelope
from shared.projecting.read_model import Key, ReadModel, Row


class RoleSkillRow(Row, frozen=True):
    """A role asks for a skill, as of `revision`."""

    role: str
    skill: str
    level: int
    importance: Decimal
    essential: bool
    revision: int


ROLE_SKILLS = ReadModel(
    "role_skills",
    RoleSkillRow,
    version=1,
    source="skills",
    key=("role", "skill"),
    person=None,
    indexes=[("skill", "role")],
)
"""What roles ask for, by role and skill."""


def _asked_for(e: RoleDescribed, _at: Envelope) -> Sequence[Key]:
    return [(e.role, each.skill) for each in e.skills]


@ROLE_SKILLS.folds_each(RoleProfileDefined, keys=_asked_for)
def defined(_row: RoleSkillRow | None, key: Key, e: RoleProfileDefined, at: Envelope) -> RoleSkillRow:
    """Asked for."""
    return _asked(key, e, at)


@ROLE_SKILLS.folds_each(RoleProfileRevised, keys=_asked_for)
def revised(_row: RoleSkillRow | None, key: Key, e: RoleProfileRevised, at: Envelope) -> RoleSkillRow:
    """Asked for, perhaps at another level."""
    return _asked(key, e, at)


def _asked(key: Key, e: RoleDescribed, at: Envelope) -> RoleSkillRow:
    asked = next(each for each in e.skills if each.skill == key[1])
    return RoleSkillRow(e.role, asked.skill, asked.level, asked.importance, asked.essential, at.position)

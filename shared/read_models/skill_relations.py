"""Skill relations: one row for what a skill is to another, so that they are found from both ends by an index."""

from shared.contracts.skills.events import SkillRelated, SkillRelation, SkillUnrelated
from shared.event import Envelope
from shared.projecting.read_model import ReadModel, Row


class SkillRelationRow(Row, frozen=True):
    """`other` is that to `skill`."""

    skill: str
    relation: SkillRelation
    other: str


SKILL_RELATIONS = ReadModel(
    "skill_relations",
    SkillRelationRow,
    version=1,
    source="skills",
    key=("skill", "relation", "other"),
    person=None,
    indexes=[("other", "relation", "skill")],
)
"""Relations by skill, relation and other skill."""


@SKILL_RELATIONS.starts(SkillRelated)
def related(e: SkillRelated, _at: Envelope) -> SkillRelationRow:
    """It was said."""
    return SkillRelationRow(e.skill, e.relation, e.other)


@SKILL_RELATIONS.on(SkillUnrelated)
def unrelated(_row: SkillRelationRow, _e: SkillUnrelated, _at: Envelope) -> None:
    """It was taken back."""

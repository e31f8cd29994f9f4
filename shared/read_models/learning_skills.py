"""Learning skills: one row for each skill and offer that leads to it, so that offers are found by skill.

A row holds while its `revision` is that of the offer.
"""

from collections.abc import Sequence

from shared.contracts.skills.events import LearningDescribed, LearningOffered, LearningRevised
from shared.event import Envelope
from shared.projecting.read_model import Key, ReadModel, Row


class LearningSkillRow(Row, frozen=True):
    """An offer leads to a skill at a level, as of `revision`."""

    skill: str
    learning: str
    level: int
    revision: int


LEARNING_SKILLS = ReadModel(
    "learning_skills", LearningSkillRow, version=1, source="skills", key=("skill", "learning"), person=None
)
"""What offers lead to, by skill and offer."""


def _led_to(e: LearningDescribed, _at: Envelope) -> Sequence[Key]:
    return [(each.skill, e.learning) for each in e.skills]


@LEARNING_SKILLS.folds_each(LearningOffered, keys=_led_to)
def offered(_row: LearningSkillRow | None, key: Key, e: LearningOffered, at: Envelope) -> LearningSkillRow:
    """Leads to it."""
    return _leads(key, e, at)


@LEARNING_SKILLS.folds_each(LearningRevised, keys=_led_to)
def revised(_row: LearningSkillRow | None, key: Key, e: LearningRevised, at: Envelope) -> LearningSkillRow:
    """Leads to it, perhaps at another level."""
    return _leads(key, e, at)


def _leads(key: Key, e: LearningDescribed, at: Envelope) -> LearningSkillRow:
    skill, learning = key
    level = next(each.level for each in e.skills if each.skill == skill)
    return LearningSkillRow(skill, learning, level, at.position)

"""A skill of the catalogue: what it is, what it is to others, and what becomes of it.

- A skill is described as a whole; under another name it is still known by the old one.
- Broader skills and prerequisites have no circles, neither directly nor by way of others. Similarity holds both ways.
- A skill may become one with another that is in use, which is then known by its names as well. Whoever names the
  merged one means the other. A skill is merged once, never into itself nor into one that was merged.
- A retired skill is named no more, and is taken back by being defined again.
- Saying the same again changes nothing.
"""

from services.skills.skill.defining import (
    SkillExists,
    SkillIsRetired,
    SkillMergedAway,
    define_skill,
    redefine_skill,
    retire_skill,
)
from services.skills.skill.merging import MergedInCircle, MergedIntoUnfit, merge_skill, proposed_merger
from services.skills.skill.naming import (
    Named,
    SkillNamedTwice,
    SkillNotInCatalogue,
    named_skills,
    require_each_once,
    require_skill,
)
from services.skills.skill.relating import (
    RelatedByTheOther,
    RelatedInCircle,
    proposed_relation,
    relate_skill,
    unrelate_skill,
)
from services.skills.skill.state import DESCRIPTION, SKILL, Skill, current, evolve, reachable

__all__ = [
    "DESCRIPTION",
    "SKILL",
    "MergedInCircle",
    "MergedIntoUnfit",
    "Named",
    "RelatedByTheOther",
    "RelatedInCircle",
    "Skill",
    "SkillExists",
    "SkillIsRetired",
    "SkillMergedAway",
    "SkillNamedTwice",
    "SkillNotInCatalogue",
    "current",
    "define_skill",
    "evolve",
    "merge_skill",
    "named_skills",
    "proposed_merger",
    "proposed_relation",
    "reachable",
    "redefine_skill",
    "relate_skill",
    "require_each_once",
    "require_skill",
    "retire_skill",
    "unrelate_skill",
]

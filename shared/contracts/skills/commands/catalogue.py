"""Commands about the catalogue of skills."""

from marshmallow import fields

from shared.contract import CommandSchema, choice, command, identifier, text
from shared.contracts.bounds import NOTE, STORY, TITLE
from shared.contracts.skills.commands.about import HR, NAMES, days, longer, some
from shared.contracts.skills.events import SkillKind, SkillRelation


@command(
    "skills.define_skill",
    access=HR,
    example={
        "skill": "sql",
        "name": "SQL",
        "kind": "technology",
        "aliases": ["Structured Query Language"],
        "half_life_days": 1460,
    },
)
class DefineSkill(CommandSchema):
    """Put a skill into the catalogue, or a retired one back into it."""

    skill = identifier(load_default=None)
    name = text(TITLE, required=True)
    kind = choice(SkillKind, load_default=SkillKind.SKILL)
    aliases = some(text(TITLE), NAMES, load_default=list)
    description = longer(STORY, load_default=None)
    framework = longer(TITLE, load_default=None)
    uri = longer(TITLE, load_default=None)
    half_life_days = days(
        load_default=None,
        allow_none=True,
        metadata={"description": "Days of disuse in which a level halves; those of the policy where left out."},
    )
    in_demand = fields.Boolean(load_default=False)


@command("skills.redefine_skill", access=HR, example={"skill": "sql", "name": "SQL databases"})
class RedefineSkill(CommandSchema):
    """Describe a skill anew. What is left out stays as it is; under a new name it is known by the old one, too."""

    skill = identifier(required=True)
    name = text(TITLE)
    kind = choice(SkillKind)
    aliases = some(text(TITLE), NAMES)
    description = longer(STORY)
    framework = longer(TITLE)
    uri = longer(TITLE)
    half_life_days = days(allow_none=True)
    in_demand = fields.Boolean()


class TwoSkills(CommandSchema):
    """What one skill is to another."""

    skill = identifier(required=True)
    relation = choice(SkillRelation, required=True)
    other = identifier(required=True)


@command("skills.relate_skill", access=HR, example={"skill": "sql", "relation": "broader", "other": "databases"})
class RelateSkill(TwoSkills):
    """Say that the other skill is broader than a skill, a prerequisite of it, or similar to it."""


@command("skills.unrelate_skill", access=HR, example={"skill": "sql", "relation": "broader", "other": "databases"})
class UnrelateSkill(TwoSkills):
    """Take back what the other skill is to a skill."""


@command("skills.merge_skill", access=HR, example={"skill": "sql-language", "into": "sql"})
class MergeSkill(CommandSchema):
    """Make a skill one with another, which keeps its names. Whoever names the first means the other from now on."""

    skill = identifier(required=True)
    into = identifier(required=True)


@command("skills.retire_skill", access=HR, example={"skill": "fax", "reason": "Nobody faxes any more"})
class RetireSkill(CommandSchema):
    """Take a skill out of the catalogue. What people have of it stays."""

    skill = identifier(required=True)
    reason = text(NOTE, load_default=None)

"""Commands about what roles ask for."""

from marshmallow import fields

from shared.contract import CommandSchema, command, identifier, text
from shared.contracts.bounds import NOTE, STORY, TITLE
from shared.contracts.skills.commands.about import HR, NAMES, SKILLS_OF_ROLE, SkillOfRole, longer, some


@command(
    "skills.define_role_profile",
    access=HR,
    example={
        "role": "data-engineer",
        "title": "Data engineer",
        "alternate_titles": ["Pipeline engineer"],
        "family": "engineering",
        "grade": "E3",
        "skills": [{"skill": "sql", "level": 4, "importance": 3}],
    },
)
class DefineRoleProfile(CommandSchema):
    """Say what a role asks for, skill by skill."""

    role = identifier(load_default=None)
    title = text(TITLE, required=True)
    skills = some(fields.Nested(SkillOfRole), SKILLS_OF_ROLE, load_default=list)
    alternate_titles = some(text(TITLE), NAMES, load_default=list)
    family = longer(TITLE, load_default=None)
    grade = longer(50, load_default=None)
    description = longer(STORY, load_default=None)
    framework = longer(TITLE, load_default=None)
    uri = longer(TITLE, load_default=None)


@command(
    "skills.revise_role_profile",
    access=HR,
    example={
        "role": "data-engineer",
        "skills": [{"skill": "sql", "level": 5, "importance": 3}],
        "grace_until": "2030-12-31",
        "reason": "The platform has grown",
    },
)
class ReviseRoleProfile(CommandSchema):
    """Say anew what a role asks for. What is left out stays as it is; skills are given all or not at all.

    Until the day `grace_until` nobody is less ready by it than before.
    """

    role = identifier(required=True)
    title = text(TITLE)
    skills = some(fields.Nested(SkillOfRole), SKILLS_OF_ROLE)
    alternate_titles = some(text(TITLE), NAMES)
    family = longer(TITLE)
    grade = longer(50)
    description = longer(STORY)
    framework = longer(TITLE)
    uri = longer(TITLE)
    grace_until = fields.Date(load_default=None, allow_none=True)
    reason = text(NOTE, load_default=None)


@command("skills.retire_role_profile", access=HR, example={"role": "typist", "reason": "There is no such role"})
class RetireRoleProfile(CommandSchema):
    """Say that a role is no longer described."""

    role = identifier(required=True)
    reason = text(NOTE, load_default=None)

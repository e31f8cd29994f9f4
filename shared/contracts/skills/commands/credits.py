"""What the service asks of itself because of what happened: crediting it to people's skill profiles."""

from marshmallow import fields

from shared.contract import command, identifier, text
from shared.contracts.bounds import NOTE, TITLE
from shared.contracts.skills.commands.about import NOBODY, SKILLS_OF_LEARNING, AboutPerson, LevelOfSkill, on_scale, some


class Credited(AboutPerson):
    """What shows skills of a person. Those that are no longer in the catalogue are left out."""

    skills = some(fields.Nested(LevelOfSkill), SKILLS_OF_LEARNING, load_default=list)


@command(
    "skills.credit_learning",
    access=NOBODY,
    example={
        "person": "ada",
        "learning": "sql-course",
        "title": "SQL in a week",
        "skills": [{"skill": "sql", "level": 3}],
    },
)
class CreditLearning(Credited):
    """Let a learning item that was completed show the skills that it leads to."""

    learning = identifier(required=True)
    title = text(TITLE, required=True)


@command(
    "skills.credit_credential",
    access=NOBODY,
    example={
        "person": "ada",
        "credential": "ada-sql",
        "title": "Certified in SQL",
        "skills": [{"skill": "sql", "level": 4}],
        "verified": True,
    },
)
class CreditCredential(Credited):
    """Let a credential that was issued, or verified, show its skills."""

    credential = identifier(required=True)
    title = text(TITLE, required=True)
    expires_on = fields.Date(load_default=None, allow_none=True)
    verified = fields.Boolean(load_default=False)


class RatingOfSkill(LevelOfSkill):
    """A skill at a level from 0 to 5, as a feedback rates it."""

    level = on_scale(required=True)


@command(
    "skills.credit_feedback",
    access=NOBODY,
    example={
        "person": "ada",
        "feedback": "well-done",
        "author": "grace",
        "skills": [{"skill": "sql", "level": 4}],
    },
)
class CreditFeedback(AboutPerson):
    """Take the ratings in a feedback as its author's assessments."""

    feedback = identifier(required=True)
    author = identifier(required=True)
    skills = some(fields.Nested(RatingOfSkill), SKILLS_OF_LEARNING, load_default=list)


@command(
    "skills.withdraw_credit",
    access=NOBODY,
    example={"person": "ada", "source": "ada-sql", "why": "The credential was revoked"},
)
class WithdrawCredit(AboutPerson):
    """Let nothing count any more that was credited for a feedback, a learning item or a credential."""

    source = identifier(required=True)
    why = text(NOTE, load_default=None)

"""Commands about people's credentials."""

from marshmallow import fields

from shared.contract import command, identifier, text
from shared.contracts.bounds import NOTE, TITLE
from shared.contracts.skills.commands.about import (
    HR,
    NOBODY,
    OWNER_AND_HR,
    SKILLS_OF_LEARNING,
    AboutPerson,
    LevelOfSkill,
    link,
    some,
)


@command(
    "skills.issue_credential",
    access=OWNER_AND_HR,
    example={
        "person": "ada",
        "credential": "ada-sql",
        "title": "Certified in SQL",
        "issuer": "The data school",
        "skills": [{"skill": "sql", "level": 4}],
        "expires_on": "2030-12-31",
        "number": "4711",
    },
)
class IssueCredential(AboutPerson):
    """Record a credential. What the person records themself is to be verified by somebody else."""

    credential = identifier(load_default=None)
    title = text(TITLE, required=True)
    issuer = text(TITLE, required=True)
    skills = some(fields.Nested(LevelOfSkill), SKILLS_OF_LEARNING, load_default=list)
    expires_on = fields.Date(load_default=None, allow_none=True)
    number = text(TITLE, load_default=None)
    url = link(load_default=None, allow_none=True)
    learning = identifier(load_default=None, metadata={"description": "The offer of learning that led to it."})


class AboutCredential(AboutPerson):
    """What concerns one credential of a person."""

    credential = identifier(required=True)


@command(
    "skills.verify_credential",
    access=HR,
    example={"person": "ada", "credential": "ada-sql", "how": "Seen the original"},
)
class VerifyCredential(AboutCredential):
    """Say that one has seen a credential to be genuine. Nobody does for their own."""

    how = text(NOTE, load_default=None)


@command(
    "skills.revoke_credential",
    access=HR,
    example={"person": "ada", "credential": "ada-sql", "reason": "It was somebody else's"},
)
class RevokeCredential(AboutCredential):
    """Say that a credential counts no more, and why."""

    reason = text(NOTE, required=True)


@command("skills.expire_credential", access=NOBODY, example={"person": "ada", "credential": "ada-sql"})
class ExpireCredential(AboutCredential):
    """Note that the day on which a credential expires has come."""

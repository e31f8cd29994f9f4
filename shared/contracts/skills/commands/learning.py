"""Commands about learning: what is on offer, and who learns it."""

from marshmallow import fields

from shared.contract import CommandSchema, choice, command, identifier, integer, text
from shared.contracts.bounds import NOTE, STORY, TITLE, number
from shared.contracts.skills.commands.about import (
    HR,
    OWNER,
    OWNER_AND_MANAGERS,
    SKILLS_OF_LEARNING,
    AboutPerson,
    LevelOfSkill,
    iso_currency,
    link,
    longer,
    some,
)
from shared.contracts.skills.events import LearningKind

MOST_HOURS, HIGHEST_COST = 100_000, 1_000_000_000


@command(
    "skills.offer_learning",
    access=HR,
    example={
        "learning": "sql-course",
        "title": "SQL in a week",
        "kind": "course",
        "skills": [{"skill": "sql", "level": 3}],
        "prerequisites": [{"skill": "sql", "level": 1}],
        "hours": 40,
        "cost": 900,
        "currency": "EUR",
        "provider": "The data school",
        "url": "https://example.org/courses/sql",
    },
)
class OfferLearning(CommandSchema):
    """Offer something to learn: the skills and levels that it leads to, and those that it asks for before."""

    learning = identifier(load_default=None)
    title = text(TITLE, required=True)
    kind = choice(LearningKind, required=True)
    skills = some(fields.Nested(LevelOfSkill), SKILLS_OF_LEARNING, load_default=list)
    prerequisites = some(fields.Nested(LevelOfSkill), SKILLS_OF_LEARNING, load_default=list)
    hours = number(0, MOST_HOURS, load_default=None, allow_none=True)
    cost = number(0, HIGHEST_COST, load_default=None, allow_none=True)
    currency = iso_currency(load_default=None, allow_none=True)
    provider = longer(TITLE, load_default=None)
    url = link(load_default=None, allow_none=True)
    description = longer(STORY, load_default=None)


@command("skills.revise_learning", access=HR, example={"learning": "sql-course", "hours": 32})
class ReviseLearning(CommandSchema):
    """Describe an offer anew. What is left out stays as it is; skills are given all or not at all."""

    learning = identifier(required=True)
    title = text(TITLE)
    kind = choice(LearningKind)
    skills = some(fields.Nested(LevelOfSkill), SKILLS_OF_LEARNING)
    prerequisites = some(fields.Nested(LevelOfSkill), SKILLS_OF_LEARNING)
    hours = number(0, MOST_HOURS, allow_none=True)
    cost = number(0, HIGHEST_COST, allow_none=True)
    currency = iso_currency(allow_none=True)
    provider = longer(TITLE)
    url = link(allow_none=True)
    description = longer(STORY)


@command("skills.withdraw_learning", access=HR, example={"learning": "sql-course", "reason": "The school has closed"})
class WithdrawLearning(CommandSchema):
    """Let an offer take nobody any more. Who is enrolled may go on."""

    learning = identifier(required=True)
    reason = text(NOTE, load_default=None)


class AboutEnrolment(AboutPerson):
    """What concerns a person's enrolment in an offer."""

    learning = identifier(required=True)


@command(
    "skills.enrol",
    access=OWNER_AND_MANAGERS,
    example={"person": "ada", "learning": "sql-course", "due": "2030-12-31", "override": "Has used it at school"},
)
class Enrol(AboutEnrolment):
    """Take up an offer of learning, or have somebody take it up."""

    due = fields.Date(load_default=None, allow_none=True)
    override = text(
        NOTE, load_default=None, metadata={"description": "Why, where the person lacks what the offer asks for."}
    )


@command("skills.progress_learning", access=OWNER, example={"person": "ada", "learning": "sql-course", "progress": 0.5})
class ProgressLearning(AboutEnrolment):
    """Say how much is done, from 0 to 1, and how many hours it took so far."""

    progress = number(0, 1, required=True)
    hours = number(0, MOST_HOURS, load_default=None, allow_none=True)


@command("skills.complete_learning", access=OWNER, example={"person": "ada", "learning": "sql-course", "score": 88})
class CompleteLearning(AboutEnrolment):
    """Say that it was learnt to the end. The skills that it leads to are credited."""

    score = number(0, 100, load_default=None, allow_none=True)
    certificate = text(TITLE, load_default=None, metadata={"description": "Its number or name."})
    hours = number(0, MOST_HOURS, load_default=None, allow_none=True)


@command("skills.drop_learning", access=OWNER, example={"person": "ada", "learning": "sql-course", "reason": "No time"})
class DropLearning(AboutEnrolment):
    """Give it up."""

    reason = text(NOTE, load_default=None)


@command("skills.rate_learning", access=OWNER, example={"person": "ada", "learning": "sql-course", "stars": 4})
class RateLearning(AboutEnrolment):
    """Say how much it gave one, from 1 to 5, once it has ended."""

    stars = integer(1, 5, required=True)
    comment = text(NOTE, load_default=None)

"""Commands about people's skills: what they say themselves, what others say, and what shows it."""

from marshmallow import fields, validate

from shared.contract import choice, command, integer, text
from shared.contracts.bounds import NOTE, TITLE
from shared.contracts.integrations.relations import Relation
from shared.contracts.skills.commands.about import ANYONE, OWNER, AboutPerson, AboutSkillOfPerson, link, on_scale
from shared.contracts.skills.events import EvidenceKind


@command("skills.claim_skill", access=OWNER, example={"person": "ada", "skill": "sql", "level": 3})
class ClaimSkill(AboutSkillOfPerson):
    """Say at which level one has a skill oneself."""

    level = on_scale(required=True)
    note = text(NOTE, load_default=None)


@command(
    "skills.assess_skill",
    access=ANYONE,
    example={
        "person": "ada",
        "skill": "sql",
        "relation": "manager",
        "level": 4,
        "why": "Wrote the reporting queries, and reviews those of others",
    },
)
class AssessSkill(AboutSkillOfPerson):
    """Say at which level somebody else has a skill, and why. The directory must confirm the relation stated."""

    relation = choice(Relation, required=True, metadata={"description": "What the caller is to the person."})
    level = on_scale(required=True)
    why = text(NOTE, required=True)


@command(
    "skills.endorse_skill",
    access=ANYONE,
    example={"person": "ada", "skill": "sql", "note": "She helped me out more than once"},
)
class EndorseSkill(AboutSkillOfPerson):
    """Vouch for a skill of somebody else, without saying at which level."""

    note = text(NOTE, load_default=None)


@command(
    "skills.add_evidence",
    access=OWNER,
    example={
        "person": "ada",
        "skill": "sql",
        "kind": "work",
        "title": "The sales report, end to end",
        "level": 4,
        "url": "https://example.org/reports/sales",
    },
)
class AddEvidence(AboutSkillOfPerson):
    """Show a skill by work, a certificate or a link, where it says so at a level."""

    kind = choice(
        EvidenceKind,
        required=True,
        validate=validate.NoneOf([EvidenceKind.LEARNING], error="Learning is credited once it is completed."),
    )
    title = text(TITLE, required=True)
    level = integer(1, 5, load_default=None, allow_none=True)
    url = link(load_default=None, allow_none=True)
    expires_on = fields.Date(load_default=None, allow_none=True)


@command("skills.use_skill", access=OWNER, example={"person": "ada", "skill": "sql", "note": "The yearly closing"})
class UseSkill(AboutSkillOfPerson):
    """Say that one used a skill of one's profile that day."""

    note = text(NOTE, load_default=None)


@command("skills.refresh_skill", access=OWNER, example={"person": "ada", "skill": "sql", "note": "Did the exercises"})
class RefreshSkill(AboutSkillOfPerson):
    """Say that one practised or learnt a skill of one's profile again."""

    note = text(NOTE, load_default=None)


@command("skills.remove_skill", access=OWNER, example={"person": "ada", "skill": "fax", "reason": "Not any more"})
class RemoveSkill(AboutSkillOfPerson):
    """Take a skill out of one's profile. What was said of it counts again when it is taken up again."""

    reason = text(NOTE, load_default=None)


class AboutRating(AboutPerson):
    """What concerns one rating in the ledger of a person."""

    rating = integer(1, 2**31 - 1, required=True, metadata={"description": "Its number in the ledger."})
    why = text(NOTE, required=True)


@command(
    "skills.correct_rating",
    access=ANYONE,
    example={"person": "ada", "rating": 2, "level": 3, "why": "I had somebody else in mind"},
)
class CorrectRating(AboutRating):
    """Correct a rating that one gave, or evidence that one added, to another level."""

    level = on_scale(required=True)


@command(
    "skills.withdraw_rating",
    access=ANYONE,
    example={"person": "ada", "rating": 2, "why": "I have not seen her work in years"},
)
class WithdrawRating(AboutRating):
    """Let a rating or endorsement that one gave, or evidence that one added, count no more."""

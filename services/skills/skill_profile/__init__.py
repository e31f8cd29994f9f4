"""A skill profile, one a person: the ledger of what they and others say of their skills, and of what shows them.

- Only skills of the catalogue are rated; who names a merged one means what it has become.
- People claim skills for themselves; nobody assesses or endorses themself. An assessor states a relation, which the
  directory confirms.
- Learning, credentials and feedback are credited once each, and no more once they are taken back.
- Who gave a rating can correct or withdraw it; the ledger keeps both. The level is computed, by a policy.
- A skill that was removed keeps its entries, and they count again when the person takes it up again.
- Saying the same again on the same day changes nothing.
"""

from services.skills.skill_profile.assessing import (
    AssessesOneself,
    RelationNotConfirmed,
    RelationOf,
    assess_skill,
    endorse_skill,
    skill_and_relations,
)
from services.skills.skill_profile.claiming import claim_skill, refresh_skill, remove_skill, use_skill
from services.skills.skill_profile.correcting import (
    NotYourRating,
    StatesNoLevel,
    UnknownRating,
    correct_rating,
    withdraw_rating,
)
from services.skills.skill_profile.evidence import (
    ExpiresBefore,
    add_evidence,
    credit_credential,
    credit_feedback,
    credit_learning,
    skills_credited,
    withdraw_credit,
)
from services.skills.skill_profile.state import SKILL_PROFILE, SkillNotHeld, skill_named

__all__ = [
    "SKILL_PROFILE",
    "AssessesOneself",
    "ExpiresBefore",
    "NotYourRating",
    "RelationNotConfirmed",
    "RelationOf",
    "SkillNotHeld",
    "StatesNoLevel",
    "UnknownRating",
    "add_evidence",
    "assess_skill",
    "claim_skill",
    "correct_rating",
    "credit_credential",
    "credit_feedback",
    "credit_learning",
    "endorse_skill",
    "refresh_skill",
    "remove_skill",
    "skill_and_relations",
    "skill_named",
    "skills_credited",
    "use_skill",
    "withdraw_credit",
    "withdraw_rating",
]

"""The state of a skill profile is its ledger; what decisions ask of it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from services.skills.skill import named_skills
from shared.aggregate import Aggregate, Streams
from shared.contracts.skills.events import RatingSource
from shared.contracts.skills.ledger import HeldSkill, Ledger, entered
from shared.errors import RuleViolation, require

SKILL_PROFILE = Aggregate("skill_profile", Ledger(), entered)


class SkillNotHeld(RuleViolation):
    """The skill is not in the person's profile."""

    def __init__(self, skill: str) -> None:
        super().__init__(
            f"The skill {skill} is not in the profile. Claim it first.", fields={"skill": ["Is not in the profile."]}
        )


def held_as(ledger: Ledger, *ids: str) -> str:
    """The first of the ids, those of one skill, by which the profile has it. Raises `SkillNotHeld`."""
    found = next((skill for skill in ids if ledger.has(skill)), None)
    require(found, SkillNotHeld(ids[0]))
    return found or ids[0]


def said_before(held: HeldSkill, source: RatingSource, rater: str, on: date, level: int | None = None) -> bool:
    """Whether the rater's last word that day, in that capacity, was the same."""
    words = [r for r in held.ratings if (r.source, r.rater, r.on, r.withdrawn) == (source, rater, on, False)]
    return bool(words) and words[-1].level == level


def skill_named(streams: Streams, payload: Mapping[str, Any]) -> Mapping[str, Any]:
    """For commands about one skill of a profile: the skill of the catalogue that they name."""
    return {"named": named_skills(streams, [payload["skill"]])}

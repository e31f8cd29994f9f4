"""Skill profiles: one row for each person and skill, with all that the ledger says of it.

So a level can be computed by any policy, on any day. A skill that was merged into another keeps its rows: who reads
them takes them together. The texts are kept beside the ratings, by number, since no policy looks at them.
"""

from collections.abc import Iterable
from typing import cast

import msgspec
from msgspec.structs import replace

from shared.contracts.skills.events import (
    EvidenceAdded,
    RatingCorrected,
    SkillAssessed,
    SkillClaimed,
    SkillEndorsed,
    SkillEvent,
    SkillRefreshed,
    SkillRemoved,
    SkillUsed,
)
from shared.contracts.skills.ledger import HeldSkill, Ledger, Rating, entered
from shared.event import Envelope
from shared.projecting.read_model import ReadModel, Row


class Words(msgspec.Struct, frozen=True):
    """What was said with the rating of that number; of evidence its title and address. None once forgotten."""

    number: int
    text: str | None = None
    title: str | None = None
    url: str | None = None
    corrected: str | None = None


class SkillProfileRow(HeldSkill, Row, frozen=True, kw_only=True):
    """A skill of a person.

    `highest` is the highest level that a rating states, 0 where none does or the skill was removed: the effective
    level is never above it, by whatever policy.
    """

    person: str
    skill: str
    highest: int = 0
    words: tuple[Words, ...] = ()


SKILL_PROFILES = ReadModel(
    "skill_profiles",
    SkillProfileRow,
    version=1,
    source="skills",
    key=("person", "skill"),
    indexes=[("skill", "highest", "person")],
)
"""Skill profiles by person and skill."""


def highest_level(ratings: Iterable[Rating]) -> int:
    """The highest level that any of the ratings states, withdrawn ones apart."""
    return max((rating.level or 0 for rating in ratings if not rating.withdrawn), default=0)


@SKILL_PROFILES.folds_into(SkillClaimed)
def claimed(row: SkillProfileRow | None, e: SkillClaimed, _at: Envelope) -> SkillProfileRow:
    """What the person says."""
    return _entered(row, e, Words(e.rating, e.note))


@SKILL_PROFILES.folds_into(SkillAssessed)
def assessed(row: SkillProfileRow | None, e: SkillAssessed, _at: Envelope) -> SkillProfileRow:
    """What somebody else says."""
    return _entered(row, e, Words(e.rating, e.why))


@SKILL_PROFILES.folds_into(SkillEndorsed)
def endorsed(row: SkillProfileRow | None, e: SkillEndorsed, _at: Envelope) -> SkillProfileRow:
    """Somebody else vouches for it."""
    return _entered(row, e, Words(e.rating, e.note))


@SKILL_PROFILES.folds_into(EvidenceAdded)
def shown(row: SkillProfileRow | None, e: EvidenceAdded, _at: Envelope) -> SkillProfileRow:
    """Something shows it."""
    return _entered(row, e, Words(e.rating, title=e.title, url=e.url))


@SKILL_PROFILES.folds_into(RatingCorrected)
def corrected(row: SkillProfileRow | None, e: RatingCorrected, _at: Envelope) -> SkillProfileRow:
    """A rating at another level, or withdrawn, and why."""
    after = _entered(row, e)
    words = tuple(replace(each, corrected=e.why) if each.number == e.rating else each for each in after.words)
    return replace(after, words=words)


@SKILL_PROFILES.folds_into(SkillUsed)
def used(row: SkillProfileRow | None, e: SkillUsed, _at: Envelope) -> SkillProfileRow:
    """Used at work."""
    return _entered(row, e)


@SKILL_PROFILES.folds_into(SkillRefreshed)
def refreshed(row: SkillProfileRow | None, e: SkillRefreshed, _at: Envelope) -> SkillProfileRow:
    """Fresh again."""
    return _entered(row, e)


@SKILL_PROFILES.folds_into(SkillRemoved)
def removed(row: SkillProfileRow | None, e: SkillRemoved, _at: Envelope) -> SkillProfileRow:
    """Not in the profile any more; what was said stays."""
    return _entered(row, e)


def _entered(row: SkillProfileRow | None, e: SkillEvent, *words: Words) -> SkillProfileRow:
    """The row with what the ledger makes of the event."""
    row = row or SkillProfileRow(person=e.person, skill=e.skill)
    after = cast(SkillProfileRow, entered(Ledger(e.person, 0, {e.skill: row}), e).held(e.skill))
    highest = 0 if after.removed else highest_level(after.ratings)
    return replace(after, highest=highest, words=(*after.words, *words))

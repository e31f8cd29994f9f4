"""The ledger of a person's skills: every rating with source, rater and day, and when each skill was used last.

What it comes to is not in it: the effective level is computed from it by a policy. A skill that the person removed
comes back by their own acts only, with all that was said of it. A certificate that nobody verified counts as a link
does, as something to look at. Pure, and never raising.
"""

from collections.abc import Iterable, Mapping
from datetime import date

import msgspec
from msgspec.structs import replace

from shared.contracts.skills.events import (
    EvidenceAdded,
    EvidenceKind,
    RatingCorrected,
    RatingEvent,
    RatingSource,
    SkillAssessed,
    SkillClaimed,
    SkillEndorsed,
    SkillEvent,
    SkillRefreshed,
    SkillRemoved,
    SkillUsed,
)
from shared.event import Event


class Rating(msgspec.Struct, frozen=True):
    """An entry of the ledger. `level` is as corrected last, `stated` as said first; None says nothing of the level.

    `rater` is a person, or for evidence what it is. `reference` is the feedback, learning or credential behind it.
    """

    number: int
    source: RatingSource
    rater: str
    on: date
    level: int | None = None
    stated: int | None = None
    reference: str | None = None
    expires_on: date | None = None
    withdrawn: bool = False


class HeldSkill(msgspec.Struct, frozen=True):
    """What the ledger says of one skill of the person, oldest rating first; `last_used` on or refreshed on."""

    ratings: tuple[Rating, ...] = ()
    last_used: date | None = None
    uses: int = 0
    removed: bool = False

    @property
    def days_used(self) -> tuple[date, ...]:
        """The days of use that matter to the level: the last one, where there is any."""
        return () if self.last_used is None else (self.last_used,)

    def rating(self, number: int) -> Rating | None:
        """The rating of that number, or None."""
        return next((rating for rating in self.ratings if rating.number == number), None)

    def referring_to(self, reference: str) -> tuple[Rating, ...]:
        """The ratings that come from that feedback, learning or credential."""
        return tuple(rating for rating in self.ratings if rating.reference == reference)


class Ledger(msgspec.Struct, frozen=True):
    """All skills of a person by id, and the number of the last rating."""

    person: str = ""
    size: int = 0
    skills: Mapping[str, HeldSkill] = {}

    def held(self, skill: str) -> HeldSkill:
        """What it says of a skill; nothing of one that it does not have."""
        return self.skills.get(skill, HeldSkill())

    def has(self, skill: str) -> bool:
        """Whether the skill is in the person's profile: something was said of it, and it was not removed since."""
        return skill in self.skills and not self.skills[skill].removed


def entered(ledger: Ledger, event: Event) -> Ledger:
    """The ledger after `event`; what is not about a skill of a person leaves it as it is."""
    if not isinstance(event, SkillEvent):
        return ledger
    held = _entered(ledger.held(event.skill), event)
    size = max(ledger.size, event.rating) if isinstance(event, RatingEvent) else ledger.size
    return Ledger(event.person, size, {**ledger.skills, event.skill: held})


def together(skills: Iterable[HeldSkill]) -> HeldSkill:
    """What is said of several skills as if they were one: those that were merged."""
    each = [held for held in skills if not held.removed]
    return HeldSkill(
        ratings=tuple(sorted((r for held in each for r in held.ratings), key=lambda rating: rating.number)),
        last_used=max((held.last_used for held in each if held.last_used), default=None),
        uses=sum(held.uses for held in each),
        removed=not each,
    )


def _entered(held: HeldSkill, event: SkillEvent) -> HeldSkill:
    match event:
        case SkillUsed() | SkillRefreshed():
            last = max(held.last_used or event.on, event.on)
            return replace(held, last_used=last, uses=held.uses + isinstance(event, SkillUsed), removed=False)
        case SkillRemoved():
            return replace(held, removed=True)
        case RatingCorrected():
            return replace(held, ratings=tuple(_corrected(rating, event) for rating in held.ratings))
        case SkillAssessed() | SkillEndorsed():
            return replace(held, ratings=(*held.ratings, _rating(event)))
        case SkillClaimed() | EvidenceAdded():
            return replace(held, ratings=(*held.ratings, _rating(event)), removed=False)
    return held


def _rating(event: SkillClaimed | SkillAssessed | SkillEndorsed | EvidenceAdded) -> Rating:
    match event:
        case SkillClaimed():
            source, rater = RatingSource.SELF, event.person
            return Rating(event.rating, source, rater, event.on, event.level, event.level)
        case SkillAssessed():
            source, rater = RatingSource(event.relation.value), event.assessor
            return Rating(event.rating, source, rater, event.on, event.level, event.level, event.feedback)
        case SkillEndorsed():
            return Rating(event.rating, RatingSource.ENDORSEMENT, event.endorser, event.on)
    unverified = event.kind is EvidenceKind.CERTIFICATE and not event.verified
    return Rating(
        number=event.rating,
        source=RatingSource.LINK if unverified else RatingSource(event.kind.value),
        rater=f"{event.kind}:{event.source or event.rating}",
        on=event.on,
        level=event.level,
        stated=event.level,
        reference=event.source,
        expires_on=event.expires_on,
    )


def _corrected(rating: Rating, event: RatingCorrected) -> Rating:
    if rating.number != event.rating:
        return rating
    return replace(rating, level=event.level, withdrawn=event.level is None)

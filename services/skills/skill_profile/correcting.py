"""Correcting and withdrawing ratings: by a new act, which leaves the first in the ledger."""

from datetime import date, datetime

from shared.contracts.days import day_of
from shared.contracts.skills.events import RatingCorrected, RatingSource
from shared.contracts.skills.ledger import Ledger, Rating
from shared.errors import RuleViolation, require
from shared.event import Event

_ONES_OWN = frozenset({RatingSource.WORK, RatingSource.CERTIFICATE, RatingSource.LINK})


class UnknownRating(RuleViolation):
    """The ledger has no rating of that number."""

    def __init__(self, rating: int) -> None:
        super().__init__(
            f"There is no rating {rating} in the ledger. Look up its number.", fields={"rating": ["Is unknown."]}
        )


class NotYourRating(RuleViolation):
    """The rating is somebody else's, or was credited."""

    def __init__(self, rating: int) -> None:
        super().__init__(
            f"The rating {rating} is not yours to correct. Ask who gave it, or say what you see instead.",
            fields={"rating": ["Is somebody else's."]},
        )


class StatesNoLevel(RuleViolation):
    """An endorsement was to be corrected to a level."""

    def __init__(self, rating: int) -> None:
        super().__init__(
            f"The entry {rating} is an endorsement, which states no level. Withdraw it, or assess the skill.",
            fields={"level": ["An endorsement has none."]},
        )


def correct_rating(
    ledger: Ledger,
    *,
    person: str,
    actor: str,
    rating: int,
    level: int,
    why: str,
    effective_on: date | None,
    now: datetime,
) -> list[Event]:
    """Correct, as `actor`, a rating of one's own to another level."""
    skill, known = _ones_own(ledger, rating, actor, person)
    require(known.source is not RatingSource.ENDORSEMENT, StatesNoLevel(rating))
    if known.level == level and not known.withdrawn:
        return []
    on = day_of(effective_on, now)
    return [RatingCorrected(person=person, skill=skill, on=on, rating=rating, by=actor, level=level, why=why)]


def withdraw_rating(
    ledger: Ledger, *, person: str, actor: str, rating: int, why: str, effective_on: date | None, now: datetime
) -> list[Event]:
    """Let, as `actor`, a rating of one's own count no more."""
    skill, known = _ones_own(ledger, rating, actor, person)
    if known.withdrawn:
        return []
    on = day_of(effective_on, now)
    return [RatingCorrected(person=person, skill=skill, on=on, rating=rating, by=actor, why=why)]


def _ones_own(ledger: Ledger, number: int, actor: str, person: str) -> tuple[str, Rating]:
    """The rating, with its skill, which is the actor's: they gave it, or it is evidence that they added themself."""
    for skill, held in ledger.skills.items():
        if rating := held.rating(number):
            added = actor == person and rating.source in _ONES_OWN and rating.reference is None
            require(rating.rater == actor or added, NotYourRating(number))
            return skill, rating
    raise UnknownRating(number)

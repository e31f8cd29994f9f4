"""Where a skill stands, in floats: as `shared.contracts.skills.levels` says it, without the confidence.

Recommendations look at every skill of each of many people; a test holds the two to the same levels.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from shared.contracts.skills.events import LevelPolicy, RatingSource
from shared.contracts.skills.ledger import HeldSkill, Rating

_EVIDENCE = frozenset({RatingSource.WORK, RatingSource.CERTIFICATE, RatingSource.LINK, RatingSource.LEARNING})
_LEAST_RECENCY = 2.0**-40


class QuickLevel(NamedTuple):
    """The level from 0 to 5, that which it would have without disuse, and when it was rated and used last.

    `rated` is false where nothing that counts states a level; it is at 0 then.
    """

    level: float
    unaged: float
    rated: bool
    rated_on: date | None = None
    last_used: date | None = None


@dataclass(frozen=True)
class QuickPolicy:
    """A level policy, its numbers ready to compute with."""

    policy: LevelPolicy

    @cached_property
    def weights(self) -> dict[str, float]:
        """How much each source counts, where it counts at all."""
        return {source: float(weight) for source, weight in self.policy.weights.items() if weight > 0}

    @cached_property
    def retained(self) -> float:
        """The share of a level that is never lost."""
        return float(self.policy.retained)

    def level(self, held: HeldSkill, half_life_days: int | None, today: date) -> QuickLevel:
        """Where a skill stands on that day."""
        counting = self._counting(held.ratings, today)
        last_used = held.last_used if held.last_used is not None and held.last_used <= today else None
        stating = [rating for rating in counting if rating.level is not None]
        if not stating:
            return QuickLevel(0.0, 0.0, False, None, last_used)
        half_life = half_life_days or self.policy.half_life_days
        newest = max(rating.on for rating in stating)
        aged, unaged = [], []
        for rating in stating:
            since = rating.on if last_used is None or last_used < rating.on else last_used
            kept = self.retained + (1 - self.retained) * 0.5 ** ((today - since).days / half_life)
            recency = 0.5 ** ((newest - rating.on).days / self.policy.rating_half_life_days)
            weight = self.weights[rating.source] * max(recency, _LEAST_RECENCY)
            level = float(rating.level or 0)
            aged.append((level * kept, weight, rating.source))
            unaged.append((level, weight, rating.source))
        return QuickLevel(_rounded(_mean(aged)), _rounded(_mean(unaged)), True, newest, last_used)

    def _counting(self, ratings: Sequence[Rating], today: date) -> list[Rating]:
        """The latest rating of each rater, and their latest endorsement, as far as they have weight."""
        latest: dict[tuple[str, bool], Rating] = {}
        for rating in ratings:
            if rating.withdrawn or rating.on > today:
                continue
            rater = (rating.rater, rating.source is RatingSource.ENDORSEMENT)
            before = latest.get(rater)
            if before is None or (before.on, before.number) < (rating.on, rating.number):
                latest[rater] = rating
        return [
            rating
            for rating in latest.values()
            if rating.source in self.weights and (rating.expires_on is None or today < rating.expires_on)
        ]


_Weighed = tuple[float, float, RatingSource]


def _mean(weighed: Sequence[_Weighed]) -> float:
    """The weighted mean of what people say, with the piece of each kind of evidence that raises it most."""
    said = [each for each in weighed if each[2] not in _EVIDENCE]
    if len(said) == len(weighed):
        return _weighted(said)
    mean = _weighted(said) if said else max(level for level, _, _ in weighed)
    while (raised := _raised(said, weighed, mean)) > mean:
        mean = raised
    return mean


def _raised(said: Sequence[_Weighed], weighed: Sequence[_Weighed], mean: float) -> float:
    best: dict[RatingSource, _Weighed] = {}
    for each in weighed:
        source = each[2]
        if source in _EVIDENCE and (source not in best or _pull(best[source], mean) < _pull(each, mean)):
            best[source] = each
    chosen = [*said, *(piece for piece in best.values() if piece[0] > mean)]
    return _weighted(chosen) if chosen else mean


def _pull(piece: _Weighed, mean: float) -> tuple[float, float, float]:
    level, weight, _ = piece
    return weight * (level - mean), level, weight


def _weighted(weighed: Sequence[_Weighed]) -> float:
    return sum(level * weight for level, weight, _ in weighed) / sum(weight for _, weight, _ in weighed)


def _rounded(value: float) -> float:
    """To one place, halves to the even one; the noise of floating point, far below, does not decide."""
    return round(round(value * 10, 8)) / 10

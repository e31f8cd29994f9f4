"""The effective level of a skill, computed from its ratings by a named policy. Pure.

*What counts.* Of each rater the latest rating that was not withdrawn; of evidence each piece until it expires; of all
these what the policy gives a weight. What is dated after `today` does not count yet.

*Ageing.* A rating says what the level was on its day. From then, or from the last use of the skill if that is later,
the level goes down with disuse: level x (r + (1 - r) x 0.5^(days / half-life)). That skills decay with disuse, and the
more the longer it lasts, is shown by Arthur, Bennett, Stanush and McNelly (1998, Human Performance 11); that decay
slows and a part r stays for good by Ebbinghaus (1885) and Bahrick (1984, J. Exp. Psych.: General 113, "permastore").

*Level.* The mean of the aged ratings, each weighted by its source and by 0.5^(days before the newest / rating
half-life). Of each kind of evidence one piece takes part, that which raises the mean most, if any does: the mean is the
highest over every such choice. So a certificate never lowers a level, and many pieces do not outweigh what people see.
It is found by Dinkelbach's method for ratios (1967, Management Science 13). Endorsements say nothing of the level.

*Confidence.* m / (m + k), Bühlmann's credibility (1967, ASTIN Bulletin 4), where k is the policy's `half_confidence`
and m sums, over the sources, weight x (f1 + f2 / 2 + f3 / 4 ...): f is 0.5^(age / rating half-life) of that source's
ratings and endorsements, the newest first. So another manager's view adds less than a first peer's, and an old one
less than a new one.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from math import fsum

import msgspec

from shared.contracts.skills.events import LevelPolicy, RatingSource
from shared.contracts.skills.ledger import Rating

_Weighed = tuple[float, float]
"""A level, and the weight that it has."""

_LEAST_RECENCY = 2.0**-40
"""However old a rating is, its weight does not vanish in floating point."""

_EVIDENCE = frozenset({RatingSource.WORK, RatingSource.CERTIFICATE, RatingSource.LINK, RatingSource.LEARNING})


def _policy(name: str, half_confidence: str, **weights: str) -> LevelPolicy:
    """A policy with three years for a skill without a half-life to halve, and two for a rating to count half."""
    return LevelPolicy(
        name=name,
        weights={RatingSource(source): Decimal(weight) for source, weight in weights.items()},
        half_life_days=1095,
        retained=Decimal("0.3"),
        rating_half_life_days=730,
        half_confidence=Decimal(half_confidence),
    )


STANDARD = _policy(
    "standard",
    "4",
    **{"self": "1", "manager": "3", "peer": "2", "report": "2", "other": "1"},
    **{"work": "2", "certificate": "3", "link": "1", "learning": "2", "endorsement": "0.5"},
)
"""Everybody counts, who sees more of the work counts more."""

MANAGER_LED = _policy(
    "manager-led",
    "4",
    **{"self": "0.5", "manager": "6", "peer": "1", "report": "1", "other": "0.5"},
    **{"work": "1", "certificate": "2", "link": "0.5", "learning": "1", "endorsement": "0.25"},
)
"""What the managers above say settles the level, once they say something."""

EVIDENCE_FIRST = _policy(
    "evidence-first",
    "6",
    **{"self": "0.5", "manager": "2", "peer": "1", "report": "1", "other": "0.5"},
    **{"work": "4", "certificate": "6", "link": "2", "learning": "4", "endorsement": "0.25"},
)
"""What can be shown counts more than what is said."""

POLICIES: Mapping[str, LevelPolicy] = {policy.name: policy for policy in (STANDARD, MANAGER_LED, EVIDENCE_FIRST)}
"""The policies that come with Milepost, by name; an organisation that adopted none uses `STANDARD`."""


class EffectiveLevel(msgspec.Struct, frozen=True):
    """Where a skill stands on a day: the level from 0 to 5 with one place, the confidence from 0 to 1 with two.

    `unaged` is the level that it would have without disuse, `sources` how many ratings and endorsements count,
    `rated_on` the day of the newest. Without any that states a level, the skill is unrated, at level 0.
    """

    level: Decimal = Decimal("0.0")
    confidence: Decimal = Decimal("0.00")
    unaged: Decimal = Decimal("0.0")
    sources: int = 0
    rated_on: date | None = None
    last_used: date | None = None

    @property
    def rated(self) -> bool:
        """Whether anything that counts states a level."""
        return self.sources > 0


def effective_level(
    ratings: Iterable[Rating], uses: Iterable[date], policy: LevelPolicy, half_life_days: int | None, today: date
) -> EffectiveLevel:
    """Where a skill stands on the day `today`, by `policy`.

    `ratings` are all of the person's for that skill, in any order; `uses` the days on which it was used or refreshed;
    `half_life_days` the skill's own, None for the policy's.
    """
    counting = _counting(ratings, policy, today)
    stating = [rating for rating in counting if rating.level is not None]
    last_used = max((day for day in uses if day <= today), default=None)
    if not stating:
        return EffectiveLevel(last_used=last_used)
    kept = [_kept(rating, last_used, policy, half_life_days or policy.half_life_days, today) for rating in stating]
    return EffectiveLevel(
        level=_rounded(_mean(stating, kept, policy), 1),
        confidence=_rounded(_confidence(counting, policy, today), 2),
        unaged=_rounded(_mean(stating, [1.0] * len(stating), policy), 1),
        sources=len(counting),
        rated_on=max(rating.on for rating in stating),
        last_used=last_used,
    )


def _counting(ratings: Iterable[Rating], policy: LevelPolicy, today: date) -> list[Rating]:
    """The latest rating of each rater, and their latest endorsement, as far as the policy gives them weight."""
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
        if policy.weights.get(rating.source, 0) > 0 and (rating.expires_on is None or today < rating.expires_on)
    ]


def _kept(rating: Rating, last_used: date | None, policy: LevelPolicy, half_life_days: int, today: date) -> float:
    """The share of its level that is left after disuse."""
    idle = (today - max(rating.on, last_used or rating.on)).days
    retained = float(policy.retained)
    return retained + (1 - retained) * _halved(idle, half_life_days)


def _mean(ratings: Sequence[Rating], kept: Sequence[float], policy: LevelPolicy) -> float:
    """The weighted mean of the aged levels, with the evidence that raises it most."""
    newest = max(rating.on for rating in ratings)
    said: list[_Weighed] = []
    shown: dict[RatingSource, list[_Weighed]] = defaultdict(list)
    for rating, share in zip(ratings, kept, strict=True):
        recency = max(_halved((newest - rating.on).days, policy.rating_half_life_days), _LEAST_RECENCY)
        weighed = (float(rating.level or 0) * share, float(policy.weights[rating.source]) * recency)
        (shown[rating.source] if rating.source in _EVIDENCE else said).append(weighed)
    mean = _weighted(said) if said else max(level for pieces in shown.values() for level, _ in pieces)
    while (raised := _raised(said, shown.values(), mean)) > mean:
        mean = raised
    return mean


def _raised(said: Sequence[_Weighed], shown: Iterable[Sequence[_Weighed]], mean: float) -> float:
    """The mean with, of each kind, the piece that pulls it up from `mean` most."""

    def pull(weighed: _Weighed) -> tuple[float, _Weighed]:
        level, weight = weighed
        return weight * (level - mean), weighed

    best = (max(pieces, key=pull) for pieces in shown)
    chosen = [*said, *(piece for piece in best if piece[0] > mean)]
    return _weighted(chosen) if chosen else mean


def _weighted(weighed: Sequence[_Weighed]) -> float:
    return fsum(level * weight for level, weight in weighed) / fsum(weight for _, weight in weighed)


def _confidence(ratings: Iterable[Rating], policy: LevelPolicy, today: date) -> float:
    by_source: dict[RatingSource, list[float]] = defaultdict(list)
    for rating in ratings:
        by_source[rating.source].append(_halved((today - rating.on).days, policy.rating_half_life_days))
    mass = fsum(
        float(policy.weights[source]) * fresh / 2**rank
        for source, freshness in by_source.items()
        for rank, fresh in enumerate(sorted(freshness, reverse=True))
    )
    return mass / (mass + float(policy.half_confidence))


def _halved(days: int, half_life_days: int) -> float:
    return float(0.5 ** (days / half_life_days))


def _rounded(value: float, places: int) -> Decimal:
    """To so many places; the noise of floating point, far below them, does not decide between two neighbours."""
    return Decimal(f"{round(value, 9):.9f}").quantize(Decimal(1).scaleb(-places))

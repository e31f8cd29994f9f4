"""Which candidates are recommended: the best, but not all of the same, and not what the person has had enough of. Pure.

- Of each kind and in all no more than the policy says.
- What was dismissed or taken up rests for the policy's `rest_days`: it is no candidate meanwhile.
- Each dismissal leaves less room for its kind, each acceptance more: the share of acceptances by the rule of
  succession of Laplace, beginning with two for it.
- The next one chosen is the one that does best after what was chosen already is taken off: for the same kind a little,
  for the same topics more (maximal marginal relevance; Carbonell and Goldstein 1998).
- What stands already is preferred a little to what does not, so that a list does not flicker.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from heapq import heapify, heappop, heapreplace
from operator import attrgetter

from services.recommendations.candidate import Candidate, Lever, Words, contributions, factors, score_of
from services.recommendations.recommendation import Recommendations, about
from shared.contracts.recommendations.events import Factor, Kind, Policy

PRIOR = 2
"""Acceptances that each kind begins with."""

SAME_KIND, SAME_TOPICS = 0.15, 0.5
"""What one more of the same kind, and about the same, is worth less, as a share of its score."""

STANDING = 1.05
"""By how much what stands already is preferred."""

LOOKED_AT = 2
"""Of a kind, so many times more than may be chosen are looked at."""

Ranked = Mapping[Kind, Sequence[Candidate]]
"""Candidates by kind, the best first."""


@dataclass(frozen=True)
class Choice:
    """A candidate that is recommended; its reasons, and what would alter it, are found when they are asked for."""

    candidate: Candidate
    among: Sequence[Candidate]

    @cached_property
    def contributions(self) -> Mapping[str, float]:
        """What each reason adds to the score."""
        return contributions(self.candidate.parts)

    @property
    def score(self) -> float:
        """What the reasons add up to."""
        return score_of(self.contributions)

    @cached_property
    def words(self) -> Words:
        """All that is said of it."""
        return self.candidate.words()

    @cached_property
    def reasons(self) -> tuple[Factor, ...]:
        """Why it is recommended."""
        return factors(self.contributions, self.words.reasons)

    @property
    def counterfactual(self) -> str:
        """The smallest change that would alter its place among those of its kind, and how."""
        return counterfactual(self.candidate, self.words, self.among)


def choose(candidates: Iterable[Candidate], known: Recommendations, policy: Policy) -> Sequence[Choice]:
    """What to recommend, the best first."""
    ranked = rank(candidates)
    return [Choice(each, ranked[each.kind]) for each in best_of(ranked, known, policy)]


def rank(candidates: Iterable[Candidate]) -> Ranked:
    """The candidates of each kind, the best first; those that do not score are none."""
    by_kind: dict[Kind, list[Candidate]] = defaultdict(list)
    for each in candidates:
        if each.score > 0:
            by_kind[each.kind].append(each)
    for of_kind in by_kind.values():
        of_kind.sort(key=attrgetter("subject"))
        of_kind.sort(key=attrgetter("score"), reverse=True)
    return by_kind


def best_of(ranked: Ranked, known: Recommendations, policy: Policy) -> Sequence[Candidate]:
    """The best of them all, the best first.

    What is left of a candidate beside those chosen only ever becomes less: whoever is still ahead after another look
    is the best, and the others need none (Minoux 1978, accelerated greedy algorithms).
    """
    standing = {each.about for each in known.standing.values()}
    waiting: list[tuple[float, str, float, Candidate]] = []
    for kind, of_kind in ranked.items():
        of_worth = room(kind, known)
        for each in of_kind[: of_weight(policy) - 1]:
            name = about(kind, each.subject)
            worth = each.score * of_worth * (STANDING if name in standing else 1.0)
            waiting.append((-worth, name, worth, each))
    heapify(waiting)
    chosen: list[Candidate] = []
    kinds: Counter[Kind] = Counter()
    topics: set[str] = set()
    while waiting and len(chosen) < policy.most:
        _, name, worth, each = waiting[0]
        if kinds[each.kind] >= policy.most_of_a_kind:
            heappop(waiting)
            continue
        now = -worth * _beside(each, kinds, topics)
        heapreplace(waiting, (now, name, worth, each))
        if waiting[0][1] == name:
            heappop(waiting)
            chosen.append(each)
            kinds[each.kind] += 1
            topics |= each.topics
    return chosen


def of_weight(policy: Policy) -> int:
    """So many of a kind make a difference to what is recommended, and why: those looked at, and the next below them."""
    return LOOKED_AT * policy.most_of_a_kind + 1


def room(kind: Kind, known: Recommendations) -> float:
    """How much room the person leaves for a kind: 1 at first, less with each dismissal."""
    taken = PRIOR + known.acceptances.get(kind, 0)
    return taken / (taken + known.dismissals.get(kind, 0))


def resting(known: Recommendations, policy: Policy, today: date) -> frozenset[tuple[Kind, str]]:
    """What the person dismissed, or took up, not long ago."""
    since = today - timedelta(days=policy.rest_days)
    ended = (*known.dismissed.items(), *known.accepted.items())
    names = (what.partition(":") for what, on in ended if on > since)
    return frozenset((Kind(kind), subject) for kind, _, subject in names)


def counterfactual(candidate: Candidate, words: Words, ranked: Sequence[Candidate]) -> str:
    """The smallest change that would alter the place of a candidate among those of its kind, and how."""
    place = next(at for at, each in enumerate(ranked) if each.subject == candidate.subject)
    above = ranked[place - 1].score - candidate.score if place else None
    below = candidate.score - ranked[place + 1].score if place + 1 < len(ranked) else None
    for lever in sorted(words.levers, key=lambda each: (abs(each.change), each.words)):
        if (effect := _effect(lever, candidate, above, below, place)) is not None:
            return f"With {lever.words}, {effect}."
    nearest = min(gap for gap in (above, below, candidate.score) if gap is not None)
    return f"No single change that is known would move it; its score would have to change by {nearest:.2f}."


def _effect(lever: Lever, candidate: Candidate, above: float | None, below: float | None, place: int) -> str | None:
    """What a lever does to the place; None where it does nothing."""
    if candidate.score + lever.change <= 0:
        return "this would no longer be recommended"
    if above is not None and lever.change > above:
        return "this would come first" if place == 1 else "this would come further up"
    if below is not None and -lever.change > below:
        return "this would no longer come first" if place == 0 else "this would come further down"
    return None


def _beside(candidate: Candidate, kinds: Counter[Kind], topics: set[str]) -> float:
    """The share of its worth that a candidate keeps beside what was chosen."""
    alike = 0.0 if topics.isdisjoint(candidate.topics) else len(candidate.topics & topics) / len(candidate.topics)
    return (1 - SAME_TOPICS * alike) / (1 + SAME_KIND * kinds[candidate.kind])

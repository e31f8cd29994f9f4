"""Which candidates are recommended: the best, but not all of the same, and not what the person has had enough of. Pure.

- Of each kind and in all no more than the policy says.
- What was dismissed or taken up rests for the policy's `rest_days`.
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

from services.recommendations.candidate import Candidate, Lever
from services.recommendations.recommendation import Recommendations, about
from shared.contracts.recommendations.events import Kind, Policy

PRIOR = 2
"""Acceptances that each kind begins with."""

SAME_KIND, SAME_TOPICS = 0.15, 0.5
"""What one more of the same kind, and about the same, is worth less, as a share of its score."""

STANDING = 1.05
"""By how much what stands already is preferred."""


@dataclass(frozen=True)
class Choice:
    """A candidate that is recommended, and the smallest change that would alter it."""

    candidate: Candidate
    counterfactual: str


def choose(candidates: Iterable[Candidate], known: Recommendations, policy: Policy, today: date) -> Sequence[Choice]:
    """What to recommend today, the best first."""
    ranked = rank(candidates)
    open_to = {
        kind: [each for each in of_kind if not _rests(each, known, policy, today)] for kind, of_kind in ranked.items()
    }
    return [Choice(each, counterfactual(each, ranked[each.kind])) for each in _best(open_to, known, policy)]


def rank(candidates: Iterable[Candidate]) -> Mapping[Kind, Sequence[Candidate]]:
    """The candidates of each kind, the best first; those that do not score are none."""
    by_kind: dict[Kind, list[Candidate]] = defaultdict(list)
    for each in candidates:
        if each.score > 0:
            by_kind[each.kind].append(each)
    return {kind: sorted(of_kind, key=lambda each: (-each.score, each.subject)) for kind, of_kind in by_kind.items()}


def room(kind: Kind, known: Recommendations) -> float:
    """How much room the person leaves for a kind: 1 at first, less with each dismissal."""
    taken = PRIOR + known.acceptances.get(kind, 0)
    return taken / (taken + known.dismissals.get(kind, 0))


def counterfactual(candidate: Candidate, ranked: Sequence[Candidate]) -> str:
    """The smallest change that would alter the place of a candidate among those of its kind, and how."""
    place = ranked.index(candidate)
    above = ranked[place - 1].score - candidate.score if place else None
    below = candidate.score - ranked[place + 1].score if place + 1 < len(ranked) else None
    for lever in sorted(candidate.levers, key=lambda each: (abs(each.change), each.words)):
        if (effect := _effect(lever, candidate, above, below, place)) is not None:
            return f"With {lever.words}, {effect}."
    nearest = min(abs(gap) for gap in (above, below, candidate.score) if gap is not None)
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


def _best(open_to: Mapping[Kind, Sequence[Candidate]], known: Recommendations, policy: Policy) -> list[Candidate]:
    """The best of them all, one by one. Of a kind, only its best few can be among them."""
    standing = {each.about for each in known.standing.values()}
    worth: dict[str, tuple[float, Candidate]] = {}
    for kind, of_kind in open_to.items():
        of_worth = room(kind, known)
        for each in of_kind[: _LOOKED_AT * policy.most_of_a_kind]:
            name = about(kind, each.subject)
            worth[name] = (each.score * of_worth * (STANDING if name in standing else 1.0), each)
    chosen: list[Candidate] = []
    kinds: Counter[Kind] = Counter()
    topics: Counter[str] = Counter()
    while worth and len(chosen) < policy.most:
        left = {name: value * _beside(each, kinds, topics) for name, (value, each) in worth.items()}
        _, best = worth.pop(max(left, key=lambda name: (left[name], name)))
        chosen.append(best)
        kinds[best.kind] += 1
        topics.update(best.topics)
        if kinds[best.kind] >= policy.most_of_a_kind:
            worth = {each: pair for each, pair in worth.items() if pair[1].kind is not best.kind}
    return chosen


_LOOKED_AT = 4
"""Of a kind, so many times more than may be chosen are looked at."""


def _beside(candidate: Candidate, kinds: Counter[Kind], topics: Counter[str]) -> float:
    """The share of its worth that a candidate keeps beside what was chosen."""
    alike = sum(topics[topic] > 0 for topic in candidate.topics) / max(len(candidate.topics), 1)
    return (1 - SAME_TOPICS * alike) / (1 + SAME_KIND * kinds[candidate.kind])


def _rests(candidate: Candidate, known: Recommendations, policy: Policy, today: date) -> bool:
    what = about(candidate.kind, candidate.subject)
    ended = [days[what] for days in (known.dismissed, known.accepted) if what in days]
    return any(today < on + timedelta(days=policy.rest_days) for on in ended)

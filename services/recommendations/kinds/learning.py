"""Learning: the offer that closes the largest weighted gap for its hours and cost, and did well for people alike.

- An offer is a candidate where it leads beyond the level that the person has in a skill that a role of theirs asks for.
- What it asks for beforehand has to be met. What is being learnt, or was learnt already, is none.
"""

from collections.abc import Iterable, Mapping
from itertools import islice

from services.recommendations.candidate import (
    AWAY,
    LEAST,
    Candidate,
    Lever,
    Reason,
    Words,
    candidate,
    saturating,
    weights,
)
from services.recommendations.kinds.alike import for_all_alike
from services.recommendations.knowledge import NOBODY, Knowledge, Outcome
from services.recommendations.person import Need, Person
from shared.contracts.recommendations.events import Kind, Policy
from shared.contracts.skills.events import LearningKind
from shared.read_models.enrolments import EnrolmentStatus
from shared.read_models.learning_offers import LearningOfferRow

KIND = Kind.LEARNING

DEFAULTS = {"gap": 0.8, "effort": 1.0, "cost": 1.0, "alike": 0.2, "rated": 0.15}
"""`effort` and `cost` are the shares, up to 1, of what the gap contributes that hours and cost take back."""

HALF_GAIN, HALF_HOURS, HALF_COST = 0.08, 60.0, 2000.0
"""The readiness gained at which the gap counts half; the hours, and the cost, that take half of it back."""

HOURS = {LearningKind.DEGREE: 600.0, LearningKind.BOOK: 12.0, LearningKind.CONFERENCE: 16.0}
"""The hours of an offer that does not state them, where they are not those of a course."""

HOURS_OF_A_COURSE = 30.0

NOTHING = Outcome()
"""How an offer fared that nobody took up."""

LOOKED_AT = 12
"""How many offers are looked at: those that close most."""


def candidates(person: Person, knowledge: Knowledge, policy: Policy) -> Iterable[Candidate]:
    """The offers that close gaps of the person."""
    weight = weights(policy, KIND, DEFAULTS)
    gains = for_all_alike("offers", person, knowledge, weight, lambda: _gains(person))
    taken = _taken(person)
    new = (name for name in gains if name not in taken and not person.rests(KIND, name))
    for name in islice(new, LOOKED_AT):
        yield _candidate(person, knowledge, person.catalogue.offers[name], gains[name], weight)


def _gains(person: Person) -> Mapping[str, Mapping[str, float]]:
    """What each offer that the person is ready for gains, by skill; the offer that gains most first."""
    known = person.catalogue
    gains: dict[str, dict[str, float]] = {}
    for skill, need in person.needs.items():
        for name in known.offers_to.get(skill, ()):
            if gain := need.weight * _closed(need, known.leads_to[name][skill]):
                gains.setdefault(name, {})[skill] = gain
    order = sorted((-sum(of_offer.values()), name) for name, of_offer in gains.items() if _ready(person, name))
    return {name: gains[name] for _, name in order}


def _candidate(
    person: Person,
    knowledge: Knowledge,
    offer: LearningOfferRow,
    gains: Mapping[str, float],
    weight: Mapping[str, float],
) -> Candidate:
    outcome = knowledge.outcomes.get(offer.learning, NOTHING)
    parts = {
        **_worth(offer, sum(gains.values()), weight, _hours(offer)),
        "alike": weight["alike"] * _alike(person, knowledge, outcome),
        "rated": weight["rated"] * _rated(outcome),
    }
    topics = (f"skill:{skill}" for skill in gains)
    return candidate(
        KIND, offer.learning, parts, lambda: _words(person, knowledge, offer, gains, outcome, weight), topics
    )


def _worth(offer: LearningOfferRow, gain: float, weight: Mapping[str, float], hours: float) -> Mapping[str, float]:
    """What the gap contributes, and what effort and cost take back of it."""
    gap = weight["gap"] * saturating(gain, HALF_GAIN)
    effort = -gap * min(weight["effort"], 1.0) * saturating(hours, HALF_HOURS)
    cost = -(gap + effort) * min(weight["cost"], 1.0) * saturating(float(offer.cost or 0), HALF_COST)
    return {"gap": gap, "effort": effort, "cost": cost}


def _alike(person: Person, knowledge: Knowledge, outcome: Outcome) -> float:
    """How many of those in the same role completed it, and how many of all who began it."""
    completed = 0 if outcome.completions < LEAST else _completed_alike(person, knowledge, outcome)
    if completed < LEAST:
        return 0.0
    return saturating(completed, 5) * outcome.completions / (outcome.completions + outcome.dropped)


def _completed_alike(person: Person, knowledge: Knowledge, outcome: Outcome) -> int:
    role = knowledge.role_numbers.get(person.role_key, NOBODY) if person.role_key else NOBODY
    return 0 if role == NOBODY else outcome.completed.get(role, 0)


def _rated(outcome: Outcome) -> float:
    """The stars above three, in doubt where few gave any."""
    if outcome.ratings < LEAST:
        return 0.0
    return (outcome.stars / outcome.ratings - 3) / 2 * saturating(outcome.ratings, 5)


def _words(
    person: Person,
    knowledge: Knowledge,
    offer: LearningOfferRow,
    gains: Mapping[str, float],
    outcome: Outcome,
    weight: Mapping[str, float],
) -> Words:
    best = max(gains, key=lambda skill: (gains[skill], skill))
    need, name = person.needs[best], person.catalogue.name(best)
    stands = "nothing says what you can do yet" if need.gap.level is None else f"you are at {need.gap.level:.1f}"
    asks = f"{need.aim.role.title}, {need.aim.words}, asks for level {need.gap.required} in {name}, and {stands}"
    stars = outcome.stars / outcome.ratings if outcome.ratings else 0
    completed = _completed_alike(person, knowledge, outcome)
    reasons = {
        "gap": Reason(asks, (*person.evidence_of(best), *need.aim.evidence)),
        "effort": Reason(f"It takes about {_hours(offer):.0f} hours"),
        "cost": Reason(f"It costs {offer.cost} {offer.currency or ''}".strip()),
        "alike": Reason(f"{completed} people who are in your role today completed it"),
        "rated": Reason(f"{outcome.ratings} people rated it {stars:.1f} of 5"),
    }
    return Words(offer.title, reasons, _levers(person, offer, gains, best, weight))


def _levers(
    person: Person, offer: LearningOfferRow, gains: Mapping[str, float], best: str, weight: Mapping[str, float]
) -> Iterable[Lever]:
    """One level more in what it is about most, half of the hours, or having learnt it."""
    gain, hours, need = sum(gains.values()), _hours(offer), person.needs[best]
    now = sum(_worth(offer, gain, weight, hours).values())
    higher = gain - gains[best] + _with_one_more(need, person.catalogue.leads_to[offer.learning][best])
    further = sum(_worth(offer, higher, weight, hours).values()) if higher > 0 else 0.0
    yield Lever(f"one level more in {person.catalogue.name(best)}", further - now if higher > 0 else AWAY)
    half = sum(_worth(offer, gain, weight, hours / 2).values())
    yield Lever(f"{hours / 2:.0f} hours instead of {hours:.0f}", half - now)
    yield Lever("this learnt already", AWAY)


def _closed(need: Need, leads_to: int) -> float:
    """The share of a gap that an offer closes."""
    return max(min(leads_to, need.gap.required) - need.level, 0.0) / need.gap.left


def _with_one_more(need: Need, leads_to: int) -> float:
    """The weighted readiness that an offer would add in a skill, were the person one level further."""
    gained = max(min(leads_to, need.gap.required) - need.level - 1, 0.0)
    return need.weight * gained / need.gap.left


def _hours(offer: LearningOfferRow) -> float:
    return float(offer.hours) if offer.hours else HOURS.get(offer.kind, HOURS_OF_A_COURSE)


def _taken(person: Person) -> frozenset[str]:
    """The offers that the person is at, or was."""
    ledger = person.facts.ledger
    rows = (each.row for each in (ledger.enrolments.values() if ledger else ()))
    return frozenset(row.learning for row in rows if row.status is not EnrolmentStatus.DROPPED)


def _ready(person: Person, offer: str) -> bool:
    """Whether the person has what the offer asks for beforehand."""
    return all(person.rated.get(skill, 0.0) >= level for skill, level in person.catalogue.asks_before[offer].items())

"""Learning: the offer that closes the largest weighted gap for its hours and cost, and did well for people alike.

- An offer is a candidate where it leads beyond the level that the person has in a skill that a role of theirs asks for.
- What it asks for beforehand has to be met. What is being learnt, or was learnt already, is none.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from services.recommendations.candidate import AWAY, LEAST, Candidate, Lever, factor, saturating, telling, weights
from services.recommendations.knowledge import NOBODY, Knowledge, Outcome
from services.recommendations.knowledge_catalogue import asked_before, leads_to
from services.recommendations.person import Need, Person
from shared.contracts.recommendations.events import Factor, Kind, Policy
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


def candidates(person: Person, knowledge: Knowledge, policy: Policy) -> Iterable[Candidate]:
    """The offers that close gaps of the person."""
    weight = weights(policy, KIND, DEFAULTS)
    known = person.catalogue
    closing: dict[str, list[Need]] = {}
    for need in person.needs.values():
        for offer in known.offers_to.get(need.skill, ()):
            if _closed(need, leads_to(offer, need.skill, known)) > 0:
                closing.setdefault(offer.learning, []).append(need)
    for learning in sorted(closing):
        offer = known.offers[learning]
        if not _taken(person, offer) and _ready(person, offer):
            yield _candidate(person, knowledge, offer, closing[learning], weight)


def _candidate(
    person: Person, knowledge: Knowledge, offer: LearningOfferRow, needs: list[Need], weight: Mapping[str, float]
) -> Candidate:
    known = person.catalogue
    gains = {need.skill: need.weight * _closed(need, leads_to(offer, need.skill, known)) for need in needs}
    best = max(needs, key=lambda need: (gains[need.skill], need.skill))
    gain = sum(gains.values())
    others = knowledge.outcomes.get(offer.learning, Outcome())
    factors = [*_worth(offer, gain, weight, best, person), *_of_others(person, knowledge, others, weight)]
    name = known.name(best.skill)
    higher = gain - gains[best.skill] + _with_one_more(best, leads_to(offer, best.skill, known))
    change = _total(offer, higher, weight) - _total(offer, gain, weight)
    levers = [Lever(f"one level more in {name}", change)]
    hours = _hours(offer)
    half = _total(offer, gain, weight, hours=hours / 2) - _total(offer, gain, weight)
    levers.append(Lever(f"{hours / 2:.0f} hours instead of {hours:.0f}", half))
    levers.append(Lever("this learnt already", AWAY))
    topics = frozenset(f"skill:{skill}" for skill in gains)
    return Candidate(KIND, offer.learning, offer.title, telling(factors), tuple(levers), topics)


def _worth(
    offer: LearningOfferRow, gain: float, weight: Mapping[str, float], best: Need, person: Person
) -> Iterable[Factor]:
    """What the gap contributes, and what effort and cost take back of it."""
    gap, effort, cost = _parts(offer, gain, weight, _hours(offer))
    name = person.catalogue.name(best.skill)
    stands = "nothing says what you can do yet" if best.level is None else f"you are at {best.level:.1f}"
    words = f"{best.aim.role.title}, {best.aim.words}, asks for level {best.required} in {name}, and {stands}"
    yield factor("gap", words, gap, (*person.evidence_of(best.skill), *best.aim.evidence))
    yield factor("effort", f"It takes about {_hours(offer):.0f} hours", effort)
    if offer.cost:
        yield factor("cost", f"It costs {offer.cost} {offer.currency or ''}".strip(), cost)


def _of_others(person: Person, knowledge: Knowledge, others: Outcome, weight: Mapping[str, float]) -> Iterable[Factor]:
    """How it did for others: those in the same role, and all who rated it."""
    alike = others.completed.get(knowledge.role_numbers.get(person.role_key, NOBODY), 0) if person.role_key else 0
    if alike >= LEAST:
        finished = others.completions / (others.completions + others.dropped)
        words = f"{alike} people who are in your role today completed it"
        yield factor("alike", words, weight["alike"] * finished * saturating(alike, 5))
    if others.ratings >= LEAST:
        stars = others.stars / others.ratings
        words = f"{others.ratings} people rated it {stars:.1f} of 5"
        yield factor("rated", words, weight["rated"] * (stars - 3) / 2 * saturating(others.ratings, 5))


def _parts(
    offer: LearningOfferRow, gain: float, weight: Mapping[str, float], hours: float
) -> tuple[float, float, float]:
    gap = weight["gap"] * saturating(gain, HALF_GAIN) if gain > 0 else 0.0
    effort = -gap * min(weight["effort"], 1.0) * saturating(hours, HALF_HOURS)
    cost = float(offer.cost or 0)
    return gap, effort, -(gap + effort) * min(weight["cost"], 1.0) * saturating(cost, HALF_COST)


def _total(offer: LearningOfferRow, gain: float, weight: Mapping[str, float], *, hours: float | None = None) -> float:
    return sum(_parts(offer, gain, weight, _hours(offer) if hours is None else hours))


def _hours(offer: LearningOfferRow) -> float:
    return float(offer.hours) if offer.hours else HOURS.get(offer.kind, HOURS_OF_A_COURSE)


def _closed(need: Need, leads_to: int, more: int = 0) -> float:
    """The share of a gap that an offer closes, were the person `more` levels further."""
    level = float(need.level or 0) + more
    if level >= need.required:
        return 0.0
    return max(min(leads_to, need.required) - level, 0.0) / (need.required - level)


def _with_one_more(need: Need, leads_to: int) -> float:
    """The readiness that an offer would add in a skill, were the person one level further."""
    level = float(need.level or 0)
    if level + 1 >= need.required:
        return 0.0
    left = (need.required - level - 1) / (need.required - level)
    return need.weight * left * _closed(need, leads_to, more=1)


def _taken(person: Person, offer: LearningOfferRow) -> bool:
    """Whether the person is at it, or was."""
    ledger = person.facts.ledger
    return any(
        each.row.learning == offer.learning and each.row.status is not EnrolmentStatus.DROPPED
        for each in (ledger.enrolments.values() if ledger else ())
    )


def _ready(person: Person, offer: LearningOfferRow) -> bool:
    """Whether the person has what the offer asks for beforehand."""
    return all(
        (person.rated.get(asked.skill) or Decimal(0)) >= asked.level for asked in asked_before(offer, person.catalogue)
    )

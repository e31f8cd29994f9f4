"""Next roles: where people go from the role that the person has, how ready they are for it, and what they wish for.

Roles without people and without a profile are none. A role that one plans or desires is a candidate although nobody
went there yet.
"""

from collections.abc import Iterable, Mapping

import numpy as np

from services.recommendations.candidate import LEAST, Candidate, Lever, factor, telling, weights
from services.recommendations.knowledge import Knowledge
from services.recommendations.knowledge_moves import Career, career_of
from services.recommendations.person import DESIRED_ROLE, OWN_ROLE, Person
from shared.contracts.recommendations.events import Factor, Kind, Policy
from shared.contracts.skills.readiness import Readiness

KIND = Kind.NEXT_ROLE

DEFAULTS = {"moves": 0.5, "ready": 0.25, "wish": 0.25, "openings": 0.05}

LOOKED_AT = 12
"""How many of the likeliest roles are looked at."""


def candidates(person: Person, knowledge: Knowledge, policy: Policy) -> Iterable[Candidate]:
    """The roles to which the person might move."""
    if person.facts.placement is None or person.role_key is None:
        return
    weight = weights(policy, KIND, DEFAULTS)
    career = career_of(person.facts.placement, person.catalogue.role_key, person.today)
    chances = likely(career, knowledge)
    wished = {aim.role.role: aim.weight for aim in person.aims if aim.weight > OWN_ROLE}
    best = max(chances.values(), default=0.0)
    for role in sorted({*chances, *wished} - {person.role_key}):
        if role in person.catalogue.roles or _headcount(knowledge, role):
            yield _candidate(person, knowledge, role, (chances.get(role, 0.0), best), wished.get(role, 0.0), weight)


def likely(career: Career, knowledge: Knowledge) -> Mapping[str, float]:
    """The roles that are likeliest to be next, with their chances."""
    moves = knowledge.moves
    if not moves.roles:
        return {}
    chances = knowledge.once(("chances", career.roles[-1:]), lambda: moves.chances(career))
    top = np.argsort(-chances, kind="stable")[:LOOKED_AT]
    return {moves.roles[at]: float(chances[at]) for at in top if chances[at] > 0}


def _candidate(
    person: Person,
    knowledge: Knowledge,
    role: str,
    chance: tuple[float, float],
    wished: float,
    weight: Mapping[str, float],
) -> Candidate:
    ready = person.readiness_for(role)
    likelihood = chance[0] / chance[1] if chance[1] else 0.0
    factors = [
        *_of_moves(person, knowledge, role, likelihood, weight),
        *_of_readiness(person, ready, weight),
        *_of_wishes(person, role, wished, weight),
    ]
    if (people := _headcount(knowledge, role)) >= LEAST:
        share = float(np.log1p(people) / np.log1p(max(int(knowledge.headcount.max()), 1)))
        factors.append(factor("openings", f"{people} people have that role", weight["openings"] * share))
    topics = frozenset({f"role:{role}"})
    levers = tuple(_levers(person, role, ready, weight, wished))
    return Candidate(KIND, role, person.catalogue.role_title(role), telling(factors), levers, topics)


def _of_moves(
    person: Person, knowledge: Knowledge, role: str, likelihood: float, weight: Mapping[str, float]
) -> Iterable[Factor]:
    here = person.role_key or ""
    moved, left = knowledge.moves.between(here, role), knowledge.moves.out_of(here)
    if moved >= LEAST:
        words = f"{moved} of {left} people who moved on from your role went there"
    else:
        words = "It is among the roles that people who move on go to most"
    placed = person.facts.placement.evidence if person.facts.placement else ()
    yield factor("moves", words, weight["moves"] * likelihood, placed)


def _of_readiness(person: Person, ready: Readiness | None, weight: Mapping[str, float]) -> Iterable[Factor]:
    if ready is not None and ready.share is not None:
        words = f"You meet {ready.share:.0%} of what it asks for"
        if ready.gaps:
            words += f"; most is missing in {person.catalogue.name(ready.gaps[0].skill)}"
        yield factor("ready", words, weight["ready"] * float(ready.share))


def _of_wishes(person: Person, role: str, wished: float, weight: Mapping[str, float]) -> Iterable[Factor]:
    if wished:
        words = "You would like to have it" if wished <= DESIRED_ROLE else "You plan to have it"
        evidence = next(aim.evidence for aim in person.aims if aim.role.role == role)
        yield factor("wish", words, weight["wish"] * wished, evidence)


def _levers(
    person: Person, role: str, ready: Readiness | None, weight: Mapping[str, float], wished: float
) -> Iterable[Lever]:
    """One level more in what is missing most; and the wish to have it, or not."""
    for gap in ready.gaps[:LEAST] if ready is not None and ready.share is not None else ():
        level = float(gap.level or 0)
        gained = float(gap.weight) * min(1.0, (gap.required - level)) / (gap.required - level)
        yield Lever(f"one level more in {person.catalogue.name(gap.skill)}", weight["ready"] * gained)
    if role in person.catalogue.roles:
        if wished:
            yield Lever("no wish to have that role", -weight["wish"] * wished)
        else:
            yield Lever("that role among those you desire", weight["wish"] * DESIRED_ROLE)


def _headcount(knowledge: Knowledge, role: str) -> int:
    number = knowledge.role_numbers.get(role)
    return 0 if number is None else int(knowledge.headcount[number])

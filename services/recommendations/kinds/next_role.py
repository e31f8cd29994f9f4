"""Next roles: where people go from the role that the person has, how ready they are for it, and what they wish for.

Roles without people and without a profile are none. A role that one plans or desires is a candidate although nobody
went there yet.
"""

from collections.abc import Iterable, Mapping

import numpy as np

from services.recommendations.candidate import LEAST, Candidate, Lever, Reason, Words, candidate, weights
from services.recommendations.fit import Fit
from services.recommendations.knowledge import Knowledge
from services.recommendations.knowledge_moves import Career, career_of
from services.recommendations.person import DESIRED_ROLE, OWN_ROLE, Person
from shared.contracts.recommendations.events import Kind, Policy

KIND = Kind.NEXT_ROLE

DEFAULTS = {"moves": 0.5, "ready": 0.25, "wish": 0.25, "size": 0.05}

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
    for role in sorted({*chances, *wished} - {person.role_key}):
        if not person.rests(KIND, role) and (role in person.catalogue.roles or _headcount(knowledge, role)):
            yield _candidate(person, knowledge, role, chances, wished.get(role, 0.0), weight)


def likely(career: Career, knowledge: Knowledge) -> Mapping[str, float]:
    """The roles that are likeliest to be next, by their chance as a share of that of the likeliest."""

    def found() -> Mapping[str, float]:
        chances = knowledge.moves.chances(career)
        top = np.argsort(-chances, kind="stable")[:LOOKED_AT]
        return {knowledge.moves.roles[at]: float(chances[at] / chances[top[0]]) for at in top if chances[at] > 0}

    return knowledge.once(("likely", career.roles[-1:]), found)


def _candidate(
    person: Person,
    knowledge: Knowledge,
    role: str,
    chances: Mapping[str, float],
    wished: float,
    weight: Mapping[str, float],
) -> Candidate:
    profile = person.catalogue.roles.get(role)
    ready = None if profile is None or not profile.skills else person.fit_for(profile)
    people = _headcount(knowledge, role)
    parts = {
        "moves": weight["moves"] * chances.get(role, 0.0),
        "ready": weight["ready"] * (ready.share if ready else 0.0),
        "wish": weight["wish"] * wished,
        "size": weight["size"] * _size(knowledge, people),
    }

    def words() -> Words:
        placed, wish = person.placed, "You would like to have it" if wished <= DESIRED_ROLE else "You plan to have it"
        aims = (aim.evidence for aim in person.aims if aim.role.role == role)
        reasons = {
            "moves": Reason(_of_moves(person, knowledge, role), placed),
            "ready": Reason("" if ready is None else _of_readiness(person, ready)),
            "wish": Reason(wish, next(aims, ())),
            "size": Reason(f"{people} people have that role"),
        }
        title = person.catalogue.role_title(role)
        return Words(title, reasons, _levers(person, ready, wished, weight, described=profile is not None))

    return candidate(KIND, role, parts, words, (f"role:{role}",))


def _of_moves(person: Person, knowledge: Knowledge, role: str) -> str:
    here = person.role_key or ""
    moved, left = knowledge.moves.between(here, role), knowledge.moves.out_of(here)
    if moved >= LEAST:
        return f"{moved} of {left} people who moved on from your role went there"
    return "It is among the roles that people who move on go to most"


def _of_readiness(person: Person, ready: Fit) -> str:
    words = f"You meet {ready.share:.0%} of what it asks for"
    if ready.gaps:
        words += f"; most is missing in {person.catalogue.name(ready.gaps[0].skill)}"
    return words


def _levers(
    person: Person, ready: Fit | None, wished: float, weight: Mapping[str, float], *, described: bool
) -> Iterable[Lever]:
    """One level more in what is missing most; and the wish to have it, or not."""
    for gap in ready.gaps[:3] if ready else ():
        yield Lever(f"one level more in {person.catalogue.name(gap.skill)}", weight["ready"] * gap.gained(1.0))
    if wished:
        yield Lever("no wish to have that role", -weight["wish"] * wished)
    elif described:
        yield Lever("that role among those you desire", weight["wish"] * DESIRED_ROLE)


def _headcount(knowledge: Knowledge, role: str) -> int:
    number = knowledge.role_numbers.get(role)
    return 0 if number is None else int(knowledge.headcount[number])


def _size(knowledge: Knowledge, people: int) -> float:
    """How large a role is among all, from 0 to 1."""
    if people < LEAST:
        return 0.0
    return float(np.log1p(people) / knowledge.once("largest", lambda: float(np.log1p(knowledge.headcount.max()))))

"""Next roles: where people go from the role that the person has, how ready they are for it, and what they wish for.

Roles without people and without a profile are none. A role that one plans or desires is a candidate although nobody
went there yet.
"""

from collections.abc import Iterable, Mapping, Sequence
from math import log1p
from typing import NamedTuple

from services.recommendations.candidate import LEAST, Candidate, Lever, Reason, Words, candidate, weights
from services.recommendations.fit import Asked, Fit, fit, share_met
from services.recommendations.knowledge import Knowledge
from services.recommendations.knowledge_moves import Likely, career_of
from services.recommendations.person import DESIRED_ROLE, OWN_ROLE, Person
from shared.contracts.integrations.record import Record
from shared.contracts.recommendations.events import Kind, Policy
from shared.read_models.role_profiles import RoleProfileRow

KIND = Kind.NEXT_ROLE

DEFAULTS = {"moves": 0.5, "ready": 0.25, "wish": 0.25, "size": 0.05}

FORESEEN = "foreseen"
"""Under what is kept which roles are likely."""

_BY = {
    "transitions": "people in your role go there more than others do",
    "transitions_back": "people come from there to your role",
    "earlier_roles": "people who had the roles that you had go there",
    "shared_careers": "it goes together with the roles that you had",
    "recently": "many moved there lately",
    "headcount": "many people have that role",
    "held_before": "you had it before",
    "just_left": "you left it not long ago",
    "common_return": "people come back to it",
    "unit": "people of your unit go there",
    "unit_and_role": "people in your role and unit go there",
    "grade": "people of your grade go there",
    "codes": "it is of the same family",
    "words": "it goes by a title like yours",
    "skills": "it asks for much of what your role asks for",
}
"""What the factors of the engine's model say."""


class Described(NamedTuple):
    """A role as it is to everybody: what it asks for, how many have it, and how it fits those who have no rating."""

    profile: RoleProfileRow | None
    asked: tuple[Asked, ...]
    people: int
    size: float
    unrated: Fit | None


def candidates(person: Person, knowledge: Knowledge, policy: Policy) -> Iterable[Candidate]:
    """The roles to which the person might move."""
    if person.role_key is None:
        return
    weight = weights(policy, KIND, DEFAULTS)
    if FORESEEN not in person.kept:
        foresee([person], knowledge, policy)
    chances: Mapping[str, Likely] = person.kept[FORESEEN]
    wished = {aim.role.role: aim.weight for aim in person.aims if aim.weight > OWN_ROLE}
    for role in sorted({*chances, *wished} - {person.role_key}):
        if not person.rests(KIND, role) and (role in person.catalogue.roles or _headcount(knowledge, role)):
            yield _candidate(person, knowledge, role, chances.get(role), wished.get(role, 0.0), weight)


def foresee(people: Sequence[Person], knowledge: Knowledge, policy: Policy) -> None:
    """Note of each of these people which roles are likely to be next: for many at a time it takes far less time."""
    records = [person.facts.placement or Record() for person in people]
    careers = [
        career_of(record, person.catalogue.role_key, person.today)
        for record, person in zip(records, people, strict=True)
    ]
    likely = knowledge.moves.likely(careers, policy.weights.get(KIND, {}), knowledge.today)
    for person, roles in zip(people, likely, strict=True):
        person.kept[FORESEEN] = {each.role: each for each in roles}


def _candidate(
    person: Person,
    knowledge: Knowledge,
    role: str,
    chance: Likely | None,
    wished: float,
    weight: Mapping[str, float],
) -> Candidate:
    profile, asked, people, size, unrated = knowledge.once(("role", role), lambda: _described(knowledge, role))
    parts = {
        "moves": weight["moves"] * (chance.share if chance else 0.0),
        "ready": weight["ready"] * _readiness(person, asked, unrated),
        "wish": weight["wish"] * wished,
        "size": weight["size"] * size,
    }

    def words() -> Words:
        ready = fit(person.rated, asked) if person.rated and asked else unrated
        placed, wish = person.placed, "You would like to have it" if wished <= DESIRED_ROLE else "You plan to have it"
        aims = (aim.evidence for aim in person.aims if aim.role.role == role)
        reasons = {
            "moves": Reason(_of_moves(person, knowledge, role, chance), placed),
            "ready": Reason("" if ready is None else _of_readiness(person, ready)),
            "wish": Reason(wish, next(aims, ())),
            "size": Reason(f"{people} people have that role"),
        }
        title = person.catalogue.role_title(role)
        return Words(title, reasons, _levers(person, ready, wished, weight, described=profile is not None))

    return candidate(KIND, role, parts, words, (f"role:{role}",))


def _described(knowledge: Knowledge, role: str) -> Described:
    profile = knowledge.catalogue.roles.get(role)
    asked = knowledge.catalogue.asked_for(profile) if profile else ()
    people = _headcount(knowledge, role)
    return Described(profile, asked, people, _size(knowledge, people), fit({}, asked) if asked else None)


def _readiness(person: Person, asked: tuple[Asked, ...], unrated: Fit | None) -> float:
    if unrated is None:
        return 0.0
    return share_met(person.rated, asked) if person.rated else unrated.share


def _of_moves(person: Person, knowledge: Knowledge, role: str, chance: Likely | None) -> str:
    """How many went there, and what speaks for it most besides."""
    here = person.role_key or ""
    moved, left = knowledge.moves.between(here, role), knowledge.moves.out_of(here)
    besides = _BY.get(chance.by if chance else "", "it is among the roles that people move to most")
    if moved >= LEAST:
        return f"{moved} of {left} people who moved on from your role went there, and {besides}"
    return f"It is likely: {besides}"


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
    return log1p(people) / knowledge.once("largest", lambda: log1p(int(knowledge.headcount.max())))

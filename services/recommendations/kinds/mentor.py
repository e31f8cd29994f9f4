"""Mentors: people who offer to mentor in what the person needs, are further in it, and have room.

- Nobody of one's own reporting line, above or below; nobody who mentors the person, was asked to, or was before.
- The levels that are compared are what everybody in the organisation may see.
"""

from collections.abc import Iterable, Mapping

import numpy as np

from services.recommendations.candidate import AWAY, Candidate, Lever, factor, saturating, telling, weights
from services.recommendations.kinds import lines
from services.recommendations.knowledge import Knowledge, Mentor
from services.recommendations.person import Need, Person
from shared.contracts.network.strength import Contact, strength
from shared.contracts.recommendations.events import EventRef, Factor, Kind, Policy

KIND = Kind.MENTOR

DEFAULTS = {"topic": 0.5, "ahead": 0.2, "tie": 0.15, "common": 0.1, "unit": 0.05, "experience": 0.1}

HALF_NEED = 0.08
"""The readiness that a mentor's topics are about at which they count half."""

FAR_AHEAD = 3.0
"""Further ahead than so many levels is not better."""

TOPICS = 12
LOOKED_AT = 40
"""How many needs, and how many mentors for each, are looked at."""


def candidates(person: Person, knowledge: Knowledge, policy: Policy) -> Iterable[Candidate]:
    """The mentors who could help the person."""
    number = knowledge.numbers.get(person.id)
    if number is None:
        return
    weight = weights(policy, KIND, DEFAULTS)
    helping: dict[int, list[Need]] = {}
    found: dict[int, Mentor] = {}
    for need in list(person.needs.values())[:TOPICS]:
        for mentor in knowledge.mentors_of.get(need.skill, ())[:LOOKED_AT]:
            if mentor.skills[need.skill] > float(need.level or 0):
                helping.setdefault(mentor.number, []).append(need)
                found[mentor.number] = mentor
    had = {name.partition("/")[0] for name in person.network.mentorships}
    own = lines.own_line(person, knowledge)
    for other in sorted(helping):
        if other == number or knowledge.people[other] in had:
            continue
        if not lines.is_of_line(other, number, own, knowledge):
            yield _candidate(person, knowledge, found[other], helping[other], weight)


def _candidate(
    person: Person, knowledge: Knowledge, mentor: Mentor, needs: list[Need], weight: Mapping[str, float]
) -> Candidate:
    number, who = knowledge.numbers[person.id], knowledge.people[mentor.number]
    need = max(needs, key=lambda each: (each.weight, each.skill))
    name = person.catalogue.name(need.skill)
    sum_of_needs = sum(each.weight for each in needs)
    ahead = min(mentor.skills[need.skill] - float(need.level or 0), FAR_AHEAD)
    topic = weight["topic"] * saturating(sum_of_needs, HALF_NEED)
    offered = (EventRef("network", mentor.position),)
    factors = [
        factor("topic", f"Offers mentoring in {name}, where {need.aim.role.title} asks for more", topic, offered),
        factor(
            "ahead",
            f"Is at {mentor.skills[need.skill]:.1f} in {name}, you are at {float(need.level or 0):.1f}",
            weight["ahead"] * ahead / FAR_AHEAD,
            person.evidence_of(need.skill),
        ),
        *_of_ties(person, knowledge, mentor.number, weight),
    ]
    if mentor.completed:
        words = f"Has seen {mentor.completed} mentorships through"
        factors.append(factor("experience", words, weight["experience"] * saturating(mentor.completed, 2)))
    if person.place.unit is not None and knowledge.unit[mentor.number] == knowledge.unit[number]:
        factors.append(factor("unit", "Works in your unit", weight["unit"]))
    further = weight["ahead"] * (max(ahead - 1, 0) - ahead) / FAR_AHEAD
    gone = mentor.skills[need.skill] <= float(need.level or 0) + 1 and len(needs) == 1
    levers = (
        Lever(f"one level more in {name}", AWAY if gone else further),
        Lever("a connection with them", weight["tie"] * _by_connecting(person, who)),
    )
    return Candidate(KIND, who, f"Mentoring in {name}", telling(factors), levers, frozenset({f"skill:{need.skill}"}))


def _by_connecting(person: Person, who: str) -> float:
    """How much stronger the tie with somebody would be, were the two connected."""
    tie = person.network.ties.get(who)
    contact = Contact() if tie is None else tie.row.contact
    now = 0.0 if tie is None else tie.row.strength_on(person.today)
    return strength(contact, connected=True, day=person.today) - now


def _of_ties(person: Person, knowledge: Knowledge, other: int, weight: Mapping[str, float]) -> Iterable[Factor]:
    """How near the two are: their own tie, and the contacts that they have in common."""
    tie = person.network.ties.get(knowledge.people[other])
    if tie is not None:
        known = tie.row.strength_on(person.today)
        yield factor("tie", "You know each other", weight["tie"] * known, tie.evidence("network"))
    mine, _ = knowledge.contacts.row(knowledge.numbers[person.id])
    theirs, _ = knowledge.contacts.row(other)
    common = np.intersect1d(mine, theirs, assume_unique=True)
    if len(common):
        words = f"You have {len(common)} contacts in common" if len(common) > 1 else "You have a contact in common"
        yield factor("common", words, weight["common"] * saturating(len(common), 2))

"""Connections: people whom the person's contacts know, who have a role the person is after, or whom they work with.

Ties close triads: a contact in common says the more the fewer contacts it has itself (resource allocation; Zhou, Lü
and Zhang 2009, "Predicting missing links via local information"). Nobody of one's own reporting line, and nobody with
whom one is connected, who was invited, or who declined.
"""

from collections.abc import Iterable, Mapping

import numpy as np

from services.recommendations.candidate import AWAY, Candidate, Lever, factor, saturating, telling, weights
from services.recommendations.kinds import lines
from services.recommendations.knowledge import Knowledge
from services.recommendations.person import OWN_ROLE, Person
from services.recommendations.tables import Floats, Numbers
from shared.contracts.network.strength import reciprocity
from shared.contracts.recommendations.events import EventRef, Factor, Kind, Policy

KIND = Kind.CONNECTION

DEFAULTS = {"common": 0.5, "tie": 0.4, "reciprocity": 0.1, "role": 0.3, "unit": 0.05}

HALF_COMMON = 0.3
"""The resource allocation at which contacts in common count half."""

LOOKED_AT = 24
IN_A_ROLE = 20
FAR_REACHING = 500
"""How many friends of friends, how many people in a role, and of how many ties of a contact, are looked at."""


def candidates(person: Person, knowledge: Knowledge, policy: Policy) -> Iterable[Candidate]:
    """The people whom to get to know."""
    number = knowledge.numbers.get(person.id)
    if number is None:
        return
    weight = weights(policy, KIND, DEFAULTS)
    around, amounts, commons = friends_of_friends(number, knowledge)
    near = {int(each): (float(a), int(c)) for each, a, c in zip(around, amounts, commons, strict=True)}
    known = {knowledge.numbers[who] for who in person.network.ties if who in knowledge.numbers}
    roles = _after(person, knowledge)
    own = lines.own_line(person, knowledge)
    settled = {who for who, tie in person.network.ties.items() if tie.row.connection is not None}
    for other in sorted({*near, *known, *(each for people in roles.values() for each in people)}):
        who = knowledge.people[other]
        if other == number or who in settled or not knowledge.here[other]:
            continue
        if not lines.is_of_line(other, number, own, knowledge):
            yield _candidate(person, knowledge, other, near.get(other, (0.0, 0)), weight)


def friends_of_friends(number: int, knowledge: Knowledge) -> tuple[Numbers, Floats, Numbers]:
    """The people with whom somebody has most contacts in common, their resource allocation, and how many it are."""
    mine, _ = knowledge.contacts.row(number)
    reach = knowledge.contacts.lengths[mine]
    mine, reach = mine[reach <= FAR_REACHING], reach[reach <= FAR_REACHING]
    if not len(mine):
        return np.zeros(0, np.int32), np.zeros(0), np.zeros(0, np.int32)
    theirs = np.concatenate([knowledge.contacts.row(int(each))[0] for each in mine])
    share = np.repeat(1.0 / reach, reach)
    others, at = np.unique(theirs, return_inverse=True)
    amounts, commons = np.bincount(at, weights=share), np.bincount(at)
    new = (others != number) & ~np.isin(others, mine)
    others, amounts, commons = others[new], amounts[new], commons[new]
    best = np.argsort(-amounts, kind="stable")[:LOOKED_AT]
    return others[best].astype(np.int32), amounts[best], commons[best].astype(np.int32)


def _after(person: Person, knowledge: Knowledge) -> Mapping[str, Numbers]:
    """People in the roles that the person plans or desires to have."""
    after = [aim.role.role for aim in person.aims if aim.weight > OWN_ROLE]
    numbers = [knowledge.role_numbers[role] for role in after if role in knowledge.role_numbers]
    return {knowledge.roles[number]: knowledge.in_role[number][:IN_A_ROLE] for number in numbers}


def _candidate(
    person: Person, knowledge: Knowledge, other: int, near: tuple[float, int], weight: Mapping[str, float]
) -> Candidate:
    factors: list[Factor] = []
    amount, common = near
    if common:
        words = f"You have {common} contacts in common" if common > 1 else "You have a contact in common"
        evidence = _ties_with_common(person, knowledge, other)
        factors.append(factor("common", words, weight["common"] * saturating(amount, HALF_COMMON), evidence))
    tie = person.network.ties.get(knowledge.people[other])
    if tie is not None:
        strength = tie.row.strength_on(person.today)
        words = "You have to do with each other, and are not connected"
        factors.append(factor("tie", words, weight["tie"] * strength, tie.evidence("network")))
        if tie.row.helped and tie.row.was_helped:
            words = f"You helped them {tie.row.helped} times, and they helped you {tie.row.was_helped} times"
            share = reciprocity(tie.row.contact)
            factors.append(factor("reciprocity", words, weight["reciprocity"] * share, tie.evidence("network")))
    factors += _of_place(person, knowledge, other, weight)
    more = weight["common"] * (saturating(amount + 0.1, HALF_COMMON) - saturating(amount, HALF_COMMON))
    levers = (Lever("one more contact in common, who has ten", more), Lever("an invitation sent", AWAY))
    who = knowledge.people[other]
    return Candidate(KIND, who, "Get to know a colleague", telling(factors), levers, _topics(knowledge, other))


def _of_place(person: Person, knowledge: Knowledge, other: int, weight: Mapping[str, float]) -> Iterable[Factor]:
    role = knowledge.roles[knowledge.role[other]] if knowledge.role[other] >= 0 else None
    for aim in person.aims:
        if aim.weight > OWN_ROLE and aim.role.role == role:
            yield factor("role", f"Is {aim.role.title}, {aim.words}", weight["role"] * aim.weight, aim.evidence)
    if person.place.unit is not None and knowledge.unit_numbers.get(person.place.unit) == knowledge.unit[other]:
        yield factor("unit", "Works in your unit", weight["unit"])


def _ties_with_common(person: Person, knowledge: Knowledge, other: int) -> Iterable[EventRef]:
    """The person's own ties with some of those whom both know."""
    mine, _ = knowledge.contacts.row(knowledge.numbers[person.id])
    theirs, _ = knowledge.contacts.row(other)
    for each in np.intersect1d(mine, theirs, assume_unique=True)[:3]:
        tie = person.network.ties.get(knowledge.people[each])
        if tie is not None:
            yield EventRef("network", tie.last)


def _topics(knowledge: Knowledge, other: int) -> frozenset[str]:
    unit = knowledge.unit[other]
    return frozenset({f"unit:{knowledge.units[unit]}"}) if unit >= 0 else frozenset()

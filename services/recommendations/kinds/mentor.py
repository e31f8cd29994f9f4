"""Mentors: people who offer to mentor in what the person needs, are further in it, and have room.

- Nobody of one's own reporting line, above or below; nobody who mentors the person, was asked to, or was before.
- The levels that are compared are what everybody in the organisation may see.
"""

from collections.abc import Iterable, Mapping
from itertools import islice

from services.recommendations.candidate import (
    AWAY,
    Amount,
    Candidate,
    Lever,
    Reason,
    Words,
    candidate,
    saturating,
    weights,
)
from services.recommendations.kinds.around import HALF_COMMON, contacts_of_both, in_common
from services.recommendations.kinds.lines import in_line
from services.recommendations.knowledge import Knowledge, Mentor
from services.recommendations.person import Need, Person
from shared.contracts.network.strength import Contact, strength
from shared.contracts.recommendations.events import EventRef, Kind, Policy

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
    for skill, need in islice(person.needs.items(), TOPICS):
        for mentor in knowledge.mentors_of.get(skill, ())[:LOOKED_AT]:
            if mentor.skills[skill] > need.level:
                helping.setdefault(mentor.number, []).append(need)
                found[mentor.number] = mentor
    for other in sorted(helping):
        if may_mentor(other, number, person, knowledge):
            yield _candidate(person, knowledge, number, found[other], helping[other], weight)


def may_mentor(other: int, number: int, person: Person, knowledge: Knowledge) -> bool:
    """Whether somebody could mentor the person, whose number is `number`: not of their own line, not asked before in
    whatever way it ended, and not dismissed by them lately."""
    who = knowledge.people[other]
    if other == number or who in mentors_before(person) or person.rests(KIND, who):
        return False
    return not in_line(other, number, person, knowledge)


def mentors_before(person: Person) -> frozenset[str]:
    """Everybody whom the person ever asked to mentor them."""
    return person.once("mentors", lambda: frozenset(name.partition("/")[0] for name in person.network.mentorships))


def parts_of(
    weight: Mapping[str, float],
    *,
    needed: Amount,
    ahead: Amount,
    tie: Amount,
    common: Amount,
    same_unit: Amount,
    completed: Amount,
) -> Mapping[str, Amount]:
    """What speaks for a mentor, or for each of many.

    `needed` is the readiness that their topics are about, `ahead` how much further they are, up to FAR_AHEAD levels;
    then come the strength of the tie, what there is in common, 1 for the same unit, and mentorships seen through.
    """
    return {
        "topic": weight["topic"] * saturating(needed, HALF_NEED),
        "ahead": weight["ahead"] * ahead / FAR_AHEAD,
        "tie": weight["tie"] * tie,
        "common": weight["common"] * saturating(common, HALF_COMMON),
        "unit": weight["unit"] * same_unit,
        "experience": weight["experience"] * saturating(completed, 2),
    }


def _candidate(
    person: Person,
    knowledge: Knowledge,
    number: int,
    mentor: Mentor,
    needs: list[Need],
    weight: Mapping[str, float],
) -> Candidate:
    who = knowledge.people[mentor.number]
    need = max(needs, key=lambda each: (each.weight, each.gap.skill))
    ahead = min(mentor.skills[need.gap.skill] - need.level, FAR_AHEAD)
    same_unit = person.place.unit is not None and knowledge.unit_of[mentor.number] == knowledge.unit_of[number]
    parts = parts_of(
        weight,
        needed=sum(each.weight for each in needs),
        ahead=ahead,
        tie=person.strengths.get(who, 0.0),
        common=in_common(number, person, knowledge).get(mentor.number, 0.0),
        same_unit=float(same_unit),
        completed=float(mentor.completed),
    )
    return candidate(
        KIND,
        who,
        parts,
        lambda: _words(person, knowledge, mentor, needs, ahead, weight),
        (f"skill:{need.gap.skill}",),
    )


def _words(
    person: Person,
    knowledge: Knowledge,
    mentor: Mentor,
    needs: list[Need],
    ahead: float,
    weight: Mapping[str, float],
) -> Words:
    who, need = knowledge.people[mentor.number], max(needs, key=lambda each: (each.weight, each.gap.skill))
    common = len(contacts_of_both(knowledge.numbers[person.id], mentor.number, knowledge))
    skill, name = need.gap.skill, person.catalogue.name(need.gap.skill)
    tie = person.network.ties.get(who)
    offered = (EventRef("network", mentor.position),)
    reasons = {
        "topic": Reason(f"Offers mentoring in {name}, in which {need.aim.role.title} asks for more", offered),
        "ahead": Reason(
            f"Is at {mentor.skills[skill]:.1f} in {name}, you are at {need.level:.1f}", person.evidence_of(skill)
        ),
        "tie": Reason("You know each other", tie.evidence("network") if tie else ()),
        "common": Reason(f"You have {common} contacts in common" if common > 1 else "You have a contact in common"),
        "unit": Reason("Works in your unit", person.placed),
        "experience": Reason(f"Has seen {mentorships(mentor.completed)} through", offered),
    }
    gone = mentor.skills[skill] <= need.level + 1 and len(needs) == 1
    further = weight["ahead"] * (min(mentor.skills[skill] - need.level - 1, FAR_AHEAD) - ahead) / FAR_AHEAD
    levers = (
        Lever(f"one level more in {name}", AWAY if gone else further),
        Lever("a connection with them", weight["tie"] * _by_connecting(person, who)),
        Lever("them asked", AWAY),
    )
    return Words(f"Mentoring in {name}", reasons, levers)


def mentorships(count: int) -> str:
    """So many mentorships, in words."""
    return "a mentorship" if count == 1 else f"{count} mentorships"


def _by_connecting(person: Person, who: str) -> float:
    """How much stronger the tie with somebody would be, were the two connected."""
    tie = person.network.ties.get(who)
    contact = Contact() if tie is None else tie.row.contact
    return strength(contact, connected=True, day=person.today) - person.strengths.get(who, 0.0)

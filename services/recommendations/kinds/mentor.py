"""Mentors: people who offer to mentor in what the person needs, are further in it, and have room.

- Nobody of one's own reporting line, above or below; nobody who mentors the person, was asked to, or was before.
- The levels that are compared are what everybody in the organisation may see.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

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
from services.recommendations.choosing import of_weight
from services.recommendations.kinds.alike import for_all_alike
from services.recommendations.kinds.around import HALF_COMMON, contacts_of_both, in_common
from services.recommendations.kinds.lines import in_line
from services.recommendations.knowledge import NOBODY, Knowledge, Mentor
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


class Helping(NamedTuple):
    """A mentor who could help with some `needs`, with `need` above all, in which they are `ahead` of the person.

    `parts` are what speaks for them where the two have nothing to do with each other, and `worth` the sum.
    """

    mentor: Mentor
    needs: Sequence[Need]
    need: Need
    ahead: float
    parts: Mapping[str, float]
    worth: float


def candidates(person: Person, knowledge: Knowledge, policy: Policy) -> Iterable[Candidate]:
    """The mentors who could help the person: all who are near to them, and the best of the others."""
    number = knowledge.numbers.get(person.id)
    if number is None:
        return
    weight = weights(policy, KIND, DEFAULTS)
    common = in_common(number, person, knowledge)
    unit = NOBODY if person.place.unit is None else knowledge.unit_of[number]
    others = 0
    for each in for_all_alike("mentors", person, knowledge, weight, lambda: _helping(person, knowledge, weight)):
        other, same_unit = each.mentor.number, knowledge.unit_of[each.mentor.number] == unit != NOBODY
        near = same_unit or other in common or knowledge.people[other] in person.strengths
        if (near or others < of_weight(policy)) and may_mentor(other, number, person, knowledge):
            others += not near
            parts = _parts(person, knowledge, each, weight, same_unit=same_unit) if near else each.parts
            yield _candidate(person, knowledge, each, parts, weight)


def _helping(person: Person, knowledge: Knowledge, weight: Mapping[str, float]) -> Sequence[Helping]:
    """Everybody who could help, whoever helps most first."""
    helped: dict[int, list[Need]] = {}
    mentors: dict[int, Mentor] = {}
    for skill, need in islice(person.needs.items(), TOPICS):
        for mentor in knowledge.mentors_of.get(skill, ())[:LOOKED_AT]:
            if mentor.skills[skill] > need.level:
                helped.setdefault(mentor.number, []).append(need)
                mentors[mentor.number] = mentor
    found = (_help(mentors[number], needs, weight) for number, needs in helped.items())
    return sorted(found, key=lambda each: (-each.worth, each.mentor.number))


def _help(mentor: Mentor, needs: Sequence[Need], weight: Mapping[str, float]) -> Helping:
    need = max(needs, key=lambda each: (each.weight, each.gap.skill))
    ahead = min(mentor.skills[need.gap.skill] - need.level, FAR_AHEAD)
    needed, completed = sum(each.weight for each in needs), float(mentor.completed)
    parts = parts_of(weight, needed=needed, ahead=ahead, tie=0.0, common=0.0, same_unit=0.0, completed=completed)
    return Helping(mentor, needs, need, ahead, parts, sum(parts.values()))


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


def _parts(
    person: Person, knowledge: Knowledge, helping: Helping, weight: Mapping[str, float], *, same_unit: bool
) -> Mapping[str, float]:
    """What speaks for a mentor with whom the person has something to do."""
    number, other = knowledge.numbers[person.id], helping.mentor.number
    return parts_of(
        weight,
        needed=sum(each.weight for each in helping.needs),
        ahead=helping.ahead,
        tie=person.strengths.get(knowledge.people[other], 0.0),
        common=in_common(number, person, knowledge).get(other, 0.0),
        same_unit=float(same_unit),
        completed=float(helping.mentor.completed),
    )


def _candidate(
    person: Person, knowledge: Knowledge, helping: Helping, parts: Mapping[str, float], weight: Mapping[str, float]
) -> Candidate:
    who, topics = knowledge.people[helping.mentor.number], (f"skill:{helping.need.gap.skill}",)
    in_touch = parts["common"] != 0
    return candidate(KIND, who, parts, lambda: _words(person, knowledge, helping, weight, in_touch=in_touch), topics)


def _words(
    person: Person, knowledge: Knowledge, helping: Helping, weight: Mapping[str, float], *, in_touch: bool
) -> Words:
    mentor, need, who = helping.mentor, helping.need, knowledge.people[helping.mentor.number]
    common = len(contacts_of_both(knowledge.numbers[person.id], mentor.number, knowledge)) if in_touch else 0
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
    gone = mentor.skills[skill] <= need.level + 1 and len(helping.needs) == 1
    further = weight["ahead"] * (min(mentor.skills[skill] - need.level - 1, FAR_AHEAD) - helping.ahead) / FAR_AHEAD
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

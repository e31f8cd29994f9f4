"""Mentors: people who offer to mentor in what the person needs, are further in it, and have room.

- Nobody of one's own reporting line, above or below; nobody who mentors the person, was asked to, or was before.
- The levels that are compared are what everybody in the organisation may see.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from services.recommendations.candidate import AWAY, Candidate, Lever, Reason, Words, candidate, saturating, weights
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
    """A mentor who could help with so many `needs`: above all with `need`, in which they are `ahead`.

    `topic` and `ahead` are what that contributes, and `worth` with their experience, whoever is helped.
    """

    mentor: Mentor
    needs: int
    need: Need
    levels: float
    topic: float
    ahead: float
    experience: float
    worth: float


def candidates(person: Person, knowledge: Knowledge, policy: Policy) -> Iterable[Candidate]:
    """The mentors who could help the person: all who are near to them, and the best of the others."""
    number = knowledge.numbers.get(person.id)
    if number is None:
        return
    weight = weights(policy, KIND, DEFAULTS)
    common = in_common(number, person, knowledge)
    had = {name.partition("/")[0] for name in person.network.mentorships}
    unit = NOBODY if person.place.unit is None else knowledge.unit_of[number]
    others = 0
    for each in for_all_alike("mentors", person, knowledge, weight, lambda: _helping(person, knowledge, weight)):
        other, same_unit = each.mentor.number, knowledge.unit_of[each.mentor.number] == unit != NOBODY
        who = knowledge.people[other]
        near = same_unit or other in common or who in person.strengths
        if not near and others == of_weight(policy):
            continue
        if other == number or who in had or person.rests(KIND, who) or in_line(other, number, person, knowledge):
            continue
        others += not near
        yield _candidate(person, knowledge, each, (common.get(other, 0.0), same_unit), weight)


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
    levels = min(mentor.skills[need.gap.skill] - need.level, FAR_AHEAD)
    topic = weight["topic"] * saturating(sum(each.weight for each in needs), HALF_NEED)
    ahead = weight["ahead"] * levels / FAR_AHEAD
    experience = weight["experience"] * saturating(mentor.completed, 2)
    return Helping(mentor, len(needs), need, levels, topic, ahead, experience, sum((topic, ahead, experience)))


def _candidate(
    person: Person, knowledge: Knowledge, helping: Helping, near: tuple[float, bool], weight: Mapping[str, float]
) -> Candidate:
    who, (common, same_unit) = knowledge.people[helping.mentor.number], near
    parts = {
        "topic": helping.topic,
        "ahead": helping.ahead,
        "tie": weight["tie"] * person.strengths.get(who, 0.0),
        "common": weight["common"] * saturating(common, HALF_COMMON),
        "unit": weight["unit"] * same_unit,
        "experience": helping.experience,
    }
    topics = (f"skill:{helping.need.gap.skill}",)
    return candidate(KIND, who, parts, lambda: _words(person, knowledge, helping, common, weight), topics)


def _words(
    person: Person, knowledge: Knowledge, helping: Helping, in_touch: float, weight: Mapping[str, float]
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
        "experience": Reason(f"Has seen {_mentorships(mentor.completed)} through", offered),
    }
    gone = mentor.skills[skill] <= need.level + 1 and helping.needs == 1
    further = weight["ahead"] * (min(mentor.skills[skill] - need.level - 1, FAR_AHEAD) - helping.levels) / FAR_AHEAD
    levers = (
        Lever(f"one level more in {name}", AWAY if gone else further),
        Lever("a connection with them", weight["tie"] * _by_connecting(person, who)),
        Lever("them asked", AWAY),
    )
    return Words(f"Mentoring in {name}", reasons, levers)


def _mentorships(count: int) -> str:
    return "a mentorship" if count == 1 else f"{count} mentorships"


def _by_connecting(person: Person, who: str) -> float:
    """How much stronger the tie with somebody would be, were the two connected."""
    tie = person.network.ties.get(who)
    contact = Contact() if tie is None else tie.row.contact
    return strength(contact, connected=True, day=person.today) - person.strengths.get(who, 0.0)

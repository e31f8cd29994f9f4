"""Connections: people whom the person's contacts know, who have a role the person is after, or whom they work with.

Nobody of one's own reporting line, and nobody with whom one is connected, who was invited, or who declined.
"""

from collections.abc import Iterable, Mapping
from heapq import nlargest
from itertools import islice

from services.recommendations.candidate import AWAY, Candidate, Lever, Reason, Words, candidate, saturating, weights
from services.recommendations.kinds.around import HALF_COMMON, contacts_of_both, in_common
from services.recommendations.kinds.lines import in_line
from services.recommendations.knowledge import NOBODY, Knowledge
from services.recommendations.person import OWN_ROLE, Aim, Person
from shared.contracts.network.strength import reciprocity
from shared.contracts.recommendations.events import EventRef, Kind, Policy

KIND = Kind.CONNECTION

DEFAULTS = {"common": 0.5, "tie": 0.4, "reciprocity": 0.1, "role": 0.3, "unit": 0.05}

LOOKED_AT = 8
IN_A_ROLE = 4
"""How many people with contacts in common, and how many in a role that one is after, are looked at."""


def candidates(person: Person, knowledge: Knowledge, policy: Policy) -> Iterable[Candidate]:
    """The people whom to get to know."""
    number = knowledge.numbers.get(person.id)
    if number is None:
        return
    weight = weights(policy, KIND, DEFAULTS)
    common = in_common(number, person, knowledge)
    known = [knowledge.numbers[who] for who in _unconnected(person) if who in knowledge.numbers]
    new = islice((other for other in common if knowledge.people[other] not in person.network.ties), LOOKED_AT)
    after = _after(person, knowledge)
    for other in sorted({*new, *known, *after}):
        who = knowledge.people[other]
        tie = person.network.ties.get(who)
        if other == number or (tie is not None and tie.row.connection is not None) or person.rests(KIND, who):
            continue
        if knowledge.is_here[other] and not in_line(other, number, person, knowledge):
            yield _candidate(person, knowledge, (number, other), common.get(other, 0.0), after.get(other), weight)


def _unconnected(person: Person) -> Iterable[str]:
    """Those with whom the person has most to do, though nobody ever invited the other."""
    ties = person.network.ties
    return nlargest(
        LOOKED_AT,
        (who for who in person.strengths if ties[who].row.connection is None),
        key=lambda who: (person.strengths[who], who),
    )


def _after(person: Person, knowledge: Knowledge) -> Mapping[int, Aim]:
    """People in the roles that the person plans or desires to have."""
    found: dict[int, Aim] = {}
    for aim in person.aims:
        number = knowledge.role_numbers.get(aim.role.role, NOBODY)
        if aim.weight > OWN_ROLE and number != NOBODY:
            found |= dict.fromkeys(knowledge.in_role[number][:IN_A_ROLE].tolist(), aim)
    return found


def _candidate(
    person: Person,
    knowledge: Knowledge,
    pair: tuple[int, int],
    common: float,
    aim: Aim | None,
    weight: Mapping[str, float],
) -> Candidate:
    number, other = pair
    who, unit = knowledge.people[other], knowledge.unit_of[other]
    tie = person.network.ties.get(who)
    mutual = tie is not None and tie.row.helped and tie.row.was_helped
    parts = {
        "common": weight["common"] * saturating(common, HALF_COMMON),
        "tie": weight["tie"] * person.strengths.get(who, 0.0),
        "reciprocity": weight["reciprocity"] * reciprocity(tie.row.contact) if tie and mutual else 0.0,
        "role": weight["role"] * aim.weight if aim else 0.0,
        "unit": weight["unit"] * (unit != NOBODY and unit == knowledge.unit_of[number]),
    }
    topics = () if unit == NOBODY else (f"unit:{knowledge.units[unit]}",)
    return candidate(KIND, who, parts, lambda: _words(person, knowledge, pair, common, aim, weight), topics)


def _words(
    person: Person,
    knowledge: Knowledge,
    pair: tuple[int, int],
    common: float,
    aim: Aim | None,
    weight: Mapping[str, float],
) -> Words:
    both = contacts_of_both(*pair, knowledge)
    tie = person.network.ties.get(knowledge.people[pair[1]])
    evidence = tie.evidence("network") if tie else ()
    helped, was_helped = (tie.row.helped, tie.row.was_helped) if tie else (0, 0)
    reasons = {
        "common": Reason(
            f"You have {len(both)} contacts in common" if len(both) > 1 else "You have a contact in common",
            _ties_with(both[:3], person, knowledge),
        ),
        "tie": Reason("You have to do with each other, and are not connected", evidence),
        "reciprocity": Reason(f"You helped them {helped} times, and they helped you {was_helped} times", evidence),
        "role": Reason(f"Is {aim.role.title}, {aim.words}" if aim else "", aim.evidence if aim else ()),
        "unit": Reason("Works in your unit", person.placed),
    }
    more = weight["common"] * (saturating(common + 0.1, HALF_COMMON) - saturating(common, HALF_COMMON))
    levers = (Lever("one more contact in common, who has ten", more), Lever("an invitation sent", AWAY))
    return Words("Get to know a colleague", reasons, levers)


def _ties_with(people: Iterable[int], person: Person, knowledge: Knowledge) -> Iterable[EventRef]:
    """The person's own ties with these."""
    for each in people:
        tie = person.network.ties.get(knowledge.people[each])
        if tie is not None:
            yield EventRef("network", tie.last)

"""Feedback to ask for: of those with whom the person really has to do, before those whom the chart puts beside them.

- A perspective that was not heard for long counts more: manager, peer, report and others.
- Nobody is asked again soon, nor while they are asked for as much as one person may be; nor who declined lately.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from heapq import nlargest

from services.recommendations.candidate import AWAY, Candidate, Lever, Reason, Words, candidate, weights
from services.recommendations.facts.noted import Noted
from services.recommendations.kinds.lines import own_line
from services.recommendations.knowledge import NOBODY, Knowledge
from services.recommendations.person import Person
from shared.contracts.feedback.load import MOST_OPEN
from shared.contracts.integrations.relations import Relation
from shared.contracts.network.events import InteractionKind
from shared.contracts.network.strength import WEIGHTS, Contact, strength, with_time
from shared.contracts.recommendations.events import Kind, Policy
from shared.read_models.ties import TieRow

KIND = Kind.FEEDBACK

DEFAULTS = {"interaction": 0.6, "perspective": 0.2, "chart": 0.1, "load": 0.15}

AGAIN_AFTER_DAYS = 120
"""Nobody is asked again, nor gave feedback already, within so many days."""

HEARD_FOR_DAYS = 365
"""For so many days a perspective that was heard counts as heard."""

STRONGEST = 8
OF_THE_CHART = 3
"""How many ties, and how many people beside the person in the chart, are looked at."""

_WORDS = {
    Relation.MANAGER: "a manager above you",
    Relation.REPORT: "somebody who reports to you",
    Relation.PEER: "a peer",
    Relation.OTHER: "somebody from elsewhere",
}


def candidates(person: Person, knowledge: Knowledge, policy: Policy) -> Iterable[Candidate]:
    """The people whom to ask."""
    number = knowledge.numbers.get(person.id)
    if number is None:
        return
    weight = weights(policy, KIND, DEFAULTS)
    resting = _resting(person)
    heard = _heard(person, knowledge, number)
    for who in sorted({*_strongest(person), *_beside(person, knowledge, number)}):
        other = knowledge.numbers.get(who, NOBODY)
        if who in resting or other in (NOBODY, number) or not knowledge.is_here[other] or person.rests(KIND, who):
            continue
        if knowledge.asked[other] < MOST_OPEN:
            yield _candidate(person, knowledge, (number, other), heard, weight)


def _candidate(
    person: Person, knowledge: Knowledge, pair: tuple[int, int], heard: frozenset[Relation], weight: Mapping[str, float]
) -> Candidate:
    who, load = knowledge.people[pair[1]], int(knowledge.asked[pair[1]])
    relation = relation_of(pair[1], pair[0], person, knowledge)
    parts = {
        "interaction": weight["interaction"] * person.strengths.get(who, 0.0),
        "perspective": weight["perspective"] * (relation not in heard),
        "chart": weight["chart"] * (relation is not Relation.OTHER),
        "load": -weight["load"] * load / MOST_OPEN,
    }
    return candidate(
        KIND, who, parts, lambda: _words(person, who, relation, parts, weight), (f"perspective:{relation}",)
    )


def _words(
    person: Person, who: str, relation: Relation, parts: Mapping[str, float], weight: Mapping[str, float]
) -> Words:
    tie, as_ = person.network.ties.get(who), _WORDS[relation]
    met = "You are connected"
    if tie is not None and tie.row.last_on is not None:
        met = f"You had to do with each other {tie.row.times} times, last on {tie.row.last_on}"
    reasons = {
        "interaction": Reason(met, tie.evidence("network") if tie else ()),
        "perspective": Reason(f"Nobody gave you feedback as {as_} for a year"),
        "chart": Reason(f"Is {as_}", person.placed),
        "load": Reason("Is asked for feedback by others as well"),
    }
    closer = _with_a_meeting(tie, person.today) - person.strengths.get(who, 0.0)
    levers = (
        Lever(f"feedback from {as_}", -parts["perspective"]),
        Lever("a meeting today", weight["interaction"] * closer),
        Lever("them asked", AWAY),
    )
    return Words("Ask for feedback", reasons, levers)


def relation_of(other: int, number: int, person: Person, knowledge: Knowledge) -> Relation:
    """What somebody is to the person, whose number is `number`: as `relation_between` says."""
    if other in own_line(person, knowledge):
        return Relation.MANAGER
    if knowledge.reports_to(other, number):
        return Relation.REPORT
    same_manager = knowledge.managers[other] == knowledge.managers[number] != NOBODY
    same_unit = knowledge.unit_of[other] == knowledge.unit_of[number] != NOBODY
    return Relation.PEER if same_manager or same_unit else Relation.OTHER


def _strongest(person: Person) -> Iterable[str]:
    return nlargest(STRONGEST, person.strengths, key=lambda who: (person.strengths[who], who))


def _beside(person: Person, knowledge: Knowledge, number: int) -> Iterable[str]:
    """The manager, reports, and colleagues of the same manager."""
    manager = person.place.manager
    reports = knowledge.reports.get(number, ())[:OF_THE_CHART]
    colleagues = knowledge.reports.get(knowledge.numbers.get(manager or "", NOBODY), ())[:OF_THE_CHART]
    return [*([manager] if manager else []), *(knowledge.people[each] for each in (*reports, *colleagues))]


def _resting(person: Person) -> frozenset[str]:
    """Those who were asked, declined, or gave feedback not long ago."""
    since = person.today - timedelta(days=AGAIN_AFTER_DAYS)
    exchange = person.exchange
    asked = (who for passed in (exchange.asked, exchange.declined) for who, each in passed.items() if each.on > since)
    return frozenset({*asked, *(given.by for given in exchange.given.values() if given.on > since)})


def _heard(person: Person, knowledge: Knowledge, number: int) -> frozenset[Relation]:
    """The perspectives that were heard within the year."""
    since = person.today - timedelta(days=HEARD_FOR_DAYS)
    authors = (knowledge.numbers.get(given.by) for given in person.exchange.given.values() if given.on > since)
    return frozenset(relation_of(each, number, person, knowledge) for each in authors if each is not None)


def _with_a_meeting(tie: Noted[TieRow] | None, today: date) -> float:
    """How strong the tie would be with a meeting more."""
    contact = with_time(Contact() if tie is None else tie.row.contact, today, WEIGHTS[InteractionKind.MEETING])
    return strength(contact, connected=tie is not None and tie.row.connected, day=today)

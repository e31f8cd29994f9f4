"""Feedback to ask for: of those with whom the person really has to do, before those whom the chart puts beside them.

- A perspective that was not heard for long counts more: manager, peer, report and others.
- Nobody is asked again soon, nor while they are asked for as much as one person may be; nor who declined lately.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from services.recommendations.candidate import AWAY, Candidate, Lever, factor, telling, weights
from services.recommendations.facts.noted import Noted
from services.recommendations.kinds import lines
from services.recommendations.knowledge import NOBODY, Knowledge
from services.recommendations.person import Person
from shared.contracts.feedback.load import MOST_OPEN
from shared.contracts.integrations.relations import Relation
from shared.contracts.network.events import InteractionKind
from shared.contracts.network.strength import WEIGHTS, Contact, with_time
from shared.contracts.network.strength import strength as tie_strength
from shared.contracts.recommendations.events import EventRef, Factor, Kind, Policy
from shared.read_models.ties import TieRow

KIND = Kind.FEEDBACK

DEFAULTS = {"interaction": 0.6, "perspective": 0.2, "chart": 0.1, "load": 0.15}

AGAIN_AFTER_DAYS = 120
"""Nobody is asked again, nor gave feedback already, within so many days."""

HEARD_FOR_DAYS = 365
"""For so many days a perspective that was heard counts as heard."""

STRONGEST = 30
OF_THE_CHART = 8
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
    own = lines.own_line(person, knowledge)
    ties = _strongest(person)
    beside = _beside(person, knowledge, number)
    resting = _resting(person)
    heard = _heard(person, knowledge, number, own)
    for who in sorted({*ties, *beside}):
        other = knowledge.numbers.get(who, NOBODY)
        if who in resting or other in (NOBODY, number) or not knowledge.here[other]:
            continue
        if knowledge.asked[other] < MOST_OPEN:
            yield _candidate(person, knowledge, (number, other), ties.get(who, 0.0), heard, own, weight)


def _candidate(
    person: Person,
    knowledge: Knowledge,
    pair: tuple[int, int],
    strength: float,
    heard: Mapping[Relation, tuple[date, EventRef]],
    own: frozenset[int],
    weight: Mapping[str, float],
) -> Candidate:
    number, other = pair
    who = knowledge.people[other]
    relation = relation_of(other, number, own, knowledge)
    factors: list[Factor] = []
    tie = person.network.ties.get(who)
    if tie is not None and strength:
        times, last = tie.row.times, tie.row.last_on
        words = f"You had to do with each other {times} times, last on {last}" if last else "You are connected"
        factors.append(factor("interaction", words, weight["interaction"] * strength, tie.evidence("network")))
    if relation not in heard:
        words = f"Nobody gave you feedback as {_WORDS[relation]} for a year"
        factors.append(factor("perspective", words, weight["perspective"]))
    if relation is not Relation.OTHER:
        placed = person.facts.placement.evidence if person.facts.placement else ()
        factors.append(factor("chart", f"Is {_WORDS[relation]}", weight["chart"], placed))
    load = int(knowledge.asked[other])
    if load:
        share = load / MOST_OPEN
        factors.append(factor("load", "Is asked for feedback by others as well", -weight["load"] * share))
    levers = (
        Lever(f"feedback from {_WORDS[relation]}", -weight["perspective"] if relation not in heard else 0.0),
        Lever("a meeting today", weight["interaction"] * (_with_a_meeting(tie, person.today) - strength)),
        Lever("them asked", AWAY),
    )
    topics = frozenset({f"perspective:{relation}"})
    return Candidate(KIND, who, "Ask for feedback", telling(factors), levers, topics)


def relation_of(other: int, number: int, own: frozenset[int], knowledge: Knowledge) -> Relation:
    """What somebody is to the person of that number, whose line is `own`: as `relation_between` says."""
    if other in own:
        return Relation.MANAGER
    if knowledge.reports_to(other, number):
        return Relation.REPORT
    same_manager = knowledge.manager[other] == knowledge.manager[number] != NOBODY
    same_unit = knowledge.unit[other] == knowledge.unit[number] != NOBODY
    return Relation.PEER if same_manager or same_unit else Relation.OTHER


def _strongest(person: Person) -> Mapping[str, float]:
    strengths = {who: tie.row.strength_on(person.today) for who, tie in person.network.ties.items()}
    best = sorted(strengths, key=lambda who: (-strengths[who], who))[:STRONGEST]
    return {who: strengths[who] for who in best if strengths[who] > 0}


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


def _heard(
    person: Person, knowledge: Knowledge, number: int, own: frozenset[int]
) -> Mapping[Relation, tuple[date, EventRef]]:
    """When each perspective was heard last, within the year."""
    since = person.today - timedelta(days=HEARD_FOR_DAYS)
    found: dict[Relation, tuple[date, EventRef]] = {}
    for given in sorted(person.exchange.given.values(), key=lambda each: each.position):
        other = knowledge.numbers.get(given.by, NOBODY)
        if given.on > since and other != NOBODY:
            found[relation_of(other, number, own, knowledge)] = (given.on, given.evidence[0])
    return found


def _with_a_meeting(tie: Noted[TieRow] | None, today: date) -> float:
    """How strong the tie would be with a meeting more."""
    contact = with_time(Contact() if tie is None else tie.row.contact, today, WEIGHTS[InteractionKind.MEETING])
    return tie_strength(contact, connected=tie is not None and tie.row.connected, day=today)

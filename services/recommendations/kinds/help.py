"""Help after a setback: while it is open, whom to turn to, and what else is there.

Nobody else learns of a setback by it: it is for the person alone, and names nobody.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from services.recommendations.candidate import AWAY, Candidate, Lever, factor, saturating, telling, weights
from services.recommendations.facts.noted import Noted
from services.recommendations.knowledge import NOBODY, Knowledge
from services.recommendations.person import Person
from shared.contracts.network.standing import MentorshipStatus
from shared.contracts.recommendations.events import EventRef, Factor, Kind, Policy
from shared.read_models.setbacks import SetbackRow

KIND = Kind.HELP

DEFAULTS = {"open": 0.3, "impact": 0.4, "close": 0.15, "mentor": 0.1, "course": 0.05}

HALF_DAYS = 21.0
HEARD_DAYS = 14
"""Support that was asked for within so many days is help already."""

CLOSE = 0.4
"""How strong a tie is with somebody close."""


def candidates(person: Person, knowledge: Knowledge, policy: Policy) -> Iterable[Candidate]:
    """The setbacks for which support was not asked lately."""
    weight = weights(policy, KIND, DEFAULTS)
    since = person.today - timedelta(days=HEARD_DAYS)
    for name in sorted(person.journey.setbacks):
        noted = person.journey.setbacks[name]
        if noted.row.happened_on <= person.today and not any(each.asked_on > since for each in noted.row.support):
            factors = telling(_factors(person, knowledge, noted, weight))
            levers = (Lever("somebody asked for support", AWAY), Lever("it noted that you are over it", AWAY - 1))
            yield Candidate(KIND, name, "Help after a setback", factors, levers, frozenset({f"setback:{name}"}))


def _factors(
    person: Person, knowledge: Knowledge, noted: Noted[SetbackRow], weight: Mapping[str, float]
) -> Iterable[Factor]:
    row, evidence = noted.row, noted.evidence("goals")
    days = (person.today - row.happened_on).days
    words = f"You have been at it for {days} days"
    yield factor("open", words, weight["open"] * saturating(days + 1, HALF_DAYS), evidence)
    if row.impact is not None:
        words = f"You said that it hit you by {row.impact} of 5"
        yield factor("impact", words, weight["impact"] * row.impact / 5, evidence)
    close, refs = _close(person, knowledge)
    if close:
        words = f"{close} people are close to you" if close > 1 else "Somebody is close to you"
        yield factor("close", f"{words}, and might lend an ear", weight["close"] * saturating(close, 2), refs)
    mentors = [each for each in person.network.mentorships.values() if each.row.status is MentorshipStatus.RUNNING]
    if mentors:
        yield factor("mentor", "You have a mentor", weight["mentor"], mentors[0].evidence("network"))
    if person.needs and any(person.catalogue.offers_to.get(skill) for skill in person.needs):
        yield factor("course", "There is something to learn that your role asks for", weight["course"])


def _close(person: Person, knowledge: Knowledge) -> tuple[int, tuple[EventRef, ...]]:
    """How many people are close, and the latest events with the closest of them."""
    strengths = {
        who: tie.row.strength_on(person.today)
        for who, tie in person.network.ties.items()
        if (number := knowledge.numbers.get(who, NOBODY)) != NOBODY and knowledge.here[number]
    }
    by_strength = sorted(strengths, key=lambda who: (-strengths[who], who))
    close = [who for who in by_strength if strengths[who] >= CLOSE]
    return len(close), tuple(EventRef("network", person.network.ties[who].last) for who in close[:3])

"""Help after a setback: while it is open, whom to turn to, and what else is there.

Nobody else learns of a setback by it: it is for the person alone, and names nobody.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from services.recommendations.candidate import AWAY, Candidate, Lever, Reason, Words, candidate, saturating, weights
from services.recommendations.facts.noted import Noted
from services.recommendations.knowledge import NOBODY, Knowledge
from services.recommendations.person import Person
from shared.contracts.network.standing import MentorshipStatus
from shared.contracts.recommendations.events import EventRef, Kind, Policy
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
        heard = any(each.asked_on > since for each in noted.row.support)
        if noted.row.happened_on <= person.today and not heard and not person.rests(KIND, name):
            yield _candidate(person, knowledge, noted, weight)


def _candidate(
    person: Person, knowledge: Knowledge, noted: Noted[SetbackRow], weight: Mapping[str, float]
) -> Candidate:
    row = noted.row
    days = (person.today - row.happened_on).days
    close = _close(person, knowledge)
    mentored = [each for each in person.network.mentorships.values() if each.row.status is MentorshipStatus.RUNNING]
    to_learn = any(skill in person.catalogue.offers_to for skill in person.needs)
    parts = {
        "open": weight["open"] * saturating(days + 1, HALF_DAYS),
        "impact": weight["impact"] * (row.impact or 0) / 5,
        "close": weight["close"] * saturating(len(close), 2),
        "mentor": weight["mentor"] * bool(mentored),
        "course": weight["course"] * to_learn,
    }

    def words() -> Words:
        who = f"{len(close)} people are close to you" if len(close) > 1 else "Somebody is close to you"
        ties = (EventRef("network", person.network.ties[each].last) for each in close[:3])
        mentors = (ref for each in mentored for ref in each.evidence("network"))
        reasons = {
            "open": Reason(f"You have been at it for {days} days", noted.evidence("goals")),
            "impact": Reason(f"You said that it hit you by {row.impact} of 5", noted.evidence("goals")),
            "close": Reason(f"{who}, and might lend an ear", ties),
            "mentor": Reason("You mentor somebody, or have a mentor", mentors),
            "course": Reason("There is something to learn that your role asks for"),
        }
        levers = (Lever("somebody asked for support", AWAY), Lever("it noted that you are over it", AWAY - 1))
        return Words("Help after a setback", reasons, levers)

    return candidate(KIND, row.setback, parts, words, (f"setback:{row.setback}",))


def _close(person: Person, knowledge: Knowledge) -> list[str]:
    """Those who are here and close, the closest first."""

    def here(who: str) -> bool:
        number = knowledge.numbers.get(who, NOBODY)
        return number != NOBODY and knowledge.is_here[number]

    close = [who for who, strength in person.strengths.items() if strength >= CLOSE and here(who)]
    return sorted(close, key=lambda who: (-person.strengths[who], who))

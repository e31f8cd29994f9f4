"""Skills to refresh: those that by disuse fall well below what a role of the person's asks for, or soon will."""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from services.recommendations.candidate import AWAY, Candidate, Lever, Reason, Words, candidate, weights
from services.recommendations.fit import Asked
from services.recommendations.knowledge import Knowledge
from services.recommendations.person import Aim, Person
from shared.contracts.recommendations.events import Kind, Policy

KIND = Kind.REFRESH

DEFAULTS = {"below": 0.4, "soon": 0.2, "importance": 0.3}

SOON_DAYS = 90
"""A skill that falls below in so many days is refreshed before it does."""

MARGIN = 0.5
"""Less than half a level below is not worth a word."""

FOURTH = 0.25
"""A skill that makes up a fourth of what a role asks for, or more, counts fully."""


def candidates(person: Person, _knowledge: Knowledge, policy: Policy) -> Iterable[Candidate]:
    """The skills that fade below what is asked for, though they were above once."""
    weight = weights(policy, KIND, DEFAULTS)
    fading: dict[str, tuple[Aim, Asked]] = {}
    for aim in person.aims:
        for asked in person.catalogue.asked_for(aim.role):
            known = fading.get(asked.skill)
            weightier = known is None or known[0].weight * known[1].share < aim.weight * asked.share
            if weightier and _fades_below(person, asked) and not person.rests(KIND, asked.skill):
                fading[asked.skill] = (aim, asked)
    for skill in sorted(fading):
        yield _candidate(person, *fading[skill], weight)


def _fades_below(person: Person, asked: Asked) -> bool:
    """Whether the skill is below what is asked for, or will be soon, by nothing but disuse."""
    level = person.levels.get(asked.skill)
    if level is None or not level.rated or level.unaged < asked.level or level.level == level.unaged:
        return False
    if level.level <= asked.level - MARGIN:
        return True
    soon = person.today + timedelta(days=SOON_DAYS)
    return person.catalogue.level(asked.skill, person.held[asked.skill], soon).level <= asked.level - MARGIN


def _candidate(person: Person, aim: Aim, asked: Asked, weight: Mapping[str, float]) -> Candidate:
    level = person.levels[asked.skill]
    below = level.level <= asked.level - MARGIN
    parts = {
        "below" if below else "soon": weight["below" if below else "soon"],
        "importance": weight["importance"] * min(aim.weight * asked.share / FOURTH, 1.0),
    }

    def words() -> Words:
        name, used = person.catalogue.name(asked.skill), level.last_used or level.rated_on
        told = f"You were at {level.unaged:.1f} in {name}, and without use since {used} you are at {level.level:.1f}"
        soon = f"{told}; in {SOON_DAYS} days you would be well below {asked.level}"
        evidence = person.evidence_of(asked.skill)
        reasons = {
            "below": Reason(told, evidence),
            "soon": Reason(soon, evidence),
            "importance": Reason(f"{aim.role.title}, {aim.words}, asks for level {asked.level}", aim.evidence),
        }
        return Words(name, reasons, (Lever(f"{name} used once at work", AWAY),))

    return candidate(KIND, asked.skill, parts, words, (f"skill:{asked.skill}",))

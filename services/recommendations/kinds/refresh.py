"""Skills to refresh: those that by disuse fall below what a role of the person's asks for, or soon will."""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from services.recommendations.candidate import AWAY, Candidate, Lever, factor, telling, weights
from services.recommendations.knowledge import Knowledge
from services.recommendations.person import Aim, Person
from shared.contracts.recommendations.events import Kind, Policy
from shared.contracts.skills.events import RequiredSkill
from shared.contracts.skills.levels import EffectiveLevel

KIND = Kind.REFRESH

DEFAULTS = {"below": 0.4, "soon": 0.2, "importance": 0.3}

SOON_DAYS = 90
"""A skill that falls below in so many days is refreshed before it does."""


def candidates(person: Person, _knowledge: Knowledge, policy: Policy) -> Iterable[Candidate]:
    """The skills that fade below what is asked for, though they were above once."""
    weight = weights(policy, KIND, DEFAULTS)
    fading: dict[str, tuple[Aim, RequiredSkill, float]] = {}
    for aim in person.aims:
        required = person.catalogue.required(aim.role)
        total = float(sum(each.importance for each in required)) or 1.0
        for each in required:
            share = float(each.importance) / total * aim.weight
            if _was_above(person.levels.get(each.skill), each) and share > fading.get(each.skill, (0, 0, 0.0))[2]:
                fading[each.skill] = (aim, each, share)
    ahead: Mapping[str, EffectiveLevel] | None = None
    for skill in sorted(fading):
        aim, each, share = fading[skill]
        below = person.levels[skill].level < each.level
        if not below:
            ahead = ahead or person.catalogue.levels(person.facts.ledger, person.today + timedelta(days=SOON_DAYS))
            if ahead[skill].level >= each.level:
                continue
        yield _candidate(person, aim, each, share, weight, below=below)


def _was_above(level: EffectiveLevel | None, required: RequiredSkill) -> bool:
    return level is not None and level.rated and level.unaged >= required.level > 0 and level.level < level.unaged


def _candidate(
    person: Person, aim: Aim, required: RequiredSkill, share: float, weight: Mapping[str, float], *, below: bool
) -> Candidate:
    name, level = person.catalogue.name(required.skill), person.levels[required.skill]
    used = level.last_used or level.rated_on
    words = f"You were at {level.unaged:.1f} in {name}, and without use since {used} you are at {level.level:.1f}"
    evidence = person.evidence_of(required.skill)
    if not below:
        words += f"; in {SOON_DAYS} days you would be below {required.level}"
    factors = telling(
        (
            factor("below" if below else "soon", words, weight["below" if below else "soon"], evidence),
            factor(
                "importance",
                f"{aim.role.title}, {aim.words}, asks for level {required.level}",
                weight["importance"] * min(4 * share, 1.0),
                aim.evidence,
            ),
        )
    )
    levers = (Lever(f"{name} used once at work", AWAY),)
    return Candidate(KIND, required.skill, name, factors, levers, frozenset({f"skill:{required.skill}"}))

"""What to recommend to a person: candidates of all kinds, the choice among them, and the events that say so. Pure."""

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta

from services.recommendations.candidate import Candidate
from services.recommendations.choosing import Choice, choose
from services.recommendations.kinds import (
    connection,
    feedback,
    goal,
    help,
    learning,
    mentor,
    next_role,
    opportunity,
    refresh,
    skill,
    step,
)
from services.recommendations.knowledge import Knowledge
from services.recommendations.person import Person
from services.recommendations.recommendation import Recommendations
from shared.contracts.recommendations.events import Kind, Policy, RecommendationMade

STANDS_FOR = timedelta(days=60)
"""A recommendation that nothing changes is looked at anew after so long."""

KINDS: Mapping[Kind, Callable[[Person, Knowledge, Policy], Iterable[Candidate]]] = {
    Kind.LEARNING: learning.candidates,
    Kind.SKILL: skill.candidates,
    Kind.NEXT_ROLE: next_role.candidates,
    Kind.MENTOR: mentor.candidates,
    Kind.CONNECTION: connection.candidates,
    Kind.OPPORTUNITY: opportunity.candidates,
    Kind.FEEDBACK: feedback.candidates,
    Kind.GOAL: goal.candidates,
    Kind.REFRESH: refresh.candidates,
    Kind.STEP: step.candidates,
    Kind.HELP: help.candidates,
}
"""How the candidates of each kind are found."""

_IDS = uuid.UUID("3d1f7a52-90c1-4b1e-8a57-6e0c8c2e54d0")


def recommend(person: Person, knowledge: Knowledge, known: Recommendations, policy: Policy | None) -> Sequence[Choice]:
    """What to recommend, the best first: nothing without a policy, nor to somebody who is not here."""
    if policy is None or not person.here:
        return []
    return choose(candidates(person, knowledge, policy), known, policy, person.today)


def candidates(person: Person, knowledge: Knowledge, policy: Policy) -> Iterable[Candidate]:
    """The candidates of all kinds that the policy switches on."""
    for kind in policy.kinds:
        yield from KINDS[kind](person, knowledge, policy)


def made(
    choices: Iterable[Choice],
    known: Recommendations,
    person: str,
    today: date,
    policy: Policy,
    positions: Mapping[str, int],
    model_positions: Mapping[str, int],
) -> list[RecommendationMade]:
    """The events that say what was chosen. Their ids follow from what was recommended, and from what was known then."""
    return [
        RecommendationMade(
            recommendation=_id(person, choice.candidate, len(known.closed), positions, model_positions),
            person=person,
            on=today,
            kind=choice.candidate.kind,
            subject=choice.candidate.subject,
            title=choice.candidate.title,
            score=choice.candidate.score,
            reasons=choice.candidate.factors,
            counterfactual=choice.counterfactual,
            policy=policy.name,
            policy_version=policy.version,
            positions=positions,
            model_positions=model_positions,
            expires_on=_expires_on(choice.candidate, today),
        )
        for choice in choices
    ]


def _expires_on(candidate: Candidate, today: date) -> date:
    """The day after the last on which it makes sense."""
    at_most = today + STANDS_FOR
    return at_most if candidate.until is None else min(at_most, candidate.until + timedelta(days=1))


def _id(
    person: str, candidate: Candidate, ended: int, positions: Mapping[str, int], model_positions: Mapping[str, int]
) -> str:
    seen = (sorted(positions.items()), sorted(model_positions.items()), ended)
    return str(uuid.uuid5(_IDS, f"{person}/{candidate.kind}/{candidate.subject}/{candidate.score}/{seen}"))

"""What to recommend to a person: candidates of all kinds, the choice among them, and the events that say so. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from hashlib import blake2b
from typing import NamedTuple

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

_ID_BYTES = 16


def look_ahead(people: Sequence[Person], knowledge: Knowledge, policy: Policy) -> None:
    """Find out for many people at a time what takes longer for each by themself. It makes no other difference."""
    if Kind.NEXT_ROLE in policy.kinds:
        next_role.foresee(people, knowledge, policy)


def recommend(person: Person, knowledge: Knowledge, known: Recommendations, policy: Policy | None) -> Sequence[Choice]:
    """What to recommend, the best first: nothing without a policy, nor to somebody who is not here."""
    if policy is None or not person.here:
        return []
    return choose(candidates(person, knowledge, policy), known, policy)


def candidates(person: Person, knowledge: Knowledge, policy: Policy) -> Iterable[Candidate]:
    """The candidates of all kinds that the policy switches on."""
    for kind in policy.kinds:
        yield from KINDS[kind](person, knowledge, policy)


@dataclass(frozen=True)
class Basis:
    """What many people's recommendations are made from; the logs that tell of them had been read up to `positions`."""

    knowledge: Knowledge
    policy: Policy
    positions: Mapping[str, int]

    @cached_property
    def seen(self) -> str:
        """How far all logs had been read."""
        return f"{sorted(self.positions.items())}/{sorted(self.knowledge.positions.items())}"


class Made(NamedTuple):
    """A choice for a person, with what it was made from: what the aggregate needs to say it in an event."""

    choice: Choice
    person: Person
    basis: Basis
    ended: int
    """How many recommendations the person closed so far: the same one made again has another id."""

    @property
    def kind(self) -> Kind:
        """What is recommended."""
        return self.choice.candidate.kind

    @property
    def subject(self) -> str:
        """Which of its kind."""
        return self.choice.candidate.subject

    @property
    def score(self) -> float:
        """How well it does."""
        return self.choice.score

    @property
    def policy_version(self) -> int:
        """By which policy it was chosen."""
        return self.basis.policy.version

    def event(self) -> RecommendationMade:
        """What says that it is recommended, and why."""
        choice, candidate, person, basis = self.choice, self.choice.candidate, self.person, self.basis
        score = choice.score
        # What is recommended, and what was known: the same once more has the same id.
        known = f"{person.id}/{candidate.kind}/{candidate.subject}/{score}/{basis.seen}/{self.ended}"
        return RecommendationMade(
            recommendation=blake2b(known.encode(), digest_size=_ID_BYTES).hexdigest(),
            person=person.id,
            on=person.today,
            kind=candidate.kind,
            subject=candidate.subject,
            title=choice.words.title,
            score=score,
            reasons=choice.reasons,
            counterfactual=choice.counterfactual,
            policy=basis.policy.name,
            policy_version=basis.policy.version,
            positions=basis.positions,
            model_positions=basis.knowledge.positions,
            expires_on=_expires_on(candidate, person.today),
        )


def _expires_on(candidate: Candidate, today: date) -> date:
    """The day after the last on which it makes sense."""
    at_most = today + STANDS_FOR
    return at_most if candidate.until is None else min(at_most, candidate.until + timedelta(days=1))

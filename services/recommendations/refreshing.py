"""Refreshing: what is recommended to people is looked at anew, and what has changed is recorded."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from services.recommendations.choosing import resting
from services.recommendations.fact_tables import FactTables
from services.recommendations.handling import Known, RecommendationHandling
from services.recommendations.knowing import Knowing
from services.recommendations.knowledge import Knowledge
from services.recommendations.making import Basis, Made, look_ahead, recommend
from services.recommendations.open_chances import Chances
from services.recommendations.person import Person, PersonFacts
from services.recommendations.recommendation import make
from shared.contracts.recommendations.events import Policy
from shared.errors import Unavailable
from shared.event import Event
from shared.pacing import paced

PEOPLE_AT_ONCE = 200
"""People whose recommendations are recorded in one append."""

ATTEMPTS = 5

Today = Callable[[], date]


def today() -> date:
    """Today, in UTC."""
    return datetime.now(UTC).date()


@dataclass(frozen=True)
class Refreshed:
    """How many people were looked at, and how many events came of it."""

    people: int = 0
    events: int = 0

    def __add__(self, other: "Refreshed") -> "Refreshed":
        return Refreshed(self.people + other.people, self.events + other.events)


class Refreshing:
    """Looks anew at what is recommended to people."""

    def __init__(
        self, tables: FactTables, handling: RecommendationHandling, knowing: Knowing, *, day: Today = today
    ) -> None:
        self._tables = tables
        self._handling = handling
        self._knowing = knowing
        self._day = day

    def switched_on(self, organisation: str) -> bool:
        """Whether the organisation has adopted a policy."""
        return self._handling.policy(organisation) is not None

    def people(self, organisation: str, people: Iterable[str]) -> Refreshed:
        """Look at some people. Raises `Unavailable` where they keep changing under one's eyes."""
        policy = self._handling.policy(organisation)
        if policy is None:
            return Refreshed()
        knowledge = self._knowing.of(organisation, self._day())
        done = Refreshed()
        for some in _parts(list(people)):
            done += self._refresh(organisation, some, knowledge, policy)
        return done

    def everybody(self, organisation: str) -> Refreshed:
        """Look at everybody whom the directory knows, by what is known now."""
        policy = self._handling.policy(organisation)
        if policy is None:
            return Refreshed()
        knowledge = self._knowing.of(organisation, self._day(), anew=True)
        done = Refreshed()
        for some in paced(_parts(knowledge.people), every=1):
            done += self._refresh(organisation, some, knowledge, policy)
        return done

    def renew(self) -> None:
        """Find anew what is known of everybody, where it was asked for and is no longer fresh."""
        self._knowing.renew(self._day())

    def _refresh(self, organisation: str, people: Sequence[str], knowledge: Knowledge, policy: Policy) -> Refreshed:
        chances = self._knowing.chances(organisation, knowledge)
        for _ in range(ATTEMPTS):
            known = self._handling.known(organisation, people)
            with self._tables.now(organisation) as reading:
                facts, positions = reading.of(people)
            met = [_person(facts[person], known[person], knowledge, chances, policy) for person in people]
            look_ahead(met, knowledge, policy)
            basis = Basis(knowledge, policy, positions)
            decided = {person.id: decide(person, known[person.id], basis) for person in paced(met, every=20)}
            if self._handling.record(organisation, known, decided):
                return Refreshed(len(people), sum(map(len, decided.values())))
        raise Unavailable("What is recommended keeps changing; try again.")


def decide(person: Person, known: Known, basis: Basis) -> list[Event]:
    """What is to be recorded for a person."""
    ended = len(known.state.closed)
    choices = recommend(person, basis.knowledge, known.state, basis.policy)
    chosen = [Made(choice, person, basis, ended) for choice in choices]
    return make(known.state, person=person.id, chosen=chosen, today=person.today)


def _person(facts: PersonFacts, known: Known, knowledge: Knowledge, chances: Chances, policy: Policy) -> Person:
    day = knowledge.today
    return Person(facts, knowledge.catalogue, day, chances, resting(known.state, policy, day))


def _parts(people: Sequence[str]) -> Iterable[Sequence[str]]:
    return (people[start : start + PEOPLE_AT_ONCE] for start in range(0, len(people), PEOPLE_AT_ONCE))

"""What is known of an organisation, straight from what happened in it: no log, no table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any

from services.recommendations.candidate import Candidate
from services.recommendations.choosing import Choice, choose, rank, resting
from services.recommendations.fact_tables import facts_of
from services.recommendations.facts import ALL, OF_PEOPLE
from services.recommendations.knowledge import Knowledge
from services.recommendations.knowledge_building import KnowledgeBuilder
from services.recommendations.knowledge_catalogue import Catalogue, catalogue
from services.recommendations.making import KINDS, candidates
from services.recommendations.open_chances import chances_of
from services.recommendations.person import Person
from services.recommendations.recommendation import Recommendations
from shared.contracts.recommendations.events import Kind, Policy
from shared.event import Envelope, Event
from shared.projecting.folding import Decoded, rows_as_of
from tests.fixtures.recommended import DAY, FEEDBACK, GOALS, NETWORK, PEOPLE
from tests.fixtures.skilled import CATALOGUE, LEARNING, LEDGER

RECORDED = datetime(2026, 8, 1, tzinfo=UTC)
ALL_KINDS = Policy("all", 1, tuple(Kind), most_of_a_kind=3, most=20)

Told = Mapping[str, Sequence[Event]]
"""What happened, by the service whose log has it."""

STORY: Told = {
    "integrations": PEOPLE,
    "skills": (*CATALOGUE, *LEDGER, *LEARNING),
    "network": NETWORK,
    "goals": GOALS,
    "feedback": FEEDBACK,
}


def decoded(source: str, events: Sequence[Event]) -> Sequence[Decoded]:
    """Events as a log has them, one after the other."""
    return [
        (event, Envelope("acme", source, n, "s", n, RECORDED, RECORDED, "hr", str(n), str(n)))
        for n, event in enumerate(events, start=1)
    ]


@dataclass(frozen=True)
class Known:
    """An organisation on a day."""

    told: Told
    day: date = DAY

    @cached_property
    def rows(self) -> Mapping[str, Sequence[Any]]:
        """The rows of all read models of the service."""
        found: dict[str, Sequence[Any]] = {}
        for source in {model.source for model in ALL.values()}:
            models = [model for model in ALL.values() if model.source == source]
            found |= rows_as_of(models, decoded(source, self.told.get(source, ())))
        return found

    @cached_property
    def catalogue(self) -> Catalogue:
        return catalogue(
            *(self.rows[name] for name in ("skills", "role_profiles", "learning_offers", "level_policies"))
        )

    @cached_property
    def knowledge(self) -> Knowledge:
        builder = KnowledgeBuilder(self.catalogue, self.day)
        for person in sorted(row.person for row in self.rows["placements"]):
            builder.add(self.facts(person))
        return builder.build({source: len(events) for source, events in self.told.items()})

    def facts(self, person: str) -> Any:
        of_models = {model.name: self.rows[model.name] for model in OF_PEOPLE}
        rows = {name: next((r for r in rows if r.person == person), None) for name, rows in of_models.items()}
        return facts_of(person, rows)

    def person(self, name: str, known: Recommendations | None = None, policy: Policy = ALL_KINDS) -> Person:
        chances = chances_of(self.rows["chances"], self.catalogue)
        rests = resting(known or Recommendations(), policy, self.day)
        return Person(self.facts(name), self.catalogue, self.day, chances, rests)

    def of(self, kind: Kind, person: str = "ada", policy: Policy = ALL_KINDS) -> dict[str, Choice]:
        """The candidates of a kind by subject, the best first, ready to be explained."""
        ranked = rank(KINDS[kind](self.person(person), self.knowledge, policy)).get(kind, [])
        return {each.subject: Choice(each, ranked) for each in ranked}

    def chosen(self, person: str, known: Recommendations, policy: Policy = ALL_KINDS) -> Sequence[Choice]:
        """What is recommended to a person."""
        found: list[Candidate] = list(candidates(self.person(person, known, policy), self.knowledge, policy))
        return choose(found, known, policy)


def after(*told: tuple[str, Sequence[Event]], day: date = DAY) -> Known:
    """The story, and what happened since."""
    more = dict(told)
    return Known({source: (*events, *more.get(source, ())) for source, events in STORY.items()}, day)


def words(choice: Choice) -> dict[str, str]:
    """What each reason says, by its name."""
    return {reason.name: reason.words for reason in choice.reasons}

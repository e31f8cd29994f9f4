"""Replaying a recommendation: everything it was made from is found again in the logs, and it is made once more.

A recommendation says how far each log had been read: what was known of the person then, and what of everybody. The
same functions, over the same events, come to the same result. What was forgotten since cannot be found again.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.recommendations.choosing import Choice, resting
from services.recommendations.fact_tables import facts_of
from services.recommendations.facts import OF_NOBODY, OF_PEOPLE
from services.recommendations.facts.chances import CHANCES, ChanceRow
from services.recommendations.knowledge import Knowledge
from services.recommendations.knowledge_building import KnowledgeBuilder
from services.recommendations.knowledge_catalogue import catalogue
from services.recommendations.making import recommend
from services.recommendations.open_chances import chances_of
from services.recommendations.person import Person, PersonFacts
from services.recommendations.policy import ORGANISATION, POLICY
from services.recommendations.recommendation import RECOMMENDATIONS, Recommendations
from shared.contracts.recommendations.events import Policy, RecommendationMade
from shared.errors import NotFound
from shared.event import Event
from shared.log.feed import Feed
from shared.log.stored import COLUMNS, StoredEvent
from shared.projecting.decoding import EventReader
from shared.projecting.folding import Rows, fold
from shared.projecting.read_model import ReadModel
from shared.read_models.learning_offers import LEARNING_OFFERS
from shared.read_models.level_policies import LEVEL_POLICIES
from shared.read_models.role_profiles import ROLE_PROFILES
from shared.read_models.skills import SKILLS

OWN = "recommendations"

_MADE = f"""
    select {COLUMNS} from feed
    where organisation = %s and type = 'RecommendationMade' and data ->> 'recommendation' = %s
    order by position
"""


class RecommendationUnknown(NotFound):
    """There is no such recommendation in the log."""

    def __init__(self, recommendation: str, organisation: str) -> None:
        super().__init__(
            f"The log of {organisation} has no recommendation {recommendation!r}.",
            fields={"recommendation": ["Was never made."]},
        )


@dataclass(frozen=True)
class Difference:
    """What came out otherwise: what it is, as it was recorded, and as it is now."""

    what: str
    recorded: Any
    replayed: Any


@dataclass(frozen=True)
class Replayed:
    """A recommendation, and in what its replay differs: in nothing, where it came out the same."""

    made: RecommendationMade
    differences: Sequence[Difference]


@dataclass(frozen=True)
class _Then:
    """What had happened in the service's own log when the recommendation was made."""

    made: RecommendationMade
    known: Recommendations
    policy: Policy | None


class Replaying:
    """Replays recommendations from the logs, which `feeds` read and `reader` decodes; no table is looked at."""

    def __init__(self, feeds: Mapping[str, Feed], reader: EventReader) -> None:
        self._feeds = feeds
        self._reader = reader

    def replay(self, organisation: str, recommendation: str) -> Replayed:
        """Make a recommendation once more. Raises RecommendationUnknown."""
        then = self._then(organisation, recommendation)
        made = then.made
        knowledge = self._knowledge(organisation, made)
        person = Person(
            self._facts(organisation, made),
            knowledge.catalogue,
            made.on,
            chances_of(self._chances(organisation, made), knowledge.catalogue),
            resting(then.known, then.policy, made.on) if then.policy else frozenset(),
        )
        choices = recommend(person, knowledge, then.known, then.policy)
        return Replayed(made, differences(made, choices))

    def _then(self, organisation: str, recommendation: str) -> _Then:
        feed = self._feeds[OWN]
        with feed.tenant(organisation) as conn:
            rows = conn.execute(_MADE, (organisation, recommendation)).fetchall()
        if not rows:
            raise RecommendationUnknown(recommendation, organisation)
        stored = StoredEvent(OWN, *rows[-1])
        made = self._read([stored])[0]
        assert isinstance(made, RecommendationMade)
        before = [
            each
            for each in feed.of_stream(organisation, stored.stream)
            if each.position < stored.position and each.command_id != stored.command_id
        ]
        policies = feed.of_stream(organisation, POLICY.stream(ORGANISATION))
        adopted = POLICY.fold(self._read([each for each in policies if each.position < stored.position]))
        return _Then(made, RECOMMENDATIONS.fold(self._read(before)), adopted.policy)

    def _facts(self, organisation: str, made: RecommendationMade) -> PersonFacts:
        """What was known of the person."""
        rows: dict[str, Any] = {}
        for model in OF_PEOPLE:
            about = self._feeds[model.source].about_since(organisation, made.person, 0)
            until = made.positions.get(model.source, 0)
            folded = self._folded([model], iter([[each for each in about if each.position <= until]]))
            rows[model.name] = folded[model.name].get((made.person,))
        return facts_of(made.person, rows)

    def _chances(self, organisation: str, made: RecommendationMade) -> Sequence[ChanceRow]:
        """The opportunities that there were."""
        events = self._until(organisation, CHANCES.source, made.positions)
        return _present(self._folded([CHANCES], events)[CHANCES.name])

    def _knowledge(self, organisation: str, made: RecommendationMade) -> Knowledge:
        """What was known of everybody."""
        rows: dict[str, Rows] = {}
        for source in {model.source for model in OF_PEOPLE}:
            models = [model for model in (*OF_PEOPLE, *OF_NOBODY) if model.source == source and model is not CHANCES]
            rows |= self._folded(models, self._until(organisation, source, made.model_positions))
        builder = KnowledgeBuilder(catalogue(*(_present(rows[model.name]) for model in _OF_CATALOGUE)), made.on)
        for key in sorted(key for key, row in rows["placements"].items() if row is not None):
            builder.add(facts_of(key[0], {model.name: rows[model.name].get(key) for model in OF_PEOPLE}))
        return builder.build(made.model_positions)

    def _until(self, organisation: str, source: str, positions: Mapping[str, int]) -> Iterator[Sequence[StoredEvent]]:
        until = positions.get(source, 0)
        return self._feeds[source].batches(organisation, until=until) if until else iter(())

    def _folded(self, models: Sequence[ReadModel[Any]], batches: Iterator[Sequence[StoredEvent]]) -> Mapping[str, Rows]:
        rows: dict[str, Rows] = {model.name: {} for model in models}
        for batch in batches:
            events = self._reader.read(batch).events
            for model in models:
                fold(model, rows[model.name], events)
        return rows

    def _read(self, stored: Sequence[StoredEvent]) -> Sequence[Event]:
        return [event for event, _ in self._reader.read(stored).events]


_OF_CATALOGUE: tuple[ReadModel[Any], ...] = (SKILLS, ROLE_PROFILES, LEARNING_OFFERS, LEVEL_POLICIES)


def _present(rows: Rows) -> Sequence[Any]:
    return [row for row in rows.values() if row is not None]


def differences(made: RecommendationMade, choices: Sequence[Choice]) -> Sequence[Difference]:
    """In what a recommendation differs from what would be chosen."""
    about = (made.kind, made.subject)
    again = next((each for each in choices if (each.candidate.kind, each.candidate.subject) == about), None)
    if again is None:
        others = [f"{each.candidate.kind}:{each.candidate.subject}" for each in choices]
        return [Difference("what is recommended", f"{made.kind}:{made.subject}", others)]
    compared = (
        ("title", made.title, again.words.title),
        ("score", made.score, again.score),
        ("reasons", made.reasons, again.reasons),
        ("counterfactual", made.counterfactual, again.counterfactual),
    )
    return [Difference(what, recorded, replayed) for what, recorded, replayed in compared if recorded != replayed]

"""The service without its shell: the facts kept up to date, and all that is done on them and on its log."""

from collections.abc import Mapping, Sequence
from typing import Any

from services.recommendations import facts, simulating
from services.recommendations.candidate import weights
from services.recommendations.choosing import resting
from services.recommendations.fact_tables import FactTables
from services.recommendations.facts.networks import NetworkRow
from services.recommendations.handling import RecommendationHandling
from services.recommendations.kinds import mentor as mentor_kind
from services.recommendations.knowing import Aside, Knowing, at_once
from services.recommendations.matching_mentors import match_mentors
from services.recommendations.person import Person
from services.recommendations.processes import Advance, refresh_by_processes
from services.recommendations.refreshing import Refreshed, Refreshing, Today, today
from services.recommendations.replaying import Replaying
from services.recommendations.touching import OWN, Touching
from shared.config import Settings
from shared.contracts.recommendations import events as contract
from shared.contracts.recommendations.events import Kind
from shared.log.codec import Codec
from shared.log.feed import Feed
from shared.log.snapshots import Snapshots
from shared.log.writer import EventLog
from shared.projecting.decoding import EventReader
from shared.projecting.keeping import KeptReadModels
from shared.reacting.progress import Progress


class OpenedRecommendations:
    """Opens the facts beside the `log`, and builds what is missing of them. `aside` runs what computes for long."""

    def __init__(self, settings: Settings, log: EventLog, *, aside: Aside = at_once, day: Today = today) -> None:
        self._settings = settings
        self._aside = aside
        self._day = day
        self.kept = KeptReadModels(settings, OWN, facts)
        self.kept.build_outdated()
        self.feeds: Mapping[str, Feed] = {**self.kept.feeds, OWN: Feed(OWN, log.pool)}
        self._tables = tables = FactTables(self.kept.pool)
        self.handling = RecommendationHandling(log, Snapshots(log.pool, log.keys))
        self._knowing = Knowing(tables, aside=aside)
        self.refreshing = Refreshing(tables, self.handling, self._knowing, day=day)
        self.touching = Touching(
            self.refreshing,
            self.kept.projectors,
            self.feeds,
            Progress(log.pool),
            everybody=tables.people,
            day=day,
        )
        self.replaying = Replaying(self.feeds, EventReader(Codec(*facts.CONTRACTS, contract), log.keys))

    def refresh(self, organisation: str, people: Sequence[str]) -> Refreshed:
        """Look at some people now, by all that the logs have."""
        self.touching.catch_up(organisation)
        return self.refreshing.people(organisation, people)

    def refresh_everybody(
        self, organisation: str, *, workers: int = 0, progress: Advance = lambda _done, _of: None
    ) -> Refreshed:
        """Look at everybody now, by all that the logs have: here, or by `workers` processes."""
        self.touching.catch_up(organisation)
        if workers and self.refreshing.switched_on(organisation):
            knowledge = self._knowing.of(organisation, self._day(), anew=True)
            return refresh_by_processes(self._settings, organisation, knowledge, workers, progress)
        return self.refreshing.everybody(organisation)

    def simulate(self, organisation: str, person: str, asked: simulating.Asked, after: Mapping[str, int]) -> Any:
        """Simulate the career of somebody, by all that the logs had at the positions `after`."""
        self._follow(organisation, after)
        knowledge = self._knowing.of_today(organisation, self._day())
        with self._tables.now(organisation) as reading:
            facts, _ = reading.of([person])
            catalogue = knowledge.catalogue if knowledge.reaches(after) else reading.catalogue()
        weights = self._weights(organisation, Kind.NEXT_ROLE, {})
        known = Person(facts[person], catalogue, knowledge.today)
        return self._aside(lambda: simulating.simulate(known, knowledge, weights, asked))

    def match_mentors(
        self, organisation: str, mentees: Sequence[str], topic: str | None, after: Mapping[str, int]
    ) -> Any:
        """Match mentors to mentees, by all that the logs had at the positions `after`."""
        self._follow(organisation, after)
        knowledge = self._knowing.of(organisation, self._day())
        if not knowledge.reaches(after):
            knowledge = self._knowing.of(organisation, self._day(), anew=True)
        offering = [knowledge.people[mentor.number] for mentor in knowledge.mentors]
        with self._tables.now(organisation) as reading:
            facts, _ = reading.of(mentees)
            networks = reading.networks(offering)
        policy, known = self.handling.policy(organisation), self.handling.known(organisation, mentees)
        people = [
            Person(
                facts[each],
                knowledge.catalogue,
                knowledge.today,
                resting=resting(known[each].state, policy, knowledge.today) if policy else (),
            )
            for each in mentees
        ]
        rooms = [_room(networks.get(each)) for each in offering]
        mentors = [(mentor, room) for mentor, room in zip(knowledge.mentors, rooms, strict=True) if room]
        weights = self._weights(organisation, Kind.MENTOR, mentor_kind.DEFAULTS)
        return self._aside(lambda: match_mentors(people, mentors, knowledge, weights, topic))

    def head(self, organisation: str) -> int:
        """The last position of the log."""
        return self.feeds[OWN].head(organisation)

    def _follow(self, organisation: str, after: Mapping[str, int]) -> None:
        for source, position in after.items():
            if source in self.kept.projectors:
                self.kept.projectors[source].follow(organisation, position)

    def _weights(self, organisation: str, kind: Kind, defaults: Mapping[str, float]) -> Mapping[str, float]:
        policy = self.handling.policy(organisation)
        return weights(policy, kind, defaults) if policy else defaults

    def close(self) -> None:
        """Close what was opened here; the log stays open."""
        self.kept.close()


def _room(network: NetworkRow | None) -> int:
    """How many more people somebody can mentor, as of now."""
    noted = network.mentor if network else None
    return noted.row.room if noted and noted.row.offers else 0

"""The whole directory of an organisation at one position of its log, folded in memory.

What touches many people at once, or asks who among all of them has something, needs everybody; the log is read
once from end to end, in batches, and only the states are kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from services.integrations.imported_feed import IMPORTED_FEED, ImportedFeed
from services.integrations.person import PERSON, Person
from services.integrations.unit import UNIT, Unit
from shared.aggregate import Aggregate
from shared.log.codec import people_in
from shared.log.feed import Feed
from shared.log.writer import EventLog
from shared.pacing import paced

_AGGREGATES: Mapping[str, Aggregate[Any]] = {each.category: each for each in (PERSON, UNIT, IMPORTED_FEED)}
_BATCH = 2_000


@dataclass
class Directory:
    """Everybody, every unit and every feed as of `position`; `versions` are those of all their streams."""

    position: int = 0
    people: dict[str, Person] = field(default_factory=dict)
    units: dict[str, Unit] = field(default_factory=dict)
    feeds: dict[str, ImportedFeed] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)

    def named_by(self, feed: str) -> dict[str, Person]:
        """Those whom `feed` has ever named and who are not erased, by external id."""
        return {
            person.external_id: person
            for person in self.people.values()
            if person.feed == feed and person.external_id is not None
        }

    def erased(self) -> frozenset[str]:
        """The ids of the people who were erased."""
        return frozenset(identity for identity, person in self.people.items() if person.erased)

    def catch_up(self, organisation: str, log: EventLog, feed: Feed, *, until: int | None = None) -> None:
        """Fold what the log holds past `position`, up to `until` or to the end."""
        if until is not None and until <= self.position:
            return
        states: Mapping[str, dict[str, Any]] = {
            PERSON.category: self.people,
            UNIT.category: self.units,
            IMPORTED_FEED.category: self.feeds,
        }
        for batch in feed.batches(organisation, self.position, size=_BATCH, until=until):
            ciphers = log.keys.ciphers(organisation, people_in(batch))
            for stored in paced(batch):
                category, _, identity = stored.stream.partition("-")
                aggregate, known = _AGGREGATES[category], states[category]
                event = log.codec.decode(stored, ciphers)
                known[identity] = aggregate.evolve(known.get(identity, aggregate.initial), event)
                self.versions[stored.stream] = stored.stream_version
            self.position = batch[-1].position

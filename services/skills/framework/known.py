"""The part of the catalogue that an import is about, read from the log, and what is decided of it.

Only the streams that are named are loaded, many at once: the log holds what people do with their skills, too, and
that is most of it.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from services.skills.framework.imported_framework import IMPORTED_FRAMEWORK
from services.skills.role_profile import ROLE_PROFILE
from services.skills.skill import SKILL, Skill
from shared.aggregate import Aggregate
from shared.contracts.integrations.record import Record
from shared.contracts.skills.events import (
    RoleProfileDefined,
    RoleProfileRevised,
    SkillDefined,
    SkillRedefined,
    SkillRelation,
)
from shared.event import Event
from shared.log.feed import Feed
from shared.log.snapshots import shape_of
from shared.log.writer import EventLog
from shared.pacing import paced

S = TypeVar("S")

_AT_ONCE = 1_000
_OF_FRAMEWORK = """
    select distinct stream from feed
    where organisation = %s and type = any(%s) and position <= %s and data ->> 'framework' = %s
    order by stream
"""
_DESCRIBED = {
    SKILL.category: [SkillDefined.__name__, SkillRedefined.__name__],
    ROLE_PROFILE.category: [RoleProfileDefined.__name__, RoleProfileRevised.__name__],
}
_DIRECTED = (SkillRelation.BROADER, SkillRelation.PREREQUISITE)


@dataclass
class _Stream:
    """An aggregate: its state with what was decided, its version in the log, and the events decided."""

    state: Any
    version: int
    decided: list[Event] = field(default_factory=list)


class Known:
    """The `Streams` of a part of an import: aggregates as of the position `until`, and what was decided since."""

    def __init__(self, organisation: str, log: EventLog, feed: Feed, until: int) -> None:
        self._organisation = organisation
        self._log = log
        self._feed = feed
        self._until = until
        self._streams: dict[str, _Stream] = {}

    def fetch(self, aggregate: Aggregate[Any], identities: Iterable[str]) -> None:
        """Load what is not loaded yet, in as few queries as can be."""
        streams = dict.fromkeys(aggregate.stream(identity) for identity in identities)
        missing = [stream for stream in streams if stream not in self._streams]
        shape = shape_of(aggregate)
        for start in range(0, len(missing), _AT_ONCE):
            some = missing[start : start + _AT_ONCE]
            found = self._log.load(self._organisation, dict.fromkeys(some, shape))
            for stream in paced(some):
                past = [each for each in found.get(stream, ()) if each.position <= self._until]
                events = (self._log.codec.decode(each, {}) for each in past)
                self._streams[stream] = _Stream(aggregate.fold(events), len(past))

    def fetch_skills(self, identities: Iterable[str]) -> None:
        """Load skills, what they were merged into, and all above them: what is broader, and what is needed before."""
        waiting = dict.fromkeys(identities)
        seen: set[str] = set()
        while waiting:
            self.fetch(SKILL, waiting)
            seen |= waiting.keys()
            above = (other for skill in waiting for other in _above(self.state(SKILL, skill)))
            waiting = dict.fromkeys(other for other in above if other not in seen)

    def of_framework(self, aggregate: Aggregate[S], framework: str, listed: Collection[str]) -> tuple[int, Sequence[S]]:
        """Of the skills or the roles that were ever of a framework, how many are `listed`, and all others."""
        parameters = (self._organisation, _DESCRIBED[aggregate.category], self._until, framework)
        with self._feed.tenant(self._organisation) as conn:
            rows = conn.execute(_OF_FRAMEWORK, parameters).fetchall()
        others = [identity for (stream,) in rows if (identity := stream.partition("-")[2]) not in listed]
        self.fetch(aggregate, others)
        return len(rows) - len(others), [self.state(aggregate, identity) for identity in others]

    def state(self, aggregate: Aggregate[S], identity: str) -> S:
        """The state of one aggregate, with what was decided."""
        stream = aggregate.stream(identity)
        if stream not in self._streams:
            self.fetch(aggregate, [identity])
        state: S = self._streams[stream].state
        return state

    def person(self, person: str) -> Record | None:
        """None: nothing in a framework is about anybody."""

    def decided(self, aggregate: Aggregate[Any], identity: str, events: Sequence[Event]) -> None:
        """Take events as having happened."""
        self.state(aggregate, identity)
        stream = self._streams[aggregate.stream(identity)]
        stream.state = aggregate.fold(events, stream.state)
        stream.decided += events

    def version(self, stream: str) -> int:
        """How many events a loaded stream has in the log."""
        return self._streams[stream].version

    def changes(self) -> Iterator[tuple[str, int, Sequence[Event]]]:
        """Every loaded stream with its version and what was decided of it, the import's record before all others."""
        record = IMPORTED_FRAMEWORK.stream("")
        for stream, each in sorted(self._streams.items(), key=lambda entry: not entry[0].startswith(record)):
            yield stream, each.version, each.decided


def _above(skill: Skill) -> Iterator[str]:
    if skill.merged_into is not None:
        yield skill.merged_into
    for relation in _DIRECTED:
        yield from skill.related(relation)

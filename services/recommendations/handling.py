"""Carrying out the commands of the service, and recording what was recommended: many people in one append."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.recommendations.handlers import HANDLERS
from services.recommendations.policy import ORGANISATION, POLICY
from services.recommendations.recommendation import RECOMMENDATIONS, Recommendations
from shared.commanding.handling import CommandHandling
from shared.contracts.recommendations.events import Policy
from shared.event import Event
from shared.log.codec import people_in
from shared.log.snapshots import EVERY, Snapshots, shape_of
from shared.log.stored import NewEvent, StoredEvent
from shared.log.writer import EventLog, StreamMovedOn, Write
from shared.reacting.reactor import ACTOR


@dataclass(frozen=True)
class Known:
    """What was recommended to somebody so far: the state, and the version of its stream."""

    state: Recommendations
    version: int
    replayed: int


class RecommendationHandling(CommandHandling):
    """Commands, and the events that say what was recommended, on the log of the service."""

    def __init__(self, log: EventLog, snapshots: Snapshots) -> None:
        super().__init__(log, HANDLERS, snapshots)

    def policy(self, organisation: str) -> Policy | None:
        """The policy in force."""
        stream = POLICY.stream(ORGANISATION)
        stored = self._log.load(organisation, {stream: shape_of(POLICY)}).get(stream, ())
        return POLICY.fold(self._log.codec.decode(each, {}) for each in stored).policy

    def known(self, organisation: str, people: Sequence[str]) -> Mapping[str, Known]:
        """What was recommended to these people so far."""
        streams = {RECOMMENDATIONS.stream(person): person for person in people}
        stored = self._log.load(organisation, dict.fromkeys(streams, shape_of(RECOMMENDATIONS)))
        ciphers = self._log.keys.ciphers(organisation, people_in(each for past in stored.values() for each in past))
        cut = [stream for stream, past in stored.items() if past[0].stream_version > 1]
        snapshots = self._snapshots.load(organisation, dict.fromkeys(cut, RECOMMENDATIONS))
        decode = self._log.codec.decode

        def known(stream: str, past: Sequence[StoredEvent]) -> Known:
            state, version = snapshots.get(stream, (RECOMMENDATIONS.initial, 0))
            since = [each for each in past if each.stream_version > version]
            state = RECOMMENDATIONS.fold((decode(each, ciphers) for each in since), state)
            return Known(state, version + len(since), len(since))

        return {person: known(stream, stored.get(stream, ())) for stream, person in streams.items()}

    def record(self, organisation: str, known: Mapping[str, Known], decided: Mapping[str, Sequence[Event]]) -> bool:
        """Record what was decided for each person, all of it or nothing.

        Answers whether it was: it is not where something has happened to one of them since they became `known`.
        """
        command_id = str(uuid.uuid4())
        writes = [
            Write(
                RECOMMENDATIONS.stream(person),
                known[person].version,
                [NewEvent(event, ACTOR, command_id, command_id) for event in events],
            )
            for person, events in decided.items()
            if events
        ]
        if not writes:
            return True
        try:
            self._log.append(organisation, writes)
        except StreamMovedOn:
            return False
        for person, events in decided.items():
            if known[person].replayed >= EVERY:
                state = RECOMMENDATIONS.fold(events, known[person].state)
                version = known[person].version + len(events)
                stream = RECOMMENDATIONS.stream(person)
                self._snapshots.take(organisation, stream, RECOMMENDATIONS, state, version, person)
        return True

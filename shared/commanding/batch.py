"""The aggregates of one organisation while a batch of commands is decided on them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any, TypeVar

import msgspec

from shared.aggregate import Aggregate, Handler
from shared.commanding.directory import Directory
from shared.commanding.request import Prepared, Request, Step
from shared.contracts.integrations.record import Record
from shared.errors import NotFound, VersionConflict
from shared.event import Event
from shared.log.codec import people_in
from shared.log.snapshots import EVERY, Snapshots, shape_of
from shared.log.stored import NewEvent
from shared.log.writer import EventLog, Write

S = TypeVar("S")


class _Loaded(msgspec.Struct):
    """An aggregate while a batch is decided: its state, its version in the log, and the events decided so far."""

    aggregate: Aggregate[Any]
    identity: str
    state: Any
    version: int = 0
    replayed: int = 0
    pending: list[NewEvent] = msgspec.field(default_factory=list)
    consulted: bool = False

    @property
    def stream(self) -> str:
        return self.aggregate.stream(self.identity)

    @property
    def reached(self) -> int:
        return self.version + len(self.pending)


class Batch:
    """Loads, decides on and collects the writes to the aggregates of one organisation.

    It is the `Streams` in which facts are looked up, so that a decision sees what earlier ones of its batch did.
    """

    def __init__(
        self, log: EventLog, snapshots: Snapshots, organisation: str, now: datetime, directory: Directory | None = None
    ) -> None:
        self._directory = directory
        self._people: dict[str, Record | None] = {}
        self._log = log
        self._snapshots = snapshots
        self._organisation = organisation
        self._now = now
        self._loaded: dict[str, _Loaded] = {}

    def load(self, commands: Iterable[Prepared], *, trusting: bool) -> None:
        """Fetch the aggregates of all the commands in one go.

        `trusting` takes an id that a command chose for something new to be new, which appending will find out.
        """
        wanted = []
        for prepared in commands:
            aggregate = prepared.handler.aggregate
            chosen = trusting and prepared.handler.names_new and prepared.request.expected_version is None
            for step in prepared.steps:
                if step.fresh or chosen:
                    loaded = _Loaded(aggregate, step.identity, aggregate.initial)
                    self._loaded.setdefault(loaded.stream, loaded)
                else:
                    wanted.append((aggregate, step.identity))
        self._fetch(wanted)

    def state(self, aggregate: Aggregate[S], identity: str) -> S:
        """The current state of one aggregate, which must not have moved on when what it led to is appended."""
        loaded = self._get(aggregate, identity)
        loaded.consulted = True
        state: S = loaded.state
        return state

    def person(self, person: str) -> Record | None:
        """What the directory has recorded of somebody, looked up once a batch; None for a person unknown to it."""
        if self._directory is None:
            raise RuntimeError(f"{self._log.source} decides without the directory, and yet asks about {person}.")
        if person not in self._people:
            self._people[person] = self._directory.record(self._organisation, person)
        return self._people[person]

    def decide(self, prepared: Prepared) -> Mapping[str, int]:
        """Take all decisions of a command, or none; answers the versions that its streams reach."""
        handler, request = prepared.handler, prepared.request
        decided: list[tuple[_Loaded, list[Event], Step]] = []
        for step in prepared.steps:
            loaded = self._get(handler.aggregate, step.identity)
            if not handler.creates:
                _require_existing(loaded, handler, step)
            if request.expected_version not in (None, loaded.reached):
                raise _conflict(request, loaded.reached)
            decided.append((loaded, self._decision(handler, request, step, loaded.state), step))
        for loaded, events, step in decided:
            loaded.state = loaded.aggregate.fold(events, loaded.state)
            loaded.pending += [_new(request, event, step) for event in events]
        return {loaded.stream: loaded.reached for loaded, _, _ in decided}

    def writes(self) -> Sequence[Write]:
        """What to append, and the versions of what facts were looked up in."""
        return [
            Write(stream, loaded.version, loaded.pending)
            for stream, loaded in self._loaded.items()
            if loaded.pending or loaded.consulted
        ]

    def changes(self, stream: str) -> bool:
        """Whether events for this stream were decided."""
        return bool(self._loaded[stream].pending)

    def take_snapshots(self) -> None:
        """Keep the states of streams that took long to replay."""
        for stream, loaded in self._loaded.items():
            person = getattr(loaded.state, "person", None)
            if loaded.replayed >= EVERY and person:
                self._snapshots.take(self._organisation, stream, loaded.aggregate, loaded.state, loaded.reached, person)

    def _get(self, aggregate: Aggregate[Any], identity: str) -> _Loaded:
        stream = aggregate.stream(identity)
        if stream not in self._loaded:
            self._fetch([(aggregate, identity)])
        return self._loaded[stream]

    def _fetch(self, wanted: Iterable[tuple[Aggregate[Any], str]]) -> None:
        by_stream = {aggregate.stream(identity): (aggregate, identity) for aggregate, identity in wanted}
        missing = {stream: each for stream, each in by_stream.items() if stream not in self._loaded}
        if not missing:
            return
        events = self._log.load(
            self._organisation, {stream: shape_of(aggregate) for stream, (aggregate, _) in missing.items()}
        )
        ciphers = self._log.keys.ciphers(
            self._organisation, people_in(event for past in events.values() for event in past)
        )
        cut = {stream: missing[stream][0] for stream, past in events.items() if past[0].stream_version > 1}
        snapshots = self._snapshots.load(self._organisation, cut)
        for stream, (aggregate, identity) in missing.items():
            state, version = snapshots.get(stream, (aggregate.initial, 0))
            past = [each for each in events.get(stream, ()) if each.stream_version > version]
            state = aggregate.fold((self._log.codec.decode(each, ciphers) for each in past), state)
            self._loaded[stream] = _Loaded(aggregate, identity, state, version + len(past), len(past))

    def _decision(self, handler: Handler[Any], request: Request, step: Step, state: Any) -> list[Event]:
        offered = dict(step.payload)
        if handler.facts is not None:
            offered |= handler.facts(self, step.payload)
        offered |= {"now": self._now, "identity": step.identity, "actor": request.actor}
        return handler.decide(state, **{name: offered[name] for name in handler.parameters if name in offered})


def _conflict(request: Request, version: int) -> VersionConflict:
    return VersionConflict(
        f"The stream is at version {version}, and the command expects version {request.expected_version}. "
        "Look again, then decide.",
        fields={"expected_version": [str(request.expected_version)]},
    )


def _require_existing(loaded: _Loaded, handler: Handler[Any], step: Step) -> None:
    owner = getattr(loaded.state, "person", None)
    if loaded.reached == 0 or owner not in (None, step.payload.get("person", owner)):
        what = handler.aggregate.category.replace("_", " ")
        raise NotFound(f"There is no {what} {step.identity!r} of this person.", fields={handler.identity: ["unknown"]})


def _new(request: Request, event: Event, step: Step) -> NewEvent:
    return NewEvent(
        event,
        request.actor,
        request.command_id,
        request.correlation_id,
        request.causation_id,
        effective_from(event.true_from or step.payload.get("effective_on")),
    )


def effective_from(day: date | None) -> datetime | None:
    """The beginning (UTC) of the day on which an event became true; None, the moment of recording, for today."""
    if day is None or day == datetime.now(UTC).date():
        return None
    return datetime.combine(day, time.min, UTC)

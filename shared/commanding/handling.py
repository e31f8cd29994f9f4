"""Carrying out commands: load the aggregates, decide, append; once each, however often they are sent.

Commands are handled in batches of one organisation. Each has its own outcome; those that succeed share one append
and so one commit. A caller cannot tell: a batch of one is the same as any other.

Whether a command was carried out before is looked up only where something is not straightforward: it was refused,
it changed nothing, or appending found its id taken. Otherwise its id being new is checked by the append itself.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from marshmallow import ValidationError

from shared.aggregate import Handler
from shared.commanding.batch import Batch
from shared.commanding.directory import Directory
from shared.commanding.request import Answer, Outcome, Prepared, Request, prepare
from shared.errors import CommandReused, InvalidInput, MilepostError, NotFound, Unavailable
from shared.log.snapshots import Snapshots
from shared.log.writer import CommandKnown, EventLog, Remembered, StreamMovedOn
from shared.validation import messages_of

_ATTEMPTS = 5

Streams = Mapping[str, int]
"""Streams by name, with the version that each has reached."""


class CommandHandling:
    """Carries out the commands of one service by its table of handlers.

    Decisions that ask about people need the `directory`.
    """

    def __init__(
        self,
        log: EventLog,
        handlers: Sequence[Handler[Any]],
        snapshots: Snapshots,
        directory: Directory | None = None,
    ) -> None:
        self._directory = directory
        self._log = log
        self._snapshots = snapshots
        self._handlers = {handler.name: handler for handler in handlers}
        self._schemas = {name: handler.command() for name, handler in self._handlers.items()}

    def execute(self, organisation: str, request: Request, *, now: datetime | None = None) -> Answer:
        """Carry out one command. Raises a `MilepostError` where it cannot be, and then nothing has changed."""
        (outcome,) = self.execute_many(organisation, [request], now=now)
        if isinstance(outcome, MilepostError):
            raise outcome
        return outcome

    def execute_many(
        self, organisation: str, requests: Sequence[Request], *, now: datetime | None = None
    ) -> Sequence[Outcome]:
        """The outcome of each request, in their order. `now` replaces the clock where a history is brought in."""
        outcomes: dict[int, Outcome] = {}
        waiting: dict[int, Prepared] = {}
        for index, request in enumerate(requests):
            try:
                waiting[index] = self._prepare(request)
            except MilepostError as error:
                outcomes[index] = error
        for attempt in range(_ATTEMPTS):
            if not waiting:
                break
            outcomes |= self._attempt(organisation, waiting, now, trusting=attempt == 0)
            waiting = {index: each for index, each in waiting.items() if index not in outcomes}
        for index in waiting:
            outcomes[index] = Unavailable("Too many others are writing to the same stream; try again.")
        return [outcomes[index] for index in range(len(requests))]

    def _prepare(self, request: Request) -> Prepared:
        handler = self._handlers.get(request.command)
        if handler is None:
            raise NotFound(f"There is no command {request.command!r}.", fields={"command": ["unknown"]})
        try:
            payload = self._schemas[request.command].load(request.payload)
        except ValidationError as error:
            raise InvalidInput(
                f"The payload of {request.command} does not fit its schema.", fields=messages_of(error)
            ) from error
        return prepare(request, handler, payload)

    def _attempt(
        self, organisation: str, waiting: Mapping[int, Prepared], now: datetime | None, *, trusting: bool
    ) -> dict[int, Outcome]:
        """Decide and append what can be. What the answer lacks has lost a race and is to be tried again."""
        batch = Batch(self._log, self._snapshots, organisation, now or datetime.now(UTC), self._directory)
        batch.load(waiting.values(), trusting=trusting)
        decided, refused = _decide(batch, waiting)
        without_effect = {i for i, streams in decided.items() if not any(map(batch.changes, streams))}
        known = self._first_answers(organisation, waiting, refused.keys() | without_effect)
        outcomes: dict[int, Outcome] = {**refused, **known}
        done = {index: streams for index, streams in decided.items() if index not in known}
        if not done:
            return outcomes
        remember = [
            Remembered(waiting[index].request.command_id, waiting[index].fingerprint, streams)
            for index, streams in done.items()
        ]
        try:
            appended = self._log.append(organisation, batch.writes(), remember, now=now)
        except (StreamMovedOn, CommandKnown):
            # Somebody else was first: the same commands sent at the same time, which are answered now, or others.
            return outcomes | self._first_answers(organisation, waiting, done.keys())
        batch.take_snapshots()
        return outcomes | {i: self._answer(streams, appended.position) for i, streams in done.items()}

    def _first_answers(
        self, organisation: str, waiting: Mapping[int, Prepared], indexes: Collection[int]
    ) -> dict[int, Outcome]:
        """What was answered the first time to those of the commands that were carried out before."""
        if not indexes:
            return {}
        ids = {waiting[index].request.command_id for index in indexes}
        remembered = self._log.remembered(organisation, ids)
        return {
            index: self._first_answer(waiting[index], remembered[waiting[index].request.command_id])
            for index in indexes
            if waiting[index].request.command_id in remembered
        }

    def _first_answer(self, prepared: Prepared, first: Remembered) -> Outcome:
        if first.fingerprint != prepared.fingerprint:
            return CommandReused(
                f"The command id {first.command_id!r} was used before, for another command or payload. "
                "Use a new id for a new command.",
                fields={"command_id": ["already used"]},
            )
        return self._answer(first.streams, first.position)

    def _answer(self, streams: Streams, position: int) -> Answer:
        stream, version = next(iter(streams.items()))
        return Answer(stream, version, {self._log.source: position}, streams)


def _decide(batch: Batch, waiting: Mapping[int, Prepared]) -> tuple[dict[int, Streams], dict[int, MilepostError]]:
    """The streams of each command that may be, and why the others may not; one command of an id at a time."""
    decided: dict[int, Streams] = {}
    refused: dict[int, MilepostError] = {}
    ids: set[str] = set()
    for index, prepared in waiting.items():
        if prepared.request.command_id in ids:
            continue
        ids.add(prepared.request.command_id)
        try:
            decided[index] = batch.decide(prepared)
        except MilepostError as error:
            refused[index] = error
    return decided, refused

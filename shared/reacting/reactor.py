"""Carrying out reactions: a service follows other logs, and gives itself the commands that they lead to.

The log is followed from a position that is kept; messages of the broker only say that it is time to look. Orders come
before the position: killed in between, the service gives them again, and they are known by their ids.
"""

import threading
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime

import structlog

from shared.commanding.handling import CommandHandling
from shared.commanding.request import Request
from shared.errors import MilepostError, Unavailable
from shared.event import Envelope, Event
from shared.log.feed import Feed
from shared.log.stored import StoredEvent
from shared.projecting.decoding import EventReader
from shared.projecting.folding import rows_as_of
from shared.projecting.read_model import ReadModel
from shared.reacting.progress import Progress, Timer
from shared.reacting.reaction import Order, R, Reactions

ACTOR = "milepost"
"""Who gives the commands of a reaction, as the log has it."""

_BATCH = 1_000

_log = structlog.get_logger(__name__)


class Reactor:
    """Gives a service the commands that its `reactions` answer.

    `feeds` read the logs that reactions are to, and those that they look things up in, by the name of their service.
    """

    def __init__(
        self,
        reactions: Reactions,
        handling: CommandHandling,
        feeds: Mapping[str, Feed],
        reader: EventReader,
        progress: Progress,
    ) -> None:
        self._reactions = reactions
        self._handling = handling
        self._feeds = feeds
        self._reader = reader
        self._progress = progress
        self._lock = threading.Lock()

    def follow(self, source: str, organisations: Iterable[str]) -> int:
        """React to what the log of `source` has for these organisations and was not looked at yet.

        Answers the number of events. Raises `Unavailable`, and what a reaction raises: the event is met again then.
        """
        with self._lock:
            return sum(self._follow(source, organisation) for organisation in organisations)

    def sweep(self, today: date | None = None) -> int:
        """React to what nobody has told of, and give the orders that are due. Answers the number of both."""
        done = 0
        for source in self._reactions.by_source:
            reached = self._progress.reached(source)
            behind = [each for each, head in self._feeds[source].heads().items() if reached.get(each, 0) < head]
            done += self.follow(source, behind)
        with self._lock:
            for organisation, request in self._progress.due(today or datetime.now(UTC).date()):
                self._give(organisation, [request])
                self._progress.rang(organisation, request)
                done += 1
        return done

    def _follow(self, source: str, organisation: str) -> int:
        position = self._progress.position(source, organisation)
        wanted = {event_type.__name__ for event_type in self._reactions.by_source[source]}
        seen = 0
        for batch in self._feeds[source].batches(organisation, position, size=_BATCH):
            self._react(source, [event for event in batch if event.type in wanted])
            self._progress.reach(source, organisation, batch[-1].position)
            seen += len(batch)
        return seen

    def _react(self, source: str, stored: Sequence[StoredEvent]) -> None:
        decoding = self._reader.read(stored)
        for unread, reason in decoding.broken:
            _log.error("an event to react to cannot be read", source=source, position=unread.position, error=reason)
        for event, at in decoding.events:
            known = _KnownNow(at.organisation, self._feeds, self._reader)
            orders = self._reactions.orders(source, event, at, known)
            requests = [_request(order, at, n) for n, order in enumerate(orders)]
            dated = list(zip(orders, requests, strict=True))
            self._progress.set_timers(at.organisation, [Timer(o.due, r) for o, r in dated if o.due is not None])
            self._give(at.organisation, [request for order, request in dated if order.due is None])

    def _give(self, organisation: str, requests: Sequence[Request]) -> None:
        outcomes = self._handling.execute_many(organisation, requests) if requests else ()
        for request, outcome in zip(requests, outcomes, strict=True):
            if isinstance(outcome, Unavailable):
                raise outcome
            if isinstance(outcome, MilepostError):
                _log.info("a reaction was overtaken", command=request.command, error=str(outcome))


class _KnownNow:
    """What the logs have now, of one organisation."""

    def __init__(self, organisation: str, feeds: Mapping[str, Feed], reader: EventReader) -> None:
        self._organisation = organisation
        self._feeds = feeds
        self._reader = reader

    def rows(self, model: ReadModel[R], person: str) -> Sequence[R]:
        """The rows about `person` that a read model would have."""
        stored = self._feeds[model.source].about_since(self._organisation, person, 0)
        rows: Sequence[R] = rows_as_of([model], self._reader.read(stored).events)[model.name]
        return rows

    def about(self, source: str, person: str) -> Sequence[Event]:
        """The events about `person` in the log of a service."""
        return self._read(self._feeds[source].about_since(self._organisation, person, 0))

    def of_stream(self, source: str, stream: str) -> Sequence[Event]:
        """The events of one stream of a service."""
        return self._read(self._feeds[source].of_stream(self._organisation, stream))

    def _read(self, stored: Sequence[StoredEvent]) -> Sequence[Event]:
        return [event for event, _ in self._reader.read(stored).events]


def _request(order: Order, at: Envelope, number: int) -> Request:
    """The command of an order; its id says which event led to it."""
    command_id = f"{at.source}-{at.position}-{number}"
    return Request(order.command, order.payload, command_id, ACTOR, at.correlation_id, at.command_id)

"""The relay of the goals service on a backlog, against nameko's EventDispatcher with the same bodies.

Ours goes to quorum queues as in production, the peer's to the durable queue that nameko declares for a handler. Both
are confirmed by the broker.
"""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from itertools import count
from operator import itemgetter

import msgspec
from kombu import Connection as BrokerConnection
from kombu import Queue
from nameko.standalone.events import event_dispatcher, get_event_exchange
from psycopg import Connection

from shared import cloudevent
from shared.bus.batches import declare
from shared.bus.link import Link
from shared.log.stored import COLUMNS, NewEvent, StoredEvent
from shared.log.writer import EventLog, Write
from tests.benchmarks.figure import Figure, Measurement, at_least, compared
from tests.benchmarks.ground import Bench, Ground
from tests.benchmarks.logs import ORGANISATION, administrator, goal_set, log_of
from tests.benchmarks.timing import in_turns, timed, wait_until

BACKLOG = 10_000
DISPATCHED = 1_500
ROUNDS = 4

_NAME = "relay of a backlog, against EventDispatcher"
_PEER = "naive"
_ONE_EVENT = f"select {COLUMNS} from goals.events where organisation = %s order by position limit 1"
_RELAYED = """
    select coalesce((select position from goals.relayed where organisation = %(org)s), 0)
           = (select position from goals.heads where organisation = %(org)s)
"""
_numbers = count(1)


def measure(ground: Ground) -> Sequence[Figure]:
    """Relay in the process of the service, dispatch in ours."""
    with ExitStack() as stack:
        bench = stack.enter_context(ground.bench())
        _bind(bench)
        log = stack.enter_context(log_of(bench))
        conn = stack.enter_context(administrator(bench))
        stack.enter_context(bench.serving("goals"))
        ours = _relays(log, conn)
        ours()
        row = conn.execute(_ONE_EVENT, (ORGANISATION,)).fetchone() or ()
        body = msgspec.json.decode(cloudevent.encode(_stored(row)))
        reached = in_turns(ROUNDS, ours, _dispatches(bench, body))
    return [compared(_NAME, reached.ours, "events/s", "EventDispatcher", reached.peer, reached.ratio, at_least(6))]


def _relays(log: EventLog, conn: Connection) -> Callable[[], float]:
    def relay() -> float:
        event = goal_set(1)
        events = [NewEvent(event, "ada", f"command-{n}", f"command-{n}") for n in range(BACKLOG)]
        log.append(ORGANISATION, [Write(f"goal-backlog-{next(_numbers)}", 0, events)])
        with timed() as watch:
            wait_until(lambda: itemgetter(0)(conn.execute(_RELAYED, {"org": ORGANISATION}).fetchone()), "relayed")
        return BACKLOG / watch.seconds

    return relay


def _dispatches(bench: Bench, body: object) -> Callable[[], float]:
    dispatch = event_dispatcher({"AMQP_URI": bench.settings.amqp_uri})

    def round_of() -> float:
        with timed() as watch:
            for _ in range(DISPATCHED):
                dispatch(_PEER, "GoalSet", body)
        return DISPATCHED / watch.seconds

    return round_of


def _bind(bench: Bench) -> None:
    """Declare the queues of the projection, and one like that of a nameko `event_handler`."""
    link = Link(bench.settings.amqp_uri)
    declare(link, "goals", "projection.goals", bench.settings.partitions)
    link.close()
    with BrokerConnection(bench.settings.amqp_uri) as connection:
        exchange = get_event_exchange(_PEER, {})
        Queue(f"evt-{_PEER}-GoalSet--views.goal_set", exchange, "GoalSet", durable=True)(connection).declare()


def _stored(row: Sequence[object]) -> StoredEvent:
    *columns, data, personal = row
    return StoredEvent("goals", *columns, msgspec.json.encode(data), personal)


MEASUREMENT = Measurement([_NAME], measure)

"""A backlog on the broker, folded into all read models of goals, against COPY of the same events.

The projection is held while the backlog builds up, in the log and on its queues. It is done when every read model
has got to the head of the log and the queues are empty.
"""

import signal
from collections.abc import Sequence
from contextlib import ExitStack

import psutil
from psycopg import Connection

from services.projection.projection import models_of
from shared import cloudevent
from shared.bus.batches import declare
from shared.bus.link import Link
from shared.bus.message import Message
from shared.bus.publisher import ConfirmedPublisher
from shared.log.feed import Feed
from tests.benchmarks.copying import copied_out, copy_rate
from tests.benchmarks.figure import Figure, Measurement, at_least, compared
from tests.benchmarks.ground import Bench, Ground
from tests.benchmarks.history import EVENTS_A_PERSON, copy_history
from tests.benchmarks.logs import ORGANISATION, administrator, log_of
from tests.benchmarks.timing import timed, wait_until

BACKLOG = 100_000

_NAME = f"draining {BACKLOG:,} events into all read models"
_FOLDED = """
    select count(*) from projection.checkpoints
    where organisation = %s and source = 'goals' and position = %s
"""
_LOOK_AGAIN_SECONDS = 0.02


def measure(ground: Ground) -> Sequence[Figure]:
    """Drain once: a backlog is long enough to need no rounds. COPY is taken once before and once after."""
    with ExitStack() as stack:
        bench = stack.enter_context(ground.bench())
        conn = stack.enter_context(administrator(bench))
        process = stack.enter_context(bench.serving("projection"))["projection"]
        process.suspend()
        events = _build_up(bench, conn)
        rows = stack.enter_context(copied_out(conn, "select * from goals.events"))
        peer = copy_rate(conn, rows, events)
        peer()
        before = peer()
        ours = _drain(bench, conn, process, events)
        copied = (before + peer()) / 2
    return [compared(_NAME, ours, "events/s", "COPY of the rows", copied, ours / copied, at_least(0.05))]


def _build_up(bench: Bench, conn: Connection) -> int:
    """Put a history into the log and onto the queues; answers the number of its events."""
    with log_of(bench) as log:
        count = copy_history(conn, log, ORGANISATION, BACKLOG // EVENTS_A_PERSON)
        feed = Feed("goals", log.pool)
        with ConfirmedPublisher(bench.settings.amqp_uri) as publisher:
            for batch in feed.batches(ORGANISATION):
                publisher.publish(
                    Message(
                        f"{event.source}.events",
                        event.type,
                        cloudevent.encode(event),
                        {"organisation": event.organisation},
                        f"{event.source}/{event.organisation}/{event.position}",
                    )
                    for event in batch
                )
    return count


def _drain(bench: Bench, conn: Connection, process: psutil.Process, events: int) -> float:
    models = len(models_of("goals"))
    link = Link(bench.settings.amqp_uri)
    queues = declare(link, "goals", "projection.goals", bench.settings.partitions)

    def is_done() -> bool:
        ((folded,),) = conn.execute(_FOLDED, (ORGANISATION, events)).fetchall()
        return folded == models and not any(
            link.channel.queue_declare(queue=queue, passive=True).message_count for queue in queues
        )

    with timed() as watch:
        process.send_signal(signal.SIGCONT)
        wait_until(is_done, "the backlog is folded", _LOOK_AGAIN_SECONDS)
    link.close()
    return events / watch.seconds


MEASUREMENT = Measurement([_NAME], measure)

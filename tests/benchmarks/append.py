"""Appends of one event each to one organisation's log, against a bare INSERT and against the library eventsourcing."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from itertools import count
from typing import Any
from urllib.parse import parse_qs, urlsplit

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate
from psycopg import Connection

from tests.benchmarks.figure import Figure, Measurement, at_least, compared
from tests.benchmarks.ground import Bench, Ground
from tests.benchmarks.logs import LIKE_EVENTS, administrator, append_goal, goal_set, log_of
from tests.benchmarks.timing import in_turns, timed

APPENDS_A_ROUND = 400
ROUNDS = 7

_AGAINST_INSERT = "append, one event, against INSERT"
_AGAINST_EVENTSOURCING = "append, one event, against eventsourcing"
_ROW = """
    select stream, stream_version, type, schema_version, subject, effective, recorded, actor, command_id,
           correlation_id, causation_id, data::text, personal, hash
    from goals.events order by position limit 1
"""
_INSERT = f"insert into like_events values ('acme', {', '.join(['%s'] * 15)})"


class Goal(Aggregate):
    """The peer's aggregate of the same shape."""

    def __init__(self, person: str, title: str, kind: str, due: str, every_days: int, description: str) -> None:
        self.person = person
        self.title = title
        self.kind = kind
        self.due = due
        self.every_days = every_days
        self.description = description


def measure(ground: Ground) -> Sequence[Figure]:
    """Take both figures on the same log."""
    with ExitStack() as stack:
        bench = stack.enter_context(ground.bench(broker=False))
        log = stack.enter_context(log_of(bench))
        conn = stack.enter_context(administrator(bench))
        append_goal(log)
        ours = rate_of(lambda: append_goal(log))
        insert = in_turns(ROUNDS, ours, rate_of(_inserts(conn)))
        ground.say(_AGAINST_EVENTSOURCING)
        library = stack.enter_context(Application(env=_environment(bench)))
        peer = in_turns(ROUNDS, ours, rate_of(lambda: library.save(_goal())))
    return [
        compared(_AGAINST_INSERT, insert.ours, "/s", "INSERT and COMMIT", insert.peer, insert.ratio, at_least(0.7)),
        compared(_AGAINST_EVENTSOURCING, peer.ours, "/s", "eventsourcing, save", peer.peer, peer.ratio, at_least(2.5)),
    ]


def rate_of(once: Callable[[], Any], times: int = APPENDS_A_ROUND) -> Callable[[], float]:
    """A round that does something `times` times, and answers how often it did so a second."""

    def a_round() -> float:
        with timed() as watch:
            for _ in range(times):
                once()
        return times / watch.seconds

    return a_round


def _inserts(conn: Connection) -> Callable[[], Any]:
    """Insert the row of the first event again and again, at new positions and into new streams."""
    conn.execute(LIKE_EVENTS)
    stream, *rest = conn.execute(_ROW).fetchone() or ()
    positions = count(1)

    def insert() -> None:
        position = next(positions)
        conn.execute(_INSERT, (position, f"{stream}-{position}", *rest))

    return insert


def _goal() -> Goal:
    event = goal_set(1)
    return Goal(
        event.person,
        event.title or "",
        event.kind.value,
        event.due.isoformat(),
        event.check_in_every_days,
        event.description or "",
    )


def _environment(bench: Bench) -> dict[str, str]:
    parts = urlsplit(bench.dsn)
    return {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": parts.path.removeprefix("/"),
        "POSTGRES_HOST": parse_qs(parts.query)["host"][0],
        "POSTGRES_PORT": "5432",
        "POSTGRES_USER": parts.username or "",
        "POSTGRES_PASSWORD": "",
    }


MEASUREMENT = Measurement([_AGAINST_INSERT, _AGAINST_EVENTSOURCING], measure)

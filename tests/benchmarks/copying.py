"""The fastest way into a table, as a yardstick: COPY of rows that were encoded before, in binary."""

from collections.abc import Callable, Sequence

from psycopg import Connection

from tests.benchmarks.logs import LIKE_EVENTS
from tests.benchmarks.timing import timed


def copied_out(conn: Connection, query: str) -> Sequence[bytes]:
    """What a query answers, as COPY takes it in again."""
    with conn.cursor().copy(f"copy ({query}) to stdout (format binary)") as copy:
        return [bytes(block) for block in copy]


def copy_rate(conn: Connection, rows: Sequence[bytes], count: int) -> Callable[[], float]:
    """A round that copies `count` rows into an empty table like the log's, and answers rows a second."""

    def copy_in() -> float:
        conn.execute("drop table if exists like_events")
        conn.execute(LIKE_EVENTS)
        with timed() as watch, conn.cursor().copy("copy like_events from stdin (format binary)") as copy:
            for block in rows:
                copy.write(block)
        return count / watch.seconds

    return copy_in

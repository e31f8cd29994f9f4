"""The fastest way into a table, as a yardstick: COPY of rows that were encoded before, in binary."""

from collections.abc import Callable
from tempfile import TemporaryFile
from typing import IO

from psycopg import Connection

from tests.benchmarks.logs import LIKE_EVENTS
from tests.benchmarks.timing import timed

_BLOCK = 1 << 16


def copied_out(conn: Connection, query: str) -> IO[bytes]:
    """What a query answers, as COPY takes it in again, in a file that goes when it is closed."""
    file = TemporaryFile()  # noqa: SIM115 - the caller's to close
    with conn.cursor().copy(f"copy ({query}) to stdout (format binary)") as copy:
        for block in copy:
            file.write(block)
    return file


def copy_rate(conn: Connection, rows: IO[bytes], count: int) -> Callable[[], float]:
    """A round that copies `count` rows into an empty table like the log's, and answers rows a second."""

    def copy_in() -> float:
        conn.execute("drop table if exists like_events")
        conn.execute(LIKE_EVENTS)
        rows.seek(0)
        with timed() as watch, conn.cursor().copy("copy like_events from stdin (format binary)") as copy:
            while block := rows.read(_BLOCK):
                copy.write(block)
        return count / watch.seconds

    return copy_in

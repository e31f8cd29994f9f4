"""A rebuild of all read models of goals from the log, against COPY of the same events."""

from collections.abc import Sequence

import msgspec
from psycopg import Connection

from tests.benchmarks.copying import copied_out, copy_rate
from tests.benchmarks.figure import Figure, alone, at_least, at_most, compared
from tests.benchmarks.ground import Bench
from tests.benchmarks.rebuilding import Rebuilt

SPEED = "rebuild from a million events"
MEMORY = "rebuild from a million events, largest process"
FIGURES = (SPEED, MEMORY)


def measure(bench: Bench, conn: Connection, events: int) -> Sequence[Figure]:
    """COPY, rebuild, COPY: what takes this long needs no rounds."""
    with copied_out(conn, "select * from goals.events") as rows:
        copy = copy_rate(conn, rows, events)
        before = copy()
        rebuilt = msgspec.json.decode(bench.run("rebuilding", "goals"), type=Rebuilt)
        copied = (before + copy()) / 2
    conn.execute("drop table like_events")
    ours = rebuilt.events / rebuilt.seconds
    return [
        compared(SPEED, ours, "events/s", "COPY of the rows", copied, ours / copied, at_least(0.3)),
        alone(MEMORY, rebuilt.megabytes, "MB", at_most(300)),
    ]

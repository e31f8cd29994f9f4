"""What is measured on a log of a million events, beside one of ten thousand in the same tables."""

from collections.abc import Sequence

from tests.benchmarks import growth, rebuild
from tests.benchmarks.figure import Figure, Measurement
from tests.benchmarks.ground import Ground
from tests.benchmarks.history import EVENTS_A_PERSON, copy_history
from tests.benchmarks.logs import administrator, log_of

LARGE, SMALL = "large", "small"
EVENTS = {LARGE: 1_000_000, SMALL: 10_000}


def measure(ground: Ground) -> Sequence[Figure]:
    """Make the history once, rebuild from it, then append to it and query it."""
    with ground.bench() as bench, administrator(bench) as conn:
        with log_of(bench) as log:
            for organisation, events in EVENTS.items():
                ground.say(f"making a history of {events:,} events")
                copy_history(conn, log, organisation, events // EVENTS_A_PERSON)
        ground.say(rebuild.SPEED)
        figures = rebuild.measure(bench, conn, sum(EVENTS.values()))
        ground.say(growth.APPEND)
        return [*figures, *growth.measure(bench, LARGE, SMALL)]


MEASUREMENT = Measurement([*rebuild.FIGURES, *growth.FIGURES], measure)

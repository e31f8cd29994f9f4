"""How times are taken: after a warm-up, in turns with the peer, and as medians."""

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from statistics import median
from time import perf_counter, sleep

import msgspec

LOOK_AGAIN_SECONDS = 0.005
PATIENCE_SECONDS = 300.0


class Compared(msgspec.Struct, frozen=True):
    """Medians over the rounds; `ratio` is that of the ratios of each round, ours to the peer's."""

    ours: float
    peer: float
    ratio: float


class Stopwatch(msgspec.Struct):
    """The seconds that a `with timed()` block took."""

    seconds: float = 0.0


@contextmanager
def timed() -> Iterator[Stopwatch]:
    """Time a block."""
    watch = Stopwatch()
    started = perf_counter()
    yield watch
    watch.seconds = perf_counter() - started


def in_turns(rounds: int, ours: Callable[[], float], peer: Callable[[], float]) -> Compared:
    """Measure both `rounds` times, in turns, after one round of each that does not count.

    Both answer what they reached in one round. What disturbs the machine for longer than a round disturbs both.
    """
    ours(), peer()
    pairs = [(ours(), peer()) for _ in range(rounds)]
    return Compared(
        median(mine for mine, _ in pairs),
        median(theirs for _, theirs in pairs),
        median(mine / theirs for mine, theirs in pairs),
    )


def percentile(samples: Sequence[float], share: float) -> float:
    """The smallest sample that at least `share` (0 to 1) of all samples do not exceed."""
    return sorted(samples)[max(0, math.ceil(share * len(samples)) - 1)]


def wait_until(condition: Callable[[], object], what: str, pause: float = LOOK_AGAIN_SECONDS) -> None:
    """Return once `condition` holds. Raises `TimeoutError` that names `what` after some minutes."""
    deadline = perf_counter() + PATIENCE_SECONDS
    while not condition():
        if perf_counter() > deadline:
            raise TimeoutError(f"not within {PATIENCE_SECONDS:.0f} s: {what}")
        sleep(pause)

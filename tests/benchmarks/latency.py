"""One command at a time until it is visible: through the gateway, against the naive wiring without one.

Ours asks the gateway for the goal, after the position that the command reached. The peer is called directly, and its
table looked into directly, every half millisecond.
"""

from collections.abc import Sequence

from tests.benchmarks.figure import Figure, Measurement, at_most, compared
from tests.benchmarks.ground import Ground
from tests.benchmarks.suite import Suite, running
from tests.benchmarks.timing import percentile, timed

WARM_UP = 50
SAMPLES = 400

_P50 = "command until visible, p50"
_P99 = "command until visible, p99"
_LOOK_AGAIN_SECONDS = 0.0005


def measure(ground: Ground) -> Sequence[Figure]:
    """Take samples of both in turns."""
    with running(ground) as suite:
        for _ in range(WARM_UP):
            _ours(suite), _naive(suite)
        samples = [(_ours(suite), _naive(suite)) for _ in range(SAMPLES)]
    ours, naive = zip(*samples, strict=True)
    return [_compared(_P50, 0.5, ours, naive), _compared(_P99, 0.99, ours, naive)]


def _ours(suite: Suite) -> float:
    with timed() as watch:
        suite.execute_and_see()
    return watch.seconds


def _naive(suite: Suite) -> float:
    with timed() as watch:
        suite.naive_see(suite.naive_execute().result(), _LOOK_AGAIN_SECONDS)
    return watch.seconds


def _compared(name: str, share: float, ours: Sequence[float], naive: Sequence[float]) -> Figure:
    mine, theirs = (percentile(samples, share) * 1000 for samples in (ours, naive))
    return compared(name, mine, "ms", "naive wiring, no gateway", theirs, mine / theirs, at_most(1))


MEASUREMENT = Measurement([_P50, _P99], measure)

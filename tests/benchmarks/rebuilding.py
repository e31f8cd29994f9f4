"""Rebuilds the read models of the logs named in a process of its own, and prints how it went: see `Rebuilt`."""

import resource
import sys
from collections.abc import Sequence
from time import perf_counter

import msgspec

from services.projection.projection import Projection, models_of
from shared.config import Settings

WORKERS = 2


class Rebuilt(msgspec.Struct, frozen=True):
    """`megabytes` is the resident memory, at its largest, of the largest of the processes."""

    events: int
    seconds: float
    megabytes: float


def rebuild(sources: Sequence[str]) -> Rebuilt:
    """Rebuild with workers, as `milepost rebuild` does."""
    projection = Projection(Settings.from_environment())
    started = perf_counter()
    events = projection.rebuild([each.name for source in sources for each in models_of(source)], workers=WORKERS)
    seconds = perf_counter() - started
    projection.close()
    kilobytes = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return Rebuilt(events, seconds, kilobytes / 1024)


if __name__ == "__main__":
    print(msgspec.json.encode(rebuild(sys.argv[1:])).decode())

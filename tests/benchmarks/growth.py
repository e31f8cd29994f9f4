"""What a log's length costs: appends and queries of an organisation with a long one, against one with a short one."""

from collections.abc import Callable, Sequence
from functools import partial
from statistics import median

from tests.benchmarks.append import rate_of
from tests.benchmarks.callers import Callers, client_of, hire
from tests.benchmarks.figure import Figure, at_most, compared
from tests.benchmarks.ground import Bench
from tests.benchmarks.logs import append_goal, log_of
from tests.benchmarks.queries import dashboard_seconds
from tests.benchmarks.timing import in_turns

APPEND = "append after a million events, against ten thousand"
QUERY = "dashboard after a million events, against ten thousand"
FIGURES = (APPEND, QUERY)

_PEOPLE = 100
_ROUNDS = 9
_APPENDS_A_ROUND = 300


def measure(bench: Bench, large: str, small: str) -> Sequence[Figure]:
    """Take both in turns, a round in the one organisation and a round in the other."""
    with log_of(bench) as log:
        append = in_turns(_ROUNDS, *(_append_seconds(partial(append_goal, log, each)) for each in (large, small)))
    for organisation in (large, small):
        hire(bench, organisation, _PEOPLE)
    with bench.serving("projection", "gateway"), client_of(bench) as client:
        query = in_turns(
            _ROUNDS, *(partial(_dashboard_seconds, Callers(bench, client, each, _PEOPLE)) for each in (large, small))
        )
    return [
        compared(name, each.ours * 1000, "ms", "ten thousand", each.peer * 1000, each.ratio, at_most(1.2))
        for name, each in ((APPEND, append), (QUERY, query))
    ]


def _append_seconds(append: Callable[[], object]) -> Callable[[], float]:
    rate = rate_of(append, _APPENDS_A_ROUND)
    return lambda: 1 / rate()


def _dashboard_seconds(callers: Callers) -> float:
    """The median over everybody's dashboard."""
    return median(dashboard_seconds(callers, number) for number in range(callers.people))

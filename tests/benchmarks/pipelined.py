"""Commands from the gateway until they are visible in a query, many in flight, against the naive wiring."""

from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

from tests.benchmarks.figure import Figure, Measurement, at_least, compared
from tests.benchmarks.ground import Ground
from tests.benchmarks.suite import Suite, running
from tests.benchmarks.timing import in_turns, timed, wait_until

COMMANDS = 2_000
NAIVE_COMMANDS = 400
IN_FLIGHT = 400
CALLS, COMMANDS_A_CALL = 4, 2_000
ROUNDS = 4

_SINGLE = "commands until visible, many in flight"
_MANY = "execute_many until visible"
_PEER = "naive wiring"


def measure(ground: Ground) -> Sequence[Figure]:
    """Take both figures on one suite, in turns with the peer beside it."""
    with running(ground) as suite:
        single = in_turns(ROUNDS, lambda: _singly(suite), lambda: _naively(suite))
        ground.say(_MANY)
        many = in_turns(ROUNDS, lambda: _in_bulk(suite), lambda: _naively(suite))
    return [
        compared(_SINGLE, single.ours, "/s", _PEER, single.peer, single.ratio, at_least(4)),
        compared(_MANY, many.ours, "/s", _PEER, many.peer, many.ratio, at_least(30)),
    ]


def _singly(suite: Suite) -> float:
    with timed() as watch:
        answers = _results(suite.execute, COMMANDS)
        suite.see_all({"goals": max(each["position"]["goals"] for each in answers)})
    return COMMANDS / watch.seconds


def _in_bulk(suite: Suite) -> float:
    with timed() as watch:
        replies = [suite.execute_many(COMMANDS_A_CALL) for _ in range(CALLS)]
        positions = [each["answer"]["position"]["goals"] for reply in replies for each in reply.result()]
        suite.see_all({"goals": max(positions)})
    return CALLS * COMMANDS_A_CALL / watch.seconds


def _naively(suite: Suite) -> float:
    before = suite.naive_count()
    with timed() as watch:
        _results(suite.naive_execute, NAIVE_COMMANDS)
        wait_until(lambda: suite.naive_count() == before + NAIVE_COMMANDS, "the peer's goals are visible")
    return NAIVE_COMMANDS / watch.seconds


def _results(call: Callable[[], Any], times: int) -> Sequence[Any]:
    """What so many calls answer, with at most `IN_FLIGHT` of them under way."""
    waiting: deque[Any] = deque()
    results = []
    for _ in range(times):
        if len(waiting) == IN_FLIGHT:
            results.append(waiting.popleft().result())
        waiting.append(call())
    return results + [reply.result() for reply in waiting]


MEASUREMENT = Measurement([_SINGLE, _MANY], measure)

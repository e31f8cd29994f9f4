"""Simulating careers: by way of the gateway among thousands of people, and in the service among a hundred thousand.

There, mentors are matched to a cohort, too. The facts are those of `tests.benchmarks.recommendations`, which are made
as rows: one in eleven people has a plan. Every second question is about a move besides.
"""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager

from services.gateway.tokens import issue
from services.recommendations.opening import OpenedRecommendations
from services.recommendations.simulating import Asked
from services.recommendations.touching import OWN
from shared.bus.dependencies import close_log, open_log
from shared.contracts.integrations.events import PersonJoined
from shared.contracts.recommendations import events as contract
from shared.log.stored import NewEvent
from shared.log.writer import Write
from tests.benchmarks.callers import client_of
from tests.benchmarks.figure import Figure, Measurement, alone, at_most
from tests.benchmarks.ground import Bench, Ground
from tests.benchmarks.logs import ORGANISATION, administrator, log_of
from tests.benchmarks.recommendations import LONG_AGO, ROLES, fill, id_of
from tests.benchmarks.timing import percentile, timed

SOME, MANY = 5_000, 100_000
WARM_UP, SAMPLES = 10, 200
MOST_MILLISECONDS = 200.0
COHORT, MOST_SECONDS = 500, 2.0

_SOME_50, _SOME_95 = (f"simulate, {SOME:,} people, {share}" for share in ("p50", "p95"))
_MATCHING = f"mentor_matching of {COHORT} people"
_MANY_50, _MANY_95 = (f"simulate in the service, {MANY:,} people, {share}" for share in ("p50", "p95"))


def measure(ground: Ground) -> Sequence[Figure]:
    """Ask for one simulation after the other, of anybody."""
    return [*_by_the_gateway(ground), *_in_the_service(ground)]


def _by_the_gateway(ground: Ground) -> Sequence[Figure]:
    with ExitStack() as stack:
        bench = stack.enter_context(ground.bench())
        ground.say(f"making an organisation of {SOME:,} people")
        with _opened(bench), administrator(bench) as conn:
            fill(conn, SOME, position=SOME)
        _hire(bench)
        stack.enter_context(bench.serving("projection", "recommendations", "gateway"))
        client = stack.enter_context(client_of(bench))

        def ask(number: int, asked: Mapping[str, str], after: Mapping[str, int] | None = None) -> None:
            context = {"auth_token": issue(bench.settings, ORGANISATION, id_of(number))}
            given = {"name": "simulate", "params": asked, "after": after}
            client.call("gateway", "query", context=context, timeout=60.0, **given)

        ask(0, {}, {"integrations": SOME})
        ground.say(_SOME_95)
        return _figures(ask, SOME, _SOME_50, _SOME_95)


def _in_the_service(ground: Ground) -> Sequence[Figure]:
    with ground.bench(broker=False) as bench, _opened(bench) as opened:
        ground.say(f"making an organisation of {MANY:,} people")
        with administrator(bench) as conn:
            fill(conn, MANY)

        def ask(number: int, asked: Mapping[str, str]) -> None:
            opened.simulate(ORGANISATION, id_of(number), Asked(**asked), {})

        ground.say(_MANY_95)
        figures = _figures(ask, MANY, _MANY_50, _MANY_95)
        mentees = [id_of(number) for number in range(0, MANY, MANY // COHORT)]
        with timed() as watch:
            opened.match_mentors(ORGANISATION, mentees, None, {})
        return [*figures, alone(_MATCHING, watch.seconds, "s", at_most(MOST_SECONDS))]


def _figures(ask: Callable[[int, Mapping[str, str]], None], people: int, p50: str, p95: str) -> Sequence[Figure]:
    chance, seconds = random.Random(1), []
    for _ in range(WARM_UP + SAMPLES):
        asked = {"move": f"r{chance.randrange(ROLES)}"} if chance.random() < 0.5 else {}
        with timed() as watch:
            ask(chance.randrange(people), asked)
        seconds.append(watch.seconds * 1000)
    half, most = (percentile(seconds[WARM_UP:], share) for share in (0.5, 0.95))
    return [alone(p50, half, "ms", at_most(MOST_MILLISECONDS)), alone(p95, most, "ms", at_most(MOST_MILLISECONDS))]


@contextmanager
def _opened(bench: Bench) -> Iterator[OpenedRecommendations]:
    log = open_log(bench.settings, OWN, contract)
    opened = OpenedRecommendations(bench.settings, log)
    try:
        yield opened
    finally:
        opened.close()
        close_log(log)


def _hire(bench: Bench) -> None:
    """Everybody is in the directory, one event each."""
    joined = [PersonJoined(person=id_of(number), effective_on=LONG_AGO, name="Ada") for number in range(SOME)]
    with log_of(bench, "integrations") as log:
        log.append(
            ORGANISATION,
            [Write(f"person-{each.person}", 0, [NewEvent(each, "hr", "hire", "hire")]) for each in joined],
        )


MEASUREMENT = Measurement([_SOME_50, _SOME_95, _MANY_50, _MANY_95, _MATCHING], measure)

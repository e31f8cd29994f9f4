"""A query by way of the gateway, against a stock nameko RPC that answers a constant."""

from collections.abc import Sequence
from contextlib import ExitStack

from nameko.standalone.rpc import ClusterRpcProxy

from tests.benchmarks.callers import Callers, client_of, hire
from tests.benchmarks.figure import Figure, Measurement, at_most, compared
from tests.benchmarks.ground import Ground
from tests.benchmarks.history import copy_history
from tests.benchmarks.logs import ORGANISATION, administrator, log_of
from tests.benchmarks.timing import percentile, timed

PEOPLE = 100
WARM_UP = 100
SAMPLES = 1_000

_NAME = "dashboard, p50"


def measure(ground: Ground) -> Sequence[Figure]:
    """Ask for the dashboards of people with a year behind them, one at a time."""
    with ExitStack() as stack:
        bench = stack.enter_context(ground.bench())
        hire(bench, ORGANISATION, PEOPLE)
        with administrator(bench) as conn, log_of(bench) as log:
            copy_history(conn, log, ORGANISATION, PEOPLE)
        stack.enter_context(bench.serving("projection", "gateway", "constant"))
        callers = Callers(bench, stack.enter_context(client_of(bench)), ORGANISATION, PEOPLE)
        stock = stack.enter_context(ClusterRpcProxy({"AMQP_URI": bench.settings.amqp_uri}))
        for number in range(WARM_UP):
            dashboard_seconds(callers, number), _constant_seconds(stock)
        samples = [(dashboard_seconds(callers, number), _constant_seconds(stock)) for number in range(SAMPLES)]
    ours, constant = (percentile(each, 0.5) * 1000 for each in zip(*samples, strict=True))
    return [compared(_NAME, ours, "ms", "stock RPC of a constant", constant, ours / constant, at_most(1.6))]


def dashboard_seconds(callers: Callers, number: int) -> float:
    """How long a person waits for their dashboard."""
    with timed() as watch:
        callers.call(number, "query", name="dashboard").result()
    return watch.seconds


def _constant_seconds(stock: ClusterRpcProxy) -> float:
    with timed() as watch:
        stock.constant.answer()
    return watch.seconds


MEASUREMENT = Measurement([_NAME], measure)

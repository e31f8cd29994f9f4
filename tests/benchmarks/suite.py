"""The whole suite and its naive peer side by side, each service in a process of its own, and the client of each.

Ours is called by our client, the peer, which is nameko as it comes, by nameko's.
"""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from nameko.standalone.rpc import ClusterRpcProxy
from psycopg import Connection

from shared.bus.rpc_client import Reply
from tests.benchmarks import naive
from tests.benchmarks.callers import TIMEOUT, Callers, client_of, hire
from tests.benchmarks.ground import Ground
from tests.benchmarks.history import person
from tests.benchmarks.logs import ORGANISATION, administrator
from tests.benchmarks.timing import wait_until

PEOPLE = 500

_TITLE, _DUE = "Learn to read query plans", "2027-11-02"
_VISIBLE = "select 1 from naive_goals where goal = %s"
_COUNT = "select count(*) from naive_goals"


@dataclass
class Suite:
    """Ours, by its gateway, and the peer, by its first service. Everybody sets goals in turn."""

    callers: Callers
    naive: Any
    table: Connection
    _numbers: Iterator[int] = field(default_factory=count)

    def execute(self) -> Reply:
        """Ask the gateway for a new goal of the caller's."""
        number = next(self._numbers)
        return self.callers.call(number, "execute", **_command(number))

    def execute_many(self, size: int) -> Reply:
        """Ask the gateway as HR for new goals of everybody."""
        numbers = [next(self._numbers) for _ in range(size)]
        return self.callers.call_as_hr("execute_many", commands=[_command(number) for number in numbers])

    def see_all(self, position: Mapping[str, int]) -> None:
        """Ask a query over everybody, which is answered once the read models have folded everything to `position`."""
        self.callers.call(0, "query", name="people", params={"limit": 1}, after=position).result()

    def execute_and_see(self) -> None:
        """Ask for a new goal, and then for that goal."""
        number = next(self._numbers)
        position = self.callers.call(number, "execute", **_command(number)).result()["position"]
        params = {"goal": f"goal-{number}"}
        found = self.callers.call(number, "query", name="goal", params=params, after=position).result()
        assert found["title"] == _TITLE

    def naive_execute(self) -> Any:
        """Ask the peer, by nameko's own client, for a new goal; the reply's result is its id."""
        number = next(self._numbers)
        return self.naive.naive_goals.set_goal.call_async(
            goal=f"goal-{number}", person=person(number % PEOPLE), title=_TITLE, due=_DUE
        )

    def naive_count(self) -> int:
        """How many goals the peer's read model has."""
        ((found,),) = self.table.execute(_COUNT).fetchall()
        return int(found)

    def naive_see(self, goal: str, pause: float) -> None:
        """Look into the peer's read model until the goal is there."""
        wait_until(lambda: self.table.execute(_VISIBLE, (goal,)).fetchone(), goal, pause)


@contextmanager
def running(ground: Ground) -> Iterator[Suite]:
    """Both, running, with some people in the directory."""
    with ExitStack() as stack:
        bench = stack.enter_context(ground.bench())
        hire(bench, ORGANISATION, PEOPLE)
        table = stack.enter_context(administrator(bench))
        for statement in naive.TABLES:
            table.execute(statement)
        stack.enter_context(bench.serving("goals", "projection", "gateway", "naive_goals", "naive_views"))
        client = stack.enter_context(client_of(bench))
        stock = stack.enter_context(ClusterRpcProxy({"AMQP_URI": bench.settings.amqp_uri}, timeout=TIMEOUT))
        yield Suite(Callers(bench, client, ORGANISATION, PEOPLE), stock, table)


def _command(number: int) -> Mapping[str, Any]:
    payload = {
        "goal": f"goal-{number}",
        "person": person(number % PEOPLE),
        "title": _TITLE,
        "kind": "skill",
        "due": _DUE,
    }
    return {"command": "goals.set_goal", "payload": payload, "command_id": f"command-{number}"}

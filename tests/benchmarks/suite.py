"""The whole suite and its naive peer, each service in a process of its own, and one client for both.

The client is ours: it speaks nameko's protocol and costs the caller less than nameko's own, to the peer's advantage.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from psycopg import Connection

from services.gateway.tokens import issue
from shared.bus.rpc_client import Reply, RpcClient
from shared.contracts.integrations.events import PersonJoined
from shared.log.stored import NewEvent
from shared.log.writer import Write
from tests.benchmarks import naive
from tests.benchmarks.ground import Bench, Ground
from tests.benchmarks.history import TODAY, person
from tests.benchmarks.logs import ORGANISATION, administrator, log_of
from tests.benchmarks.timing import wait_until

PEOPLE = 50

_TIMEOUT = 60.0
_VISIBLE = "select 1 from naive_goals where goal = %s"
_COUNT = "select count(*) from naive_goals"


@dataclass
class Suite:
    """Ours, by its gateway, and the peer, by its first service."""

    client: RpcClient
    tokens: Sequence[str]
    table: Connection
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def execute(self) -> Reply:
        """Ask the gateway for a new goal, for one person after the other."""
        token, command = self._command()
        return self.gateway(token, "execute", **command)

    def execute_many(self, size: int) -> Reply:
        """Ask the gateway for new goals of one person."""
        token, _ = self._command()
        commands = [self._command()[1] for _ in range(size)]
        return self.gateway(token, "execute_many", commands=commands)

    def wait_until_visible(self, position: Mapping[str, int], number: int = 0) -> None:
        """Ask for a person's goals, after `position`."""
        self.gateway(self.tokens[number], "query", name="wellbeing", after=position).result()

    def gateway(self, token: str, method: str, /, **arguments: Any) -> Reply:
        """Call the gateway as one of the people."""
        return self.client.call_async("gateway", method, context={"auth_token": token}, timeout=_TIMEOUT, **arguments)

    def naive_execute(self) -> Reply:
        """Ask the peer for a new goal; answers its id."""
        number = next(self._numbers)
        return self.client.call_async(
            "naive_goals",
            "set_goal",
            timeout=_TIMEOUT,
            goal=f"goal-{number}",
            person=person(number % PEOPLE),
            title="Learn to read query plans",
            due="2027-11-02",
        )

    def naive_count(self) -> int:
        """How many goals the peer's read model has."""
        ((found,),) = self.table.execute(_COUNT).fetchall()
        return int(found)

    def naive_wait_until_visible(self, goal: str, pause: float) -> None:
        """Look into the peer's read model until the goal is there."""
        wait_until(lambda: self.table.execute(_VISIBLE, (goal,)).fetchone(), goal, pause)

    def _command(self) -> tuple[str, Mapping[str, Any]]:
        number = next(self._numbers)
        payload = {
            "goal": f"goal-{number}",
            "title": "Learn to read query plans",
            "kind": "skill",
            "due": "2027-11-02",
        }
        command = {"command": "goals.set_goal", "payload": payload, "command_id": f"command-{number}"}
        return self.tokens[number % PEOPLE], command


@contextmanager
def running(ground: Ground) -> Iterator[Suite]:
    """Both, running, with some people in the directory."""
    with ExitStack() as stack:
        bench = stack.enter_context(ground.bench())
        _hire(bench)
        table = stack.enter_context(administrator(bench))
        for statement in naive.TABLES:
            table.execute(statement)
        stack.enter_context(bench.serving("goals", "projection", "gateway", "naive_goals", "naive_views"))
        client = RpcClient(bench.settings.amqp_uri, name="bench")
        stack.callback(client.close)
        tokens = [issue(bench.settings, ORGANISATION, person(number)) for number in range(PEOPLE)]
        yield Suite(client, tokens, table)


def _hire(bench: Bench) -> None:
    """Put some people into the directory."""
    with log_of(bench, "integrations") as log:
        joined = [
            PersonJoined(person=person(n), effective_on=TODAY.replace(year=2020), name="Ada") for n in range(PEOPLE)
        ]
        writes = [Write(f"person-{each.person}", 0, [NewEvent(each, "hr", "hire", "hire")]) for each in joined]
        log.append(ORGANISATION, writes)

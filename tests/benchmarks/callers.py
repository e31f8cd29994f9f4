"""Those who call the gateway: people of an organisation with their tokens, by one client."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from services.gateway.tokens import issue
from shared.bus.rpc_client import Reply, RpcClient
from shared.contracts.integrations.events import PersonJoined
from shared.log.stored import NewEvent
from shared.log.writer import Write
from tests.benchmarks.ground import Bench
from tests.benchmarks.history import TODAY, person
from tests.benchmarks.logs import log_of

TIMEOUT = 60.0


class Callers:
    """The first `people` of an organisation, and its HR."""

    def __init__(self, bench: Bench, client: RpcClient, organisation: str, people: int) -> None:
        self.client = client
        self.people = people
        self._tokens = [issue(bench.settings, organisation, person(number)) for number in range(people)]
        self._hr = issue(bench.settings, organisation, roles=["hr"])

    def call(self, number: int, method: str, /, **arguments: Any) -> Reply:
        """Call the gateway as a person; the numbers go round."""
        return self._call(self._tokens[number % self.people], method, arguments)

    def call_as_hr(self, method: str, /, **arguments: Any) -> Reply:
        """Call the gateway as somebody with the role hr."""
        return self._call(self._hr, method, arguments)

    def _call(self, token: str, method: str, arguments: Mapping[str, Any]) -> Reply:
        return self.client.call_async("gateway", method, context={"auth_token": token}, timeout=TIMEOUT, **arguments)


@contextmanager
def client_of(bench: Bench) -> Iterator[RpcClient]:
    """A client on the broker of a bench."""
    client = RpcClient(bench.settings.amqp_uri, name="bench")
    try:
        yield client
    finally:
        client.close()


def hire(bench: Bench, organisation: str, people: int) -> None:
    """Put the first so many people of an organisation into the directory's log."""
    joined = [
        PersonJoined(person=person(number), effective_on=TODAY.replace(year=2020), name="Ada")
        for number in range(people)
    ]
    with log_of(bench, "integrations") as log:
        log.append(
            organisation,
            [Write(f"person-{each.person}", 0, [NewEvent(each, "hr", "hire", "hire")]) for each in joined],
        )

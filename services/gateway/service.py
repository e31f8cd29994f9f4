"""The gateway's RPC: stock nameko. The token comes in nameko's context as `auth_token`, or as the argument `token`,
for callers that cannot set a context: `n.rpc.gateway.query("dashboard", token="...")` in `nameko shell`.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from nameko.extensions import DependencyProvider

from services.gateway.gateway import Command, Execution, Gateway, as_commands
from services.gateway.opening import OpenGateway, open_gateway
from shared.bus.dependencies import SETTINGS
from shared.bus.rpc_server import Request, batched_rpc, rpc
from shared.errors import InvalidInput, MilepostError, to_wire

TOKEN = "auth_token"


class Door:
    """The gateway, as one caller meets it."""

    def __init__(self, gateway: Gateway, token: str | None) -> None:
        self.gateway = gateway
        self._token = token

    def token(self, argument: str | None) -> str | None:
        """The caller's token: that of the call's context, unless it was given as an argument."""
        return argument or self._token


class Open(DependencyProvider):
    """An open gateway, for the caller of each worker."""

    def setup(self) -> None:
        """Open connections."""
        self._open: OpenGateway = open_gateway(self.container.config[SETTINGS])

    def start(self) -> None:
        """Follow the projector."""
        self._following = self.container.spawn_managed_thread(self._open.visibility.listen, identifier="visibility")

    def stop(self) -> None:
        """Close connections."""
        self._open.visibility.stop()
        self._following.wait()
        self._open.close()

    def get_dependency(self, worker_ctx: Any) -> Door:
        """The gateway for this caller."""
        return Door(self._open.gateway, worker_ctx.data.get(TOKEN))


class GatewayService:
    """Where clients come in."""

    name = "gateway"

    door = Open()

    @batched_rpc(concurrency=8)
    def execute(self, calls: Sequence[Request]) -> Sequence[Any]:
        """`execute(command, payload={}, command_id=None, expected_version=None)` answers stream, version, position."""
        outcomes: list[Any] = [_execution(call) for call in calls]
        ready = [index for index, outcome in enumerate(outcomes) if isinstance(outcome, Execution)]
        for index, outcome in zip(ready, self.door.gateway.execute_each([outcomes[i] for i in ready]), strict=True):
            outcomes[index] = outcome
        return outcomes

    @rpc
    def execute_many(self, commands: Sequence[Mapping[str, Any]], token: str | None = None) -> Sequence[Any]:
        """Commands in their order, each a mapping of the arguments of `execute`; {"answer"} or {"error"} for each."""
        outcomes = self.door.gateway.execute_many(self.door.token(token), as_commands(commands))
        return [{"error": to_wire(o)} if isinstance(o, MilepostError) else {"answer": o} for o in outcomes]

    @rpc
    def query(
        self,
        name: str,
        params: Mapping[str, Any] | None = None,
        after: Mapping[str, int] | None = None,
        as_of: Any = None,
        token: str | None = None,
    ) -> Any:
        """Ask a query; see `describe`."""
        return self.door.gateway.query(self.door.token(token), name, params, after=after, as_of=as_of)

    @rpc
    def describe(self) -> Mapping[str, Any]:
        """Every command and query, with its schema, who may use it, and an example."""
        return self.door.gateway.describe()


def _execution(call: Request) -> Execution | InvalidInput:
    given = dict(zip(Command.__struct_fields__, call.args, strict=False)) | call.kwargs
    token = given.pop("token", None) or call.context.get(TOKEN)
    try:
        (command,) = as_commands([{name: value for name, value in given.items() if value is not None}])
        return Execution(token, command)
    except InvalidInput as error:
        return error

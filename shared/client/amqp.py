"""To the gateway over AMQP: nameko RPC with the token in the call's context."""

from collections.abc import Mapping, Sequence
from typing import Any

from shared.bus.rpc_client import RpcClient
from shared.client.refusal import as_refusal
from shared.client.transport import Positions
from shared.errors import MilepostError


class AmqpTransport:
    """Calls the gateway through the broker at `uri`, waiting `timeout` seconds for each answer."""

    def __init__(self, uri: str, token: str | None, timeout: float) -> None:
        self._client = RpcClient(uri)
        self._context = {} if token is None else {"auth_token": token}
        self._timeout = timeout

    def __repr__(self) -> str:
        return "AMQP"

    def execute(
        self, command: str, payload: Mapping[str, Any], command_id: str, expected_version: int | None
    ) -> Mapping[str, Any]:
        """Give a command."""
        answer: Mapping[str, Any] = self._call("execute", command, payload, command_id, expected_version)
        return answer

    def execute_many(self, commands: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
        """Give many commands."""
        outcomes: Sequence[Mapping[str, Any]] = self._call("execute_many", commands)
        return outcomes

    def query(self, name: str, params: Mapping[str, Any], after: Positions | None, as_of: Any) -> Any:
        """Ask a query."""
        return self._call("query", name, params, after, as_of)

    def describe(self) -> Mapping[str, Any]:
        """Every command and query."""
        described: Mapping[str, Any] = self._call("describe")
        return described

    def close(self) -> None:
        """Close the connection."""
        self._client.close()

    def _call(self, method: str, *arguments: Any) -> Any:
        try:
            return self._client.call("gateway", method, *arguments, context=self._context, timeout=self._timeout)
        except MilepostError as error:
            raise as_refusal(error) from None

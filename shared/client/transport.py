"""What a client needs of a way to the gateway; HTTP and AMQP are two."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

Positions = Mapping[str, int]
"""A position in the log of each service, by its name."""


class Transport(Protocol):
    """A way to the gateway. Every method answers JSON values and raises `Refusal`."""

    def execute(
        self, command: str, payload: Mapping[str, Any], command_id: str, expected_version: int | None
    ) -> Mapping[str, Any]:
        """Give a command."""

    def execute_many(self, commands: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
        """Give many commands; answers an outcome for each: {"answer": ...} or {"error": ...}."""

    def query(self, name: str, params: Mapping[str, Any], after: Positions | None, as_of: Any) -> Any:
        """Ask a query."""

    def describe(self) -> Mapping[str, Any]:
        """Every command and query."""

    def close(self) -> None:
        """Close the connections; a later call opens new ones."""

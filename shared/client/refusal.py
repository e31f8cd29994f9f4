"""What a client raises: the error as the other side told it, worded for people."""

from typing import Any

from shared.errors import MilepostError, RemoteError, to_wire

MAY_PASS = frozenset({"unavailable", "deadline_exceeded"})
"""Codes of errors after which asking again can help, and is safe."""


class Refusal(RemoteError):
    """An error that came over the wire; its text names the message, the fields and the code."""

    def __str__(self) -> str:
        shown = [f"  {name}: {' '.join(messages)}" for name, messages in self.fields.items()]
        return "\n".join([f"{self.message} [{self.code}]", *shown])

    @property
    def may_pass(self) -> bool:
        """Whether asking again can help."""
        return self.code in MAY_PASS


def refusal_of(wire: dict[str, Any]) -> Refusal:
    """An error as it travels, to be raised here."""
    return Refusal(wire["code"], wire["message"], status=wire.get("status", 500), fields=wire.get("fields"))


def as_refusal(error: MilepostError) -> Refusal:
    """Any error of the contract, to be raised here."""
    return refusal_of(to_wire(error))

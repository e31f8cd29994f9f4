"""What the service's own methods answer over the wire: an outcome for each of the commands that a call brings."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from shared.commanding.calls import Call, answer_calls
from shared.commanding.handling import CommandHandling
from shared.commanding.request import Request
from shared.errors import InvalidInput, MilepostError, Unavailable, to_wire
from shared.log.database import ConnectionLost

Wire = Mapping[str, Any]


def answer_one_by_one(
    organisation: str, commands: Sequence[Wire], carry_out: Callable[[str, Request], Wire]
) -> Sequence[Wire]:
    """{"answer": what `carry_out` answers} or {"error": ...} for each command, in their order.

    Raises InvalidInput where the commands are none.
    """
    try:
        call = msgspec.convert({"organisation": organisation, "commands": commands}, Call)
    except msgspec.ValidationError as error:
        raise InvalidInput(f"An organisation and its commands are taken: {error}") from error
    return [_outcome(call.organisation, request, carry_out) for request in call.commands]


def answer_together(
    service: str, handling: CommandHandling, organisation: str, commands: Sequence[Wire]
) -> Sequence[Wire]:
    """The same for commands that `handling` carries out."""
    (outcome,) = answer_calls(service, handling, [{"organisation": organisation, "commands": commands}])
    if isinstance(outcome, MilepostError):
        raise outcome
    return outcome


def _outcome(organisation: str, request: Request, carry_out: Callable[[str, Request], Wire]) -> Wire:
    try:
        return {"answer": carry_out(organisation, request)}
    except MilepostError as error:
        return {"error": to_wire(error)}
    except ConnectionLost:
        return {"error": to_wire(Unavailable("The database is out of reach. Send the command again, with its id."))}

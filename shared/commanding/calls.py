"""What a service's `execute` takes and answers over the wire: {"organisation", "commands": [...]} a call.

Calls that arrive together are carried out together, an organisation at a time.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from time import perf_counter
from typing import Any

import msgspec
import structlog

from shared import metrics
from shared.commanding.handling import CommandHandling
from shared.commanding.request import Answer, Outcome, Request
from shared.errors import InvalidInput, MilepostError, Unavailable, to_wire
from shared.log.database import ConnectionLost

_log = structlog.get_logger(__name__)


class Call(msgspec.Struct, frozen=True):
    """Commands of one organisation, in the order in which they are to be carried out."""

    organisation: str
    commands: Sequence[Request]


def answer_calls(
    service: str, handling: CommandHandling, calls: Sequence[Mapping[str, Any]]
) -> list[list[Mapping[str, Any]] | MilepostError]:
    """For each call the list of its outcomes, or what was wrong with the call itself."""
    answers: list[list[Mapping[str, Any]] | MilepostError] = []
    by_organisation: dict[str, list[tuple[int, Request]]] = defaultdict(list)
    for index, arguments in enumerate(calls):
        try:
            call = msgspec.convert(arguments, Call)
        except msgspec.ValidationError as error:
            answers.append(InvalidInput(f"{service}.execute takes an organisation and its commands: {error}"))
            continue
        answers.append([])
        if call.commands:
            by_organisation[call.organisation] += [(index, request) for request in call.commands]
    for organisation, asked in by_organisation.items():
        started = perf_counter()
        outcomes = _outcomes(service, handling, organisation, [request for _, request in asked])
        _count(service, asked, outcomes, (perf_counter() - started) / len(asked))
        for (index, _), outcome in zip(asked, outcomes, strict=True):
            answer = answers[index]
            if isinstance(answer, list):
                answer.append(outcome_to_wire(outcome))
    return answers


def _outcomes(
    service: str, handling: CommandHandling, organisation: str, requests: Sequence[Request]
) -> Sequence[Outcome]:
    """Without the database none of the commands is known to have happened: sent again, each happens once."""
    try:
        return handling.execute_many(organisation, requests)
    except ConnectionLost as error:
        _log.warning("the database is out of reach", service=service, error=str(error))
        unavailable = Unavailable(f"The database of {service} is out of reach. Send the command again, with its id.")
        return [unavailable] * len(requests)


def outcome_to_wire(outcome: Outcome) -> Mapping[str, Any]:
    """{"answer": ...} or {"error": ...}."""
    if isinstance(outcome, MilepostError):
        return {"error": to_wire(outcome)}
    return {"answer": answer_to_wire(outcome)}


def answer_to_wire(answer: Answer) -> Mapping[str, Any]:
    """The answer as clients see it; `streams` only where a command wrote to several."""
    wire: dict[str, Any] = {"stream": answer.stream, "version": answer.version, "position": answer.position}
    if len(answer.streams) > 1:
        wire["streams"] = answer.streams
    return wire


def _count(service: str, asked: Sequence[tuple[int, Request]], outcomes: Sequence[Outcome], seconds: float) -> None:
    """Count what became of a batch; `seconds` is each command's share of the time. Unknown names are not told apart."""
    labels = [outcome.code if isinstance(outcome, MilepostError) else "done" for outcome in outcomes]
    names = [request.command for _, request in asked]
    for (command, label), times in Counter(zip(names, labels, strict=True)).items():
        known = command if label != "not_found" else ""
        metrics.commands.labels(service, known, label).inc(times)
        timed = metrics.command_seconds.labels(service, known)
        for _ in range(times):
            timed.observe(seconds)

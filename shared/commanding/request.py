"""What a service is asked and what it answers."""

import uuid
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

import msgspec

from shared.aggregate import Handler
from shared.errors import MilepostError

_IDS = uuid.UUID("0d8e9c1f-6a53-4c57-9f0e-5b1f3f4f7a11")


class Request(msgspec.Struct, frozen=True):
    """A command as a service receives it: what, by whom, and in the course of what.

    With `expected_version` it is refused where the stream has another version.
    """

    command: str
    payload: Mapping[str, Any]
    command_id: str
    actor: str
    correlation_id: str
    causation_id: str | None = None
    expected_version: int | None = None


class Answer(msgspec.Struct, frozen=True):
    """What a command did: the stream it wrote to, its version since, and the position reached in each log."""

    stream: str
    version: int
    position: Mapping[str, int]
    streams: Mapping[str, int]


Outcome = Answer | MilepostError


class Step(msgspec.Struct, frozen=True):
    """One decision to take: a command has one, or one for each of several people.

    A `fresh` aggregate has an id made for this command: nothing can have happened to it before.
    """

    identity: str
    payload: Mapping[str, Any]
    fresh: bool


class Prepared(msgspec.Struct, frozen=True):
    """A request whose payload fits its schema, with the decisions to take."""

    request: Request
    handler: Handler[Any]
    steps: Sequence[Step]
    fingerprint: bytes


def prepare(request: Request, handler: Handler[Any], payload: Mapping[str, Any]) -> Prepared:
    """The decisions that a loaded payload asks for. New ids follow from the command's: asking twice makes one."""
    fingerprint = sha256(msgspec.json.encode([request.command, request.payload], order="sorted")).digest()
    if handler.each is not None:
        shared = {name: value for name, value in payload.items() if name != handler.each}
        steps = [
            Step(_new_id(request.command_id, person), {**shared, "person": person}, fresh=True)
            for person in payload[handler.each]
        ]
    elif identity := handler.identity_in(payload):
        steps = [Step(identity, payload, fresh=False)]
    else:
        steps = [Step(_new_id(request.command_id), payload, fresh=True)]
    return Prepared(request, handler, steps, fingerprint)


def _new_id(*of: str) -> str:
    return str(uuid.uuid5(_IDS, "/".join(of)))

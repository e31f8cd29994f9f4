"""Aggregates: a state, how events change it, and which decisions may be taken on it. Pure.

`evolve(state, event)` is total and never raises: the past is a fact. A decision is a function of the state and of
the facts it needs, among them the time, that answers the events to record or raises a `RuleViolation`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, reduce
from inspect import Parameter, signature
from typing import Any, Generic, Protocol, TypeVar

from shared.contract import CommandSchema
from shared.contracts.integrations.record import Record
from shared.event import Event

S = TypeVar("S")


@dataclass(frozen=True)
class Aggregate(Generic[S]):
    """One kind of stream: `category` is the first part of its name, `initial` the state before any event."""

    category: str
    initial: S
    evolve: Callable[[S, Event], S]

    def stream(self, identity: str) -> str:
        """The name of the stream of one such aggregate."""
        return f"{self.category}-{identity}"

    def fold(self, events: Iterable[Event], state: S | None = None) -> S:
        """The state after `events`, from `state` or from the beginning."""
        return reduce(self.evolve, events, self.initial if state is None else state)


class Streams(Protocol):
    """What a decision may need to know besides its own stream: others of the same service, and the directory."""

    def state(self, aggregate: Aggregate[S], identity: str) -> S:
        """The current state of one aggregate; its initial state where nothing has happened to it yet."""

    def person(self, person: str) -> Record | None:
        """What the directory has recorded of somebody; None for a person whom it does not know."""


Facts = Callable[[Streams, Mapping[str, Any]], Mapping[str, Any]]
"""Looks up, for a loaded payload, the facts that a decision takes beside the fields of the command."""

Decision = Callable[..., list[Event]]
"""`(state, **named) -> events`. It names as keyword parameters what it needs: fields of the command, facts, and
`now` (the current time, UTC), `identity` (the aggregate's id) and `actor` (who asks)."""


@dataclass(frozen=True)
class Handler(Generic[S]):
    """Which decision, on which aggregate, a command is.

    `identity` names the field of the payload that identifies the aggregate. A command that `creates` may leave it
    out and is given a new id; any other finds the aggregate there or is answered `NotFound`, also where the state
    has a `person` other than the payload's. With `each`, that field of the payload lists people, and the decision
    is taken once for each of them, with `person` in its place and a new id, all of it or nothing. `locate` finds the
    id where it does not stand in one field as it is; `identity` is then the field that a refusal names.
    """

    command: type[CommandSchema]
    aggregate: Aggregate[S]
    decide: Decision
    identity: str
    creates: bool = False
    each: str | None = None
    facts: Facts | None = None
    locate: Callable[[Mapping[str, Any]], str] | None = None

    @property
    def name(self) -> str:
        """The public name of the command."""
        return self.command.contract.name

    @property
    def names_new(self) -> bool:
        """Whether the id in a payload is that of something new, rather than of somebody."""
        return self.creates and self.identity != "person" and self.locate is None

    def identity_in(self, payload: Mapping[str, Any]) -> str | None:
        """The id of the aggregate that a loaded payload is about; None where it is to be given a new one."""
        return payload.get(self.identity) if self.locate is None else self.locate(payload)

    @cached_property
    def parameters(self) -> frozenset[str]:
        """The names of the facts that the decision takes."""
        return frozenset(
            name for name, each in signature(self.decide).parameters.items() if each.kind is Parameter.KEYWORD_ONLY
        )

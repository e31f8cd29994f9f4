"""What a service does because something happened elsewhere: pure functions from an event to orders.

    reactions = Reactions()

    @reactions.to(SkillAssessed, of="skills")
    def follow(e: SkillAssessed, at: Envelope, known: Known) -> Iterable[Order]: ...

An order is a command of the service's own. Its id follows from the event, so that however often the event is seen,
and whatever is killed in between, the order is carried out once. An order that a rule refuses is not for now: what
is true by then has overtaken it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol, TypeVar

from shared.event import Envelope, Event
from shared.projecting.read_model import ReadModel, Row

R = TypeVar("R", bound=Row)
E = TypeVar("E", bound=Event)


@dataclass(frozen=True)
class Order:
    """A command to give; with `due`, not before that day (UTC)."""

    command: str
    payload: Mapping[str, Any]
    due: date | None = None


class Known(Protocol):
    """What a reaction may look up."""

    def rows(self, model: ReadModel[R], person: str) -> Sequence[R]:
        """The rows about `person` that a read model would have, by the log as it is now."""

    def about(self, source: str, person: str) -> Sequence[Event]:
        """The events about `person` in the log of a service."""

    def of_stream(self, source: str, stream: str) -> Sequence[Event]:
        """The events of one stream of a service."""


Reaction = Callable[[Any, Envelope, Known], Iterable[Order]]


@dataclass
class Reactions:
    """The reactions of one service, by the service whose log is followed and the type of the event."""

    by_source: dict[str, dict[type[Event], list[Reaction]]] = field(default_factory=dict)

    def to(
        self, *event_types: type[E], of: str
    ) -> Callable[[Callable[[E, Envelope, Known], Iterable[Order]]], Callable[[E, Envelope, Known], Iterable[Order]]]:
        """The function answers what to do about events of these types, of the service `of`."""

        def declare(
            function: Callable[[E, Envelope, Known], Iterable[Order]],
        ) -> Callable[[E, Envelope, Known], Iterable[Order]]:
            for event_type in event_types:
                self.by_source.setdefault(of, {}).setdefault(event_type, []).append(function)
            return function

        return declare

    def orders(self, source: str, event: Event, at: Envelope, known: Known) -> list[Order]:
        """All that is to be done about an event, in the order of the declarations."""
        found = self.by_source.get(source, {}).get(type(event), ())
        return [order for reaction in found for order in reaction(event, at, known)]

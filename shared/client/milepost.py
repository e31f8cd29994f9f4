"""The face of Milepost in Python: `m.goals.set_goal(...)`, `m.query.dashboard(...)`."""

import threading
import time
import uuid
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Self, TypeVar

from shared.client.answer import Answer, read_only
from shared.client.refusal import Refusal, refusal_of
from shared.client.transport import Positions, Transport

ATTEMPTS = 4
"""How often a call is made at most, where it fails in a way that may pass."""

_FIRST_PAUSE_SECONDS = 0.2
_OWN_WRITES: Positions = {}
"""Stands for what this client has written so far."""

T = TypeVar("T")


class Milepost:
    """A connection to Milepost. Its commands are `m.<service>.<command>(...)`, its queries `m.query.<name>(...)`.

    Queries see what the same client wrote. Calls that fail in a way that may pass (something is out of reach, or
    late) are made again, commands under the same id. Everything that is refused is raised as a `RemoteError` with
    `code`, `message` and `fields`. May be used from any thread.
    """

    def __init__(self, transport: Transport, *, pause: Callable[[float], object] = time.sleep) -> None:
        self._transport = transport
        self._pause = pause
        self._written: dict[str, int] = {}
        self._writing = threading.Lock()
        self._described: Answer | None = None

    def execute(
        self,
        command: str,
        payload: Mapping[str, Any] | None = None,
        *,
        command_id: str | None = None,
        expected_version: int | None = None,
    ) -> Answer:
        """Give a command ("goals.set_goal"); answers its `stream`, `version` and `position`.

        A `command_id` of your own makes it safe to give the same command again, also from another process. With
        `expected_version` it is refused where the stream has another version.
        """
        identity = command_id or str(uuid.uuid4())
        answer = self._patiently(
            lambda: self._transport.execute(command, payload or {}, identity, expected_version),
        )
        self._wrote(answer)
        return Answer(answer)

    def execute_many(self, commands: Iterable[Mapping[str, Any]]) -> list[Answer | Refusal]:
        """Give many commands, each {"command", "payload", "command_id", "expected_version"}, in their order.

        Answers an outcome for each: what `execute` answers, or the error, which is not raised.
        """
        identified = [{**each, "command_id": each.get("command_id") or str(uuid.uuid4())} for each in commands]
        outcomes = self._patiently(lambda: self._transport.execute_many(identified))
        for outcome in outcomes:
            self._wrote(outcome.get("answer", {}))
        return [refusal_of(each["error"]) if "error" in each else Answer(each["answer"]) for each in outcomes]

    def ask(
        self,
        name: str,
        params: Mapping[str, Any] | None = None,
        *,
        after: Positions | None = _OWN_WRITES,
        as_of: Any = None,
    ) -> Any:
        """Ask a query ("dashboard").

        `after` is the position, in the log of each service, that the answer must have seen: by default that of this
        client's own writes; None is none. `as_of` is a past moment: a day, a time, or {"effective", "recorded"}.
        """
        if after is _OWN_WRITES:
            after = self.position if as_of is None else None
        return read_only(
            self._patiently(lambda: self._transport.query(name, params or {}, dict(after) if after else None, as_of))
        )

    @property
    def position(self) -> Positions:
        """The last position that this client has written, in the log of each service."""
        with self._writing:
            return dict(self._written)

    @property
    def query(self) -> "Queries":
        """The queries."""
        return Queries(self)

    def describe(self) -> Answer:
        """Every command and query, with its schema, who may use it, and an example. Asked for once."""
        if self._described is None:
            self._described = Answer(self._patiently(self._transport.describe))
        return self._described

    def close(self) -> None:
        """Close the connection; a later call opens it anew."""
        self._transport.close()

    def __getattr__(self, service: str) -> "Service":
        if service.startswith("_"):
            raise AttributeError(service)
        return Service(self, service)

    def __dir__(self) -> list[str]:
        services = {name.partition(".")[0] for name in _described(self, "commands")}
        return [*super().__dir__(), *sorted(services)]

    def __repr__(self) -> str:
        return f"<Milepost over {self._transport!r}>"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _wrote(self, answer: Mapping[str, Any]) -> None:
        with self._writing:
            for source, position in answer.get("position", {}).items():
                self._written[source] = max(position, self._written.get(source, 0))

    def _patiently(self, call: Callable[[], T]) -> T:
        for attempt in range(ATTEMPTS - 1):
            try:
                return call()
            except Refusal as refusal:
                if not refusal.may_pass:
                    raise
            self._pause(_FIRST_PAUSE_SECONDS * 3**attempt)
        return call()


class Service:
    """The commands of one service."""

    def __init__(self, milepost: Milepost, name: str) -> None:
        self._milepost = milepost
        self._name = name

    def __getattr__(self, command: str) -> "Command":
        if command.startswith("_"):
            raise AttributeError(command)
        return Command(self._milepost, f"{self._name}.{command}")

    def __dir__(self) -> list[str]:
        own = f"{self._name}."
        return sorted(n.removeprefix(own) for n in _described(self._milepost, "commands") if n.startswith(own))

    def __repr__(self) -> str:
        return f"<the commands of {self._name}: {', '.join(dir(self))}>"


class Command:
    """A command to call: the fields of its payload by name."""

    def __init__(self, milepost: Milepost, name: str) -> None:
        self._milepost = milepost
        self._name = name

    def __call__(self, *, command_id: str | None = None, expected_version: int | None = None, **payload: Any) -> Answer:
        """Give the command; see `Milepost.execute`."""
        return self._milepost.execute(self._name, payload, command_id=command_id, expected_version=expected_version)

    def __repr__(self) -> str:
        return _shown(self._milepost, "commands", self._name)


class Queries:
    """The queries, by name."""

    def __init__(self, milepost: Milepost) -> None:
        self._milepost = milepost

    def __getattr__(self, name: str) -> "Query":
        if name.startswith("_"):
            raise AttributeError(name)
        return Query(self._milepost, name)

    def __dir__(self) -> list[str]:
        return sorted(_described(self._milepost, "queries"))

    def __repr__(self) -> str:
        return f"<the queries: {', '.join(dir(self))}>"


class Query:
    """A query to call: its parameters by name."""

    def __init__(self, milepost: Milepost, name: str) -> None:
        self._milepost = milepost
        self._name = name

    def __call__(self, *, after: Positions | None = _OWN_WRITES, as_of: Any = None, **params: Any) -> Any:
        """Ask the query; see `Milepost.ask`."""
        return self._milepost.ask(self._name, params, after=after, as_of=as_of)

    def __repr__(self) -> str:
        return _shown(self._milepost, "queries", self._name)


def _described(milepost: Milepost, kind: str) -> Mapping[str, Any]:
    """What there is, or nothing where the gateway does not say: a shell that completes or shows is not to fail."""
    try:
        found: Mapping[str, Any] = milepost.describe()[kind]
    except Refusal:
        return {}
    return found


def _shown(milepost: Milepost, kind: str, name: str) -> str:
    about = _described(milepost, kind).get(name)
    if about is None:
        return f"<{name}>"
    fields = ", ".join(about["schema"].get("properties", {}))
    return f"<{name}({fields}): {about['summary']} Open to {', '.join(about['access'])}.>"

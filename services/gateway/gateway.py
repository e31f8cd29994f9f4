"""The gateway: who asks, may they, does it fit; then on to the service, or straight to the read models.

One object serves RPC and HTTP alike. Commands travel to their services over the bus; queries do not.
"""

import uuid
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from time import perf_counter
from typing import Annotated, Any

import msgspec
from marshmallow import Schema, ValidationError

from services.gateway import access, catalogue
from services.gateway.asking import Dispatch, Question, Sources, to_json
from services.gateway.moments import moment_of
from services.gateway.query import Caller, Query
from services.gateway.tokens import Tokens
from services.gateway.visibility import Visibility
from shared import logs, metrics
from shared.contract import CommandContract
from shared.errors import InvalidInput, MilepostError, NotFound, NotYetVisible, Unavailable, from_wire
from shared.log.database import ConnectionLost
from shared.read_models.consents import CONSENTS
from shared.validation import messages_of

Outcome = Mapping[str, Any] | MilepostError


_log = logs.logger(__name__)

_LARGEST_TRIP = 2_000

ANONYMOUS = "anonymous"
"""Who gives an anonymous command, as far as its service is told."""

DIRECTORY = "integrations"
"""The service whose log says who is there."""


class Command(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A command as a client sends it. Without an id it is given one, and cannot be sent again safely."""

    command: str
    payload: Mapping[str, Any] = {}
    command_id: Annotated[str, msgspec.Meta(pattern=r"^[!-~]{1,128}\Z")] | None = None
    expected_version: Annotated[int, msgspec.Meta(ge=0)] | None = None


class Execution(msgspec.Struct, frozen=True):
    """A command with the token of the caller who gives it.

    `correlation_id` is what the caller's own records call it; the command's id where there is none.
    """

    token: str | None
    command: Command
    correlation_id: str | None = None


class _Checked(msgspec.Struct, frozen=True):
    """A command that fits its schema, by a caller who is who they say."""

    caller: Caller
    contract: CommandContract
    request: Mapping[str, Any]
    people: Sequence[str]


class Gateway:
    """Takes commands and queries from outside; `answered` is told of each question that was answered."""

    def __init__(
        self,
        tokens: Tokens,
        sources: Sources,
        visibility: Visibility,
        dispatch: Dispatch,
        *,
        wait_seconds: float,
        answered: Callable[[Question], None] = lambda _question: None,
    ) -> None:
        self._tokens = tokens
        self._sources = sources
        self._visibility = visibility
        self._dispatch = dispatch
        self._wait_seconds = wait_seconds
        self._answered = answered
        self._schemas: dict[type[Schema], Schema] = {}

    def execute(self, token: str | None, command: Command, *, correlation_id: str | None = None) -> Mapping[str, Any]:
        """Give one command; answers the stream, its version, and the positions that the logs reached."""
        (outcome,) = self.execute_each([Execution(token, command, correlation_id)])
        if isinstance(outcome, MilepostError):
            raise outcome
        return outcome

    def execute_each(self, executions: Sequence[Execution]) -> Sequence[Outcome]:
        """Give commands, of any callers, each for itself: one trip to each service for each organisation."""
        outcomes: dict[int, Outcome] = {}
        checked: dict[str, dict[int, _Checked]] = defaultdict(dict)
        for index, execution in enumerate(executions):
            try:
                each = self._checked(execution)
                checked[each.caller.organisation][index] = each
            except MilepostError as error:
                outcomes[index] = error
        for organisation, commands in checked.items():
            outcomes |= self._execute_for(organisation, commands)
        return [outcomes[index] for index in range(len(executions))]

    def execute_many(
        self, token: str | None, commands: Sequence[Command], *, correlation_id: str | None = None
    ) -> Sequence[Outcome]:
        """Give many commands in their order, each with an outcome of its own."""
        executions = [Execution(token, command, correlation_id) for command in commands]
        outcomes: list[Outcome] = []
        for start in range(0, len(executions), _LARGEST_TRIP):
            outcomes += self.execute_each(executions[start : start + _LARGEST_TRIP])
        return outcomes

    def query(
        self,
        token: str | None,
        name: str,
        params: Mapping[str, Any] | None = None,
        *,
        after: Mapping[str, int] | None = None,
        as_of: Any = None,
    ) -> Any:
        """Ask a query; with `after`, once the read models have reached those positions; with `as_of`, of the past."""
        started = perf_counter()
        query = catalogue.query_named(name)
        outcome = "done"
        try:
            with _reachable():
                return self._answer(self._tokens.caller(token), query, params or {}, after or {}, as_of)
        except MilepostError as error:
            outcome = error.code
            raise
        finally:
            metrics.queries.labels(name, outcome).inc()
            metrics.query_seconds.labels(name).observe(perf_counter() - started)

    def describe(self) -> Mapping[str, Any]:
        """Every command and query, with its schema, who may use it, and an example."""
        return catalogue.describe()

    def _answer(
        self, caller: Caller, query: Query, params: Mapping[str, Any], after: Mapping[str, int], as_of: Any
    ) -> Any:
        _, loaded = self._loaded(query.params, f"The parameters of {query.name} do", caller, params)
        moment = moment_of(as_of)
        if not (moment.now or query.as_of):
            raise InvalidInput(f"The query {query.name} answers about now only.", fields={"as_of": ["not offered"]})
        positions = self._positions(after)

        def wait() -> None:
            if positions:
                self._visibility.wait(caller.organisation, positions, self._wait_seconds)

        # Who may see what is known from the tables only: what the directory and consents say cannot be folded on.
        if DIRECTORY in positions or not query.reads or (query.consent and CONSENTS.source in positions):
            wait()
        question = Question(
            self._sources,
            query,
            caller,
            loaded.get("person", ""),
            loaded,
            moment,
            positions,
            wait,
            self._dispatch,
        )
        try:
            answer = to_json(query.answer(question.allowed()))
        except (NotFound, access.UnknownCaller):
            self._await_directory(caller.organisation)
            answer = to_json(query.answer(question.allowed()))
        self._answered(question)
        return answer

    def _checked(self, execution: Execution) -> _Checked:
        caller = self._tokens.caller(execution.token)
        command = execution.command
        schema = catalogue.command_named(command.command)
        payload, loaded = self._loaded(schema, f"The payload of {command.command} does", caller, command.payload)
        contract = schema.contract
        command_id = str(uuid.uuid4()) if contract.anonymous else command.command_id or str(uuid.uuid4())
        request = {
            "command": command.command,
            "payload": payload,
            "command_id": command_id,
            "actor": ANONYMOUS if contract.anonymous else _actor(caller),
            "correlation_id": command_id if contract.anonymous else execution.correlation_id or command_id,
            "expected_version": command.expected_version,
        }
        return _Checked(caller, schema.contract, request, _people(self._schemas[schema], loaded))

    def _execute_for(self, organisation: str, commands: Mapping[int, _Checked]) -> Mapping[int, Outcome]:
        outcomes: dict[int, Outcome] = {}
        trips: dict[tuple[str, str], list[int]] = defaultdict(list)
        try:
            with _reachable():
                facts = self._facts(organisation, commands.values())
        except Unavailable as error:
            return dict.fromkeys(commands, error)
        for index, each in commands.items():
            try:
                _require_access(each, facts.get(each.caller.person, {}))
                trips[each.contract.service, each.contract.method].append(index)
            except MilepostError as error:
                outcomes[index] = error
        for (service, method), indexes in trips.items():
            together = [commands[index] for index in indexes]
            try:
                answers = self._call(service, method, organisation, together)
                outcomes |= zip(indexes, map(_outcome, answers), strict=True)
            except MilepostError as error:
                outcomes |= dict.fromkeys(indexes, error)
        return outcomes

    def _call(self, service: str, method: str, organisation: str, commands: Sequence[_Checked]) -> Sequence[Any]:
        requests = [each.request for each in commands]
        seconds = max((each.contract.seconds for each in commands if each.contract.seconds), default=None)
        arguments = {"organisation": organisation, "commands": requests}
        answers: Sequence[Any] = self._dispatch(service, method, arguments, seconds)
        return answers

    def _facts(self, organisation: str, commands: Iterable[_Checked]) -> Mapping[str | None, access.Facts]:
        """What the directory says of everyone asked about, for each caller."""
        people: dict[str | None, set[str]] = defaultdict(set)
        for each in commands:
            people[each.caller.person].update(each.people)
            if each.caller.person is not None:
                people[each.caller.person].add(each.caller.person)
        facts = self._ask_directory(organisation, people)
        if any(asked - facts.get(caller, {}).keys() for caller, asked in people.items()):
            self._await_directory(organisation)
            facts = self._ask_directory(organisation, people)
        return facts

    def _ask_directory(
        self, organisation: str, people: Mapping[str | None, Collection[str]]
    ) -> Mapping[str | None, access.Facts]:
        with self._sources.as_tenant(organisation) as conn:
            return access.found(access.ask(conn, organisation, people, datetime.now(UTC).date()))

    def _await_directory(self, organisation: str) -> None:
        """Somebody unknown may have joined a moment ago: wait for what the log of the directory has already."""
        head = self._sources.feeds[DIRECTORY].head(organisation)
        with suppress(NotYetVisible):
            self._visibility.wait(organisation, {DIRECTORY: head}, self._wait_seconds)

    def _loaded(
        self, schema: type[Schema], what: str, caller: Caller, given: Mapping[str, Any]
    ) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
        """What was given, with the caller in place of a missing `person`, and the same as the schema loads it."""
        known = self._schemas.get(schema)
        if known is None:
            known = self._schemas[schema] = schema()
        if _is_about_person(known) and "person" not in given and caller.person is not None:
            given = {**given, "person": caller.person}
        try:
            return given, known.load(given)
        except ValidationError as error:
            raise InvalidInput(f"{what} not fit the schema.", fields=messages_of(error)) from error

    def _positions(self, after: Mapping[str, Any]) -> Mapping[str, int]:
        for source, position in after.items():
            if source not in self._sources.feeds or not isinstance(position, int):
                known = ", ".join(sorted(self._sources.feeds))
                raise InvalidInput(
                    f"`after` gives a position for each log waited for; the logs are {known}.",
                    fields={"after": [f"{source}: {position!r}"]},
                )
        return after


def as_commands(commands: Any) -> Sequence[Command]:
    """Commands from JSON. Raises `InvalidInput` where they are not of the form."""
    try:
        return msgspec.convert(commands, list[Command])
    except msgspec.ValidationError as error:
        raise InvalidInput(
            f'Commands are a list of {{"command", "payload", "command_id", "expected_version"}}: {error}',
            fields={"commands": [str(error)]},
        ) from error


@contextmanager
def _reachable() -> Iterator[None]:
    """What needs the database is `Unavailable` while it is out of reach."""
    try:
        yield
    except ConnectionLost as error:
        _log.warning("the database is out of reach", error=str(error))
        raise Unavailable("The database is out of reach at the moment. Try again in a while.") from error


def _actor(caller: Caller) -> str:
    return caller.person or f"{'+'.join(sorted(caller.roles))}@{caller.organisation}"


def _is_about_person(schema: Schema) -> bool:
    """Whether it concerns somebody who is there: where `person` may be left out, it names somebody new."""
    return "person" in schema.fields and schema.fields["person"].required


def _people(schema: Schema, loaded: Mapping[str, Any]) -> Sequence[str]:
    """Whom a command concerns."""
    if "person" in schema.fields:
        return [loaded["person"]] if _is_about_person(schema) else []
    people: Sequence[str] = loaded.get("people", [])
    return people


def _require_access(each: _Checked, facts: access.Facts) -> None:
    people: Sequence[str | None] = each.people or [None]
    for person in people:
        relation = access.relation(each.caller, person, facts)
        access.require_access(f"the command {each.contract.name}", each.contract.access, relation)


def _outcome(answer: Mapping[str, Any]) -> Outcome:
    return from_wire(answer["error"]) if "error" in answer else answer["answer"]

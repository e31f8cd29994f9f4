"""Where queries find their answers: the read models' tables, or the log folded up to a past moment."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol, TypeVar

import msgspec

from services.gateway import access, consented
from services.gateway.query import Caller, Moment, Query
from shared.contract import Access
from shared.contracts.feedback.tokens import token_of
from shared.errors import DeadlineExceeded, Unavailable, from_wire
from shared.log.codec import Codec
from shared.log.database import Cursor, Pool, TenantConnection, as_tenant, dicts
from shared.log.feed import Feed
from shared.log.keys import KeyStore
from shared.log.stored import StoredEvent
from shared.projecting.decoding import EventReader
from shared.projecting.folding import Decoded, Rows, fold, rows_as_of
from shared.projecting.read_model import ReadModel, Row
from shared.projecting.table import Table
from shared.read_models.consents import CONSENTS, ConsentRow

R = TypeVar("R", bound=Row)


class Dispatch(Protocol):
    """Calls a method of another service and answers what it does."""

    def __call__(self, service: str, method: str, arguments: Mapping[str, Any], seconds: float | None) -> Any:
        """`seconds` is how long the answer may take; None leaves it to the configuration."""


class Sources:
    """The read models' tables, the feeds of the logs, and the keys to read them; `token_key` makes raters' tokens."""

    def __init__(self, pool: Pool, feeds: Mapping[str, Feed], keys: KeyStore, codec: Codec, token_key: bytes) -> None:
        self.pool = pool
        self.feeds = feeds
        self.token_key = token_key
        self.reader = EventReader(codec, keys)
        self._tables: dict[str, Table] = {}

    def table(self, model: ReadModel[Any]) -> Table:
        """The table of a read model."""
        if model.name not in self._tables:
            self._tables[model.name] = Table(model)
        return self._tables[model.name]

    def as_tenant(self, organisation: str) -> AbstractContextManager[TenantConnection]:
        """A connection to the tables of one organisation."""
        return as_tenant(self.pool, organisation)


@dataclass
class Question:
    """A query put by somebody: what `query.Asked` promises to the function that answers it.

    `after` is what the answer must have seen. Where the read models are not there yet, a person's rows are folded on
    in memory, over the events about that person that they lack; for anything else `wait` lets the time pass.
    """

    sources: Sources
    query: Query
    caller: Caller
    person: str
    params: Mapping[str, Any]
    moment: Moment
    after: Mapping[str, int]
    wait: Callable[[], None]
    dispatch: Dispatch
    relation: frozenset[Access] = frozenset()
    private: bool = False
    _rows: dict[str, Sequence[Any]] = field(default_factory=dict)

    def allowed(self) -> "Question":
        """The same question, once it is known that the caller may ask it; the person's rows come in the same trip.

        Raises `Forbidden`, or `NotFound` for a person whom the organisation does not have.
        """
        people = [self.person] if self.person else []
        reads = self.query.reads if self.person and self.moment.now else ()
        with self.sources.as_tenant(self.caller.organisation) as conn, conn.pipeline():
            facts = access.ask(
                conn, self.caller.organisation, {self.caller.person: people}, self.moment.recorded.date()
            )
            cursors = [(model, self._select(conn, model, people)) for model in reads]
            consents = self._select(conn, CONSENTS, people) if self._asks_consent else None
            unit = consented.ask_unit(conn, self.caller, datetime.now(UTC).date()) if self._asks_consent else None
            known = access.found(facts).get(self.caller.person, {})
            self.relation = access.relation(self.caller, self.person or None, known)
            if consents and unit and self._is_let(self._fetched(CONSENTS, consents)[0], consented.unit_in(unit)):
                self.relation |= {Access.CONSENTED}
            access.require_access(f"the query {self.query.name}", self.query.access, self.relation)
            found = [(model, *self._fetched(model, cursor)) for model, cursor in cursors]
        self._rows = {model.name: rows for model, rows, _ in found}
        for source, position in self.after.items():
            behind = [(model, reached) for model, _, reached in found if model.source == source and reached < position]
            if behind:
                self._fold_on(source, position, behind)
        return self

    @property
    def _asks_consent(self) -> bool:
        return self.query.consent is not None and self.caller.person not in {None, self.person}

    def _is_let(self, consents: Sequence[ConsentRow], unit: str | None) -> bool:
        """Whether the person lets the caller see it today, whatever moment the question is about."""
        assert self.query.consent is not None
        return consented.consented(
            consents,
            self.query.consent,
            viewer=self.caller.person or "",
            unit=unit,
            managed=Access.MANAGER in self.relation,
            day=datetime.now(UTC).date(),
        )

    def rows(self, model: ReadModel[R]) -> Sequence[R]:
        """The person's rows of a read model."""
        if not self.moment.now and model.name not in self._rows:
            self._rows = dict(self._past(self.query.reads, [self.person]))
        return self._rows[model.name]

    def rows_of(self, model: ReadModel[R], people: Sequence[str]) -> Mapping[str, Sequence[R]]:
        """Rows of several people, by person."""
        if not people:
            return {}
        if self.moment.now:
            self.wait()
            with self.sources.as_tenant(self.caller.organisation) as conn:
                rows, _ = self._fetched(model, self._select(conn, model, people))
        else:
            rows = self._past([model], people)[model.name]
        by_person: dict[str, list[R]] = defaultdict(list)
        for row in rows:
            by_person[getattr(row, model.person or "")].append(row)
        return by_person

    def sql(self, statement: str, parameters: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
        """Rows of one statement, within the organisation."""
        self.wait()
        with self.sources.as_tenant(self.caller.organisation) as conn:
            return dicts(conn, statement, self._within(parameters)).fetchall()

    def sql_each(self, statements: Sequence[tuple[str, Mapping[str, Any]]]) -> Sequence[Sequence[Mapping[str, Any]]]:
        """Rows of several statements, within the organisation, in one trip."""
        self.wait()
        with self.sources.as_tenant(self.caller.organisation) as conn, conn.pipeline():
            cursors = [dicts(conn, statement, self._within(parameters)) for statement, parameters in statements]
            return [cursor.fetchall() for cursor in cursors]

    def elsewhere(self, service: str, method: str, **arguments: Any) -> Any:
        """What a method of a service answers about the organisation."""
        given = {"organisation": self.caller.organisation, "after": self.after, **arguments}
        try:
            outcome = self.dispatch(service, method, given, None)
        except DeadlineExceeded as error:
            raise Unavailable(f"The service {service} does not answer at the moment. Try again in a while.") from error
        if "error" in outcome:
            raise from_wire(outcome["error"])
        return outcome["answer"]

    def review_token(self, cycle: str, reviewee: str) -> str:
        """The caller's own token; nobody is ever shown that of somebody else."""
        return token_of(self.sources.token_key, self.caller.organisation, cycle, reviewee, self.caller.person or "")

    def saw_private(self) -> None:
        """What the caller saw is not for everyone to see."""
        self.private = True

    def feeds(self) -> Sequence[Feed]:
        """The logs of all services."""
        return list(self.sources.feeds.values())

    def read(self, events: Sequence[StoredEvent]) -> Sequence[Decoded]:
        """Events as their classes, with their envelopes; those that cannot be read are left out."""
        return self.sources.reader.read(events).events

    def _within(self, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
        return {**parameters, "organisation": self.caller.organisation}

    def _past(self, models: Sequence[ReadModel[Any]], people: Sequence[str]) -> Mapping[str, Sequence[Any]]:
        found: dict[str, Sequence[Any]] = {}
        for source in {model.source for model in models}:
            stored = self.sources.feeds[source].about(
                self.caller.organisation, people, effective=self.moment.effective, recorded=self.moment.recorded
            )
            of_source = [model for model in models if model.source == source]
            found |= rows_as_of(of_source, self.read(stored))
        return found

    def _fold_on(self, source: str, position: int, behind: Sequence[tuple[ReadModel[Any], int]]) -> None:
        feed = self.sources.feeds[source]
        if feed.head(self.caller.organisation) < position:
            self.wait()
        stored = feed.about_since(self.caller.organisation, self.person, min(reached for _, reached in behind))
        events = self.read(stored)
        for model, reached in behind:
            rows: Rows = {model.key_of_row(row): row for row in self._rows[model.name]}
            fold(model, rows, [each for each in events if each[1].position > reached])
            self._rows[model.name] = [row for row in rows.values() if row is not None]

    def _select(self, conn: TenantConnection, model: ReadModel[Any], people: Sequence[str]) -> Cursor[Any]:
        parameters = {
            "organisation": self.caller.organisation,
            "source": model.source,
            "read_model": model.name,
            "people": list(people),
        }
        return conn.execute(self.sources.table(model).select_about, parameters)

    def _fetched(self, model: ReadModel[Any], cursor: Cursor[Any]) -> tuple[Sequence[Any], int]:
        """Rows, and the position up to which the read model had folded its log when they were read."""
        rows, position = cursor.fetchone() or (b"[]", None)
        return self.sources.table(model).decode(rows), position or 0


def to_json(answer: Any) -> Any:
    """An answer as JSON values: dates in ISO 8601, decimals as strings."""
    return msgspec.to_builtins(answer, builtin_types=())

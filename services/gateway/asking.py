"""Where queries find their answers: the read models' tables, or the log folded up to a past moment."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, TypeVar

import msgspec

from services.gateway import access
from services.gateway.query import Caller, Moment, Query
from shared.contract import Access
from shared.log.codec import Codec
from shared.log.database import Cursor, Pool, TenantConnection, as_tenant, dicts
from shared.log.feed import Feed
from shared.log.keys import KeyStore
from shared.log.stored import StoredEvent
from shared.projecting.decoding import EventReader
from shared.projecting.folding import Decoded, rows_as_of
from shared.projecting.read_model import ReadModel, Row
from shared.projecting.table import Table

R = TypeVar("R", bound=Row)


class Sources:
    """The read models' tables, the feeds of the logs, and the keys to read them."""

    def __init__(self, pool: Pool, feeds: Mapping[str, Feed], keys: KeyStore, codec: Codec) -> None:
        self.pool = pool
        self.feeds = feeds
        self.reader = EventReader(codec, keys)
        self._tables: dict[str, Table] = {}

    def table(self, model: ReadModel[Any]) -> Table:
        """The table of a read model."""
        return self._tables.setdefault(model.name, Table(model))

    def as_tenant(self, organisation: str) -> AbstractContextManager[TenantConnection]:
        """A connection to the tables of one organisation."""
        return as_tenant(self.pool, organisation)


@dataclass
class Question:
    """A query put by somebody: what `query.Asked` promises to the function that answers it."""

    sources: Sources
    query: Query
    caller: Caller
    person: str
    params: Mapping[str, Any]
    moment: Moment
    relation: frozenset[Access] = frozenset()
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
            cursors = {model.name: self._select(conn, model, people) for model in reads}
            self.relation = access.relation(
                self.caller, self.person or None, access.found(facts).get(self.caller.person, {})
            )
            access.require_access(f"the query {self.query.name}", self.query.access, self.relation)
            self._rows = {model.name: self._fetched(model, cursors[model.name]) for model in reads}
        return self

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
            with self.sources.as_tenant(self.caller.organisation) as conn:
                rows = self._fetched(model, self._select(conn, model, people))
        else:
            rows = self._past([model], people)[model.name]
        by_person: dict[str, list[R]] = defaultdict(list)
        for row in rows:
            by_person[getattr(row, model.person or "")].append(row)
        return by_person

    def sql(self, statement: str, parameters: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
        """Rows of one statement, within the organisation."""
        given = {**parameters, "organisation": self.caller.organisation}
        with self.sources.as_tenant(self.caller.organisation) as conn:
            return dicts(conn, statement, given)

    def feed(self, source: str) -> Feed:
        """The log of a service."""
        return self.sources.feeds[source]

    def feeds(self) -> Sequence[Feed]:
        """The logs of all services."""
        return list(self.sources.feeds.values())

    def read(self, events: Sequence[StoredEvent]) -> Sequence[Decoded]:
        """Events as their classes, with their envelopes; those that cannot be read are left out."""
        return self.sources.reader.read(events).events

    def _past(self, models: Sequence[ReadModel[Any]], people: Sequence[str]) -> Mapping[str, Sequence[Any]]:
        found: dict[str, Sequence[Any]] = {}
        for source in {model.source for model in models}:
            stored = self.sources.feeds[source].about(
                self.caller.organisation, people, effective=self.moment.effective, recorded=self.moment.recorded
            )
            of_source = [model for model in models if model.source == source]
            found |= rows_as_of(of_source, self.read(stored))
        return found

    def _select(self, conn: TenantConnection, model: ReadModel[Any], people: Sequence[str]) -> Cursor[Any]:
        parameters = (self.caller.organisation, list(people))
        return conn.execute(self.sources.table(model).select_about, parameters)

    def _fetched(self, model: ReadModel[Any], cursor: Cursor[Any]) -> Sequence[Any]:
        (rows,) = cursor.fetchone() or (b"[]",)
        return self.sources.table(model).decode(rows)


def to_json(answer: Any) -> Any:
    """An answer as JSON values: dates in ISO 8601, decimals as strings."""
    return msgspec.to_builtins(answer, builtin_types=())

"""Asking queries in memory: of what happened, as somebody, on a day."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any, TypeVar

import msgspec

import services.gateway.queries.alignment
import services.gateway.queries.dashboard
import services.gateway.queries.goals
import services.gateway.queries.momentum
import services.gateway.queries.plans
import services.gateway.queries.setbacks
import services.gateway.queries.wellbeing
from services.gateway.access import require_access
from services.gateway.asking import to_json
from services.gateway.query import QUERIES, Caller, Moment, Query
from shared.contract import Access
from shared.event import Event
from shared.log.feed import Feed
from shared.projecting.read_model import ReadModel, Row
from tests.unit.read_models.happened import happened, rows_after

assert services.gateway.queries

R = TypeVar("R", bound=Row)

TODAY = date(2026, 10, 1)

Sql = Callable[[str, Mapping[str, Any]], Sequence[Mapping[str, Any]]]


def no_sql(statement: str, parameters: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    raise AssertionError("This query asks for rows only.")


@dataclass
class AskedInMemory:
    """A question whose answer lies in `events`."""

    query: Query
    events: Sequence[Event]
    caller: Caller
    relation: frozenset[Access]
    person: str
    params: Mapping[str, Any]
    moment: Moment
    answer_sql: Sql = field(default=no_sql)
    private: bool = False

    def rows(self, model: ReadModel[R]) -> Sequence[R]:
        return self.rows_of(model, [self.person]).get(self.person, [])

    def rows_of(self, model: ReadModel[R], people: Sequence[str]) -> Mapping[str, Sequence[R]]:
        assert model in self.query.reads, f"{self.query.name} does not declare to read {model.name}"
        rows = rows_after(model, happened(*self.events))
        return {person: [row for row in rows if getattr(row, model.person or "") == person] for person in people}

    def sql(self, statement: str, parameters: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
        return self.answer_sql(statement, parameters)

    def review_token(self, cycle: str, reviewee: str) -> str:
        return f"token of {self.caller.person} for {reviewee} in {cycle}"

    def saw_private(self) -> None:
        self.private = True

    def feeds(self) -> Sequence[Feed]:
        raise AssertionError("a query about one person has no need of this")

    def read(self, events: Any) -> Any:
        raise AssertionError("a query about one person has no need of this")


def ask(
    name: str,
    *events: Event,
    by: str = "ada",
    relation: set[Access] | frozenset[Access] = frozenset({Access.SELF}),
    today: date = TODAY,
    now: bool = True,
    sql: Sql = no_sql,
    **params: Any,
) -> Any:
    """The answer to a query as JSON, or the error that it raises. It is about Ada unless said otherwise."""
    query = QUERIES[name]
    moment = datetime.combine(today, time(12), UTC)
    roles = {access.name.lower() for access in relation} & {"hr"}
    loaded = query.params().load({"person": "ada", **params})
    allowed = frozenset({*relation, Access.ANYONE})
    require_access(name, query.access, allowed)
    asked = AskedInMemory(
        query=query,
        events=events,
        caller=Caller("acme", by, frozenset(roles)),
        relation=allowed,
        person=loaded["person"],
        params=loaded,
        moment=Moment(moment, moment, now=now),
        answer_sql=sql,
    )
    return msgspec.json.decode(msgspec.json.encode(to_json(query.answer(asked))))

"""The peer: the wiring that nameko's documentation teaches, done well.

RPC -> INSERT -> EventDispatcher -> event_handler -> upsert, with one transaction each, pooled connections and
prepared statements. It checks no token, no rule, no version and no command id, and loses an event where it dies
between the commit and the dispatch.
"""

import json
from collections.abc import Mapping
from typing import Any

from nameko.events import EventDispatcher, event_handler
from nameko.extensions import DependencyProvider
from nameko.rpc import rpc
from psycopg_pool import ConnectionPool

from shared.bus.dependencies import SETTINGS

TABLES = (
    """
    create table naive_events (
        id bigint generated always as identity primary key,
        goal text not null,
        version integer not null,
        type text not null,
        data json not null,
        recorded timestamptz not null default clock_timestamp(),
        unique (goal, version)
    )
    """,
    "create table naive_goals (goal text primary key, person text not null, title text not null, due date not null)",
    "create index on naive_goals (person)",
)

_INSERT = "insert into naive_events (goal, version, type, data) values (%s, 1, 'GoalSet', %s)"
_UPSERT = """
    insert into naive_goals values (%s, %s, %s, %s)
    on conflict (goal) do update set title = excluded.title, due = excluded.due
"""
_WORKERS = 10


class Database(DependencyProvider):
    """A pool with a connection for each of the container's ten workers."""

    def setup(self) -> None:
        self._pool = ConnectionPool(
            self.container.config[SETTINGS].admin_dsn,
            min_size=_WORKERS,
            max_size=_WORKERS,
            open=True,
            kwargs={"autocommit": True, "prepare_threshold": 0},
        )
        self._pool.wait()

    def stop(self) -> None:
        self._pool.close()

    def get_dependency(self, worker_ctx: Any) -> ConnectionPool:
        return self._pool


class NaiveGoals:
    """Takes commands and keeps events."""

    name = "naive_goals"

    database = Database()
    dispatch = EventDispatcher()

    @rpc
    def set_goal(self, goal: str, person: str, title: str, due: str) -> str:
        event = {"goal": goal, "person": person, "title": title, "due": due}
        with self.database.connection() as conn:
            conn.execute(_INSERT, (goal, json.dumps(event)))
        self.dispatch("GoalSet", event)
        return goal


class NaiveViews:
    """Keeps the table that is read."""

    name = "naive_views"

    database = Database()

    @event_handler("naive_goals", "GoalSet")
    def goal_set(self, event: Mapping[str, Any]) -> None:
        with self.database.connection() as conn:
            conn.execute(_UPSERT, (event["goal"], event["person"], event["title"], event["due"]))


class Constant:
    """Answers without doing anything: what a stock nameko RPC costs at least."""

    name = "constant"

    @rpc
    def answer(self) -> Mapping[str, Any]:
        return {"answer": 42}

"""Connections to Postgres: pools, and transactions of one tenant."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import Connection
from psycopg import Cursor as Cursor
from psycopg.abc import Buffer
from psycopg.adapt import Loader
from psycopg.pq import Format
from psycopg.rows import dict_row
from psycopg_pool import ConnectionPool

_MOST_CONNECTIONS = 10


DatabaseError = psycopg.Error
ConnectionLost = psycopg.OperationalError


class TenantConnection(Connection[tuple[Any, ...]]):
    """A connection that remembers for which organisation row-level security lets it see rows."""

    organisation: str | None = None
    _hot: psycopg.Cursor[tuple[Any, ...]] | None = None

    @property
    def hot(self) -> psycopg.Cursor[tuple[Any, ...]]:
        """A cursor that is kept: making one costs as much as sending a statement. For one statement at a time."""
        if self._hot is None:
            self._hot = self.cursor()
        return self._hot

    def serve(self, organisation: str) -> None:
        """See the rows of `organisation`, and of no other, from now on. Not to be called inside a transaction."""
        if self.organisation != organisation:
            self.execute("select set_config('milepost.organisation', %s, false)", (organisation,))
            self.organisation = organisation


Pool = ConnectionPool[TenantConnection]


class VerbatimLoader(Loader):
    """Answers a JSON value as the bytes it is stored as: what reads it decodes straight into its own type."""

    def load(self, data: Buffer) -> bytes:
        """The bytes of the column."""
        return bytes(data)


class VerbatimBinaryLoader(VerbatimLoader):
    """The same for the binary format, in which a JSON value is its text, too."""

    format = Format.BINARY


def connect_pool(dsn: str, *, schema: str, name: str, largest: int = _MOST_CONNECTIONS, durable: bool = True) -> Pool:
    """An open pool of up to `largest` connections in autocommit mode that work in `schema` and are named `name`.

    What is committed through one that is not `durable` may be lost, as a whole, when the server dies within a moment.
    """

    def configure(conn: Connection[Any]) -> None:
        prepare(conn, schema)
        if not durable:
            conn.execute("set synchronous_commit to off")

    return ConnectionPool(
        dsn,
        connection_class=TenantConnection,
        min_size=1,
        max_size=largest,
        open=True,
        name=name,
        kwargs={"autocommit": True, "application_name": name},
        configure=configure,
    )


def connect(dsn: str, *, schema: str, name: str) -> TenantConnection:
    """One connection outside any pool, for what keeps it: locks, notifications, long reads."""
    conn = TenantConnection.connect(dsn, autocommit=True, application_name=name)
    prepare(conn, schema)
    return conn


def prepare(conn: Connection[Any], schema: str) -> None:
    """Have a connection work in `schema`, answer JSON columns verbatim and times in UTC."""
    conn.adapters.register_loader("json", VerbatimLoader)
    conn.adapters.register_loader("json", VerbatimBinaryLoader)
    conn.execute("select set_config('timezone', 'UTC', false), set_config('search_path', %s, false)", (schema,))


@contextmanager
def as_tenant(pool: Pool, organisation: str) -> Iterator[TenantConnection]:
    """A connection, in autocommit mode, that sees the rows of one organisation and of no other."""
    with pool.connection() as conn:
        conn.serve(organisation)
        yield conn


def dicts(conn: TenantConnection, statement: str, parameters: Mapping[str, Any]) -> Cursor[dict[str, Any]]:
    """Executes a statement; what it answers has the rows, each by the names of its columns."""
    return conn.cursor(row_factory=dict_row).execute(statement, parameters)

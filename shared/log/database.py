"""Connections to Postgres: pools, and transactions of one tenant."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from psycopg import Connection
from psycopg.abc import Buffer
from psycopg.adapt import Loader
from psycopg_pool import ConnectionPool

_MOST_CONNECTIONS = 10

Pool = ConnectionPool[Connection[tuple[Any, ...]]]


class VerbatimLoader(Loader):
    """Answers a JSON value as the bytes it is stored as: what reads it decodes straight into its own type."""

    def load(self, data: Buffer) -> bytes:
        """The bytes of the column."""
        return bytes(data)


def connect_pool(dsn: str, *, name: str, largest: int = _MOST_CONNECTIONS) -> Pool:
    """An open pool of up to `largest` connections in autocommit mode, each showing itself as `name`."""
    return ConnectionPool(
        dsn,
        min_size=1,
        max_size=largest,
        open=True,
        name=name,
        kwargs={"autocommit": True, "application_name": name},
        configure=configure,
    )


def configure(conn: Connection[Any]) -> None:
    """Have a connection answer JSON columns verbatim and times in UTC."""
    conn.adapters.register_loader("json", VerbatimLoader)
    conn.execute("set timezone to 'UTC'")


@contextmanager
def as_tenant(pool: Pool, organisation: str) -> Iterator[Connection[tuple[Any, ...]]]:
    """A transaction that sees the rows of one organisation and of no other (row-level security)."""
    with pool.connection() as conn, conn.transaction():
        conn.execute("select set_config('milepost.organisation', %s, true)", (organisation,))
        yield conn

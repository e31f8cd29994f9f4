"""Roles, schemas and their migrations: what has to be in the database before a service starts.

A migration is a plain `.sql` file, run once, in the order of the names, in one transaction with the mark that
it has run: a process killed half-way leaves nothing to clean up. Processes that start together wait for each
other.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import psycopg
from psycopg import sql
from yoyo import get_backend, read_migrations

OWNER = "milepost_owner"
"""The role that owns every schema and table, and whose role migrations take."""

ROLES = Path(__file__).parents[1] / "infra" / "postgres" / "roles.sql"

_LOG = Path(__file__).parent / "log" / "sql"
_PROJECTING = Path(__file__).parent / "projecting" / "sql"
_REACTING = Path(__file__).parent / "reacting" / "sql"
_SERVICES = Path(__file__).parents[1] / "services"

SCHEMAS: Mapping[str, Sequence[Path]] = {
    "goals": (_LOG / "migrations", _REACTING),
    "skills": (_LOG / "migrations", _REACTING),
    "network": (_LOG / "migrations", _REACTING),
    "feedback": (_LOG / "migrations", _REACTING, _SERVICES / "feedback" / "sql"),
    "recommendations": (_LOG / "migrations", _REACTING, _PROJECTING / "migrations"),
    "integrations": (_LOG / "migrations",),
    "keys": (_LOG / "keys",),
    "projection": (_PROJECTING / "migrations",),
}
"""Every schema of the suite, with the folders of its migrations."""


def prepare(admin_dsn: str, passwords: Mapping[str, str] | None = None) -> dict[str, int]:
    """Bring a database up to date, roles first, and answer how many migrations each schema took."""
    ensure_roles(admin_dsn, passwords)
    return {schema: migrate(admin_dsn, schema, *folders) for schema, folders in SCHEMAS.items()}


def ensure_roles(admin_dsn: str, passwords: Mapping[str, str] | None = None) -> None:
    """Make the roles and schemas that are missing, and set the passwords given, by role.

    Only the verifier of a password is sent, so that no log of the server can hold the password itself.
    """
    with _exclusive(admin_dsn) as connection, connection.transaction():
        connection.execute(ROLES.read_bytes())
        for role, password in (passwords or {}).items():
            verifier = connection.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256").decode()
            connection.execute(sql.SQL("alter role {} password {}").format(sql.Identifier(role), sql.Literal(verifier)))


def migrate(admin_dsn: str, schema: str, *folders: Path) -> int:
    """Run the migrations of `folders`, by their names, that `schema` has not had yet, and answer their number.

    `admin_dsn` is a `postgresql://` URI of a role that may take the role of the owner. Whatever a migration
    raises ends the run; the migrations before it stay, and the next run starts with the one that failed.
    """
    for folder in folders:
        if not folder.is_dir():
            raise FileNotFoundError(f"There are no migrations for the schema {schema}: {folder} is not a folder.")
    with _exclusive(admin_dsn), get_backend(_in_schema(admin_dsn, schema)) as backend:
        backend.break_lock()  # left by a killed process: whoever holds our own lock is alone here
        backend.ensure_internal_schema_updated()
        pending = backend.to_apply(read_migrations(*map(str, folders)))
        for migration in pending:
            with backend.transaction():
                migration.process_steps(backend, "apply")
                backend.mark_one(migration, log=False)
        return len(pending)


@contextmanager
def _exclusive(admin_dsn: str) -> Iterator[psycopg.Connection]:
    """A connection that holds the lock of all changes to this database's shape, until it closes or dies."""
    with psycopg.connect(admin_dsn, autocommit=True) as connection:
        connection.execute("select pg_advisory_lock(hashtext('milepost.migrations'))")
        yield connection


def _in_schema(dsn: str, schema: str) -> str:
    """The DSN for yoyo: psycopg 3, unqualified names in `schema`, everything made belongs to the owner."""
    parts = urlsplit(dsn)
    query = dict(parse_qsl(parts.query))
    query["schema"] = schema
    query["options"] = f"{query.get('options', '')} -c role={OWNER}".strip()
    return urlunsplit(("postgresql+psycopg", *parts[1:3], urlencode(query), ""))

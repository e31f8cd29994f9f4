"""Roles, schemas and migrations on a real PostgreSQL."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from shared.migrations import ensure_roles, migrate, prepare
from tests.fixtures.postgres import database_dsn, execute, role_dsn

FUNCTION = """
-- Doubles a number; the body has what a careless splitter would split at.
create function doubled(n integer) returns integer language plpgsql as $$
declare
    result integer := 0;  -- a comment; with a semicolon
begin
    if n > 0 then
        begin
            result := n * 2;
        exception when others then
            raise notice 'never; 100%%';
        end;
    end if;
    return result;
end $$;
"""


@pytest.fixture
def empty(postgres: str) -> Iterator[str]:
    """The administrator's DSN of a database with the roles and schemas, and nothing in them."""
    execute(postgres, "create database {}", "test_empty")
    dsn = database_dsn(postgres, "test_empty")
    ensure_roles(dsn)
    yield dsn
    execute(postgres, "drop database {} with (force)", "test_empty")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Migrations that cannot run twice."""
    (tmp_path / "0001-things.sql").write_text("create table things (id integer);\ninsert into things values (1);\n")
    (tmp_path / "0002-function.sql").write_text(FUNCTION)
    return tmp_path


def value(dsn: str, query: str):
    with psycopg.connect(dsn, autocommit=True) as connection:
        return connection.execute(query).fetchone()[0]


def test_migrations_run_once_in_their_schema_and_belong_to_the_owner(empty, folder):
    assert migrate(empty, "goals", folder) == 2
    assert migrate(empty, "goals", folder) == 0
    assert value(empty, "select goals.doubled(id) from goals.things") == 2
    assert value(empty, "select tableowner from pg_tables where tablename = 'things'") == "milepost_owner"


def test_two_schemas_take_the_same_migrations_apart_from_each_other(empty, folder):
    assert (migrate(empty, "goals", folder), migrate(empty, "integrations", folder)) == (2, 2)
    assert value(empty, "select count(*) from pg_tables where tablename = 'things'") == 2
    assert value(empty, "select count(*) from pg_tables where schemaname = 'public'") == 0


def test_processes_that_start_together_run_each_migration_once(empty, folder):
    with ThreadPoolExecutor(4) as pool:
        applied = list(pool.map(lambda _: migrate(empty, "goals", folder), range(4)))
    assert sorted(applied) == [0, 0, 0, 2]
    assert value(empty, "select count(*) from goals.things") == 1


def test_a_failing_migration_leaves_nothing_behind_and_runs_again(empty, folder):
    broken = folder / "0003-broken.sql"
    broken.write_text("create table more (id integer);\nselect 1 / 0;\n")
    with pytest.raises(psycopg.errors.DivisionByZero):
        migrate(empty, "goals", folder)
    assert value(empty, "select to_regclass('goals.more')") is None
    broken.write_text("create table more (id integer);\n")
    assert migrate(empty, "goals", folder) == 1


def test_a_lock_left_by_a_killed_process_holds_nobody_up(empty, folder):
    migrate(empty, "goals", folder)
    execute(empty, "insert into goals.yoyo_lock (locked, ctime, pid) values (1, now(), 1)")
    (folder / "0003-more.sql").write_text("create table more (id integer);\n")
    assert migrate(empty, "goals", folder) == 1


def test_a_folder_that_is_not_there_is_an_error(empty, tmp_path):
    with pytest.raises(FileNotFoundError, match="goals"):
        migrate(empty, "goals", tmp_path / "missing")


def test_roles_are_made_once_whatever_the_number_of_calls(empty):
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda _: ensure_roles(empty), range(3)))
    assert value(empty, "select count(*) from pg_roles where rolname like 'milepost%'") == 10


def test_no_role_is_a_superuser_or_bypasses_row_level_security(empty):
    powerful = "select count(*) from pg_roles where rolname like 'milepost%' and (rolsuper or rolbypassrls)"
    assert value(empty, powerful) == 0


def test_nobody_logs_in_as_the_owner_or_as_the_feed(empty):
    for role in ("milepost_owner", "milepost_feed"):
        with pytest.raises(psycopg.OperationalError, match="not permitted to log in"):
            psycopg.connect(role_dsn(empty, role))


def test_a_service_can_make_tables_only_where_it_must(empty):
    execute(role_dsn(empty, "milepost_projection"), "create table projection.rebuilt (id integer)")
    for role in ("goals", "skills", "network", "feedback", "integrations", "gateway"):
        for schema in ("goals", "skills", "network", "feedback", "integrations", "projection", "keys", "public"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                execute(role_dsn(empty, f"milepost_{role}"), f"create table {schema}.mine (id integer)")


def test_a_service_cannot_look_into_the_schema_of_another(empty, folder):
    migrate(empty, "goals", folder)
    execute(empty, "grant select on goals.things to public")
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="schema goals"):
        value(role_dsn(empty, "milepost_integrations"), "select id from goals.things")


def test_passwords_are_kept_as_verifiers(empty):
    ensure_roles(empty, {"milepost_goals": "hush"})
    kept = value(empty, "select rolpassword from pg_authid where rolname = 'milepost_goals'")
    execute(empty, "alter role milepost_goals password null")
    assert kept.startswith("SCRAM-SHA-256$")


def test_every_schema_of_the_suite_is_up_to_date_after_prepare(database):
    assert set(prepare(database).values()) == {0}

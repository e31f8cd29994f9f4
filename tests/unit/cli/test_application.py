import subprocess
import sys
from pathlib import Path

import click
import pytest

from infra.cli import application, exit_codes

HEAVY = ("eventlet", "kombu", "marshmallow", "nameko", "psycopg", "rich")


def test_help_imports_nothing_that_takes_long() -> None:
    code = f"""
import sys
from infra.cli.application import run
run(["--help"])
print(*{set(HEAVY)} & sys.modules.keys())
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == ""


@pytest.mark.parametrize("name", application.COMMANDS)
def test_every_command_says_what_it_is_for(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert application.run([name, "--help"]) == exit_codes.DONE
    assert "Usage: milepost" in capsys.readouterr().out


def test_an_unknown_command_is_used_wrongly(capsys: pytest.CaptureFixture[str]) -> None:
    assert application.run(["dance"]) == exit_codes.USAGE
    assert "dance" in capsys.readouterr().err


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> None:
    @click.command()
    def fail() -> None:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr(application.Commands, "get_command", lambda *_: fail)


@pytest.mark.usefixtures("failing")
def test_an_unforeseen_error_is_said_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert application.run(["fail"]) == exit_codes.REFUSED
    (line,) = capsys.readouterr().err.splitlines()
    assert "division by zero" in line
    assert "--debug" in line


@pytest.mark.usefixtures("failing")
def test_debug_shows_where_an_error_comes_from(capsys: pytest.CaptureFixture[str]) -> None:
    application.run(["--debug", "fail"])
    assert "Traceback" in capsys.readouterr().err


def test_where_nothing_runs_the_message_says_how_to_start_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MILEPOST_HOME", str(tmp_path))
    assert application.run(["query", "dashboard"]) == exit_codes.UNREACHABLE
    assert "milepost run" in capsys.readouterr().err
    assert application.run(["status"]) == exit_codes.UNREACHABLE
    assert "milepost run" in capsys.readouterr().err


def test_a_service_of_its_own_needs_a_broker_that_others_reach(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MILEPOST_HOME", str(tmp_path))
    monkeypatch.delenv("MILEPOST_AMQP_URI", raising=False)
    assert application.run(["serve", "goals"]) == exit_codes.USAGE
    assert "MILEPOST_AMQP_URI" in capsys.readouterr().err


def test_a_token_names_its_person_and_roles(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from services.gateway.tokens import Tokens
    from shared.config import Settings

    monkeypatch.setenv("MILEPOST_HOME", str(tmp_path))
    arguments = ["token", "--person", "ada", "--role", "hr", "--role", "employee", "--organisation", "acme"]
    assert application.run(arguments) == exit_codes.DONE
    caller = Tokens(Settings.from_environment()).caller(capsys.readouterr().out.strip())
    assert (caller.organisation, caller.person, caller.roles) == ("acme", "ada", {"hr", "employee"})


def test_a_token_that_would_open_nothing_is_not_issued(capsys: pytest.CaptureFixture[str]) -> None:
    assert application.run(["token"]) == exit_codes.USAGE
    assert "--person" in capsys.readouterr().err

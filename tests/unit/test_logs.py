"""What log lines hold, and what they never hold."""

import json
import logging
import subprocess
import sys

import pytest
import structlog

from shared import logs


@pytest.fixture(autouse=True)
def _restored():
    root = logging.getLogger()
    before = (root.level, root.handlers[:])
    yield
    root.setLevel(before[0])
    root.handlers[:] = before[1]
    logging.captureWarnings(False)
    structlog.reset_defaults()


def lines(capsys) -> list[dict]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_a_line_says_what_when_which_service_and_what_it_belongs_to(capsys):
    logs.configure("goals", "info", "json")
    with logs.about(organisation="acme", command_id="c-1", correlation_id="r-1"):
        logs.logger("shared.bus").info("relayed", events=12)
    (line,) = lines(capsys)
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "message": "relayed",
        "events": 12,
        "level": "info",
        "logger": "shared.bus",
        "service": "goals",
        "organisation": "acme",
        "command_id": "c-1",
        "correlation_id": "r-1",
    }


def test_what_a_line_belongs_to_ends_with_its_context(capsys):
    logs.configure("goals", "info", "json")
    with logs.about(organisation="acme"):
        pass
    logs.logger("x").info("later")
    assert "organisation" not in lines(capsys)[0]


def test_the_standard_librarys_logging_goes_the_same_way(capsys):
    logs.configure("goals", "info", "json")
    with logs.about(organisation="acme"):
        logging.getLogger("some.library").warning("lost %d messages", 3)
    (line,) = lines(capsys)
    assert (line["message"], line["service"], line["organisation"]) == ("lost 3 messages", "goals", "acme")


def test_lines_below_the_level_are_not_written(capsys):
    logs.configure("goals", "warning", "json")
    logs.logger("x").info("quiet")
    logging.getLogger("y").info("quiet")
    assert lines(capsys) == []


@pytest.mark.parametrize("format", ["json", "console"])
def test_a_traceback_never_shows_the_values_of_variables(capsys, format):
    logs.configure("goals", "info", format)

    def decide(person_name):
        raise ValueError("refused")

    try:
        decide("ecalevoL"[::-1])
    except ValueError:
        logs.logger("x").exception("failed")
        logging.getLogger("y").exception("failed")
    written = capsys.readouterr().err
    assert written.count("ValueError") >= 2
    assert "Lovelace" not in written


def test_importing_it_configures_nothing():
    code = "import logging, shared.logs; assert not logging.getLogger().handlers"
    subprocess.run([sys.executable, "-c", code], check=True)

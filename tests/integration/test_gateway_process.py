"""The gateway's process: it says when it is ready, answers by what the projection built, and stops when told."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from services.gateway.tokens import issue
from services.projection.projection import Projection
from shared.client import connect
from shared.config import Settings
from shared.errors import RemoteError
from tests.fixtures.services import eventually

SERVE = """
from services.gateway.wsgi_server import serve
from shared.config import Settings
serve(Settings.from_environment())
"""


@pytest.fixture
def settings(database, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    return Settings(home=tmp_path, postgres_dsn=database, http_port=port)


@pytest.fixture
def process(settings):
    environment = {
        **os.environ,
        "MILEPOST_HOME": str(settings.home),
        "MILEPOST_POSTGRES_DSN": settings.admin_dsn,
        "MILEPOST_HTTP_PORT": str(settings.http_port),
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    with subprocess.Popen([sys.executable, "-c", SERVE], cwd=Path(__file__).parents[2], env=environment) as process:
        yield process
        process.kill()


def readiness(settings):
    try:
        return requests.get(f"http://127.0.0.1:{settings.http_port}/readyz", timeout=10)
    except requests.ConnectionError:
        return None


def test_the_process_is_ready_once_the_read_models_are_built_and_stops_when_told(settings, process):
    eventually(lambda: readiness(settings) is not None, "the gateway listens")
    before = readiness(settings)
    assert before.status_code == 503
    assert {name: check["ok"] for name, check in before.json()["checks"].items()} == {
        "database": True,
        "read models": False,
        "broker": True,
    }

    projection = Projection(settings)
    projection.build_outdated()
    projection.close()
    assert readiness(settings).status_code == 200

    m = connect(f"http://127.0.0.1:{settings.http_port}", token=issue(settings, "acme", "ada"))
    with pytest.raises(RemoteError) as raised:
        m.goals.set_goal(title="Write SQL", kind="skill", due="2030-12-31")
    assert raised.value.code == "unknown_caller"
    m.close()

    process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 0

"""The integrations service as others reach it: over the bus."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from services.integrations.service import IntegrationsService
from shared.bus.dependencies import SETTINGS
from shared.bus.rpc_client import RpcClient
from shared.config import Settings
from shared.errors import MilepostError
from tests.fixtures.services import running

Call = Callable[..., Any]
ROWS = [{"line": 2, "external_id": "1", "name": "Ada", "unit": "Engines"}]


@pytest.fixture
def call(database: str, tmp_path: Path) -> Iterator[Call]:
    """Calls a method of the running service with the commands of one organisation."""
    uri = f"embedded:///test-{uuid4().hex}"
    settings = Settings(home=tmp_path, amqp_uri=uri, postgres_dsn=database)
    with running(IntegrationsService, uri, **{SETTINGS: settings}):
        client = RpcClient(uri)

        def call(method: str, *commands: Any) -> Any:
            return client.call("integrations", method, organisation="acme", commands=list(commands), timeout=30)

        yield call
        client.close()


def command(name: str, command_id: str, /, **payload: Any) -> dict[str, Any]:
    who = {"actor": "hr", "correlation_id": command_id}
    return {"command": f"integrations.{name}", "payload": payload, "command_id": command_id, **who}


def test_each_command_of_an_import_is_answered_by_its_report_or_its_error(call: Call) -> None:
    fits = command("import_people", "one", rows=ROWS)
    does_not = command("import_people", "two", rows=ROWS, colour="blue")
    first, second = call("import_people", fits, does_not)
    assert (first["answer"]["joined"], first["answer"]["position"]) == (1, {"integrations": 3})
    assert "colour" in second["error"]["fields"]


def test_who_is_erased_is_gone_for_good(call: Call) -> None:
    call("execute", command("join_person", "join", person="ada", name="Ada"))
    (erased,) = call("erase_person", command("erase_person", "erase", person="ada"))
    (again,) = call("erase_person", command("erase_person", "erase", person="ada"))
    assert erased["answer"] == again["answer"]
    (refused,) = call("execute", command("move_person", "move", person="ada", role="Engineer", reason="promotion"))
    assert refused["error"]["code"] == "person_is_erased"


@pytest.mark.parametrize("method", ["import_people", "erase_person"])
def test_what_is_no_command_is_refused_as_invalid_input(call: Call, method: str) -> None:
    with pytest.raises(MilepostError) as refused:
        call(method, {"colour": "blue"})
    assert refused.value.code == "invalid_input"

"""The gateway from stock nameko, as in `nameko shell`: its own client, and a token as an argument."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from nameko.exceptions import RemoteError
from nameko.standalone.rpc import ClusterRpcProxy

from infra.serve import configuration, service_class
from services.gateway.tokens import issue
from shared.bus import embedded
from shared.config import Settings
from tests.fixtures.services import running

SERVICES = ("goals", "integrations", "projection", "gateway")
GOAL = {"title": "Lead a project", "kind": "project", "due": "2030-06-30"}


@pytest.fixture
def settings(database: str) -> Settings:
    return replace(
        Settings(postgres_dsn=database, amqp_uri=f"embedded:///shell-{uuid4().hex}"),
        configured_token_key="a-key-for-tests-that-is-long-enough",
        configured_master_key=bytes(32),
    )


@pytest.fixture
def cluster(settings: Settings) -> Iterator[Any]:
    embedded.register()
    with ExitStack() as stack:
        for name in SERVICES:
            config = {key: value for key, value in configuration(settings).items() if key != "AMQP_URI"}
            stack.enter_context(running(service_class(name), settings.amqp_uri, **config))
        yield stack.enter_context(ClusterRpcProxy({"AMQP_URI": settings.amqp_uri}, timeout=20))


def test_commands_and_queries_work_from_nameko_shell(cluster: Any, settings: Settings) -> None:
    hr, ada = issue(settings, "acme", None, ["hr"]), issue(settings, "acme", "ada")
    cluster.gateway.execute("integrations.join_person", {"person": "ada", "name": "Ada"}, token=hr)
    set_ = cluster.gateway.execute("goals.set_goal", GOAL, token=ada)
    (many,) = cluster.gateway.execute_many([{"command": "goals.set_goal", "payload": GOAL}], token=ada)
    goals = cluster.gateway.query("goals", {}, after=many["answer"]["position"], token=ada)
    assert len(goals["items"]) == 2
    assert set_["version"] == 1
    assert "goals.set_goal" in cluster.gateway.describe()["commands"]


def test_what_is_refused_says_so_in_nameko_s_own_words(cluster: Any, settings: Settings) -> None:
    with pytest.raises(RemoteError, match="no token"):
        cluster.gateway.query("goals")
    with pytest.raises(RemoteError, match="Did you mean"):
        cluster.gateway.query("goal s", token=issue(settings, "acme", "ada"))

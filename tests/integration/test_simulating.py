"""Simulating careers, and matching mentors, as clients ask for it: by the gateway, over the bus, in the service."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from infra.serve import configuration, service_class
from services.gateway.tokens import issue
from shared.bus import embedded
from shared.bus.rpc_client import RpcClient
from shared.config import Settings
from shared.errors import RemoteError
from tests.fixtures.services import running

SERVICES = ("integrations", "goals", "skills", "network", "projection", "gateway")
TODAY = datetime.now(UTC).date()
PEOPLE: tuple[tuple[str, str | None, str], ...] = (
    ("mo", None, "Lead"),
    ("ada", "mo", "Engineer"),
    ("bo", "mo", "Engineer"),
    ("cy", None, "Architect"),
)

Positions = dict[str, int]


class Suite:
    """The suite on an embedded broker; `stop` ends the service that recommends."""

    def __init__(self, settings: Settings, client: RpcClient, stop: Callable[[], None]) -> None:
        self._settings = settings
        self._client = client
        self.stop = stop

    def execute(self, command: str, who: str | None = None, /, **payload: Any) -> Positions:
        """The positions that a command reached; given by a machine of HR's where nobody is named."""
        return self._call(who, "execute", command, payload)["position"]

    def ask(self, name: str, who: str | None = None, /, after: Mapping[str, int] | None = None, **params: Any) -> Any:
        return self._call(who, "query", name, params, after=dict(after or {}))

    def _call(self, who: str | None, method: str, *arguments: Any, **named: Any) -> Any:
        token = issue(self._settings, "acme", who, ["employee"] if who else ["hr", "integration"])
        return self._client.call("gateway", method, *arguments, token=token, timeout=30.0, **named)


@pytest.fixture(scope="module")
def suite(module_database: str) -> Iterator[Suite]:
    embedded.register()
    settings = replace(
        Settings(
            postgres_dsn=module_database, amqp_uri=f"embedded:///simulating-{uuid4().hex}", rpc_timeout_seconds=20.0
        ),
        configured_token_key="a-key-for-tests-that-is-long-enough",
        configured_master_key=bytes(32),
    )
    config = {key: value for key, value in configuration(settings).items() if key != "AMQP_URI"}
    with ExitStack() as stack:
        for name in SERVICES:
            stack.enter_context(running(service_class(name), settings.amqp_uri, **config))
        recommending = stack.enter_context(ExitStack())
        recommending.enter_context(running(service_class("recommendations"), settings.amqp_uri, **config))
        client = RpcClient(settings.amqp_uri, name="test")
        stack.callback(client.close)
        suite = Suite(settings, client, recommending.close)
        _told(suite)
        yield suite


def _told(suite: Suite) -> None:
    """Four people work here; engineers need SQL, and architects more of it."""
    suite.execute("integrations.create_unit", unit="apps", name="Apps")
    for person, manager, role in PEOPLE:
        given = {"person": person, "name": person.title(), "role": role, "unit": "apps", "effective_on": "2021-03-01"}
        suite.execute("integrations.join_person", **given, **({"manager": manager} if manager else {}))
    suite.execute("skills.define_skill", skill="sql", name="SQL")
    for role, title, level in (("engineer", "Engineer", 3), ("architect", "Architect", 5)):
        suite.execute("skills.define_role_profile", role=role, title=title, skills=[{"skill": "sql", "level": level}])


def _day(days: int) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


def _planned(suite: Suite) -> Positions:
    """ada, who knows a good deal of SQL, plans to become an architect, by two steps."""
    known = suite.execute("skills.claim_skill", "ada", skill="sql", level=4)
    suite.execute("goals.draft_plan", "ada", plan="up", title="Up", to_role="architect", horizon=_day(900))
    for step, kind, title, days in (("read", "learning", "Learn SQL", 30), ("go", "promotion", "Stand for it", 300)):
        given = {"plan": "up", "step": step, "kind": kind, "title": title, "by": _day(days)}
        known |= suite.execute("goals.add_step", "ada", **given)
    return known


def test_a_plan_is_simulated_as_of_the_position_that_its_last_step_reached(suite: Suite) -> None:
    after = _planned(suite)
    answer = suite.ask("simulate", "ada", after=after)
    assert (answer["role"], answer["plan"], answer["target"]) == ("engineer", "up", "architect")
    assert [each["step"] for each in answer["steps"]] == ["read", "go"]
    assert answer["changes_most"] == "go"
    for years in (1, 3, 5):
        assert sum(each["share"] for each in answer["roles"] if each["years"] == years) == pytest.approx(1, abs=0.002)
    assert suite.ask("simulate", "ada") == answer
    assert suite.ask("simulate", "ada", seed=1)["roles"] != answer["roles"]


def test_a_move_is_simulated_without_a_plan(suite: Suite) -> None:
    answer = suite.ask("simulate", "bo", move="Architect")
    assert (answer["plan"], answer["move"], answer["changes_most"]) == (None, "architect", "move")


def test_a_role_that_was_defined_a_moment_ago_can_be_moved_to(suite: Suite) -> None:
    suite.ask("simulate", "bo")
    after = suite.execute(
        "skills.define_role_profile", role="speaker", title="Speaker", skills=[{"skill": "sql", "level": 1}]
    )
    assert suite.ask("simulate", "bo", after=after, move="speaker")["move"] == "speaker"


def test_what_the_service_refuses_reaches_the_caller_with_code_and_field(suite: Suite) -> None:
    for params, code, status, field in (
        ({"plan": "none"}, "plan_unknown", 404, "plan"),
        ({"move": "Astronaut"}, "role_unknown", 422, "move"),
    ):
        with pytest.raises(RemoteError) as refused:
            suite.ask("simulate", "ada", **params)
        assert (refused.value.code, refused.value.http_status, list(refused.value.fields)) == (code, status, [field])


def test_mentors_are_matched_and_named_by_offers_and_room_of_a_moment_ago(suite: Suite) -> None:
    assert suite.ask("mentor_matching", unit="apps", topic="sql")["pairs"] == []
    after = suite.execute("skills.claim_skill", "cy", skill="sql", level=5)
    after |= suite.execute("network.offer_mentoring", "cy", topics=["sql"], capacity=1)
    answer = suite.ask("mentor_matching", after=after, mentees=["ada", "bo", "ada"], topic="SQL")
    (pair,), (other,) = answer["pairs"], answer["unmatched"]
    assert (pair["mentor"], pair["mentor_name"], pair["skill"]) == ("cy", "Cy", "sql")
    assert {pair["mentee"], other["mentee"]} == {"ada", "bo"}
    assert other["mentee_name"] in {"Ada", "Bo"}
    assert (answer["mentors"], answer["places"]) == (1, 1)
    asked = {"mentor": "cy", "mentorship": "m"}
    suite.execute("network.request_mentoring", "bo", **asked, topics=["sql"], why="To learn")
    after = suite.execute("network.agree_to_mentoring", "cy", **asked)
    answer = suite.ask("mentor_matching", after=after, mentees=["ada"], topic="sql")
    assert (answer["pairs"], answer["places"]) == ([], 0)


def test_a_cohort_is_named_or_a_unit_and_not_both(suite: Suite) -> None:
    for params in ({}, {"mentees": ["ada"], "unit": "apps"}):
        with pytest.raises(RemoteError) as refused:
            suite.ask("mentor_matching", **params)
        assert refused.value.code == "invalid_input"
        assert "mentees" in refused.value.fields


def test_while_the_service_is_down_its_queries_are_unavailable_and_others_are_not(suite: Suite) -> None:
    suite.stop()
    assert suite.ask("dashboard", "ada")
    with pytest.raises(RemoteError) as refused:
        suite.ask("simulate", "ada")
    assert (refused.value.code, refused.value.http_status) == ("unavailable", 503)

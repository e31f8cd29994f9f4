"""What the gateway promises over HTTP, to callers who do it right and to those who do not."""

import gzip
import json
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.contextvars import get_contextvars
from werkzeug.test import Client

from services.gateway import http
from services.gateway.http import application
from shared.errors import DeadlineExceeded, Unavailable
from shared.health import Check
from tests.fixtures.gateways import Dispatched, echo_query, gateway, token

SET_GOAL = "/v1/commands/goals.set_goal"
GOAL = {"title": "Write SQL", "kind": "skill", "due": "2030-12-31"}
ADA = {"Authorization": f"Bearer {token()}"}
JSON = {"Content-Type": "application/json"}


@pytest.fixture
def dispatched():
    return Dispatched()


@pytest.fixture
def client(dispatched):
    with echo_query():
        yield Client(application(gateway(dispatched)))


def problem_of(response):
    assert response.content_type == "application/problem+json"
    problem = response.json
    assert problem["status"] == response.status_code
    assert problem["type"] == f"urn:milepost:problem:{problem['code']}"
    assert problem["instance"] == f"urn:milepost:request:{response.headers['X-Request-Id']}"
    assert problem["title"]
    assert problem["detail"]
    return problem


# Commands


def test_a_command_is_answered_with_the_version_it_led_to_as_its_etag(client):
    response = client.post(SET_GOAL, json=GOAL, headers=ADA)
    assert response.status_code == 200
    assert response.json == {"stream": "goal-sql", "version": 1, "position": {"goals": 7}}
    assert response.headers["ETag"] == '"1"'


def test_headers_carry_the_command_id_the_expected_version_and_the_correlation_id(client, dispatched):
    sent = {**ADA, "Idempotency-Key": "mine-1", "If-Match": '"3"', "X-Request-Id": "trace-1"}
    response = client.post(SET_GOAL, json=GOAL, headers=sent)
    (command,) = dispatched.commands
    assert (command["command_id"], command["expected_version"], command["correlation_id"]) == ("mine-1", 3, "trace-1")
    assert response.headers["X-Request-Id"] == "trace-1"


@pytest.mark.parametrize("given", [None, "", "a b", "é", "x" * 129])
def test_a_request_without_an_id_fit_for_logs_is_given_one(client, dispatched, given):
    headers = ADA if given is None else {**ADA, "X-Request-Id": given}
    response = client.post(SET_GOAL, json=GOAL, headers=headers)
    assert UUID(response.headers["X-Request-Id"])
    assert dispatched.commands[0]["correlation_id"] == response.headers["X-Request-Id"]


def test_the_commands_of_a_bulk_are_answered_each_for_itself_in_their_order(client):
    commands = [
        {"command": "goals.set_goal", "payload": GOAL, "command_id": "a"},
        {"command": "goals.set_goal", "payload": {**GOAL, "kind": "wish"}},
        {"command": "goals.sett_goal"},
    ]
    outcomes = client.post("/v1/commands", json={"commands": commands}, headers=ADA).json["outcomes"]
    assert outcomes[0]["answer"]["version"] == 1
    assert (outcomes[1]["error"]["code"], list(outcomes[1]["error"]["fields"])) == ("invalid_input", ["kind"])
    assert outcomes[2]["error"]["code"] == "unknown_command"


def test_a_body_may_be_packed_by_gzip(client):
    packed = gzip.compress(json.dumps(GOAL).encode())
    response = client.post(SET_GOAL, data=packed, headers={**ADA, **JSON, "Content-Encoding": "gzip"})
    assert response.status_code == 200


# Queries


def test_a_query_string_is_read_by_the_types_of_the_schema(client):
    url = "/v1/queries/echo?limit=50&levels=1&levels=2&kinds=7&share=0.5&since=2026-01-01&exact=true"
    assert client.get(url, headers=ADA).json["asked"] == {
        "person": "ada",
        "limit": 50,
        "levels": [1, 2],
        "kinds": ["7"],
        "share": "0.5",
        "since": "2026-01-01",
        "exact": True,
        "limits": None,
    }


def test_a_query_answers_the_same_by_url_and_by_body(client):
    by_url = client.get("/v1/queries/echo?person=grace&limit=5&as_of.effective=2026-03-01", headers=ADA)
    asked = {"params": {"person": "grace", "limit": 5}, "as_of": {"effective": "2026-03-01"}}
    by_body = client.post("/v1/queries/echo", json=asked, headers=ADA)
    assert by_url.status_code == 200
    assert by_url.json == by_body.json
    assert by_url.json["effective"].startswith("2026-03-01T23:59:59")


def test_a_query_waits_for_the_positions_it_names(client):
    assert client.get("/v1/queries/echo?after=goals:10,integrations:3", headers=ADA).status_code == 200
    problem = problem_of(client.get("/v1/queries/echo?after=goals:11", headers=ADA))
    assert (problem["status"], problem["code"]) == (504, "not_yet_visible")


def test_head_answers_as_get_does_without_the_body(client):
    response = client.head("/v1/queries/echo", headers=ADA)
    assert (response.status_code, response.data) == (200, b"")
    assert response.headers["Content-Length"] == client.get("/v1/queries/echo", headers=ADA).headers["Content-Length"]


# What is refused, and how

POST, GET = "POST", "GET"
GOAL_TEXT = json.dumps(GOAL)
DEEP = "[" * 100_000


@pytest.mark.parametrize(
    ("method", "path", "body", "headers", "status", "code"),
    [
        (POST, SET_GOAL, "{", {}, 400, "malformed_request"),
        (POST, SET_GOAL, "", {}, 400, "malformed_request"),
        (POST, SET_GOAL, '{"title": NaN}', {}, 400, "malformed_request"),
        (POST, SET_GOAL, '{"title": Infinity}', {}, 400, "malformed_request"),
        (POST, SET_GOAL, '{"title": 1e999}', {}, 400, "malformed_request"),
        (POST, SET_GOAL, '{"title": 01}', {}, 400, "malformed_request"),
        (POST, SET_GOAL, '{"title": "\\ud800"}', {}, 400, "malformed_request"),
        (POST, SET_GOAL, b'{"title": "\xff"}', {}, 400, "malformed_request"),
        (POST, SET_GOAL, DEEP, {}, 400, "malformed_request"),
        (POST, SET_GOAL, GOAL_TEXT, {"Content-Encoding": "gzip"}, 400, "malformed_request"),
        (POST, SET_GOAL, gzip.compress(b"{}")[:-4], {"Content-Encoding": "gzip"}, 400, "malformed_request"),
        (POST, SET_GOAL, gzip.compress(b"{}") + b"x", {"Content-Encoding": "gzip"}, 400, "malformed_request"),
        (POST, SET_GOAL, GOAL_TEXT, {"Idempotency-Key": ""}, 400, "malformed_request"),
        (POST, SET_GOAL, GOAL_TEXT, {"Idempotency-Key": "a b"}, 400, "malformed_request"),
        (POST, SET_GOAL, GOAL_TEXT, {"Idempotency-Key": "x" * 129}, 400, "malformed_request"),
        (POST, SET_GOAL, GOAL_TEXT, {"If-Match": "3"}, 400, "malformed_request"),
        (POST, SET_GOAL, GOAL_TEXT, {"If-Match": "*"}, 400, "malformed_request"),
        (POST, SET_GOAL, GOAL_TEXT, {"If-Match": '"-1"'}, 400, "malformed_request"),
        (POST, SET_GOAL, GOAL_TEXT, {"Authorization": ""}, 401, "unauthenticated"),
        (POST, SET_GOAL, GOAL_TEXT, {"Authorization": "Basic YTpi"}, 401, "unauthenticated"),
        (POST, SET_GOAL, GOAL_TEXT, {"Authorization": "Bearer forged"}, 401, "unauthenticated"),
        (POST, SET_GOAL, GOAL_TEXT, {"Authorization": f"Bearer {token(seconds=-1)}"}, 401, "unauthenticated"),
        (POST, SET_GOAL, GOAL_TEXT, {"Authorization": f"Bearer {token('mallory')}"}, 403, "unknown_caller"),
        (POST, SET_GOAL, '{"person": "nobody"}', {}, 422, "invalid_input"),
        (POST, SET_GOAL, json.dumps({**GOAL, "person": "nobody"}), {}, 404, "not_found"),
        (POST, "/v1/commands/goals.sett_goal", "{}", {}, 404, "unknown_command"),
        (POST, SET_GOAL, GOAL_TEXT, {"Content-Type": "text/plain"}, 415, "unsupported_media_type"),
        (POST, SET_GOAL, GOAL_TEXT, {"Content-Type": ""}, 415, "unsupported_media_type"),
        (
            POST,
            SET_GOAL,
            GOAL_TEXT,
            {"Content-Type": "application/json; charset=latin-1"},
            415,
            "unsupported_media_type",
        ),
        (POST, SET_GOAL, GOAL_TEXT, {"Content-Encoding": "br"}, 415, "unsupported_media_type"),
        (POST, SET_GOAL, "[]", {}, 422, "invalid_input"),
        (POST, SET_GOAL, "null", {}, 422, "invalid_input"),
        (POST, SET_GOAL, "{}", {}, 422, "invalid_input"),
        (POST, SET_GOAL, json.dumps({**GOAL, "titel": "x"}), {}, 422, "invalid_input"),
        (POST, SET_GOAL, json.dumps({**GOAL, "check_in_every_days": 3.0}), {}, 422, "invalid_input"),
        (POST, SET_GOAL, json.dumps({**GOAL, "check_in_every_days": "3"}), {}, 422, "invalid_input"),
        (POST, "/v1/commands", "[]", {}, 422, "invalid_input"),
        (POST, "/v1/commands", '{"commands": {}}', {}, 422, "invalid_input"),
        (POST, "/v1/commands", '{"commands": [{}]}', {}, 422, "invalid_input"),
        (POST, "/v1/commands", '{"commands": [{"command": "a", "id": "b"}]}', {}, 422, "invalid_input"),
        (POST, "/v1/commands", '{"commands": [{"command": "a", "command_id": " "}]}', {}, 422, "invalid_input"),
        (POST, "/v1/commands", '{"commands": [{"command": "a", "expected_version": -1}]}', {}, 422, "invalid_input"),
        (GET, "/v1/queries/ecco", None, {}, 404, "unknown_query"),
        (POST, "/v1/queries/ecco", "{}", {}, 404, "unknown_query"),
        (GET, "/v1/queries/echo", None, {"Authorization": ""}, 401, "unauthenticated"),
        (GET, "/v1/queries/echo?person=nobody", None, {}, 404, "not_found"),
        (GET, "/v1/queries/echo", None, {"Authorization": f"Bearer {token(None, 'hr')}"}, 422, "invalid_input"),
        (GET, "/v1/queries/echo?person=ada", None, {"Authorization": f"Bearer {token(None, 'hr')}"}, 403, "forbidden"),
        (GET, "/v1/queries/echo?limit=many", None, {}, 422, "invalid_input"),
        (GET, "/v1/queries/echo?limit=5.0", None, {}, 422, "invalid_input"),
        (GET, "/v1/queries/echo?limit=%D9%A3", None, {}, 422, "invalid_input"),
        (GET, "/v1/queries/echo?limit=0", None, {}, 422, "invalid_input"),
        (GET, "/v1/queries/echo?limit=5&limit=6", None, {}, 422, "invalid_input"),
        (GET, "/v1/queries/echo?levels=6", None, {}, 422, "invalid_input"),
        (GET, "/v1/queries/echo?limits=3", None, {}, 422, "invalid_input"),
        (GET, "/v1/queries/echo?colour=red", None, {}, 422, "invalid_input"),
        (GET, "/v1/queries/echo?after=goals", None, {}, 422, "invalid_input"),
        (GET, "/v1/queries/echo?after=", None, {}, 422, "invalid_input"),
        (GET, "/v1/queries/echo?after=goals:x", None, {}, 422, "invalid_input"),
        (GET, "/v1/queries/echo?after=goals:1,goals:2", None, {}, 422, "invalid_input"),
        (GET, "/v1/queries/echo?after=gaols:1", None, {}, 422, "invalid_input"),
        (GET, "/v1/queries/echo?as_of=yesterday", None, {}, 422, "invalid_input"),
        (GET, "/v1/queries/echo?as_of=0001-01-01T00:00:00%2B23:59", None, {}, 422, "invalid_input"),
        (GET, "/v1/queries/echo?as_of=2026-01-01&as_of.effective=2026-01-01", None, {}, 422, "invalid_input"),
        (POST, "/v1/queries/echo", '{"param": {}}', {}, 422, "invalid_input"),
        (POST, "/v1/queries/echo", '{"after": {"goals": "1"}}', {}, 422, "invalid_input"),
        (POST, "/v1/queries/echo", '{"as_of": 2026}', {}, 422, "invalid_input"),
        (POST, "/v1/queries/echo", '{"as_of": {}}', {}, 422, "invalid_input"),
        (GET, "/", None, {}, 404, "unknown_path"),
        (GET, "/v1/commands/a/b", None, {}, 404, "unknown_path"),
        (GET, "//evil.example/v1", None, {}, 404, "unknown_path"),
        (GET, "/%00", None, {}, 404, "unknown_path"),
        (GET, SET_GOAL, None, {}, 405, "method_not_allowed"),
        ("DELETE", "/v1/queries/echo", None, {}, 405, "method_not_allowed"),
        ("BREW", "/docs", None, {}, 405, "method_not_allowed"),
    ],
)
def test_what_is_wrong_is_told_as_a_problem_with_its_own_status_and_code(
    client, method, path, body, headers, status, code
):
    response = client.open(path, method=method, data=body, headers={**JSON, **ADA, **headers})
    problem = problem_of(response)
    assert (problem["status"], problem["code"]) == (status, code), problem["detail"]


def test_an_unauthenticated_caller_is_told_how_to_authenticate(client):
    response = client.post(SET_GOAL, json=GOAL)
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == 'Bearer realm="milepost"'


def test_a_wrong_method_is_told_the_right_ones(client):
    assert client.put("/v1/queries/echo").headers["Allow"] == "GET, HEAD, POST"


def test_a_body_larger_than_the_limit_is_refused_packed_and_unpacked():
    client = Client(application(gateway(), largest_body=100))
    large = json.dumps({"title": "x" * 101}).encode()
    for body, encoding in ((large, "identity"), (gzip.compress(large), "gzip")):
        response = client.post(SET_GOAL, data=body, headers={**ADA, **JSON, "Content-Encoding": encoding})
        assert (response.status_code, problem_of(response)["code"]) == (413, "body_too_large")


def test_unpacking_a_bomb_takes_no_more_memory_than_the_limit():
    client = Client(application(gateway(), largest_body=1000))
    bomb = gzip.compress(b" " * 500_000)
    assert len(bomb) < 1000
    response = client.post(SET_GOAL, data=bomb, headers={**ADA, **JSON, "Content-Encoding": "gzip"})
    assert response.status_code == 413


def test_a_refusal_of_a_service_keeps_its_status_code_and_fields(client, dispatched):
    error = {"code": "goal_closed", "message": "The goal is closed.", "fields": {"goal": ["closed"]}, "status": 409}
    dispatched.answer = lambda _command: {"error": error}
    problem = problem_of(client.post(SET_GOAL, json=GOAL, headers=ADA))
    assert (problem["status"], problem["code"], problem["fields"]) == (409, "goal_closed", {"goal": ["closed"]})


@pytest.mark.parametrize(
    ("failure", "status", "code"),
    [
        (Unavailable("The broker is out of reach."), 503, "unavailable"),
        (DeadlineExceeded("No answer in time."), 504, "deadline_exceeded"),
        (ZeroDivisionError("secret"), 500, "internal_error"),
    ],
)
def test_a_failure_is_told_without_what_is_inside(client, dispatched, failure, status, code):
    dispatched.fails = [failure]
    response = client.post(SET_GOAL, json=GOAL, headers=ADA)
    assert (response.status_code, problem_of(response)["code"]) == (status, code)
    assert response.headers.get("Retry-After") == ("1" if status == 503 else None)
    assert "10.0.0.1" not in response.text
    assert "secret" not in response.text


def test_an_unexpected_failure_is_logged_under_the_id_of_the_request(client, dispatched, monkeypatch):
    logged = []
    monkeypatch.setattr(http._log, "exception", lambda *_, **__: logged.append(get_contextvars()), raising=False)
    dispatched.fails = [ZeroDivisionError("secret")]
    client.post(SET_GOAL, json=GOAL, headers={**ADA, "X-Request-Id": "trace-1"})
    assert logged == [{"correlation_id": "trace-1"}]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=10,
)
payloads = st.dictionaries(st.sampled_from([*GOAL, "person", "goal", "measures", "parents", "commands"]), json_values)
queries = st.fixed_dictionaries(
    {}, optional={"params": payloads | json_values, "after": json_values, "as_of": json_values, "x": json_values}
)
anything = payloads | queries | json_values
paths = st.sampled_from([SET_GOAL, "/v1/commands", "/v1/queries/echo", "/v1/commands/goals.check_in"])


@given(path=paths, body=anything)
def test_no_json_makes_the_gateway_fail(path, body):
    with echo_query():
        client = Client(application(gateway()))
        response = client.post(path, json=body, headers=ADA)
    assert response.status_code < 500 or response.json["code"] == "not_yet_visible", response.json


@given(path=paths, body=st.binary(max_size=200), encoding=st.sampled_from(["identity", "gzip"]))
def test_no_bytes_make_the_gateway_fail(path, body, encoding):
    with echo_query():
        client = Client(application(gateway()))
        response = client.post(path, data=body, headers={**ADA, **JSON, "Content-Encoding": encoding})
    assert 400 <= response.status_code < 500


@given(given=st.dictionaries(st.sampled_from(["person", "limit", "levels", "since", "after", "as_of"]), st.text()))
def test_no_query_string_makes_the_gateway_fail(given):
    with echo_query():
        response = Client(application(gateway())).get("/v1/queries/echo", query_string=given, headers=ADA)
    assert response.status_code < 500 or response.json["code"] == "not_yet_visible", response.json


# How it is doing


def test_it_is_alive_as_long_as_it_answers(client):
    assert client.get("/healthz").json == {"alive": True}


def test_it_is_ready_while_its_checks_pass_and_tells_strangers_no_reasons():
    def broken():
        raise ConnectionError("no route to 10.0.0.1")

    ready = Client(application(gateway(), checks=[Check("database", lambda: None)])).get("/readyz")
    unready = Client(application(gateway(), checks=[Check("broker", broken)])).get("/readyz")
    assert (ready.status_code, ready.json["ready"], ready.json["checks"]["database"]["ok"]) == (200, True, True)
    assert (unready.status_code, unready.json["ready"], unready.json["checks"]["broker"]["ok"]) == (503, False, False)
    assert "10.0.0.1" not in unready.text


def test_requests_are_counted_by_route_and_never_by_path(client):
    for path in ("/v1/queries/echo", "/v1/queries/ecco", "/nowhere/at/all"):
        client.get(path, headers=ADA)
    client.open("/docs", method="BREW")
    text = client.get("/metrics").text
    assert 'route="/v1/queries/<name>",status="404"' in text
    assert 'method="GET",route="(none)",status="404"' in text
    assert 'method="(other)"' in text
    assert "ecco" not in text
    assert "nowhere" not in text


def test_every_answer_forbids_browsers_to_guess_frame_or_keep_it(client):
    for path in ("/docs", "/healthz", "/nowhere"):
        headers = client.get(path).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cache-Control"] == "no-store"
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]

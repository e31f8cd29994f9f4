"""The gateway behind real servers on real sockets, and the client over both of its ways."""

import gzip
import http.client
import json
import signal
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import eventlet
import eventlet.wsgi
import pytest
from nameko.extensions import DependencyProvider

from services.gateway.gateway import Command, as_commands
from services.gateway.http import application
from shared.bus.rpc_server import rpc
from shared.client import connect
from shared.errors import MilepostError, RemoteError, to_wire
from tests.fixtures.gateways import Dispatched, echo_query, gateway, token
from tests.fixtures.services import eventually, running

GOAL = {"title": "Write SQL", "kind": "skill", "due": "2030-12-31"}
HEADERS = {"Authorization": f"Bearer {token()}", "Content-Type": "application/json"}


@contextmanager
def serving_by_eventlet(app):
    """The port of a green server, as `milepost run` has one."""
    listening = eventlet.listen(("127.0.0.1", 0))
    server = eventlet.spawn(eventlet.wsgi.server, listening, app, log_output=False)
    try:
        yield listening.getsockname()[1]
    finally:
        server.kill()
        listening.close()


@contextmanager
def waitress_process():
    """A process with waitress, and its port."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.fixtures.http_process"],
        cwd=Path(__file__).parents[2],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process, int(process.stdout.readline())
        finally:
            process.kill()


def is_listening(port):
    try:
        socket.create_connection(("127.0.0.1", port), timeout=10).close()
    except ConnectionRefusedError:
        return False
    return True


@contextmanager
def connection_to(port):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        yield connection
    finally:
        connection.close()


@pytest.fixture
def dispatched():
    return Dispatched()


@pytest.fixture
def over_http(dispatched):
    with (
        echo_query(),
        serving_by_eventlet(application(gateway(dispatched))) as port,
        connect(f"http://127.0.0.1:{port}", token=token()) as m,
    ):
        yield m


@pytest.fixture(scope="module")
def waitress_port():
    with waitress_process() as (_, port):
        yield port


@pytest.fixture
def over_amqp(dispatched):
    gate = gateway(dispatched)

    class Token(DependencyProvider):
        def get_dependency(self, worker_ctx):
            return worker_ctx.data.get("auth_token")

    class TinyGateway:
        name = "gateway"
        token = Token()

        @rpc
        def execute(self, command, payload=None, command_id=None, expected_version=None):
            return gate.execute(self.token, Command(command, payload or {}, command_id, expected_version))

        @rpc
        def execute_many(self, commands):
            outcomes = gate.execute_many(self.token, as_commands(commands))
            return [{"error": to_wire(o)} if isinstance(o, MilepostError) else {"answer": o} for o in outcomes]

        @rpc
        def query(self, name, params=None, after=None, as_of=None):
            return gate.query(self.token, name, params, after=after, as_of=as_of)

        @rpc
        def describe(self):
            return gate.describe()

    uri = f"embedded:///test-{uuid4().hex}"
    with echo_query(), running(TinyGateway, uri), connect(uri, token=token()) as m:
        yield m


@pytest.fixture(params=["over_http", "over_amqp"])
def m(request):
    return request.getfixturevalue(request.param)


def test_both_ways_give_commands_under_the_id_of_the_client(m, dispatched):
    answer = m.goals.set_goal(**GOAL, command_id="mine", expected_version=0)
    assert (answer.version, m.position) == (1, {"goals": 7})
    assert dispatched.commands[0]["command_id"] == "mine"
    assert dispatched.commands[0]["expected_version"] == 0


def test_both_ways_ask_queries_of_the_past_and_after_a_position(m):
    assert m.query.echo(limit=5, after={"goals": 10}).asked.limit == 5
    assert m.query.echo(as_of={"effective": "2026-03-01"}).effective.startswith("2026-03-01T23:59:59")


def test_both_ways_answer_many_commands_each_for_itself(m):
    outcomes = m.execute_many([{"command": "goals.set_goal", "payload": GOAL}, {"command": "goals.nothing"}])
    assert (outcomes[0].version, outcomes[1].code) == (1, "unknown_command")


def test_both_ways_describe_and_complete(m):
    assert "set_goal" in dir(m.goals)
    assert "echo" in dir(m.query)


@pytest.mark.parametrize(
    ("command", "payload", "code", "field"),
    [
        ("goals.set_goal", {"title": ""}, "invalid_input", "title"),
        ("goals.set_goal", {**GOAL, "person": "nobody"}, "not_found", "person"),
        ("goals.sett_goal", {}, "unknown_command", "command"),
    ],
)
def test_both_ways_raise_the_same_errors(m, command, payload, code, field):
    with pytest.raises(RemoteError) as raised:
        m.execute(command, payload)
    assert raised.value.code == code
    assert field in raised.value.fields


def test_both_ways_try_again_when_a_service_is_away_for_a_moment(m, dispatched):
    dispatched.fails = [RemoteError("unavailable", "Away.", status=503)]
    m.goals.set_goal(**GOAL)
    first, second = dispatched.commands
    assert first["command_id"] == second["command_id"]


def test_a_server_that_is_not_there_is_unavailable():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    m = connect(f"http://127.0.0.1:{port}", token=token())
    m._pause = lambda _seconds: None
    with pytest.raises(RemoteError) as raised:
        m.query.echo()
    assert raised.value.code == "unavailable"


def test_a_kept_connection_that_the_server_has_closed_is_replaced(dispatched):
    served = []

    def counting(environ, start_response):
        served.append(environ["REMOTE_PORT"])
        return application(gateway(dispatched))(environ, start_response)

    with echo_query(), serving_by_eventlet(counting) as port, connect(f"http://127.0.0.1:{port}", token=token()) as m:
        m._pause = lambda _seconds: pytest.fail("it should not have had to wait")
        m.query.echo()
        m.query.echo()
        (kept,) = m._transport._idle.queue
        kept.sock.shutdown(socket.SHUT_RDWR)
        assert m.query.echo().asked.person == "ada"
    assert served[0] == served[1] != served[2]


@pytest.mark.parametrize("server", ["eventlet", "waitress"])
def test_many_threads_share_a_client_and_a_server(request, server):
    if server == "eventlet":
        m = request.getfixturevalue("over_http")
    else:
        m = connect(f"http://127.0.0.1:{request.getfixturevalue('waitress_port')}", token=token())
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda n: m.query.echo(limit=n + 1).asked.limit, range(40)))
    m.close()
    assert answers == list(range(1, 41))


def test_a_body_over_the_limit_is_refused_and_the_connection_lives_on(waitress_port):
    with connection_to(waitress_port) as connection:
        connection.request("POST", "/v1/commands/goals.set_goal", b" " * 100_001, HEADERS)
        response = connection.getresponse()
        assert (response.status, json.loads(response.read())["code"]) == (413, "body_too_large")
        connection.request("GET", "/healthz")
        assert connection.getresponse().status == 200


def test_a_body_may_come_in_chunks_and_packed(waitress_port):
    packed = gzip.compress(json.dumps(GOAL).encode())
    with connection_to(waitress_port) as connection:
        headers = {**HEADERS, "Content-Encoding": "gzip"}
        chunks = iter([packed[:10], packed[10:]])
        connection.request("POST", "/v1/commands/goals.set_goal", chunks, headers, encode_chunked=True)
        assert connection.getresponse().status == 200


def test_a_body_in_chunks_over_the_limit_is_refused(waitress_port):
    with connection_to(waitress_port) as connection:
        chunks = iter([b" " * 60_000, b" " * 60_000])
        connection.request("POST", "/v1/commands/goals.set_goal", chunks, HEADERS, encode_chunked=True)
        assert connection.getresponse().status == 413


def test_a_server_that_is_told_to_stop_finishes_the_requests_at_work():
    with waitress_process() as (process, port), connection_to(port) as connection:
        connection.request("GET", "/slow")
        assert process.stdout.readline() == "slow\n"
        process.send_signal(signal.SIGTERM)
        eventually(lambda: not is_listening(port), "the server takes no more connections")
        process.stdin.write("go on\n")
        process.stdin.flush()
        assert connection.getresponse().read() == b"done"
        assert process.stdout.readline() == "stopped\n"
        assert process.wait(10) == 0

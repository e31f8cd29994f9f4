from datetime import UTC, date, datetime
from decimal import Decimal
from time import time

import eventlet
import pytest
from eventlet.event import Event
from nameko.exceptions import IncorrectSignature, MethodNotFound
from nameko.exceptions import RemoteError as NamekoRemoteError
from nameko.extensions import DependencyProvider
from nameko.standalone.rpc import ClusterRpcProxy

from shared.bus import embedded, wire
from shared.bus.link import Link
from shared.bus.message import Message
from shared.bus.rpc_client import RpcClient
from shared.bus.rpc_server import Request, RpcServer, batched_rpc, rpc
from shared.errors import DeadlineExceeded, RemoteError, RuleViolation, Unavailable
from tests.fixtures.services import eventually, running


class GoalNotOpen(RuleViolation):
    pass


class Context(DependencyProvider):
    def get_dependency(self, worker_ctx):
        return worker_ctx.data


class Goals:
    name = "goals"
    context = Context()

    @rpc
    def echo(self, value, shout=False):
        return f"{value}!" if shout else value

    @rpc
    def progress(self):
        return {"share": Decimal("0.25"), "due": date(2030, 1, 2), "at": datetime(2030, 1, 2, tzinfo=UTC)}

    @rpc
    def achieve(self):
        raise GoalNotOpen("The goal is closed.", fields={"goal": ["Is closed."]})

    @rpc
    def fail(self):
        raise KeyError("secret of the database")

    @rpc
    def unsendable(self):
        return object()

    @rpc
    def whoami(self):
        return self.context["auth_token"], float(self.context["deadline"])

    @batched_rpc
    def double(self, requests: list[Request]):
        return [self._double(request) for request in requests]

    @batched_rpc
    def miscounted(self, requests):
        return []

    def _double(self, request):
        match request.args:
            case [int(number)]:
                return 2 * number
            case ["boom"]:
                return KeyError("secret")
        return GoalNotOpen("Not a number.")


@pytest.fixture
def goals(bus_uri):
    embedded.register()
    with running(Goals, bus_uri):
        yield bus_uri


@pytest.fixture
def client(goals):
    rpc_client = RpcClient(goals)
    yield rpc_client
    rpc_client.close()


def test_a_call_is_answered_with_what_the_method_returns(client):
    assert client.call("goals", "echo", "hello", shout=True) == "hello!"
    assert client.call("goals", "echo", None) is None


def test_decimals_dates_and_times_travel_as_text(client):
    assert client.call("goals", "progress") == {
        "share": "0.25",
        "due": "2030-01-02",
        "at": "2030-01-02T00:00:00Z",
    }


def test_many_calls_at_once_each_get_their_own_answer(client):
    replies = [client.call_async("goals", "double", number) for number in range(1000)]
    assert [reply.result() for reply in replies] == [2 * number for number in range(1000)]


def test_a_rule_violation_arrives_with_its_code_status_message_and_fields(client):
    with pytest.raises(RemoteError) as raised:
        client.call("goals", "achieve")
    error = raised.value
    assert (error.code, error.http_status, error.message) == ("goal_not_open", 409, "The goal is closed.")
    assert error.fields == {"goal": ["Is closed."]}


@pytest.mark.parametrize("method", ["fail", "unsendable", "miscounted"])
def test_a_fault_of_the_service_tells_callers_nothing_of_its_inside(client, method):
    with pytest.raises(RemoteError) as raised:
        client.call("goals", method)
    assert raised.value.code == "internal_error"
    assert "secret" not in raised.value.message
    assert client.call("goals", "echo", 1) == 1


def test_an_exception_in_a_batch_is_the_answer_to_its_request_alone(client):
    replies = [client.call_async("goals", "double", argument) for argument in (1, "x", "boom", 4)]
    assert replies[0].result() == 2
    assert replies[3].result() == 8
    for reply, code in ((replies[1], "goal_not_open"), (replies[2], "internal_error")):
        with pytest.raises(RemoteError) as raised:
            reply.result()
        assert raised.value.code == code


@pytest.mark.parametrize(
    ("method", "arguments", "code"),
    [("nothing", [], "method_not_found"), ("echo", [1, 2, 3], "incorrect_signature")],
)
def test_a_call_that_no_method_takes_gets_a_typed_error(client, method, arguments, code):
    with pytest.raises(RemoteError) as raised:
        client.call("goals", method, *arguments)
    assert raised.value.code == code


@pytest.mark.parametrize("body", [b"\xff\xfe", b"[]", b'{"args": []}', b'{"args": 1, "kwargs": {}}', b""])
def test_a_body_that_is_no_call_gets_a_typed_error_and_the_service_goes_on(goals, client, body):
    answers = []
    link = Link(goals)
    link.channel.queue_declare(queue="answers", exclusive=True, auto_delete=False)
    link.channel.queue_bind(queue="answers", exchange=wire.EXCHANGE, routing_key="answers")
    link.consume("answers", answers.append, no_ack=True)
    link.send([Message(wire.EXCHANGE, "goals.echo", body, correlation_id="1", reply_to="answers")])
    link.drain()
    link.close()
    with pytest.raises(RemoteError, match="JSON object") as raised:
        wire.decode_answer(answers[0].body)
    assert raised.value.code == "malformed_request"
    assert client.call("goals", "echo", 1) == 1


def test_the_context_and_the_deadline_reach_the_method(client):
    token, deadline = client.call("goals", "whoami", context={"auth_token": "t"}, timeout=20)
    assert token == "t"
    assert 15 < deadline - time() < 20


def test_the_callers_own_deadline_shortens_the_time_limit(client):
    inherited = time() + 5
    _, deadline = client.call("goals", "whoami", context={"auth_token": "t", "deadline": f"{inherited}"})
    assert deadline == pytest.approx(inherited, abs=0.01)


def test_an_unknown_service_is_answered_at_once(client):
    before = time()
    with pytest.raises(Unavailable, match="nobody"):
        client.call("nobody", "anything")
    assert time() - before < 2


def test_a_stock_nameko_client_is_served_with_nameko_errors(goals):
    with ClusterRpcProxy({"AMQP_URI": goals}, timeout=10) as cluster:
        assert cluster.goals.echo("hello") == "hello"
        assert cluster.goals.double(4) == 8
        with pytest.raises(NamekoRemoteError) as raised:
            cluster.goals.achieve()
        assert (raised.value.exc_type, raised.value.value) == ("GoalNotOpen", "The goal is closed.")
        with pytest.raises(MethodNotFound):
            cluster.goals.nothing()
        with pytest.raises(IncorrectSignature):
            cluster.goals.echo()


class Slow:
    name = "slow"
    begun: list[list[object]] = []
    most_at_once = 0
    at_once = 0
    gate = Event()

    @rpc
    def wait(self, number):
        Slow.begun.append([number])
        Slow.gate.wait()
        return number

    @batched_rpc(max_batch=3, concurrency=2)
    def work(self, requests):
        Slow.begun.append([request.args[0] for request in requests])
        Slow.at_once += 1
        Slow.most_at_once = max(Slow.most_at_once, Slow.at_once)
        Slow.gate.wait()
        Slow.at_once -= 1
        return [request.args[0] for request in requests]


@pytest.fixture
def slow(bus_uri):
    embedded.register()
    Slow.begun, Slow.at_once, Slow.most_at_once, Slow.gate = [], 0, 0, Event()
    rpc_client = RpcClient(bus_uri)
    yield bus_uri, rpc_client
    rpc_client.close()


def test_runs_of_a_batched_method_are_bounded_in_size_and_in_number(slow):
    uri, client = slow
    with running(Slow, uri):
        replies = [client.call_async("slow", "work", number) for number in range(12)]
        eventually(lambda: len(Slow.begun) == 2, "two runs")
        eventlet.sleep(0)
        assert len(Slow.begun) == 2
        Slow.gate.send()
        assert [reply.result() for reply in replies] == list(range(12))
    assert Slow.most_at_once == 2
    assert max(map(len, Slow.begun)) == 3


def test_a_request_whose_deadline_has_passed_is_not_run(slow):
    uri, client = slow
    with running(Slow, uri, max_workers=1):
        first = client.call_async("slow", "wait", 1)
        eventually(lambda: Slow.begun == [[1]], "the first run")
        late = client.call_async("slow", "wait", 2, timeout=0.05)
        with pytest.raises(DeadlineExceeded):
            late.result()
        last = client.call_async("slow", "wait", 3)
        Slow.gate.send()
        assert [first.result(), last.result()] == [1, 3]
    assert Slow.begun == [[1], [3]]


def test_stopping_finishes_what_runs_and_leaves_the_rest_to_the_next(slow):
    uri, client = slow
    with running(Slow, uri, max_workers=1) as container:
        first = client.call_async("slow", "wait", 1)
        eventually(lambda: Slow.begun == [[1]], "the first run")
        second = client.call_async("slow", "wait", 2)
        (server,) = [extension for extension in container.extensions if isinstance(extension, RpcServer)]
        stopping = eventlet.spawn(container.stop)
        eventually(lambda: server.pausing, "the pause")
        Slow.gate.send()
        assert first.result() == 1
        stopping.wait()
    assert Slow.begun == [[1]]
    with running(Slow, uri):
        assert second.result() == 2


def test_closing_the_client_fails_the_calls_that_wait(slow):
    uri, client = slow
    with running(Slow, uri):
        reply = client.call_async("slow", "wait", 1)
        eventually(lambda: Slow.begun, "the run")
        client.close()
        with pytest.raises(Unavailable):
            reply.result()
        Slow.gate.send()

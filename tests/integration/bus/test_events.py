import json
from time import monotonic

import pytest
from nameko.events import event_handler

from shared.bus import embedded
from shared.bus.batches import event_batches
from shared.bus.link import Link
from shared.bus.publisher import ConfirmedPublisher, Message, NotConfirmed
from shared.bus.reconnecting import backoff
from tests.fixtures.services import eventually, running

EXCHANGE = "goals.events"


def goal_set(number, organisation="acme"):
    body = json.dumps({"number": number}).encode()
    return Message(EXCHANGE, "GoalSet", body, {"organisation": organisation}, f"acme-{number}")


def numbers(batches):
    return [json.loads(delivery.body)["number"] for batch in batches for delivery in batch]


@pytest.fixture
def publisher(bus_uri):
    embedded.register()
    with ConfirmedPublisher(bus_uri) as confirmed:
        yield confirmed


def projection(handle, **options):
    """A service that gives its batches to `handle`."""

    class Projection:
        name = "projection"

        @event_batches(source="goals", queue="projection.goals", **options)
        def apply(self, deliveries):
            handle(deliveries)

    return Projection


def test_events_arrive_in_order_and_several_at_a_time(bus_uri, publisher):
    batches = []
    with running(projection(batches.append), bus_uri):
        publisher.publish(goal_set(number) for number in range(5000))
        eventually(lambda: sum(map(len, batches)) >= 5000, "5000 events")
    assert numbers(batches) == list(range(5000))
    assert 1 < max(map(len, batches)) <= 2000


def test_headers_routing_key_and_undecodable_bodies_arrive_as_they_were_sent(bus_uri, publisher):
    batches = []
    with running(projection(batches.append), bus_uri):
        publisher.publish([Message(EXCHANGE, "GoalSet", b"\xff\x00{", {"organisation": "acme"}, "1")])
        eventually(lambda: batches, "the event")
    (delivery,) = batches[0]
    assert delivery.body == b"\xff\x00{"
    assert (delivery.routing_key, dict(delivery.headers)) == ("GoalSet", {"organisation": "acme"})
    assert not delivery.redelivered


def test_a_body_larger_than_a_frame_arrives_whole(bus_uri, publisher):
    batches = []
    body = bytes(range(256)) * 2000
    with running(projection(batches.append), bus_uri):
        publisher.publish([Message(EXCHANGE, "GoalSet", body, {"n": 1, "flag": True, "list": ["a"]})])
        eventually(lambda: batches, "the event")
    assert batches[0][0].body == body
    assert dict(batches[0][0].headers) == {"n": 1, "flag": True, "list": ["a"]}


def test_an_event_that_is_published_twice_is_delivered_twice(bus_uri, publisher):
    batches = []
    with running(projection(batches.append), bus_uri):
        publisher.publish([goal_set(1)])
        publisher.publish([goal_set(1)])
        eventually(lambda: len(numbers(batches)) == 2, "both")
    assert numbers(batches) == [1, 1]


def test_a_batch_that_fails_comes_again_marked_as_redelivered_and_not_in_a_hot_loop(bus_uri, publisher):
    attempts = []

    def fail_twice(batch):
        attempts.append(batch)
        if len(attempts) < 3:
            raise RuntimeError("the database is away")

    with running(projection(fail_twice), bus_uri):
        publisher.publish([goal_set(1), goal_set(2)])
        eventually(lambda: attempts, "the first attempt")
        first = monotonic()
        eventually(lambda: len(attempts) == 3, "the third attempt")
        assert monotonic() - first >= 0.9 * (backoff(1) + backoff(2))
    assert numbers(attempts[-1:]) == [1, 2]
    assert attempts[-1][0].redelivered


def test_what_was_not_acknowledged_is_delivered_to_the_next_service(bus_uri, publisher):
    def fail(batch):
        raise RuntimeError("never")

    batches = []
    with running(projection(fail), bus_uri):
        publisher.publish(goal_set(number) for number in range(10))
    with running(projection(batches.append), bus_uri):
        eventually(lambda: len(numbers(batches)) == 10, "all ten")
    assert numbers(batches) == list(range(10))


def test_what_was_acknowledged_does_not_come_again(bus_uri, publisher):
    batches, after = [], []
    with running(projection(batches.append), bus_uri):
        publisher.publish(goal_set(number) for number in range(10))
        eventually(lambda: len(numbers(batches)) == 10, "all ten")
    with running(projection(after.append), bus_uri):
        publisher.publish([goal_set(10)])
        eventually(lambda: after, "the eleventh")
    assert numbers(after) == [10]


def test_a_queue_that_is_wiped_is_declared_again(bus_uri, publisher):
    batches = []
    with running(projection(batches.append), bus_uri):
        link = Link(bus_uri)
        link.channel.queue_delete(queue="projection.goals")

        def published_until_it_arrives():
            publisher.publish([goal_set(1)])
            return batches

        eventually(published_until_it_arrives, "an event over the new queue")
        link.close()


def test_lingering_gathers_what_comes_meanwhile(bus_uri, publisher):
    batches = []
    with running(projection(batches.append, linger=0.5, max_batch=3), bus_uri):
        for number in range(3):
            publisher.publish([goal_set(number)])
        eventually(lambda: batches, "a batch")
    assert numbers(batches[:1]) == [0, 1, 2]


def test_a_stock_event_handler_receives_what_is_published(bus_uri, publisher):
    received = []

    class Listener:
        name = "listener"

        @event_handler("goals", "GoalSet")
        def goal_set(self, body):
            received.append(body)

    with running(Listener, bus_uri):
        publisher.publish([goal_set(7)])
        eventually(lambda: received, "the event")
    assert received == [{"number": 7}]


def test_partitions_keep_the_order_of_each_organisation(vhost_uri):
    batches = []
    with running(projection(batches.append, partitions=4), vhost_uri), ConfirmedPublisher(vhost_uri) as publisher:
        publisher.publish(goal_set(number, f"org-{number % 20}") for number in range(1000))
        eventually(lambda: len(numbers(batches)) == 1000, "all")
        link = Link(vhost_uri)
        for number in range(4):
            link.channel.queue_declare(queue=f"projection.goals.{number}", passive=True)
        link.close()
    for organisation in range(20):
        mine = [number for number in numbers(batches) if number % 20 == organisation]
        assert mine == sorted(mine)


def test_publishing_without_a_broker_raises_a_typed_error_and_succeeds_later(vhost_uri):
    with ConfirmedPublisher("amqp://guest:guest@127.0.0.1:1//") as nowhere, pytest.raises(NotConfirmed):
        nowhere.publish([goal_set(1)])
    with ConfirmedPublisher(vhost_uri) as publisher:
        publisher.publish([goal_set(1)])


def test_a_message_that_the_broker_refuses_raises_a_typed_error(vhost_uri):
    link = Link(vhost_uri)
    exchange = link.declare_events("goals")
    full = {"x-max-length": 1, "x-overflow": "reject-publish"}
    link.channel.queue_declare(queue="full", durable=True, auto_delete=False, arguments=full)
    link.channel.queue_bind(queue="full", exchange=exchange, routing_key="#")
    with ConfirmedPublisher(vhost_uri) as publisher:
        with pytest.raises(NotConfirmed, match="refused"):
            publisher.publish(goal_set(number) for number in range(50))
        link.channel.queue_delete(queue="full")
        publisher.publish([goal_set(1)])
    link.close()

import os
import time
from uuid import uuid4

import eventlet
import pytest
from amqp.exceptions import NotFound, PreconditionFailed
from hypothesis import given
from hypothesis import strategies as st
from nameko.events import event_handler

from shared.bus.embedded_broker import topic_matches
from shared.bus.link import Link
from shared.bus.message import Message
from tests.fixtures.services import running


@pytest.fixture
def uri():
    return f"embedded:///test-{uuid4().hex}"


@pytest.fixture
def link(uri):
    opened = Link(uri)
    yield opened
    opened.close()


def publish(link, exchange, key, *bodies, **options):
    link.send(Message(exchange, key, body, **options) for body in bodies)


def queue(link, name, exchange, kind, key=""):
    link.channel.exchange_declare(exchange=exchange, type=kind)
    link.channel.queue_declare(queue=name)
    link.channel.queue_bind(queue=name, exchange=exchange, routing_key=key)


def test_a_direct_exchange_routes_by_the_exact_key(link):
    queue(link, "a", "x", "direct", "one")
    publish(link, "x", "one", b"1")
    publish(link, "x", "two", b"2")
    assert [link.channel.basic_get("a").body, link.channel.basic_get("a")] == [b"1", None]


def test_a_fanout_exchange_gives_every_queue_a_copy(link):
    queue(link, "a", "x", "fanout")
    queue(link, "b", "x", "fanout")
    publish(link, "x", "whatever", b"1")
    assert [link.channel.basic_get(name).body for name in "ab"] == [b"1", b"1"]


@pytest.mark.parametrize(
    ("pattern", "key", "matches"),
    [
        ("#", "", True),
        ("#", "a.b", True),
        ("a.#", "a", True),
        ("a.#.b", "a.b", True),
        ("a.#.b", "a.x.y.b", True),
        ("a.*", "a", False),
        ("a.*", "a.b", True),
        ("a.*", "a.b.c", False),
        ("a", "ab", False),
        ("a+", "aa", False),
    ],
)
def test_topics_match_by_words(pattern, key, matches):
    assert topic_matches(pattern, key) is matches


words = st.lists(st.sampled_from(["a", "b", "c"]), min_size=1, max_size=5)


@given(words, st.lists(st.sampled_from(["a", "b", "*", "#"]), min_size=1, max_size=5))
def test_topics_match_as_the_protocol_defines_them(key, pattern):
    def defined(pattern, key):
        if not pattern:
            return not key
        if pattern[0] == "#":
            return any(defined(pattern[1:], key[skipped:]) for skipped in range(len(key) + 1))
        return bool(key) and pattern[0] in ("*", key[0]) and defined(pattern[1:], key[1:])

    assert topic_matches(".".join(pattern), ".".join(key)) == defined(pattern, key)


def test_a_closed_channel_gives_back_what_it_did_not_acknowledge_in_the_old_order(uri, link):
    queue(link, "a", "x", "direct", "k")
    publish(link, "x", "k", b"1", b"2", b"3", b"4")
    other = Link(uri)
    received = []
    other.consume("a", received.append, prefetch=3)
    other.drain()
    other.acknowledge(received[0].tag)
    other.close()
    messages = [link.channel.basic_get("a") for _ in range(3)]
    assert [message.body for message in messages] == [b"2", b"3", b"4"]
    assert messages[0].delivery_info["redelivered"]


def test_a_consumer_is_given_no_more_than_its_prefetch(link):
    queue(link, "a", "x", "direct", "k")
    publish(link, "x", "k", *[b"%d" % number for number in range(10)])
    received = []
    link.consume("a", received.append, prefetch=4)
    link.drain()
    assert len(received) == 4
    link.acknowledge(received[2].tag, multiple=True)
    link.drain()
    assert [message.body for message in received] == [b"%d" % number for number in range(7)]


def test_a_message_whose_time_has_passed_is_not_delivered(link):
    queue(link, "a", "x", "direct", "k")
    publish(link, "x", "k", b"late", expiration=0)
    publish(link, "x", "k", b"timely", expiration=60_000)
    assert link.channel.basic_get("a").body == b"timely"


def test_an_exclusive_queue_goes_with_its_connection(uri, link):
    other = Link(uri)
    other.channel.queue_declare(queue="mine", exclusive=True)
    other.close()
    with pytest.raises(NotFound, match="mine"):
        link.channel.queue_declare(queue="mine", passive=True)


def test_an_exchange_keeps_its_type(link):
    link.channel.exchange_declare(exchange="x", type="topic")
    with pytest.raises(PreconditionFailed, match="topic"):
        link.channel.exchange_declare(exchange="x", type="direct")


def test_waiting_ends_as_soon_as_a_message_comes(link, uri):
    queue(link, "a", "x", "direct", "k")
    received = []
    link.consume("a", received.append, no_ack=True)
    other = Link(uri)
    before = time.monotonic()
    eventlet.spawn(publish, other, "x", "k", b"1")
    link.drain()
    assert received
    assert time.monotonic() - before < 1
    other.close()


def test_ten_idle_consumers_use_less_than_a_hundredth_of_a_core(uri):
    services = []
    for number in range(10):

        class Listener:
            name = f"listener{number}"

            @event_handler("goals", "GoalSet")
            def goal_set(self, body):
                """Never called."""

        services.append(running(Listener, uri))
    for service in services:
        service.__enter__()
    before, window = sum(os.times()[:2]), 3.0
    eventlet.sleep(window)
    used = sum(os.times()[:2]) - before
    list(eventlet.GreenPool().imap(lambda service: service.__exit__(None, None, None), services))
    assert used / window < 0.01

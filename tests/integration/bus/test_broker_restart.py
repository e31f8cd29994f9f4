"""What survives a restart of the broker, and the loss of everything it held."""

from functools import partial
from urllib.parse import urlsplit

import pytest

from shared.bus.publisher import ConfirmedPublisher, NotConfirmed
from shared.bus.rpc_client import RpcClient
from shared.bus.rpc_server import rpc
from shared.errors import Unavailable
from tests.fixtures.services import eventually, running
from tests.integration.bus.test_events import goal_set, numbers, projection


class Echo:
    name = "echo"

    @rpc
    def echo(self, value):
        return value


def answered(client):
    try:
        return client.call("echo", "echo", 3) == 3
    except Unavailable:
        return False


def test_services_clients_and_publishers_come_back_after_a_restart(broker, vhost_uri):
    batches = []
    client = RpcClient(vhost_uri)
    with (
        running(Echo, vhost_uri),
        running(projection(batches.append), vhost_uri),
        ConfirmedPublisher(vhost_uri) as publisher,
    ):
        publisher.publish([goal_set(1)])
        assert client.call("echo", "echo", 1) == 1
        broker.control("stop_app")
        try:
            with pytest.raises(NotConfirmed):
                publisher.publish([goal_set(2)])
            with pytest.raises(Unavailable):
                client.call("echo", "echo", 2)
        finally:
            broker.control("start_app")

        eventually(partial(answered, client), "an answer after the restart", patience=60)
        publisher.publish([goal_set(2)])
        eventually(lambda: 2 in numbers(batches), "an event after the restart", patience=60)
    client.close()


def test_a_wiped_broker_is_given_its_exchanges_and_queues_again(broker, vhost_uri):
    batches = []
    client = RpcClient(vhost_uri)
    vhost = urlsplit(vhost_uri).path.lstrip("/")
    with (
        running(Echo, vhost_uri),
        running(projection(batches.append, partitions=2), vhost_uri),
        ConfirmedPublisher(vhost_uri) as publisher,
    ):
        assert client.call("echo", "echo", 3) == 3
        publisher.publish([goal_set(1)])
        broker.control("delete_vhost", vhost)
        broker.control("add_vhost", vhost)
        broker.control("set_permissions", "-p", vhost, "guest", ".*", ".*", ".*")
        eventually(partial(answered, client), "an answer from the wiped broker", patience=60)

        def published_until_it_arrives():
            try:
                publisher.publish([goal_set(2)])
            except NotConfirmed:
                return False
            return 2 in numbers(batches)

        eventually(published_until_it_arrives, "an event over the wiped broker", patience=60)
    client.close()

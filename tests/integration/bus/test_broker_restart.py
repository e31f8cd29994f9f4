"""What survives a restart of the broker."""

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

        def answered():
            try:
                return client.call("echo", "echo", 3) == 3
            except Unavailable:
                return False

        eventually(answered, "an answer after the restart", patience=60)
        publisher.publish([goal_set(2)])
        eventually(lambda: 2 in numbers(batches), "an event after the restart", patience=60)
    client.close()

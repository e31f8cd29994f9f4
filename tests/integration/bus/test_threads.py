"""The client under real threads, as in a threaded HTTP server: in a process of its own, without green threads."""

import sys
from pathlib import Path

from eventlet.green import subprocess

from shared.bus.rpc_server import batched_rpc
from tests.fixtures.services import running

PROGRAM = """
import sys
from concurrent.futures import ThreadPoolExecutor
from shared.bus.rpc_client import RpcClient

client = RpcClient(sys.argv[1])
with ThreadPoolExecutor(16) as pool:
    answers = list(pool.map(lambda number: client.call("goals", "double", number), range(500)))
client.close()
assert answers == [2 * number for number in range(500)]
"""


class Goals:
    name = "goals"

    @batched_rpc
    def double(self, requests):
        return [2 * request.args[0] for request in requests]


def test_calls_from_many_threads_each_get_their_own_answer(vhost_uri):
    root = Path(__file__).parents[3]
    with running(Goals, vhost_uri):
        client = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, vhost_uri], cwd=root, stderr=subprocess.PIPE, text=True
        )
        _, errors = client.communicate(timeout=60)
    assert client.returncode == 0, errors

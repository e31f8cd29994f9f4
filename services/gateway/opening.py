"""Opening a gateway: its connections to the read models, the logs, the keys and the bus."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.gateway.accesses import Accesses
from services.gateway.asking import Sources
from services.gateway.gateway import Gateway
from services.gateway.tokens import Tokens
from services.gateway.visibility import Visibility
from shared.bus.rpc_client import RpcClient
from shared.config import Settings
from shared.contracts.feedback.tokens import token_key
from shared.log.codec import Codec
from shared.log.database import connect_pool
from shared.log.feed import Feed
from shared.log.keys import KeyStore
from shared.read_models import CONTRACTS, SOURCES


@dataclass(frozen=True)
class OpenGateway:
    """A gateway with what it stands on."""

    gateway: Gateway
    visibility: Visibility
    sources: Sources
    client: RpcClient
    closing: Sequence[Callable[[], None]]

    def close(self) -> None:
        """Close all connections."""
        for close in self.closing:
            close()


def open_gateway(settings: Settings) -> OpenGateway:
    """A gateway by its own database role; somebody has to run `visibility.listen` in a thread."""
    pool = connect_pool(settings.dsn("gateway"), schema="projection", name="milepost-gateway", largest=20)
    keys_pool = connect_pool(settings.keys_dsn("gateway"), schema="keys", name="milepost-gateway-keys")
    feed_pools = {
        source: connect_pool(settings.feed_dsn(source, "gateway"), schema=source, name=f"milepost-gateway-{source}")
        for source in SOURCES
    }
    feeds = {source: Feed(source, feed_pool) for source, feed_pool in feed_pools.items()}
    master_key = settings.master_key()
    keys = KeyStore(keys_pool, master_key)
    sources = Sources(pool, feeds, keys, Codec(*CONTRACTS), token_key(master_key))
    visibility = Visibility(settings.dsn("gateway"), pool)
    client = RpcClient(settings.amqp_uri, name="gateway")

    def dispatch(service: str, method: str, arguments: Mapping[str, Any], seconds: float | None) -> Any:
        return client.call(service, method, timeout=seconds or settings.rpc_timeout_seconds, **arguments)

    accesses = Accesses(dispatch)
    waiting = settings.query_wait_seconds
    gateway = Gateway(Tokens(settings), sources, visibility, dispatch, wait_seconds=waiting, answered=accesses.note)
    accesses.start()
    pools = (pool, keys_pool, *feed_pools.values())
    return OpenGateway(
        gateway, visibility, sources, client, [accesses.close, client.close, *(each.close for each in pools)]
    )

"""What an append tells whoever listens: how far which organisation's log has come."""

from collections.abc import Iterable, Mapping

from psycopg import Notify

from shared.log.database import TenantConnection


def listen(conn: TenantConnection, source: str) -> None:
    """Have a connection told of every append to the log of `source`."""
    conn.execute(f"listen milepost_{source}")


def told(conn: TenantConnection, seconds: float) -> Mapping[str, int]:
    """What a connection that listens was told, waiting up to `seconds` for it: the last position by organisation."""
    return _latest(conn.notifies(timeout=seconds, stop_after=1))


def _latest(notices: Iterable[Notify]) -> Mapping[str, int]:
    heads: dict[str, int] = {}
    for notice in notices:
        position, _, organisation = notice.payload.partition(" ")
        heads[organisation] = max(int(position), heads.get(organisation, 0))
    return heads

"""Messages on a queue that are no events of ours: kept, with what is wrong with them, for somebody to look at."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import msgspec
from psycopg import Connection

_INSERT = "insert into undeliverable (queue, error, body) values (%s, %s, %s)"
_LIST = "select id, queue, error, body, received from undeliverable order by id"


class Undeliverable(msgspec.Struct, frozen=True):
    """One such message."""

    id: int
    queue: str
    error: str
    body: bytes
    received: datetime


def keep(conn: Connection[Any], queue: str, messages: Iterable[tuple[bytes, str]]) -> None:
    """Keep messages (body and error) of a queue."""
    with conn.cursor() as cursor:
        cursor.executemany(_INSERT, [(queue, error, body) for body, error in messages])


def listed(conn: Connection[Any]) -> Sequence[Undeliverable]:
    """All that were kept, oldest first."""
    return [Undeliverable(*row) for row in conn.execute(_LIST)]


def discard(conn: Connection[Any], identities: Sequence[int]) -> int:
    """Forget messages by id; answers how many there were."""
    return conn.execute("delete from undeliverable where id = any(%s)", (list(identities),)).rowcount

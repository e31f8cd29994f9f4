"""Snapshots: the state of a long stream at some version, so that loading it need not begin at its first event.

A snapshot is only ever a shortcut. It is encrypted under the key of the person the stream is about, since a state
may hold what that person said, and it is ignored when the shape of the state has changed since it was taken.
"""

from collections.abc import Hashable, Mapping
from functools import cache
from hashlib import sha256
from typing import Any, TypeVar

import msgspec

from shared.aggregate import Aggregate
from shared.log.cipher import Cipher
from shared.log.database import Pool, as_tenant
from shared.log.keys import KeyStore

S = TypeVar("S")

EVERY = 100
"""A snapshot is taken once this many events were replayed since the last one."""

_SELECT = """
    select stream, stream_version, shape, subject, state from snapshots
    where organisation = %s and stream = any(%s)
"""
_UPSERT = """
    insert into snapshots values (%s, %s, %s, %s, %s, %s)
    on conflict (organisation, stream) do update
    set stream_version = excluded.stream_version, shape = excluded.shape, state = excluded.state
    where snapshots.stream_version < excluded.stream_version or snapshots.shape <> excluded.shape
"""


class Snapshots:
    """The snapshots of one service's streams."""

    def __init__(self, pool: Pool, keys: KeyStore) -> None:
        self._pool = pool
        self._keys = keys

    def load(self, organisation: str, wanted: Mapping[str, Aggregate[Any]]) -> dict[str, tuple[Any, int]]:
        """State and version of those of the streams that have a usable snapshot."""
        if not wanted:
            return {}
        with as_tenant(self._pool, organisation) as conn:
            rows = conn.execute(_SELECT, (organisation, list(wanted))).fetchall()
        found = {}
        for stream, version, shape, subject, sealed in rows:
            aggregate = wanted[stream]
            cipher = self._keys.ciphers(organisation, [subject]).get(subject)
            if cipher is not None and shape == shape_of(aggregate):
                plain = cipher.decrypt(sealed, _bound_to(organisation, stream))
                found[stream] = (msgspec.json.decode(plain, type=type(aggregate.initial)), version)
        return found

    def take(
        self, organisation: str, stream: str, aggregate: Aggregate[S], state: S, version: int, person: str
    ) -> None:
        """Keep `state` as that of `stream` after `version` events."""
        cipher: Cipher | None = self._keys.ciphers_for_writing(organisation, [person])[person]
        if cipher is None:
            return
        sealed = cipher.encrypt(msgspec.json.encode(state), _bound_to(organisation, stream))
        with as_tenant(self._pool, organisation) as conn:
            conn.execute(_UPSERT, (organisation, stream, version, shape_of(aggregate), person, sealed))


def shape_of(aggregate: Aggregate[Any]) -> str:
    """A fingerprint of the fields that a state has, their types included."""
    state: type = type(aggregate.initial)
    return _shape(state)


@cache
def _shape(state: Hashable) -> str:
    schema = msgspec.json.schema(state)
    return sha256(msgspec.json.encode(schema, order="sorted")).hexdigest()[:16]


def _bound_to(organisation: str, stream: str) -> str:
    return f"{organisation}/{stream}/snapshot"

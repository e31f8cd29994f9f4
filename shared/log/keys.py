"""The key store: one data key a person, wrapped by the master key, in a database that may be a server of its own.

Destroying a person's key is what erasure is: the log keeps its rows, and nobody can read the personal part again.
"""

import os
import time
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from threading import Lock

from cryptography.hazmat.primitives.keywrap import aes_key_unwrap, aes_key_wrap

from shared.log.cipher import KEY_BYTES, Cipher
from shared.log.database import Pool, as_tenant

_CACHED_PEOPLE = 20_000
_CACHED_SECONDS = 60.0

_SELECT = "select person, wrapped from keys where organisation = %s and person = any(%s)"
_INSERT = """
    insert into keys (organisation, person, wrapped)
    select %s, * from unnest(%s::text[], %s::bytea[]) on conflict do nothing returning person
"""
_DESTROY = """
    insert into keys (organisation, person, destroyed) values (%s, %s, clock_timestamp())
    on conflict (organisation, person) do update set wrapped = null, destroyed = excluded.destroyed
    where keys.destroyed is null
"""


class KeyStore:
    """Ciphers of people by organisation, kept in memory for up to a minute; None for a person who is forgotten."""

    def __init__(self, pool: Pool, master_key: bytes) -> None:
        self._pool = pool
        self._master = master_key
        self._cache: OrderedDict[tuple[str, str], tuple[float, Cipher | None]] = OrderedDict()
        self._lock = Lock()

    def ciphers(self, organisation: str, people: Iterable[str]) -> Mapping[str, Cipher | None]:
        """The cipher of each of `people` who has a key or had one; people never seen are left out."""
        wanted = set(people)
        found = self._cached(organisation, wanted)
        missing = list(wanted - found.keys())
        if missing:
            with as_tenant(self._pool, organisation) as conn:
                rows = conn.execute(_SELECT, (organisation, missing)).fetchall()
            found |= self._remember(organisation, {person: self._unwrapped(wrapped) for person, wrapped in rows})
        return found

    def ciphers_for_writing(self, organisation: str, people: Iterable[str]) -> Mapping[str, Cipher | None]:
        """Like `ciphers`, and makes a key for everyone who has none yet."""
        wanted = set(people)
        found = dict(self.ciphers(organisation, wanted))
        new = {person: os.urandom(KEY_BYTES) for person in wanted - found.keys()}
        if new:
            wrapped = [aes_key_wrap(self._master, key) for key in new.values()]
            with as_tenant(self._pool, organisation) as conn:
                made = [person for (person,) in conn.execute(_INSERT, (organisation, list(new), wrapped))]
            found |= self._remember(organisation, {person: Cipher(new[person]) for person in made})
            # Somebody else may have made keys for the same people at the same moment: theirs count.
            found |= self.ciphers(organisation, new.keys() - set(made))
        return found

    def destroy(self, organisation: str, person: str) -> None:
        """Forget a person for good. Other processes may go on reading what they have cached for up to a minute."""
        with as_tenant(self._pool, organisation) as conn:
            conn.execute(_DESTROY, (organisation, person))
        with self._lock:
            self._cache.pop((organisation, person), None)

    def forgotten(self, organisation: str) -> frozenset[str]:
        """Everyone of the organisation whose key was destroyed."""
        with as_tenant(self._pool, organisation) as conn:
            rows = conn.execute(
                "select person from keys where organisation = %s and destroyed is not null", (organisation,)
            )
            return frozenset(person for (person,) in rows)

    def close(self) -> None:
        """Close the connections to the key store."""
        self._pool.close()

    def _cached(self, organisation: str, people: Iterable[str]) -> dict[str, Cipher | None]:
        now = time.monotonic()
        found: dict[str, Cipher | None] = {}
        with self._lock:
            for person in people:
                kept = self._cache.get((organisation, person))
                if kept is not None and kept[0] > now:
                    found[person] = kept[1]
        return found

    def _unwrapped(self, wrapped: bytes | None) -> Cipher | None:
        return None if wrapped is None else Cipher(aes_key_unwrap(self._master, wrapped))

    def _remember(self, organisation: str, ciphers: Mapping[str, Cipher | None]) -> Mapping[str, Cipher | None]:
        until = time.monotonic() + _CACHED_SECONDS
        with self._lock:
            for person, cipher in ciphers.items():
                self._cache[organisation, person] = (until, cipher)
                self._cache.move_to_end((organisation, person))
            while len(self._cache) > _CACHED_PEOPLE:
                self._cache.popitem(last=False)
        return ciphers

"""The ballots of a review cycle in the database: read, written and destroyed in one transaction with the log.

Answers to a cycle come in beside one another, those about one person one after another. Whoever ends the cycle waits
for those under way and keeps out new ones, so that no answer is taken that nobody will count. The locks are advisory
ones: they are held by a transaction, and nothing of them is written anywhere.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import cast

from services.feedback.ballot import Ballot
from services.feedback.sealing import Sealer
from shared.log.database import Pool, TenantConnection, as_tenant

_SHARE = "select pg_advisory_xact_lock_shared(hashtextextended(%s, 0))"
_HOLD = "select pg_advisory_xact_lock(hashtextextended(%s, 0))"
_ONE = "select sealed from ballots where organisation = %s and cycle = %s and person = %s"
_ALL = "select person, sealed from ballots where organisation = %s and cycle = %s order by person"
_PUT = """
    insert into ballots (organisation, cycle, person, sealed) values (%s, %s, %s, %s)
    on conflict (organisation, cycle, person) do update set sealed = excluded.sealed
"""
_DESTROY = "delete from ballots where organisation = %s and cycle = %s"


class BallotBox:
    """The ballots of one cycle, in a transaction that `pool` lets others take part in."""

    def __init__(self, conn: TenantConnection, sealer: Sealer, organisation: str, cycle: str) -> None:
        self._conn = conn
        self._sealer = sealer
        self._organisation = organisation
        self._cycle = cycle
        self.pool = cast(Pool, _OneConnection(conn))

    def hold(self, person: str) -> Ballot:
        """The ballot about one person, which nobody else changes until the transaction ends."""
        self._conn.execute(_HOLD, (f"ballot {self._organisation}/{self._cycle}/{person}",))
        row = self._conn.execute(_ONE, (self._organisation, self._cycle, person)).fetchone()
        return () if row is None else self._sealer.opened(row[0], (self._organisation, self._cycle, person))

    def put(self, person: str, ballot: Ballot) -> None:
        """Replace the ballot about one person."""
        place = (self._organisation, self._cycle, person)
        self._conn.execute(_PUT, (*place, self._sealer.seal(ballot, place)))

    def all(self) -> Mapping[str, Ballot]:
        """Every ballot of the cycle, by the person whom it is about."""
        rows = self._conn.execute(_ALL, (self._organisation, self._cycle)).fetchall()
        return {
            person: self._sealer.opened(sealed, (self._organisation, self._cycle, person)) for person, sealed in rows
        }

    def destroy(self) -> None:
        """Delete every ballot of the cycle."""
        self._conn.execute(_DESTROY, (self._organisation, self._cycle))


class Ballots:
    """The ballots of all cycles; `key` seals them."""

    def __init__(self, pool: Pool, key: bytes) -> None:
        self._pool = pool
        self._sealer = Sealer(key)

    @contextmanager
    def answering(self, organisation: str, cycle: str) -> Iterator[BallotBox]:
        """A transaction in which a cycle does not end."""
        with self._transaction(_SHARE, organisation, cycle) as box:
            yield box

    @contextmanager
    def ending(self, organisation: str, cycle: str) -> Iterator[BallotBox]:
        """A transaction in which nobody answers to the cycle."""
        with self._transaction(_HOLD, organisation, cycle) as box:
            yield box

    @contextmanager
    def _transaction(self, lock: str, organisation: str, cycle: str) -> Iterator[BallotBox]:
        with as_tenant(self._pool, organisation) as conn, conn.transaction():
            conn.execute(lock, (f"ballots {organisation}/{cycle}",))
            yield BallotBox(conn, self._sealer, organisation, cycle)


class _OneConnection:
    """What a pool is to a log, for one connection in a transaction: what fails in it leaves the rest as it was."""

    def __init__(self, conn: TenantConnection) -> None:
        self._conn = conn

    @contextmanager
    def connection(self) -> Iterator[TenantConnection]:
        """The connection, in a savepoint."""
        with self._conn.transaction():
            yield self._conn

"""How far a service has followed the logs it reacts to, and the orders that it is to give on a later day."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import msgspec

from shared.commanding.request import Request
from shared.log.database import Pool, as_tenant

_REACHED = "select organisation, position from reacted where source = %s"
_POSITION = "select position from reacted where organisation = %s and source = %s"
_REACH = """
    insert into reacted values (%s, %s, %s)
    on conflict (organisation, source) do update set position = excluded.position
"""
_SET = """
    insert into timers select %s, * from unnest(%s::text[], %s::date[], %s::json[])
    on conflict (organisation, command_id) do nothing
"""
_ORGANISATIONS_DUE = "select organisation from organisations_due(%s)"
_DUE = "select request from timers where organisation = %s and due <= %s order by due, command_id limit 1000"
_RANG = "delete from timers where organisation = %s and command_id = %s"

_decode = msgspec.json.Decoder(Request).decode


class Timer(msgspec.Struct, frozen=True):
    """A command to give on the day `due`."""

    due: date
    request: Request


class Progress:
    """Kept in the service's own schema, which `pool` works in."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def reached(self, source: str) -> Mapping[str, int]:
        """Up to which position the log of `source` was reacted to, by organisation."""
        with self._pool.connection() as conn:
            return dict(conn.execute(_REACHED, (source,)).fetchall())

    def position(self, source: str, organisation: str) -> int:
        """The same for one organisation; 0 at first."""
        with as_tenant(self._pool, organisation) as conn:
            row = conn.execute(_POSITION, (organisation, source)).fetchone()
        return 0 if row is None else int(row[0])

    def reach(self, source: str, organisation: str, position: int) -> None:
        """Everything up to `position` was reacted to."""
        with as_tenant(self._pool, organisation) as conn:
            conn.execute(_REACH, (organisation, source, position))

    def set_timers(self, organisation: str, timers: Sequence[Timer]) -> None:
        """Keep commands for their day; one that is kept already stays as it is."""
        if timers:
            ids, days, requests = zip(
                *((t.request.command_id, t.due, msgspec.json.encode(t.request).decode()) for t in timers), strict=True
            )
            with as_tenant(self._pool, organisation) as conn:
                conn.execute(_SET, (organisation, list(ids), list(days), list(requests)))

    def due(self, today: date) -> Iterable[tuple[str, Request]]:
        """The commands whose day has come, with their organisations."""
        with self._pool.connection() as conn:
            organisations = [organisation for (organisation,) in conn.execute(_ORGANISATIONS_DUE, (today,))]
        for organisation in organisations:
            with as_tenant(self._pool, organisation) as conn:
                rows = conn.execute(_DUE, (organisation, today)).fetchall()
            yield from ((organisation, _decode(request)) for (request,) in rows)

    def rang(self, organisation: str, request: Request) -> None:
        """A command was given on its day."""
        with as_tenant(self._pool, organisation) as conn:
            conn.execute(_RANG, (organisation, request.command_id))

"""Reading one's own writes: waiting until the read models have reached a position."""

import threading
import time
from collections.abc import Mapping

import msgspec
import structlog

from shared.errors import NotYetVisible
from shared.log.database import DatabaseError, Pool, connect
from shared.projecting.checkpoints import VISIBLE

_LOOK_AGAIN_SECONDS = 0.5
_RECONNECT_SECONDS = 1.0

_REACHED = """
    select source, min(coalesce(c.position, 0)) from read_models r
    left join checkpoints c on c.read_model = r.name and c.organisation = %s
    where c.source = any(%s) group by source
"""

_log = structlog.get_logger(__name__)


class Visibility:
    """Knows how far the read models have come, told by the projector's notifications."""

    def __init__(self, dsn: str, pool: Pool) -> None:
        self._dsn = dsn
        self._pool = pool
        self._changed = threading.Condition()
        self._reached: dict[tuple[str, str], int] = {}
        self._stopping = threading.Event()

    def listen(self) -> None:
        """Follow the notifications until `stop`; to be run in a thread of its own."""
        while not self._stopping.is_set():
            try:
                with connect(self._dsn, schema="projection", name="milepost-visibility") as conn:
                    conn.execute(f"listen {VISIBLE}")
                    while not self._stopping.is_set():
                        for note in conn.notifies(timeout=1.0, stop_after=1):
                            self._note(*msgspec.json.decode(note.payload, type=tuple[str, str, int]))
            except DatabaseError as error:
                _log.warning("lost the notifications of the projector", error=str(error))
                self._stopping.wait(_RECONNECT_SECONDS)

    def stop(self) -> None:
        """End `listen`."""
        self._stopping.set()

    def wait(self, organisation: str, after: Mapping[str, int], seconds: float) -> None:
        """Return once the read models have folded everything up to `after`, a position by source.

        Raises `NotYetVisible` after `seconds`, naming how far they are.
        """
        deadline = time.monotonic() + seconds
        while behind := self._behind(organisation, after):
            if not self._wait_for(organisation, after, deadline):
                shown = ", ".join(f"{source} {reached} of {after[source]}" for source, reached in behind.items())
                raise NotYetVisible(
                    f"The read models are not there after {seconds:g} s ({shown}). Ask again, or without `after`.",
                    fields={"after": [shown]},
                )

    def _wait_for(self, organisation: str, after: Mapping[str, int], deadline: float) -> bool:
        """Wait for news of these sources, or for a moment; False once the deadline has passed."""
        with self._changed:
            while (left := deadline - time.monotonic()) > 0:
                if all(self._reached.get((organisation, source), 0) >= at for source, at in after.items()):
                    return True
                if not self._changed.wait(min(left, _LOOK_AGAIN_SECONDS)):
                    return True
        return False

    def _behind(self, organisation: str, after: Mapping[str, int]) -> Mapping[str, int]:
        known = {s: self._reached.get((organisation, s), 0) for s in after}
        if all(known[source] >= position for source, position in after.items()):
            return {}
        with self._pool.connection() as conn:
            known |= dict(conn.execute(_REACHED, (organisation, list(after))).fetchall())
        return {source: known[source] for source, position in after.items() if known[source] < position}

    def _note(self, organisation: str, source: str, position: int) -> None:
        with self._changed:
            self._reached[organisation, source] = max(position, self._reached.get((organisation, source), 0))
            self._changed.notify_all()

"""Following a log without the broker: by the notices of its appends, and by looking now and then.

The broker brings events in any number to any consumer; this brings the next few with less delay, and what the broker
lost. Whichever is first, the other finds it done.
"""

import threading
import time

import structlog

from shared.log import notices
from shared.log.database import DatabaseError, TenantConnection, connect
from shared.projecting.projector import Projector

SWEEP_SECONDS = 5.0
"""How often all heads are compared with the checkpoints, in case a notice was lost, too."""

_RECONNECT_SECONDS = 1.0

_log = structlog.get_logger(__name__)


class Follower:
    """Keeps a projector at the head of its log, which it is told of through `feed_dsn`."""

    def __init__(self, projector: Projector, feed_dsn: str) -> None:
        self._projector = projector
        self._dsn = feed_dsn
        self._stopping = threading.Event()

    def run(self) -> None:
        """Follow until `stop`. What goes wrong is tried again: nothing is lost meanwhile."""
        source = self._projector.source
        while not self._stopping.is_set():
            try:
                with connect(self._dsn, schema=source, name=f"milepost-follower-{source}") as conn:
                    self._follow(conn)
            except DatabaseError as error:
                _log.warning("cannot follow a log", source=source, error=str(error))
                self._stopping.wait(_RECONNECT_SECONDS)

    def stop(self) -> None:
        """End `run` within a moment."""
        self._stopping.set()

    def _follow(self, conn: TenantConnection) -> None:
        notices.listen(conn, self._projector.source)
        swept = 0.0
        while not self._stopping.is_set():
            if time.monotonic() - swept > SWEEP_SECONDS:
                swept = time.monotonic()
                if found := self._projector.catch_up():
                    _log.info("fetched what nobody had told of", source=self._projector.source, events=found)
            for organisation, head in notices.told(conn, 1.0).items():
                self._projector.follow(organisation, head)

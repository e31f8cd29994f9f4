"""Whether the gateway can do its work: its database, the read models, and the broker.

A projection that lags keeps no gateway from being ready: commands need none, and queries say `after` what they ask.
"""

from collections.abc import Sequence

from services.gateway.opening import OpenGateway
from shared.bus.link import Link
from shared.config import Settings
from shared.health import Check
from shared.log.database import Pool
from shared.read_models import ALL

_SECONDS = 2.0
_BUILT = "select name from read_models"


class NotBuilt(Exception):
    """The projection has not built all tables yet."""


def checks_of(opened: OpenGateway, settings: Settings) -> Sequence[Check]:
    """What has to work."""
    pool = opened.sources.pool
    return [
        Check("database", lambda: _names(pool), _SECONDS),
        Check("read models", lambda: _require_built(pool), _SECONDS),
        Check("broker", lambda: Link(settings.amqp_uri, heartbeats=False).close(), _SECONDS),
    ]


def _require_built(pool: Pool) -> None:
    if missing := sorted(set(ALL) - _names(pool)):
        raise NotBuilt(f"the projection has yet to build {', '.join(missing)}")


def _names(pool: Pool) -> set[str]:
    with pool.connection(timeout=_SECONDS) as conn:
        return {name for (name,) in conn.execute(_BUILT)}

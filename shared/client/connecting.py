"""Finding Milepost: at an address, or where `milepost run` says that it is running."""

import msgspec

from shared.client.http import HttpTransport
from shared.client.milepost import Milepost
from shared.client.transport import Transport
from shared.config import Settings
from shared.errors import InvalidInput, MilepostError

TIMEOUT_SECONDS = 30.0


class NotRunning(MilepostError):
    """No running Milepost has left word of itself."""

    status = 503


class _Run(msgspec.Struct):
    """What `milepost run` writes to `run.json`."""

    http: str


def connect(
    address: str | None = None,
    *,
    token: str | None = None,
    timeout: float = TIMEOUT_SECONDS,
    settings: Settings | None = None,
) -> Milepost:
    """A client of the Milepost at `address` (http://, https://, amqp://, amqps://).

    Without an address it is the one that `milepost run` runs in `MILEPOST_HOME`, with the token kept there unless
    another is given. Each call waits `timeout` seconds. Raises `NotRunning` where none can be found.
    """
    if address is None:
        settings = settings or Settings.from_environment()
        return Milepost(HttpTransport(_running(settings), token or _kept_token(settings), timeout))
    return Milepost(_transport(address, token, timeout))


def _transport(address: str, token: str | None, timeout: float) -> Transport:
    scheme = address.partition("://")[0]
    if scheme in ("http", "https"):
        return HttpTransport(address, token, timeout)
    if scheme in ("amqp", "amqps", "embedded"):
        # Here, so that a client over HTTP does not load nameko and its green threads.
        from shared.client.amqp import AmqpTransport

        return AmqpTransport(address, token, timeout)
    raise InvalidInput(f"{scheme}:// is no way to Milepost. An address begins with http://, https:// or amqp://.")


def _running(settings: Settings) -> str:
    told = settings.home / "run.json"
    try:
        return msgspec.json.decode(told.read_bytes(), type=_Run).http
    except FileNotFoundError:
        hint = "Start it with `milepost run`, or give connect() an address."
        raise NotRunning(f"Milepost is not running here: there is no {told}. {hint}") from None
    except msgspec.DecodeError as error:
        raise NotRunning(f"{told} does not say where Milepost is running: {error}.") from None


def _kept_token(settings: Settings) -> str | None:
    kept = settings.home / "token"
    return kept.read_text(encoding="ascii").strip() if kept.exists() else None

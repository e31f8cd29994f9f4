"""Taking a port for HTTP, or saying which setting to change where that cannot be."""

import errno
import socket

from shared.config import Settings
from shared.errors import MilepostError

_BACKLOG = 1024


class CannotListen(MilepostError):
    """The address or the port for HTTP cannot be had."""


def listen(settings: Settings) -> socket.socket:
    """A socket that listens where the settings say. Raises `CannotListen`, naming the setting."""
    host, port = settings.http_host, settings.http_port
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(_BACKLOG)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise CannotListen(
                f"Port {port} on {host} is taken by another program. Set MILEPOST_HTTP_PORT to another port; "
                "0 takes a free one."
            ) from error
        raise CannotListen(
            f"Cannot listen on {host}, port {port}: {error.strerror}. See MILEPOST_HTTP_HOST and MILEPOST_HTTP_PORT."
        ) from error
    return listener


def url_of(listener: socket.socket) -> str:
    """The URL by which this machine reaches what listens there."""
    host, port = listener.getsockname()[:2]
    reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"http://[{reachable}]:{port}" if ":" in reachable else f"http://{reachable}:{port}"

"""kombu's AMQP transport, reading from the socket in large pieces.

py-amqp asks the kernel for exactly the bytes of the next field: nine calls a message. This reads what is there, and
can tell whether another frame is complete, so that a burst is handled in one go. TLS connections are py-amqp's own.
"""

from struct import unpack_from
from typing import Any

from amqp.transport import TCPTransport
from kombu.transport import pyamqp

_FRAME_HEADER = 7
_RECEIVE = 1 << 17


class BufferedTransport(TCPTransport):
    """A TCP connection with a buffer of what has come and not been read."""

    def _setup_transport(self) -> None:
        super()._setup_transport()
        self._read_buffer = b""
        self._buffer = bytearray()

    def _read(self, n: int, _initial: bool = False) -> bytes:
        """Exactly `n` bytes, waiting for them up to the socket's timeout."""
        # After a timeout py-amqp puts back here what it had taken of an incomplete frame.
        if self._read_buffer:
            self._buffer[:0] = self._read_buffer
            self._read_buffer = b""
        buffer = self._buffer
        while len(buffer) < n:
            try:
                received = self.sock.recv(_RECEIVE)
            except BlockingIOError:
                raise TimeoutError("nothing has come yet") from None
            if not received:
                raise OSError("the broker has closed the connection")
            buffer += received
        result = bytes(buffer[:n])
        del buffer[:n]
        return result

    @property
    def has_frame(self) -> bool:
        """Whether a whole frame can be read without waiting."""
        buffer = self._buffer
        return len(buffer) > _FRAME_HEADER and len(buffer) > _FRAME_HEADER + unpack_from(">I", buffer, 3)[0]


class _Connection(pyamqp.Connection):
    """py-amqp's connection over the transport above, unless it speaks TLS."""

    def Transport(  # noqa: N802 - py-amqp's name
        self, host: str, connect_timeout: float, ssl: Any = False, *args: Any, **kwargs: Any
    ) -> Any:
        """The transport for one connection."""
        if ssl:
            return super().Transport(host, connect_timeout, ssl, *args, **kwargs)
        return BufferedTransport(host, connect_timeout, *args, **kwargs)


class Transport(pyamqp.Transport):
    """What `kombu.Connection(uri, transport=Transport)` takes."""

    Connection = _Connection

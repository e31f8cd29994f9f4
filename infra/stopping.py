"""Waiting until somebody ends the process: Ctrl-C, or a service manager's SIGTERM."""

import signal
import socket
from typing import Any

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


def interrupt_on_sigterm() -> None:
    """Have SIGTERM do what Ctrl-C does: raise KeyboardInterrupt, so that what was started is stopped in order."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)


def until_told_to_stop() -> None:
    """Return at the first SIGINT or SIGTERM; later ones are ignored. Call it in the main thread.

    It waits for a socket that the interpreter writes to when a signal comes, which wakes green threads at once, too.
    """
    reading, writing = socket.socketpair()
    writing.setblocking(False)
    signal.set_wakeup_fd(writing.fileno())
    for number in _SIGNALS:
        signal.signal(number, _do_nothing)
    with reading, writing:
        reading.recv(1)
        signal.set_wakeup_fd(-1)


def _do_nothing(_signal: int, _frame: Any) -> None:
    pass
